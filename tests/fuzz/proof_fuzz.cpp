// SPDX-License-Identifier: Apache-2.0
// Hostile proofs: the golden ledger's proof of a record or of consistency, with the notes, the
// entry and the bundle that go with it, changed line by line and byte by byte. The judge must come
// back, and what it calls proven must be what is so.
//
// Input: which proof (1), then changes of 8 bytes each: what (1), file (1), place (4), value (2).
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/crypto/library.h"
#include "tests/fuzz/changes.h"
#include "tests/support/bundle_files.h"
#include "tests/support/fixed_machine.h"
#include "tests/support/memory_storage.h"
#include "verifier/verify.h"

namespace {

using namespace counterfoil;
using test::Change;

constexpr const char* kFiles[] = {"proof", "entry", "path", "older", "newer", "evidence"};
constexpr std::uint64_t kRecord = 3;
constexpr std::uint64_t kSize = 15;
constexpr std::size_t kSizeMax = 65536;

verifier::Report judge(test::MemoryStorage& storage, bool consistency) {
    test::FixedClock clock;
    verifier::ProofOptions options;
    options.evidence_path = "evidence";
    if (consistency) {
        return verifier::verify_consistency_proof(storage, clock, {"path", "older", "newer"},
                                                  options);
    }
    options.entry_path = "entry";
    return verifier::verify_proof(storage, clock, "proof", options);
}

struct Golden {
    test::MemoryStorage storage;
    Hash root{};
};

const Golden& golden() {
    static const Golden made = [] {
        require(crypto::start().ok(), "the cryptography gives its known answers");
        const auto disk = platform::posix_storage();
        const auto read = [&](const char* name) {
            return platform::read_file(
                       *disk, std::string(COUNTERFOIL_SOURCE_DIR "/tests/golden/v1/") + name,
                       1U << 20U)
                .value();
        };
        Golden golden;
        auto& files = golden.storage.files;
        files["proof"] = read("record-3.tlog-proof");
        files["entry"] = test::BundleFiles(read("evidence.tar"))
                             .content(format::bundle_record_file(kRecord, "entry"));
        files["path"] = read("consistency-9-15");
        files["older"] = read("ledger/checkpoints/00000000000000000000.note");
        files["newer"] = read("ledger/checkpoints/00000000000000000001.note");
        files["evidence"] = read("checkpoint.tar");
        for (const bool consistency : {false, true}) {
            const verifier::Report report = judge(golden.storage, consistency);
            require(report.verdict == verifier::Verdict::kUntrusted && report.tree_size == kSize,
                    "the golden proofs hold");
            golden.root = report.root;
        }
        return golden;
    }();
    return made;
}

std::vector<std::string> lines_of(const Bytes& content) {
    std::vector<std::string> lines(1);
    for (const std::uint8_t byte : content) {
        lines.back() += static_cast<char>(byte);
        if (byte == '\n') lines.emplace_back();
    }
    return lines;
}

void apply(const Change& change, test::MemoryStorage& storage) {
    Bytes& content = storage.files[kFiles[change.file % std::size(kFiles)]];
    // Lines that are put together over and over would grow without end.
    if (content.size() > kSizeMax) content.resize(kSizeMax);
    const std::uint32_t place = change.place();
    const std::uint16_t value = change.value();
    const std::size_t at = content.empty() ? 0 : place % content.size();
    std::vector<std::string> lines;
    if (change.what % 8 >= 4) lines = lines_of(content);
    const std::size_t line = lines.empty() ? 0 : place % lines.size();
    const std::size_t other = lines.empty() ? 0 : value % lines.size();
    switch (change.what % 8) {
        case 0:
            if (!content.empty()) content[at] = static_cast<std::uint8_t>(value);
            break;
        case 1:
            if (!content.empty()) content[at] ^= static_cast<std::uint8_t>(1U << value % 8);
            break;
        case 2:
            content.resize(value % 8192);
            break;
        case 3:
            std::swap(content, storage.files[kFiles[value % std::size(kFiles)]]);
            break;
        case 4:
            std::swap(lines[line], lines[other]);
            break;
        case 5:
            lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(line));
            break;
        case 6:
            lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(line),
                         std::string(lines[other]));
            break;
        default: {
            // A line of another file.
            const auto theirs =
                lines_of(golden().storage.files.at(kFiles[value % std::size(kFiles)]));
            lines[line] = theirs[value / std::size(kFiles) % theirs.size()];
        }
    }
    if (lines.empty()) return;
    std::string text;
    for (const std::string& each : lines) text += each;
    content.assign(text.begin(), text.end());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    test::MemoryStorage storage = golden().storage;
    if (size == 0) return 0;
    const bool consistency = *data % 2 != 0;
    test::each_of<Change>({data + 1, size - 1},
                          [&](const Change& change) { apply(change, storage); });
    const verifier::Report report = judge(storage, consistency);
    if (report.verdict == verifier::Verdict::kUntrusted) {
        const auto& files = golden().storage.files;
        // The older note may be taken for the newer: no change leads from a size to itself.
        const bool newest = report.tree_size == kSize && report.root == golden().root;
        require(newest || (consistency && storage.files["newer"] == files.at("older")),
                "what is called proven was signed");
        require(consistency || storage.files["entry"] == files.at("entry"),
                "what is called proven is the record");
    }
    require(report.verdict != verifier::Verdict::kVerified, "nobody is trusted without a key");
    require(!verifier::report_json(report).empty() && !verifier::report_text(report).empty(),
            "every report can be written");
    static_cast<void>(verifier::claimed_proof(storage, "proof"));
    return 0;
}
