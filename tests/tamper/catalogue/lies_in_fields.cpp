// SPDX-License-Identifier: Apache-2.0
// M14, M15, M23, M26, M35, M36 and others: every bit of a field, changed by somebody who has all
// keys and makes right whatever comes behind it.
#include <cstring>
#include <span>

#include "ledger/format/head.h"
#include "tests/tamper/catalogue/catalogue.h"
#include "tests/tamper/catalogue/lies.h"

namespace counterfoil::tamper {
namespace {

struct Lie {
    Structure structure;
    std::string field;
    std::string row;
    Verdicts expected;
};

// What an insider may say at will is not here: a window, a sync policy, a boot id, the key that
// seals an event. Every other field of every structure is.
const std::vector<Lie>& lies() {
    static const Verdicts version = {kFailed, kUnsupported};
    // The newer slot is bad, and the older one beside it is good and clean.
    static const Verdicts slot = kWithEvents;
    static const std::vector<Lie> all = {
        {Structure::kEntry, "version", "M35", version},
        {Structure::kEntry, "type", "M35", kFailed},
        {Structure::kEntry, "flags", "M35", kFailed},
        {Structure::kEntry, "stream_id", "M03", kFailed},
        {Structure::kEntry, "sequence", "M05", kFailed},
        {Structure::kEntry, "stream_sequence", "M05", kFailed},
        {Structure::kEntry, "time_ns", "M26", {kVerified, kWithEvents}},
        {Structure::kEntry, "body_length", "M36", kFailed},
        {Structure::kEntry, "ledger_id", "M15", kFailed},
        {Structure::kEntry, "body_digest", "M23", kFailed},
        {Structure::kEntry, "previous", "M14", kFailed},
        {Structure::kFrameHeader, "magic", "M35", kFailed},
        {Structure::kFrameHeader, "version", "M35", version},
        {Structure::kFrameHeader, "flags", "M35", kFailed},
        {Structure::kFrameHeader, "record_count", "M36", kFailed},
        {Structure::kFrameHeader, "frame_number", "M05", kFailed},
        {Structure::kFrameHeader, "first_sequence", "M05", kFailed},
        {Structure::kFrameHeader, "incarnation", "M27", kFailed},
        {Structure::kFrameHeader, "bodies_length", "M36", kFailed},
        {Structure::kFrameHeader, "frame_length", "M36", kFailed},
        {Structure::kFrameHeader, "reserved", "M35", kFailed},
        {Structure::kTrailer, "tree_size", "M18", kFailed},
        {Structure::kTrailer, "root", "M14", kFailed},
        {Structure::kTrailer, "chain_head", "M14", kFailed},
        {Structure::kTrailer, "epoch", "M33", kFailed},
        {Structure::kTrailer, "epoch_key_id", "M33", kFailed},
        {Structure::kTrailer, "reserved", "M35", kFailed},
        {Structure::kSegmentHeader, "magic", "M35", kFailed},
        {Structure::kSegmentHeader, "version", "M35", version},
        {Structure::kSegmentHeader, "reserved0", "M35", kFailed},
        {Structure::kSegmentHeader, "ledger_id", "M15", kFailed},
        {Structure::kSegmentHeader, "segment_number", "M05", kFailed},
        {Structure::kSegmentHeader, "base_sequence", "M14", kFailed},
        {Structure::kSegmentHeader, "base_frame", "M14", kFailed},
        {Structure::kSegmentHeader, "segment_size", "M36", kFailed},
        {Structure::kSegmentHeader, "previous_end", "M14", kFailed},
        {Structure::kSegmentHeader, "previous_chain_head", "M14", kFailed},
        {Structure::kSegmentHeader, "previous_root", "M14", kFailed},
        {Structure::kSegmentHeader, "reserved1", "M35", kFailed},
        {Structure::kFooter, "magic", "M35", kFailed},
        {Structure::kFooter, "version", "M35", version},
        {Structure::kFooter, "reserved0", "M35", kFailed},
        {Structure::kFooter, "reserved1", "M35", kFailed},
        {Structure::kFooter, "ledger_id", "M15", kFailed},
        {Structure::kFooter, "segment_number", "M05", kFailed},
        {Structure::kFooter, "base_sequence", "M14", kFailed},
        {Structure::kFooter, "record_count", "M36", kFailed},
        {Structure::kFooter, "event_count", "M36", kFailed},
        {Structure::kFooter, "frame_count", "M36", kFailed},
        {Structure::kFooter, "footer_length", "M36", kFailed},
        {Structure::kFooter, "chain_head", "M14", kFailed},
        {Structure::kFooter, "root", "M14", kFailed},
        {Structure::kFooter, "header_digest", "M14", kFailed},
        {Structure::kHead, "magic", "M31", slot},
        {Structure::kHead, "version", "M31", slot},
        {Structure::kHead, "reserved0", "M31", slot},
        {Structure::kHead, "ledger_id", "M31", slot},
        {Structure::kHead, "generation", "M31", {kFailed, kWithEvents}},
        {Structure::kHead, "segment_number", "M31", kFailed},
        {Structure::kHead, "end_offset", "M31", kFailed},
        {Structure::kHead, "tree_size", "M31", {kFailed, kWithEvents}},
        {Structure::kHead, "root", "M31", kFailed},
        {Structure::kHead, "checkpoint_count", "M31", kFailed},
        {Structure::kHead, "checkpoint_chain", "M31", kFailed},
        {Structure::kHead, "epoch", "M31", slot},
        {Structure::kHead, "reserved1", "M31", slot},
    };
    return all;
}

struct Kind {
    Structure structure;
    const char* name;
    std::span<const format::Field> fields;
};
const Kind& kind_of(Structure structure) {
    static const Kind all[] = {
        {Structure::kEntry, "entries", format::kEntryFields},
        {Structure::kFrameHeader, "frame headers", format::kFrameHeaderFields},
        {Structure::kTrailer, "trailers", format::kFrameTrailerFields},
        {Structure::kSegmentHeader, "segment headers", format::kSegmentHeaderFields},
        {Structure::kFooter, "footers", format::kSegmentFooterFields},
        {Structure::kHead, "HEAD", format::kHeadSlotFields},
    };
    return all[static_cast<std::size_t>(structure)];
}

// The numbers of the structures of a kind that stand in the ledger when it is done.
std::vector<std::uint64_t> present(Structure structure, const Life& life) {
    std::vector<std::uint64_t> numbers;
    (void)life(hooks_in(structure,
                        [&](std::uint64_t which, MutableByteView) { numbers.push_back(which); }));
    // Of HEAD only the newest slot: what an older one says is only its own.
    if (structure == Structure::kHead) numbers.erase(numbers.begin(), numbers.end() - 1);
    return numbers;
}

void add_lie(Families& to, const Lie& lie, const Base& base, const Life& life,
             const std::string& which) {
    const Kind& kind = kind_of(lie.structure);
    format::Field field{};
    for (const format::Field& each : kind.fields) {
        if (each.name == lie.field) field = each;
    }
    require(field.size > 0, "a lie is in a field that there is");
    const std::vector<std::uint64_t> numbers = present(lie.structure, life);
    Family family{
        lie.row,
        "every bit of " + lie.field + " in " + kind.name + " before it is signed, " + which, base,
        numbers.size() * field.size * 8};
    family.change = [=](std::uint64_t number, Subject& subject) -> Expected {
        const std::uint64_t bit = number % (field.size * 8);
        const std::uint64_t liar = numbers[static_cast<std::size_t>(number / (field.size * 8))];
        const Spoil spoil = [=](std::uint64_t at, MutableByteView bytes) {
            if (at != liar) return;
            std::uint8_t& byte = bytes[field.offset + static_cast<std::size_t>(bit / 8)];
            byte = static_cast<std::uint8_t>(byte ^ 1U << bit % 8);
        };
        const test::Forge forge = life(hooks_in(lie.structure, spoil));
        subject.pin = pin_of(forge);  // Whoever makes a ledger hands out its pin.
        return shown_as(subject, forge, lie.expected);
    };
    to.push_back(family);
}

// Values that a program might fall over, in every field of a length or a count.
void add_extremes(Families& to, const Base& base, const Life& life, const std::string& which) {
    const std::vector<std::pair<Structure, std::string>> fields = {
        {Structure::kEntry, "body_length"},
        {Structure::kFrameHeader, "record_count"},
        {Structure::kFrameHeader, "bodies_length"},
        {Structure::kFrameHeader, "frame_length"},
        {Structure::kSegmentHeader, "segment_size"},
        {Structure::kFooter, "record_count"},
        {Structure::kFooter, "event_count"},
        {Structure::kFooter, "frame_count"},
        {Structure::kFooter, "footer_length"},
        {Structure::kHead, "segment_number"},
        {Structure::kHead, "end_offset"},
        {Structure::kHead, "checkpoint_count"},
    };
    std::vector<std::uint64_t> values = {0, 1, 2, 179, 180, 4095, 4096, 65535, 65536, 1U << 30U};
    for (const unsigned power : {31U, 32U, 40U, 63U}) {
        for (const int beside : {-1, 0, 1}) {
            values.push_back((1ULL << power) + static_cast<std::uint64_t>(beside));
        }
    }
    for (const std::uint64_t back : {1U, 2U, 64U, 160U, 180U, 4096U, 65536U}) {
        values.push_back(std::uint64_t{0} - back);
    }
    for (const auto& [structure, name] : fields) {
        const Kind& kind = kind_of(structure);
        format::Field field{};
        for (const format::Field& each : kind.fields) {
            if (each.name == name) field = each;
        }
        const std::vector<std::uint64_t> numbers = present(structure, life);
        Family family{"M36", "extremes of " + name + " in " + kind.name + ", " + which, base,
                      numbers.size() * values.size()};
        family.change = [=, structure = structure](std::uint64_t number,
                                                   Subject& subject) -> Expected {
            const std::uint64_t value = values[static_cast<std::size_t>(number % values.size())];
            const std::uint64_t liar = numbers[static_cast<std::size_t>(number / values.size())];
            const Le64 stored = value;
            bool is_true = false;  // Of a torn frame and of the one in its place one may be so.
            const Spoil spoil = [=, &is_true](std::uint64_t at, MutableByteView bytes) {
                if (at != liar) return;
                is_true =
                    is_true || std::memcmp(bytes.data() + field.offset, &stored, field.size) == 0;
                std::memcpy(bytes.data() + field.offset, &stored, field.size);
            };
            const test::Forge forge = life(hooks_in(structure, spoil));
            if (is_true) return std::nullopt;
            subject.pin = pin_of(forge);
            return shown_as(subject, forge, kFailed);
        };
        to.push_back(family);
    }
}

}  // namespace

void add_lies_in_fields(Families& to) {
    const Life small = [](test::ForgeHooks hooks) { return small_forge({}, std::move(hooks)); };
    const Life recovered = [](test::ForgeHooks hooks) {
        return test::forge_recovered({}, std::move(hooks));
    };
    for (const Lie& lie : lies()) add_lie(to, lie, small_ledger(), small, "closed");
    for (const Lie& lie : lies()) {
        if (lie.structure != Structure::kFooter) {
            add_lie(to, lie, recovered_ledger(), recovered, "recovered");
        }
    }
    add_extremes(to, small_ledger(), small, "closed");
    add_extremes(to, recovered_ledger(), recovered, "recovered");
}

}  // namespace counterfoil::tamper
