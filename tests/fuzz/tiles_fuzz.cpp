// SPDX-License-Identifier: Apache-2.0
// Hostile tile trees: the input changes the files of the golden tree, and takes some away or gives
// it others. The judge must come back, and what it calls right must be the tree that it was.
//
// Input: changes of 8 bytes each: what (1), file (1), place (4), value (2).
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/crypto/library.h"
#include "tests/fuzz/changes.h"
#include "tests/support/fixed_machine.h"
#include "tests/support/memory_storage.h"
#include "verifier/verify.h"

namespace {

using namespace counterfoil;
using test::Change;

const std::string& directory() {
    static const std::string path = COUNTERFOIL_SOURCE_DIR "/tests/golden/v1/tiles";
    return path;
}

// Names that a tree may have, and some that it may not.
constexpr const char* kNames[] = {"/tile/0/000",
                                  "/tile/0/000.p/14",
                                  "/tile/0/001.p/1",
                                  "/tile/1/000.p/1",
                                  "/tile/entries/000",
                                  "/tile/0/x001/000",
                                  "/tile/entries/000.p/3",
                                  "/tile/entries/001.p/9",
                                  "/tile/64/000",
                                  "/tile/0/0",
                                  "/lock",
                                  "/other"};

struct Golden {
    test::MemoryStorage storage;
    std::vector<std::string> paths;
    Hash root{};
};

verifier::Report judge(test::MemoryStorage& storage) {
    test::FixedClock clock;
    return verifier::verify_tiles(storage, clock, directory(), verifier::VerifyOptions{});
}

const Golden& golden() {
    static const Golden made = [] {
        require(crypto::start().ok(), "the cryptography gives its known answers");
        Golden golden;
        golden.storage.load(directory());
        for (const auto& [path, content] : golden.storage.files) golden.paths.push_back(path);
        for (const char* inside : {"/tile/0/x001", "/tile/1", "/tile/1/000.p", "/tile/64"}) {
            golden.storage.add_directory(directory() + inside);
        }
        const verifier::Report report = judge(golden.storage);
        require(report.verdict == verifier::Verdict::kUntrusted && report.tree_size == 15,
                "the golden tree is whole");
        golden.root = report.root;
        return golden;
    }();
    return made;
}

void apply(const Change& change, test::MemoryStorage& storage) {
    const auto& paths = golden().paths;
    const std::string& path = paths[change.file % paths.size()];
    const std::uint32_t place = change.place();
    const std::uint16_t value = change.value();
    const auto found = storage.files.find(path);
    if (found == storage.files.end()) return;
    Bytes& content = found->second;
    const std::size_t at = content.empty() ? 0 : place % content.size();
    switch (change.what % 7) {
        case 0:
            if (!content.empty()) content[at] = static_cast<std::uint8_t>(value);
            break;
        case 1:
            if (!content.empty()) content[at] ^= static_cast<std::uint8_t>(1U << value % 8);
            break;
        case 2:
            content.resize(value);
            break;
        case 3:
            storage.files.erase(found);
            break;
        case 4: {
            Bytes copy = content;
            copy.resize(std::min<std::size_t>(copy.size(), value));
            storage.files[directory() + kNames[place % std::size(kNames)]] = std::move(copy);
            break;
        }
        case 5:
            content.insert(content.begin() + static_cast<std::ptrdiff_t>(at),
                           static_cast<std::uint8_t>(value));
            break;
        default: {
            const auto other = storage.files.find(paths[value % paths.size()]);
            if (other != storage.files.end()) std::swap(content, other->second);
        }
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    test::MemoryStorage storage = golden().storage;
    test::each_of<Change>({data, size}, [&](const Change& change) { apply(change, storage); });
    const verifier::Report report = judge(storage);
    if (report.verdict == verifier::Verdict::kUntrusted) {
        require(report.tree_size == 15 && report.root == golden().root,
                "what is called right is what was signed");
    } else {
        require(report.verdict != verifier::Verdict::kVerified, "nobody is trusted without a key");
    }
    require(!verifier::report_json(report).empty() && !verifier::report_text(report).empty(),
            "every report can be written");
    static_cast<void>(verifier::claimed_tiles_id(storage, directory()));
    return 0;
}
