// SPDX-License-Identifier: Apache-2.0
// Hostile ledgers: the input patches the golden ledger's evidence (HEAD, segments with their
// headers, frames and footers, notes, ledger.json), byte by byte. The verifier and the search for
// the end must come back, and nothing that was changed may be called whole.
//
// Input: patches of 8 bytes each: file (1), what (1), place (4), value (1), unused (1).
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/crypto/library.h"
#include "ledger/format/limits.h"
#include "tests/fuzz/changes.h"
#include "tests/fuzz/field_patches.h"
#include "tests/support/fixed_machine.h"
#include "tests/support/memory_storage.h"
#include "verifier/ledger_end.h"
#include "verifier/verify.h"

namespace {

using namespace counterfoil;
using test::Patch;

const std::string& directory() {
    static const std::string path = COUNTERFOIL_SOURCE_DIR "/tests/golden/v1/ledger";
    return path;
}

const test::MemoryStorage& golden() {
    static const test::MemoryStorage storage = [] {
        require(crypto::start().ok(), "the cryptography gives its known answers");
        test::MemoryStorage loaded;
        loaded.load(directory());
        return loaded;
    }();
    return storage;
}

const std::vector<std::string>& evidence() {
    static const std::vector<std::string> paths = [] {
        std::vector<std::string> found;
        for (const auto& [path, content] : golden().files) {
            const bool secret =
                path.find("keyring.db") != path.npos || path.find("/keys/") != path.npos;
            if (!secret) found.push_back(path);
        }
        return found;
    }();
    return paths;
}

void patch_file(const Patch& patch, Bytes& file) {
    std::uint32_t place = 0;
    std::memcpy(&place, patch.place, sizeof place);
    if (file.empty()) return;
    const std::size_t offset = place % file.size();
    switch (patch.what % 4) {
        case test::kPatchSets:
            file[offset] = patch.value;
            break;
        case 1:
            file[offset] = static_cast<std::uint8_t>(file[offset] ^ (1U << (patch.value % 8)));
            break;
        case 2:
            file.resize(offset);
            break;
        default:
            // A whole block from elsewhere in the file.
            std::memmove(file.data() + offset / 4096 * 4096,
                         file.data() + patch.value * 4096U % file.size() / 4096 * 4096,
                         std::min<std::size_t>(4096, file.size() - offset / 4096 * 4096));
            break;
    }
}

}  // namespace

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t max_size, unsigned seed) {
    static const test::StandingFields fields(golden(), evidence());
    return fields.mutate(data, size, max_size, seed);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::vector<std::string>& paths = evidence();
    test::MemoryStorage storage = golden();
    test::each_of<Patch>({data, size}, [&](const Patch& patch) {
        patch_file(patch, storage.files[paths[patch.file % paths.size()]]);
    });
    bool changed = false;
    for (const std::string& path : paths) {
        const bool head = path.ends_with("/HEAD");  // One bad slot of it is an event.
        changed = changed || (!head && storage.files[path] != golden().files.at(path));
    }
    test::FixedClock clock;
    const verifier::Report report =
        verifier::verify_ledger(storage, clock, directory(), verifier::VerifyOptions{});
    bool found = false;  // Beside that no key was given.
    for (const verifier::Finding& finding : report.findings) {
        found = found || finding.severity != verifier::Severity::kUntrusted;
    }
    require(found || !changed, "a change is found");
    static_cast<void>(verifier::find_end(storage, directory()));
    return 0;
}
