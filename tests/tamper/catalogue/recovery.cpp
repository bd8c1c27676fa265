// SPDX-License-Identifier: Apache-2.0
// M28 to M31: torn tails, damage, copies of tails, HEAD.
#include <algorithm>
#include <random>
#include <utility>

#include "ledger/format/head.h"
#include "ledger/format/limits.h"
#include "tests/tamper/catalogue/catalogue.h"
#include "tests/tamper/catalogue/lies.h"

namespace counterfoil::tamper {
namespace {

using test::Forge;

Forge opened() {
    Forge forge;
    forge.init();
    forge.open_writer();
    forge.frame({forge.stream(1), forge.event(1, "kept")});
    forge.head(false);
    return forge;
}
Bytes next_frame(Forge& forge) {
    return forge.frame_bytes({forge.event(1, std::string(5000, 'x')), forge.event(1, "y")});
}

// A frame of which the first bytes were written.
void add_torn_tails(Families& to) {
    Forge sample = opened();
    const std::uint64_t size = next_frame(sample).size();
    for (const bool recovered : {false, true}) {
        Family family{"M28",
                      std::string("a torn tail of every length") +
                          (recovered ? ", recovered" : ", before recovery"),
                      recovered_ledger(), size};
        family.change = [=](std::uint64_t length, Subject& subject) -> Expected {
            Forge forge = opened();
            Bytes torn = next_frame(forge);
            torn.resize(static_cast<std::size_t>(length));
            forge.tear(torn);
            if (recovered) {
                forge.recover();
                forge.close();
            }
            subject.pin = pin_of(forge);
            // Zeros are an open tail: nothing was torn.
            const bool open = recovered || all_zero(torn);
            return shown_as(subject, forge, open ? kWithEvents : kIncomplete);
        };
        if (recovered) family.one_in = 4;
        to.push_back(family);
    }
    Family holes{"M28", "a torn tail with any of its blocks written, before recovery",
                 recovered_ledger(), std::uint64_t{1} << (size / 512 / 2)};
    holes.change = [=](std::uint64_t number, Subject& subject) -> Expected {
        Forge forge = opened();
        Bytes torn = next_frame(forge);
        for (std::size_t i = 0; i < torn.size(); i += 1024) {
            if ((number >> (i / 1024) & 1U) != 0) continue;
            const std::size_t count = std::min<std::size_t>(1024, torn.size() - i);
            std::fill_n(torn.begin() + static_cast<std::ptrdiff_t>(i), count, std::uint8_t{0});
        }
        if (torn == next_frame(forge)) return std::nullopt;
        forge.tear(torn);
        subject.pin = pin_of(forge);
        return shown_as(subject, forge, all_zero(torn) ? kWithEvents : kIncomplete);
    };
    to.push_back(holes);
}

// Somewhere in the ledger bytes are not what they were, whatever HEAD says.
void add_damage(Families& to, std::uint64_t seed) {
    constexpr std::uint64_t kCases = 4000;
    const std::uint64_t promised = opened().end_offset();
    for (const bool closed : {true, false}) {
        Family family{"M29",
                      std::string("bad bytes anywhere, ") + (closed ? "closed" : "not closed"),
                      recovered_ledger(), kCases};
        family.change = [=](std::uint64_t number, Subject& subject) -> Expected {
            Forge forge = opened();
            if (closed) forge.close();
            std::mt19937_64 random(seed * 7919 + number);
            Bytes& content = forge.files.at(kSegment0);
            // Half of them where something stands.
            const std::size_t within =
                static_cast<std::size_t>(number % 2 == 0 ? promised - 1 : content.size() - 600);
            const std::size_t at = static_cast<std::size_t>(random() % within);
            const std::size_t length = static_cast<std::size_t>(1 + random() % 512);
            bool differs = false;
            for (std::size_t i = at; i < at + length; ++i) {
                const auto byte = static_cast<std::uint8_t>(random());
                differs = differs || content[i] != byte;
                content[i] = byte;
            }
            if (!differs) return std::nullopt;
            subject.pin = pin_of(forge);
            if (closed || at < promised) {
                return shown_as(subject, forge, {kFailed, kUnsupported});
            }
            return shown_as(subject, forge, kIncomplete);
        };
        to.push_back(family);
    }
}

void add_quarantine(Families& to) {
    const Base base = recovered_ledger();
    std::string path;
    for (const auto& [name, content] : base->files) {
        if (name.starts_with("quarantine/")) path = name;
    }
    const std::uint64_t size = base->files.at(path).size();
    Family bits{"M30", "every bit of the copy of a torn tail", base, size * 8};
    bits.change = [=](std::uint64_t number, Subject& subject) -> Expected {
        std::uint8_t& byte = subject.files.at(path)[static_cast<std::size_t>(number / 8)];
        byte = static_cast<std::uint8_t>(byte ^ 1U << number % 8);
        return kFailed;
    };
    to.push_back(bits);
    std::vector<NamedCase> cases;
    cases.push_back({"missing", [=](Subject& subject) -> Expected {
                         subject.files.erase(path);
                         return kIncomplete;
                     }});
    cases.push_back({"empty", [=](Subject& subject) -> Expected {
                         subject.files.at(path).clear();
                         return kFailed;
                     }});
    cases.push_back(
        {"renamed", [=](Subject& subject) -> Expected {
             subject.files["quarantine/00000000000000000009-00000000000000008192.tail"] =
                 subject.files.at(path);
             subject.files.erase(path);
             return kIncomplete;
         }});
    cases.push_back(
        {"another beside it", [=](Subject& subject) -> Expected {
             subject.files["quarantine/00000000000000000009-00000000000000008192.tail"] =
                 subject.files.at(path);
             return kWithEvents;
         }});
    cases.push_back({"the tail and its copy alike", [=](Subject& subject) -> Expected {
                         const Bytes& copy = subject.files.at(path);
                         Bytes& segment = subject.files.at(kSegment0);
                         const auto at =
                             std::search(segment.begin(), segment.end(), copy.begin(), copy.end());
                         *at ^= 1U;
                         subject.files.at(path)[0] ^= 1U;
                         return kFailed;
                     }});
    to.push_back(family_of("M30", "the copy of a torn tail", base, std::move(cases)));
}

// One slot or both, beside a clean end or not.
void add_head_slots(Families& to, std::uint64_t seed) {
    constexpr std::uint64_t kForms = 64;
    for (const auto& [base, which, clean] : {std::tuple(small_ledger(), "closed", true),
                                             std::tuple(unclean_ledger(), "not closed", false)}) {
        Family family{"M31", std::string("slots of HEAD spoiled, ") + which, base, 3 * kForms};
        family.change = [=, clean = clean](std::uint64_t number, Subject& subject) -> Expected {
            Bytes& head = subject.files.at("HEAD");
            std::mt19937_64 random(seed * 31 + number);
            const std::uint64_t slots = 1 + number % 3;
            for (const std::size_t slot : {0U, 1U}) {
                if ((slots >> slot & 1U) == 0) continue;
                const auto begin =
                    head.begin() + static_cast<std::ptrdiff_t>(slot * format::kBlockSize);
                if (number / 3 == 0) {
                    std::fill_n(begin, sizeof(format::HeadSlot), std::uint8_t{0});
                    continue;
                }
                // Anywhere but in the version.
                const auto at =
                    static_cast<std::ptrdiff_t>(10 + random() % (sizeof(format::HeadSlot) - 10));
                begin[at] = static_cast<std::uint8_t>(begin[at] ^ (1 + random() % 255));
            }
            if (slots == 3) return kFailed;
            return clean ? Verdicts(kWithEvents) : Verdicts{kIncomplete, kWithEvents};
        };
        to.push_back(family);
    }
}

}  // namespace

void add_recovery(Families& to, std::uint64_t seed) {
    add_torn_tails(to);
    add_damage(to, seed);
    add_quarantine(to);
    add_head_slots(to, seed);
}

}  // namespace counterfoil::tamper
