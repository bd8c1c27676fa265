// SPDX-License-Identifier: Apache-2.0
// M26, M27, M42: clocks, writers and the counters that they keep.
#include <cstring>
#include <utility>

#include "ledger/format/bodies.h"
#include "tests/tamper/catalogue/catalogue.h"
#include "tests/tamper/catalogue/lies.h"

namespace counterfoil::tamper {
namespace {

constexpr std::uint64_t kRecords = 17;  // Of the small ledger.

// Three writers, each with heartbeats and drops.
test::Forge three_writers(test::ForgeHooks hooks = {}) {
    test::Forge forge({}, std::move(hooks));
    forge.init();
    for (int writer = 0; writer < 3; ++writer) {
        forge.open_writer();
        if (writer == 0) forge.frame({forge.stream(1)});
        forge.frame({forge.heartbeat(), forge.event(1), forge.drop(2)});
        forge.frame({forge.heartbeat(), forge.event(1), forge.drop(1)});
        forge.frame({forge.heartbeat()});
        forge.close();
    }
    return forge;
}

void add_times(Families& to) {
    // The whole ledger's clock stands, runs backwards, jumps.
    static constexpr std::int64_t kSteps[] = {0,
                                              1,
                                              -1,
                                              1000,
                                              -1000,
                                              1'000'000'000,
                                              -1'000'000'000,
                                              86'400'000'000'000,
                                              -86'400'000'000'000};
    static constexpr std::uint64_t kCount = std::size(kSteps);
    Family steps{"M26", "clocks that stand, run backwards or jump at every record", small_ledger(),
                 kRecords * kCount};
    steps.change = [](std::uint64_t number, Subject& subject) -> Expected {
        const std::int64_t step = kSteps[number % kCount];
        const std::uint64_t from = number / kCount;
        test::ForgeHooks hooks;
        hooks.entry = [=](std::uint64_t sequence, format::Entry& entry) {
            if (sequence < from || sequence == 0) return;
            const auto behind = static_cast<std::int64_t>(sequence - from + 1);
            entry.time_ns = entry.time_ns + static_cast<std::uint64_t>(behind * step);
        };
        const test::Forge forge = small_forge({}, hooks);
        return shown_as(subject, forge,
                        step < -1000 ? Verdicts(kWithEvents) : Verdicts{kVerified, kWithEvents});
    };
    to.push_back(steps);
}

// Every bit of some bytes in the bodies of a type's records.
void add_bits_of_bodies(Families& to, const std::string& row, const std::string& name,
                        format::RecordType type, std::size_t begin, std::size_t end,
                        Verdicts expected) {
    static const Base base = std::make_shared<const Subject>(subject_of(three_writers()));
    std::vector<std::uint64_t> records;
    test::ForgeHooks look;
    look.entry = [&](std::uint64_t sequence, format::Entry& entry) {
        if (entry.type == static_cast<std::uint8_t>(type)) records.push_back(sequence);
    };
    (void)three_writers(look);
    const std::uint64_t bits = (end - begin) * 8;
    Family family{row, name, base, records.size() * bits};
    family.change = [=](std::uint64_t number, Subject& subject) -> Expected {
        const std::uint64_t record = records[static_cast<std::size_t>(number / bits)];
        const std::uint64_t bit = number % bits;
        test::ForgeHooks hooks;
        hooks.body = [=](std::uint64_t sequence, Bytes& body) {
            if (sequence != record) return;
            std::uint8_t& byte = body[begin + static_cast<std::size_t>(bit / 8)];
            byte = static_cast<std::uint8_t>(byte ^ 1U << bit % 8);
        };
        return shown_as(subject, three_writers(hooks), expected);
    };
    to.push_back(family);
}

void add_writers(Families& to) {
    static const Base base = std::make_shared<const Subject>(subject_of(three_writers()));
    Family incarnations{"M27", "a writer's incarnation used twice, or one that goes back", base,
                        16};
    incarnations.change = [](std::uint64_t number, Subject& subject) -> Expected {
        // The writers' incarnations are 1 at init, then 2, 3, 4.
        const std::uint64_t writer = 2 + number % 4;
        const std::uint64_t instead = number / 4;
        if (writer > 4 || instead >= writer) return std::nullopt;
        test::ForgeHooks hooks;
        hooks.body = [=](std::uint64_t, Bytes& body) {
            if (body.size() == sizeof(format::OpenBody) && body[0] == writer && body[8] == 1) {
                body[0] = static_cast<std::uint8_t>(instead);
            }
        };
        hooks.frame_header = [=](std::uint64_t, format::FrameHeader& header) {
            if (header.incarnation == writer) header.incarnation = instead;
        };
        return shown_as(subject, three_writers(hooks), kFailed);
    };
    to.push_back(incarnations);
    Family boots{"M27", "boot ids of the writers, any of three for each", base, 27};
    boots.change = [](std::uint64_t number, Subject& subject) -> Expected {
        const std::uint64_t boot[] = {1, 1 + number % 3, 1 + number / 3 % 3, 1 + number / 9};
        test::ForgeHooks hooks;
        hooks.body = [=](std::uint64_t, Bytes& body) {
            if (body.size() != sizeof(format::OpenBody) || body[8] != 1 || body[23] != 1) return;
            for (std::size_t i = 8; i < 24; ++i) {
                body[i] = static_cast<std::uint8_t>(boot[body[0] - 1]);
            }
        };
        bool returned = false;
        for (std::size_t i = 1; i < 4; ++i) {
            for (std::size_t before = 0; before + 1 < i; ++before) {
                returned = returned || (boot[before] == boot[i] && boot[i - 1] != boot[i]);
            }
        }
        const test::Forge forge = three_writers(hooks);
        if (forge.files == base->files) return std::nullopt;
        return shown_as(subject, forge, returned ? kWithEvents : kVerified);
    };
    to.push_back(boots);
}

}  // namespace

void add_times_and_writers(Families& to, std::uint64_t) {
    using format::RecordType;
    add_times(to);
    add_writers(to);
    add_bits_of_bodies(to, "M42", "every bit of a heartbeat's number", RecordType::kHeartbeat, 0, 8,
                       kFailed);
    add_bits_of_bodies(to, "M42", "every bit of a heartbeat's drop counter", RecordType::kHeartbeat,
                       8, 16, kFailed);
    add_bits_of_bodies(to, "M42", "every bit of a heartbeat's event counter",
                       RecordType::kHeartbeat, 16, 24, kFailed);
    add_bits_of_bodies(to, "M42", "every bit of a drop's counters", RecordType::kDrop, 0, 16,
                       kFailed);
}

}  // namespace counterfoil::tamper
