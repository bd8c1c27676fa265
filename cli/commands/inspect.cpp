// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>

#include "cli/answer.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/open_ledger.h"
#include "cli/places.h"
#include "ledger/base/quantity_text.h"
#include "ledger/crypto/encoding.h"
#include "ledger/format/directory.h"
#include "ledger/notes/time_text.h"

namespace counterfoil::cli {
namespace {

using Json = nlohmann::ordered_json;

std::uint64_t number(std::uint64_t field) {
    return field;
}

struct Totals {
    std::uint64_t frames = 0;
    std::uint64_t first_sequence = 0;
};

struct Layout {
    Json segments = Json::array();
    std::map<std::uint64_t, Totals> incarnations;
    std::map<std::uint64_t, Totals> epochs;
};

void count(std::map<std::uint64_t, Totals>& totals, std::uint64_t key,
           const reader::FrameSummary& frame) {
    totals.try_emplace(key, Totals{0, frame.first_sequence}).first->second.frames += 1;
}

Result<Layout> layout_of(reader::LedgerReader& reader) {
    Layout layout;
    for (std::size_t i = 0; i < reader.segments().size(); ++i) {
        const reader::LedgerReader::Segment& place = reader.segments()[i];
        const Result<const reader::SegmentReader*> segment = reader.segment(i);
        if (!segment) return segment.error();
        for (std::size_t j = 0; j < (*segment)->frame_count(); ++j) {
            const Result<reader::FrameSummary> frame = (*segment)->frame(j);
            if (!frame) return frame.error();
            count(layout.incarnations, frame->incarnation, *frame);
            count(layout.epochs, frame->epoch, *frame);
        }
        layout.segments.push_back({{"number", place.number},
                                   {"size_bytes", place.size_bytes},
                                   {"used_bytes", place.frames_end},
                                   {"base_sequence", place.base_sequence},
                                   {"records", (*segment)->end_sequence() - place.base_sequence},
                                   {"frames", (*segment)->frame_count()},
                                   {"footer", (*segment)->has_footer()}});
    }
    return layout;
}

Json totals_json(const std::map<std::uint64_t, Totals>& totals) {
    Json list = Json::array();
    for (const auto& [key, total] : totals) {
        list.push_back(
            {{"number", key}, {"first_sequence", total.first_sequence}, {"frames", total.frames}});
    }
    return list;
}

Json head_json(const format::HeadSlot& head) {
    return {{"generation", number(head.generation)},
            {"clean", number(head.clean) == 1},
            {"tree_size", number(head.tree_size)},
            {"root", crypto::hex(head.root)},
            {"segment_number", number(head.segment_number)},
            {"end_offset", number(head.end_offset)},
            {"incarnation", number(head.incarnation)},
            {"epoch", number(head.epoch)},
            {"checkpoint_count", number(head.checkpoint_count)}};
}

Json describe(const reader::LedgerReader& reader, const Layout& layout, std::size_t tails) {
    const format::Genesis& genesis = reader.genesis();
    return {{"ledger_id", crypto::hex(reader.ledger_id())},
            {"origin", genesis.origin},
            {"genesis_leaf_hash", crypto::hex(reader.genesis_leaf())},
            {"encryption", reader.encrypted() ? "XAES-256-GCM" : "none"},
            {"created", notes::rfc3339(genesis.fixed.created_ns)},
            {"sync_policy", format::sync_policy_name(genesis.fixed.sync_policy)},
            {"segment_size_limit", number(genesis.fixed.segment_size_limit)},
            {"record_size_max", format::record_size_max(genesis.fixed.segment_size_limit)},
            {"head", head_json(reader.head())},
            {"segments", layout.segments},
            {"incarnations", totals_json(layout.incarnations)},
            {"epochs", totals_json(layout.epochs)},
            {"quarantined_tails", tails}};
}

void write_fields(Answer& answer, const Json& json, const std::string& indent) {
    for (const auto& [name, value] : json.items()) {
        if (value.is_structured()) continue;
        answer.line(fmt::format("{}{:<20}{}", indent, name,
                                value.is_string() ? value.get<std::string>() : value.dump()));
    }
}

void write_text(Answer& answer, const Json& json) {
    write_fields(answer, json, "");
    answer.write("\nHEAD\n");
    write_fields(answer, json["head"], "  ");
    answer.write("\nsegment        size        used  first record     records  frames  footer\n");
    for (const Json& segment : json["segments"]) {
        answer.line(fmt::format(
            "{:>7}  {:>10}  {:>10}  {:>12}  {:>10}  {:>6}  {}",
            segment["number"].get<std::uint64_t>(),
            size_text(segment["size_bytes"].get<std::uint64_t>()),
            size_text(segment["used_bytes"].get<std::uint64_t>()),
            segment["base_sequence"].get<std::uint64_t>(), segment["records"].get<std::uint64_t>(),
            segment["frames"].get<std::uint64_t>(), segment["footer"].get<bool>() ? "yes" : "no"));
    }
    for (const char* what : {"incarnations", "epochs"}) {
        answer.line(fmt::format("\n{:<12}  first record  frames", what));
        for (const Json& row : json[what]) {
            answer.line(fmt::format("{:>12}  {:>12}  {:>6}", row["number"].get<std::uint64_t>(),
                                    row["first_sequence"].get<std::uint64_t>(),
                                    row["frames"].get<std::uint64_t>()));
        }
    }
}

}  // namespace

int run_inspect(const Arguments& arguments) {
    std::string directory;
    bool json = false;
    Options options("inspect",
                    "Says what is on disk, up to where HEAD says that the ledger ends. Judges "
                    "nothing: `counterfoil verify` does. Needs no keys.",
                    "  counterfoil inspect DIR\n"
                    "  counterfoil inspect DIR --json | jq '.segments[].records'");
    options.required("DIR", directory, "The ledger");
    json_option(options, json);
    if (const auto code = options.parse(arguments)) return *code;

    const Machine machine;
    Result<reader::LedgerReader> reader = open_reader(machine, directory);
    if (!reader) return fail(reader.error());
    const Result<Layout> layout = layout_of(*reader);
    if (!layout) return fail(layout.error());
    const auto tails = machine.storage().list(
        platform::join(directory, std::string(format::kQuarantineDirectory)));
    const Json description = describe(*reader, *layout, tails ? tails->size() : 0);
    Answer answer;
    if (json) {
        answer.line(description.dump());
    } else {
        write_text(answer, description);
    }
    return answer.finish(kExitDone);
}

}  // namespace counterfoil::cli
