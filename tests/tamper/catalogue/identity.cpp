// SPDX-License-Identifier: Apache-2.0
// M09, M15: whose ledger it is.
#include <map>
#include <utility>

#include "tests/tamper/catalogue/catalogue.h"
#include "tests/tamper/catalogue/edits.h"
#include "tests/tamper/catalogue/mixtures.h"

namespace counterfoil::tamper {
namespace {

void add_wrong_keys(Families& to, const Base& base, const std::string& which) {
    Family key{"M09", "every bit of the public key that is given, " + which, base, 256};
    key.change = [](std::uint64_t bit, Subject& subject) -> Expected {
        std::uint8_t& byte = subject.pin->key.key[static_cast<std::size_t>(bit / 8)];
        byte = static_cast<std::uint8_t>(byte ^ 1U << bit % 8);
        return kFailed;
    };
    to.push_back(key);
    Family leaf{"M09", "every bit of the genesis leaf hash in the pin, " + which, base, 256};
    leaf.change = [](std::uint64_t bit, Subject& subject) -> Expected {
        std::uint8_t& byte = (*subject.pin->genesis_leaf)[static_cast<std::size_t>(bit / 8)];
        byte = static_cast<std::uint8_t>(byte ^ 1U << bit % 8);
        return kFailed;
    };
    to.push_back(leaf);
    std::vector<NamedCase> cases;
    for (const char* name : {"example.org/other", "example.org/forge", "example.org/forgedx",
                             "Example.org/forged", "example.org", "x"}) {
        cases.push_back({name, [=](Subject& subject) -> Expected {
                             subject.pin->key.name = name;
                             return kFailed;
                         }});
    }
    for (std::uint8_t seed = 2; seed < 10; ++seed) {
        cases.push_back({"another ledger's", [=](Subject& subject) -> Expected {
                             test::ForgeOptions options;
                             options.seed = seed;
                             subject.pin = pin_of(small_forge(options));
                             return kFailed;
                         }});
    }
    cases.push_back({"none", [](Subject& subject) -> Expected {
                         subject.pin.reset();
                         return kUntrusted;
                     }});
    to.push_back(family_of("M09", "keys of others, " + which, base, std::move(cases)));
}

test::Forge another(std::uint8_t seed, bool same_id) {
    test::ForgeOptions options;
    options.seed = seed;
    if (same_id) options.id_of_seed = 1;
    return small_forge(options);
}

// Any of the files of another ledger, in any combination.
void add_splices(Families& to) {
    for (const bool same_id : {false, true}) {
        add_mixtures(
            to, "M15",
            std::string("any files of another ledger") + (same_id ? " of the same id" : ""),
            small_ledger(), {another(2, same_id).files, another(3, same_id).files},
            [](bool) { return Verdicts(kFailed); });
    }
    // Its frames, one by one, in any place.
    const auto foreign = std::make_shared<const Files>(another(2, false).files);
    const std::uint64_t frames = EditedLedger(*foreign).frame_places().size();
    add_edits(to, "M15", "a frame of another ledger in a frame's place", small_ledger(),
              frames * frames, [=](std::uint64_t number, EditedLedger& ledger) {
                  const TwoOf pair(number, frames);
                  EditedLedger other(*foreign);
                  ledger.frame(pair.first) = other.frame(pair.second);
                  return true;
              });
    const std::uint64_t records = EditedLedger(*foreign).record_places().size();
    add_edits(to, "M15", "a record of another ledger in a record's place", small_ledger(),
              records * records, [=](std::uint64_t number, EditedLedger& ledger) {
                  const TwoOf pair(number, records);
                  EditedLedger other(*foreign);
                  ledger.record(ledger.record_places()[pair.first]) =
                      other.record(other.record_places()[pair.second]);
                  return true;
              });
    Family slots{"M15", "HEAD's slots of another ledger", small_ledger(), 4};
    slots.change = [=](std::uint64_t number, Subject& subject) -> Expected {
        const Bytes& other = foreign->at("HEAD");
        Bytes& head = subject.files.at("HEAD");
        for (const std::size_t slot : {0U, 1U}) {
            if ((number >> slot & 1U) == 0) continue;
            const auto begin = static_cast<std::ptrdiff_t>(slot * format::kBlockSize);
            std::copy_n(other.begin() + begin, format::kBlockSize, head.begin() + begin);
        }
        if (number == 0) return std::nullopt;
        return number == 3 ? kFailed : kWithEvents;
    };
    to.push_back(slots);
    Family id{"M15", "every bit of the ledger id everywhere, linked anew", small_ledger(), 128};
    id.change = [](std::uint64_t bit, Subject& subject) -> Expected {
        EditedLedger ledger(subject.files);
        const auto flip = [&](auto& bytes) {
            auto& byte = bytes[static_cast<std::size_t>(bit / 8)];
            byte = static_cast<std::uint8_t>(byte ^ 1U << bit % 8);
        };
        for (EditedSegment& segment : ledger.segments) {
            flip(segment.header.ledger_id);
            for (EditedFrame& frame : segment.frames) {
                for (EditedRecord& record : frame.records) flip(record.entry.ledger_id);
            }
        }
        ledger.relink();
        if (!ledger.put_into(subject.files)) return std::nullopt;
        return kFailed;
    };
    to.push_back(id);
}

}  // namespace

void add_identity(Families& to, std::uint64_t) {
    add_wrong_keys(to, small_ledger(), "ledger");
    add_wrong_keys(to, recovered_ledger(), "recovered ledger");
    add_wrong_keys(to, small_bundle(), "bundle");
    add_splices(to);
}

}  // namespace counterfoil::tamper
