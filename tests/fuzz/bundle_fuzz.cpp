// SPDX-License-Identifier: Apache-2.0
// Hostile evidence bundles. The input is a list of changes to a golden bundle's files, which are
// then put together again under right headers, so that what lies behind the container is reached;
// a first byte below 64 takes the rest of the input for a whole archive instead, byte for byte.
// Whatever it is, the judge comes back, gives reports that can be written, and calls nothing right
// that is not a golden bundle.
//
// Changes, 8 bytes each: what (1), file (1), place (4), value (2). The first one's `what` / 8 tells
// which of the golden bundles is changed.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "ledger/crypto/library.h"
#include "tests/fuzz/changes.h"
#include "tests/support/bundle_files.h"
#include "tests/support/fixed_machine.h"
#include "tests/support/memory_storage.h"
#include "verifier/verify.h"

namespace {

using namespace counterfoil;
using test::Change;

const std::vector<Bytes>& golden() {
    static const std::vector<Bytes> archives = [] {
        require(crypto::start().ok(), "the cryptography gives its known answers");
        const auto disk = platform::posix_storage();
        std::vector<Bytes> bundles;
        for (const char* name : {"evidence.tar", "checkpoint.tar", "range.tar"}) {
            const auto read = platform::read_file(
                *disk, std::string(COUNTERFOIL_SOURCE_DIR "/tests/golden/v1/") + name, 1U << 20U);
            require(read.ok(), "the golden bundles are there");
            bundles.push_back(*read);
        }
        return bundles;
    }();
    return archives;
}

void apply(const Change& change, test::BundleFiles& bundle) {
    if (bundle.files.empty()) return;
    const std::size_t file = change.file % bundle.files.size();
    Bytes& content = bundle.files[file].content;
    const std::uint32_t place = change.place();
    const std::uint16_t value = change.value();
    const std::size_t other = value % bundle.files.size();
    const std::size_t at = content.empty() ? 0 : place % content.size();
    switch (change.what % 8) {
        case 0:
            if (!content.empty()) content[at] = static_cast<std::uint8_t>(value);
            break;
        case 1:
            if (!content.empty()) {
                content[at] = static_cast<std::uint8_t>(content[at] ^ (1U << (value % 8)));
            }
            break;
        case 2:
            content.resize(value);
            break;
        case 3:
            content = bundle.files[other].content;
            break;
        case 4:
            std::swap(bundle.files[file], bundle.files[other]);
            break;
        case 5:
            bundle.files.erase(bundle.files.begin() + static_cast<std::ptrdiff_t>(file));
            break;
        case 6:
            content.insert(content.begin() + static_cast<std::ptrdiff_t>(at),
                           static_cast<std::uint8_t>(value));
            break;
        default:
            std::string& name = bundle.files[file].name;
            name[place % name.size()] = static_cast<char>(value % 255 + 1);
            break;
    }
}

Bytes archive_of(const std::uint8_t* data, std::size_t size) {
    if (size > 0 && data[0] < 64) return Bytes(data + 1, data + size);
    test::BundleFiles bundle(golden()[size == 0 ? 0 : data[0] / 8 % golden().size()]);
    test::each_of<Change>({data, size}, [&](const Change& change) { apply(change, bundle); });
    return bundle.archive();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    test::MemoryStorage storage;
    const Bytes& archive = storage.files["bundle"] = archive_of(data, size);
    test::FixedClock clock;
    const verifier::Report report =
        verifier::verify_bundle(storage, clock, "bundle", verifier::VerifyOptions{});
    const bool right = report.verdict == verifier::Verdict::kUntrusted;
    const auto& bundles = golden();
    require(right == (std::find(bundles.begin(), bundles.end(), archive) != bundles.end()),
            "a bundle is right exactly when nothing was changed");
    const bool shows = !report.disclosed.empty() || report.range;
    require(shows == (right && report.evidence != verifier::Evidence::kCheckpoint),
            "only what is right shows what it holds");
    require(!verifier::report_json(report).empty() && !verifier::report_text(report).empty(),
            "every report can be written");
    static_cast<void>(verifier::claimed_bundle_id(storage, "bundle"));
    return 0;
}
