// SPDX-License-Identifier: Apache-2.0
// What a user keeps, and what others say it is: the trust store's memory (patched, from a golden
// checkpoint bundle), the state of an interrupted verification, evidence of a fork, and reviews.
// All must come back; what is taken for a memory is the one that was there, and texts are written
// again as they were read.
//
// Input: what (1), then a text, or patches of 6 bytes each: place (4), value (1), how (1).
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "ledger/base/result.h"
#include "ledger/crypto/encoding.h"
#include "ledger/crypto/hash.h"
#include "ledger/crypto/library.h"
#include "ledger/notes/review.h"
#include "tests/support/fixed_machine.h"
#include "tests/support/memory_storage.h"
#include "verifier/resume_point.h"
#include "verifier/trust_store.h"
#include "verifier/verify.h"

namespace {

using namespace counterfoil;

struct Golden {
    test::MemoryStorage storage;
    LedgerId ledger{};
    verifier::KnownSize size;
    std::string memory;
};

const Golden& golden() {
    static const Golden made = [] {
        require(crypto::start().ok(), "the cryptography gives its known answers");
        Golden golden;
        const std::string source = COUNTERFOIL_SOURCE_DIR "/tests/golden/v1";
        test::MemoryStorage disk;
        disk.load(source);
        const Bytes bundle = disk.files.at(source + "/checkpoint.tar");
        test::FixedClock clock;
        disk.files["bundle"] = bundle;
        const verifier::Report report =
            verifier::verify_bundle(disk, clock, "bundle", verifier::VerifyOptions{});
        require(report.verdict == verifier::Verdict::kUntrusted, "the golden bundle is whole");
        golden.ledger = *report.ledger_id;
        golden.size = {report.tree_size, report.root};
        golden.memory = "trust/" + crypto::hex(golden.ledger) + ".tar";
        const verifier::Pin pin{
            *notes::VerifierKey::parse(report.vkey),
            *crypto::exactly<Hash>(crypto::from_hex(
                "48f3d0391703d98760b4dc068fb73a12600b635ef05021f08fe34749d461f26e"))};
        const std::string text = verifier::pin_text(pin);
        golden.storage.add_directory("trust");
        golden.storage.files["trust/" + crypto::hex(golden.ledger) + ".pin"] =
            Bytes(text.begin(), text.end());
        golden.storage.files[golden.memory] = bundle;
        return golden;
    }();
    return made;
}

void judge_memory(ByteView patches, bool as_fork) {
    test::MemoryStorage storage = golden().storage;
    const bool untouched = patches.size() < 6;
    Bytes& file = storage.files[golden().memory];
    constexpr std::size_t kPatchSize = 6;
    for (; patches.size() >= kPatchSize; patches = patches.subspan(kPatchSize)) {
        std::uint32_t place = 0;
        std::memcpy(&place, patches.data(), sizeof place);
        if (file.empty()) break;
        if (patches[5] % 8 == 7) {
            file.resize(place % file.size());
        } else {
            file[place % file.size()] = patches[4];
        }
    }
    if (as_fork) {
        test::FixedClock clock;
        static_cast<void>(
            verifier::verify_bundle(storage, clock, golden().memory, verifier::VerifyOptions{}));
        return;
    }
    const verifier::TrustStore store(storage, "trust");
    const auto remembered = store.remembered(golden().ledger);
    require(remembered.ok() || !untouched, "an untouched memory is remembered");
    if (!remembered || !*remembered) return;
    require((*remembered)->size == golden().size.size && (*remembered)->root == golden().size.root,
            "what is remembered is what was proven");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static_cast<void>(golden());
    if (size == 0) return 0;
    const ByteView rest(data + 1, size - 1);
    switch (data[0] % 4) {
        case 0:
            judge_memory(rest, false);
            break;
        case 1: {
            // The digest at its end is made right: it is no secret.
            std::string text(as_text(rest));
            text += "end " + crypto::hex(crypto::sha256(rest)) + "\n";
            if (const auto point = verifier::ResumePoint::parse(text)) {
                const auto again = verifier::ResumePoint::parse(point->text());
                require(again && again->text() == point->text(),
                        "a state is read as it is written");
            }
            break;
        }
        case 2: {
            const notes::VerifierKey key{"jane", notes::kTypeEd25519, {}};
            static_cast<void>(notes::open_review(as_text(rest), key));
            break;
        }
        default:
            judge_memory(rest, true);
    }
    return 0;
}
