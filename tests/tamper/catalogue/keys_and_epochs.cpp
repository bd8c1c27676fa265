// SPDX-License-Identifier: Apache-2.0
// M12, M13, M33: what somebody does who has keys of some epochs.
#include <cstring>
#include <utility>

#include "ledger/notes/verifier_key.h"
#include "tests/support/epoch_attacks.h"
#include "tests/tamper/catalogue/catalogue.h"
#include "tests/tamper/catalogue/lies.h"

namespace counterfoil::tamper {
namespace {

// Five epochs, two of them without events; frames of one record each.
test::Forge five_epochs(test::ForgeHooks hooks = {}) {
    test::Forge forge({}, std::move(hooks));
    forge.init();
    forge.open_writer();
    forge.frame({forge.stream(1), forge.event(1, "first")});
    for (int epoch = 1; epoch < 5; ++epoch) {
        forge.frame({forge.rotation()});
        if (epoch == 2) continue;
        forge.frame({forge.heartbeat(), forge.event(1, "epoch " + std::to_string(epoch))});
        forge.frame({forge.heartbeat()});
    }
    forge.close();
    return forge;
}
struct Signed {
    std::uint64_t frame;
    std::uint64_t epoch;
};
std::vector<Signed> signed_frames() {
    std::vector<Signed> frames;
    test::ForgeHooks hooks;
    hooks.trailer = [&](std::uint64_t frame, format::FrameTrailer& trailer) {
        frames.push_back({frame, trailer.epoch});
    };
    (void)five_epochs(hooks);
    return frames;
}

// Any range of frames signed by any key of another epoch, in its own name or in the right one's.
void add_resigned(Families& to, const Base& base) {
    const std::vector<Signed> frames = signed_frames();
    const std::uint64_t count = frames.size();
    for (const std::string row : {"M12", "M33"}) {
        const bool newer = row == "M12";
        Family family{row,
                      newer ? "any range signed anew with the key of a newer epoch"
                            : "any range signed with the key of an earlier epoch",
                      base, count * count * 5 * 3};
        family.change = [=](std::uint64_t number, Subject& subject) -> Expected {
            const std::uint64_t first = number % count;
            const std::uint64_t last = number / count % count;
            const std::uint64_t epoch = number / count / count % 5;
            const std::uint64_t manner = number / count / count / 5;
            if (first > last) return std::nullopt;
            const std::uint64_t right = frames[static_cast<std::size_t>(first)].epoch;
            if (newer ? epoch <= right : epoch >= right) return std::nullopt;
            test::ForgeHooks hooks;
            hooks.signed_trailer = [=](std::uint64_t frame, format::FrameTrailer& trailer) {
                if (frame < first || frame > last) return;
                const crypto::SigningKey key = test::forged_epoch_key(1, epoch);
                if (manner > 0) {
                    trailer.epoch_key_id = notes::key_id(test::ForgeOptions().origin,
                                                         notes::kTypeEd25519, key.public_key());
                }
                if (manner > 1) trailer.epoch = epoch;
                sign(trailer, key);
            };
            const test::Forge forge = five_epochs(hooks);
            return shown_as(subject, forge, kFailed);
        };
        to.push_back(family);
    }
}

// Every bit of what an epoch's record says, the frame signed rightly.
void add_key_records(Families& to, const Base& base) {
    std::vector<std::uint64_t> records;
    test::ForgeHooks look;
    look.body = [&](std::uint64_t sequence, Bytes& body) {
        if (body.size() == sizeof(format::EpochKeyBody) && body[0] == 1 && sequence > 4) {
            records.push_back(sequence);
        }
    };
    (void)five_epochs(look);
    constexpr std::uint64_t kBits = sizeof(format::EpochKeyBody) * 8;
    Family family{"M33", "every bit of the records that begin epochs, signed rightly", base,
                  records.size() * kBits};
    family.change = [=](std::uint64_t number, Subject& subject) -> Expected {
        const std::uint64_t record = records[static_cast<std::size_t>(number / kBits)];
        const std::uint64_t bit = number % kBits;
        test::ForgeHooks hooks;
        hooks.body = [=](std::uint64_t sequence, Bytes& body) {
            if (sequence != record) return;
            std::uint8_t& byte = body[static_cast<std::size_t>(bit / 8)];
            byte = static_cast<std::uint8_t>(byte ^ 1U << bit % 8);
        };
        return shown_as(subject, five_epochs(hooks), kFailed);
    };
    to.push_back(family);
}

}  // namespace

void add_keys_and_epochs(Families& to, std::uint64_t) {
    const Base base = std::make_shared<const Subject>(subject_of(five_epochs()));
    std::vector<NamedCase> removals;
    std::vector<NamedCase> chains;
    std::vector<NamedCase> resigned;
    for (const test::EpochAttack& attack : test::epoch_attacks()) {
        if (attack.kind.empty()) continue;
        const auto make = attack.make;
        NamedCase one{attack.name, [=](Subject& subject) -> Expected {
                          const test::Forge forge = make();
                          subject.pin = pin_of(forge);
                          return shown_as(subject, forge, kFailed);
                      }};
        const bool removal = attack.name.find("epoch without") != std::string::npos ||
                             attack.name.find("heartbeat") != std::string::npos;
        const bool range = attack.name.find("newest key") != std::string::npos;
        (removal ? removals : range ? resigned : chains).push_back(std::move(one));
    }
    to.push_back(family_of("M12", "tests/support/epoch_attacks: signed anew", base, resigned));
    to.push_back(family_of("M13", "tests/support/epoch_attacks: taken out", base, removals));
    to.push_back(family_of("M33", "tests/support/epoch_attacks: chains of keys", base, chains));
    add_resigned(to, base);
    add_key_records(to, base);
}

}  // namespace counterfoil::tamper
