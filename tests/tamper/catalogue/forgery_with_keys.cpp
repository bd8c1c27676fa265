// SPDX-License-Identifier: Apache-2.0
// M07, M08, M11, M14: the past written anew, with other keys, without any, or with the current one.
#include <algorithm>
#include <cstring>
#include <utility>

#include "ledger/merkle/frontier.h"
#include "ledger/merkle/hashing.h"
#include "tests/tamper/catalogue/catalogue.h"
#include "tests/tamper/catalogue/edits.h"
#include "tests/tamper/catalogue/lies.h"

namespace counterfoil::tamper {
namespace {

// The same life with other content.
test::Forge other_life(std::uint8_t seed, std::uint64_t variant) {
    test::ForgeOptions options;
    options.seed = seed;
    options.id_of_seed = 1;  // In the honest ledger's place.
    options.encrypted = variant % 2 == 0;
    test::Forge forge(options);
    forge.time_ns += variant;
    forge.init();
    forge.open_writer();
    forge.frame({forge.stream(1), forge.stream(2)});
    for (std::uint64_t i = 0; i <= variant / 2 % 8; ++i) {
        forge.frame({forge.event(1, "rewritten"), forge.event(2, std::to_string(i))});
        if (i == 2) forge.publish();
        if (i == 3) forge.frame({forge.rotation()});
    }
    if (variant / 16 % 2 == 1) {
        forge.roll();
        forge.frame({forge.event(1, "in the second segment")});
    }
    forge.publish();
    forge.close();
    return forge;
}

void add_rewritten(Families& to) {
    for (const bool with_leaf : {true, false}) {
        Family family{
            "M07",
            std::string("the whole ledger written anew under other keys; the key given is "
                        "a ") +
                (with_leaf ? "pin" : "vkey"),
            small_ledger(), 9 * 32};
        family.change = [=](std::uint64_t number, Subject& subject) -> Expected {
            const auto seed = static_cast<std::uint8_t>(2 + number / 32);
            if (!with_leaf) subject.pin->genesis_leaf.reset();
            return shown_as(subject, other_life(seed, number % 32), kFailed);
        };
        to.push_back(family);
    }
    // The same identity, by one who cannot sign with it: the genesis of the honest ledger, and
    // epoch keys of one's own.
    const std::uint64_t records = EditedLedger(small_ledger()->files).record_places().size();
    for (const bool dropped : {false, true}) {
        for (const bool head_fits : {false, true}) {
            std::string name = "an event changed and all behind it linked anew";
            if (dropped) name += ", signatures zero and notes gone";
            if (head_fits) name += ", HEAD fits";
            Family family{dropped ? "M08" : "M07", name, small_ledger(), records * 32};
            family.change = [=](std::uint64_t number, Subject& subject) -> Expected {
                EditedLedger ledger(subject.files);
                EditedRecord& record =
                    ledger.record(ledger.record_places()[static_cast<std::size_t>(number / 32)]);
                if (record.entry.type != 1) return std::nullopt;
                const std::size_t at = static_cast<std::size_t>(number % 32) % record.body.size();
                record.body[at] = static_cast<std::uint8_t>(record.body[at] ^ 1U);
                ledger.relink();
                if (dropped) {
                    for (EditedSegment& segment : ledger.segments) {
                        for (EditedFrame& frame : segment.frames) frame.trailer.signature = {};
                    }
                    subject.files.erase(kNote0);
                    subject.files.erase(kNote1);
                }
                if (!ledger.put_into(subject.files)) return std::nullopt;
                if (head_fits || dropped) {
                    rewrite_head(subject.files, [&](format::HeadSlot& slot) {
                        const EditedFrame& last = ledger.segments.back().frames.back();
                        if (head_fits) slot.root = last.trailer.root;
                        if (!dropped) return;
                        slot.signature = {};
                        slot.checkpoint_count = 0;
                        slot.checkpoint_chain = {};
                    });
                }
                return kFailed;
            };
            to.push_back(family);
        }
    }
    // Signed by a key that genesis does not name, the attacker's own.
    Family own_key{"M07", "an event changed and all behind it signed by a key of one's own",
                   small_ledger(), records};
    own_key.change = [=](std::uint64_t number, Subject& subject) -> Expected {
        test::ForgeHooks hooks;
        hooks.body = [=](std::uint64_t sequence, Bytes& body) {
            if (sequence == number && number > 2) body.back() ^= 1U;
        };
        hooks.signed_trailer = [=](std::uint64_t, format::FrameTrailer& trailer) {
            if (trailer.tree_size > number) sign(trailer, test::forged_epoch_key(9, 0));
        };
        return shown_as(subject, small_forge({}, hooks), kFailed);
    };
    to.push_back(own_key);
}

// Four frames of epoch 0, a note, the key of epoch 1, then frames of epoch 1. Somebody who has the
// current key goes back to behind `kept` of those, and goes on with events of their own.
constexpr std::uint64_t kFramesMax = 5;
struct Resumed {
    std::uint64_t kept = 0;     // Frames of epoch 1 that stay.
    std::uint64_t forged = 0;   // Those that take the place of the rest.
    bool note_remains = false;  // A published note of what is gone.
    bool closed = true;
};
test::Forge resumed(const Resumed& how) {
    test::Forge forge;
    forge.init();
    forge.open_writer();
    forge.frame({forge.stream(1), forge.event(1, "before")});
    forge.publish();
    forge.frame({forge.rotation()});
    for (std::uint64_t i = 0; i < how.kept; ++i) forge.frame({forge.event(1, std::to_string(i))});
    test::Forge honest;
    if (how.note_remains) {
        honest.init();
        honest.open_writer();
        honest.frame({honest.stream(1), honest.event(1, "before")});
        honest.publish();
        honest.frame({honest.rotation()});
        for (std::uint64_t i = 0; i <= kFramesMax; ++i) {
            honest.frame({honest.event(1, std::to_string(i))});
        }
        honest.publish();
    }
    for (std::uint64_t i = 0; i < how.forged; ++i) forge.frame({forge.event(1, "forged")});
    if (how.closed) {
        forge.close();
    } else {
        forge.head(false);
    }
    if (how.note_remains) forge.files[kNote1] = honest.files.at(kNote1);
    return forge;
}

void add_resumed(Families& to) {
    const std::uint64_t count = (kFramesMax + 1) * kFramesMax * 2;
    for (const bool note_remains : {false, true}) {
        Family family{"M11",
                      note_remains
                          ? "cut behind the bound and gone on, while a later note is still there"
                          : "cut behind the bound and gone on under the current key",
                      small_ledger(), count};
        family.change = [=](std::uint64_t number, Subject& subject) -> Expected {
            Resumed how;
            how.closed = number % 2 == 0;
            how.kept = number / 2 % (kFramesMax + 1);
            how.forged = 1 + number / 2 / (kFramesMax + 1);
            how.note_remains = note_remains;
            const test::Forge forge = resumed(how);
            subject.pin = pin_of(forge);
            if (note_remains) return shown_as(subject, forge, kFailed);
            return shown_as(subject, forge,
                            Verdicts(how.closed ? kVerified : kWithEvents).within_the_bound());
        };
        to.push_back(family);
    }
    // Below S of the epoch whose key was stolen: what another key signed has to be signed anew.
    Family below{"M11", "cut below the epoch's beginning and gone on under its key", small_ledger(),
                 64};
    below.change = [](std::uint64_t number, Subject& subject) -> Expected {
        test::ForgeHooks hooks;
        const std::uint64_t from = number % 3;  // Frames 0 to 2 were signed by epoch 0.
        hooks.signed_trailer = [=](std::uint64_t frame, format::FrameTrailer& trailer) {
            if (frame >= from) sign(trailer, test::forged_epoch_key(1, 1));
        };
        test::Forge forge({}, hooks);
        forge.time_ns += number;
        forge.init();
        forge.open_writer();
        forge.frame({forge.stream(1), forge.event(1, "forged " + std::to_string(number))});
        forge.frame({forge.rotation()});
        forge.frame({forge.event(1, "before")});
        forge.close();
        subject.pin = pin_of(forge);
        return shown_as(subject, forge, kFailed);
    };
    to.push_back(below);
}

// The chain is whole and the signed tree is of another leaf; and the reverse.
void add_two_stories(Families& to) {
    const EditedLedger honest(rich_ledger()->files);
    const std::uint64_t records = honest.record_places().size();
    Family other_leaf{"M14", "the tree that is signed has another leaf than the chain",
                      rich_ledger(), records * 8};
    other_leaf.change = [=](std::uint64_t number, Subject& subject) -> Expected {
        // From the frame of that record on every root is of a tree with this one leaf exchanged.
        test::ForgeHooks hooks;
        const auto tree = std::make_shared<merkle::Frontier>();
        hooks.entry = [=](std::uint64_t sequence, format::Entry& entry) {
            format::Entry in_tree = entry;
            if (sequence == number / 8) {
                in_tree.body_digest[static_cast<std::size_t>(number % 8)] ^= 1U;
            }
            tree->append(merkle::leaf_hash(
                {reinterpret_cast<const std::uint8_t*>(&in_tree), sizeof in_tree}));
        };
        hooks.trailer = [=](std::uint64_t, format::FrameTrailer& trailer) {
            trailer.root = tree->root();
        };
        return shown_as(subject, test::forge_ledger(3, {}, hooks), kFailed);
    };
    to.push_back(other_leaf);
}

}  // namespace

void add_forgery_with_keys(Families& to, std::uint64_t) {
    add_rewritten(to);
    add_resumed(to);
    add_two_stories(to);
}

}  // namespace counterfoil::tamper
