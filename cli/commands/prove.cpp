// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/answer.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/key_places.h"
#include "cli/open_ledger.h"
#include "cli/places.h"
#include "cli/prove_range.h"
#include "ledger/publish/proofs.h"

namespace counterfoil::cli {
namespace {

constexpr const char* kExamples =
    "  counterfoil prove DIR 42 > record-42.tlog-proof\n"
    "  counterfoil prove DIR --consistency 1000 2500\n"
    "  counterfoil prove DIR --stream payments --range 1000..2000 --output payments.tar\n"
    "  counterfoil prove DIR --from 2026-03-01T00:00:00Z --to 2026-04-01T00:00:00Z > march.tar";

Result<std::string> proof_of(reader::LedgerReader& reader, std::uint64_t sequence) {
    if (sequence >= reader.size()) {
        return Error{ErrorCode::kNotFound, fmt::format("there is no record {}; the last one is {}",
                                                       sequence, reader.size() - 1)};
    }
    Result<std::string> proof = publish::inclusion_proof_file(reader, sequence);
    if (proof || proof.error().code != ErrorCode::kNotFound) return proof;
    return Error{ErrorCode::kNotFound,
                 fmt::format("no published checkpoint covers record {} yet; publish one with "
                             "`counterfoil checkpoint`",
                             sequence)};
}

std::string proof_json(const std::string& proof) {
    return nlohmann::ordered_json{{"proof", proof}}.dump() + "\n";
}

// A proof of a record (one number) or of consistency (two).
int prove_text(const std::string& directory, std::uint64_t first,
               std::optional<std::uint64_t> second, bool json) {
    const Machine machine;
    Result<reader::LedgerReader> reader = open_reader(machine, directory);
    if (!reader) return fail(reader.error());
    if (second && *second > reader->size()) {
        return fail(
            {ErrorCode::kNotFound, fmt::format("there is no size {}; the ledger has {} records",
                                               *second, reader->size())});
    }
    const Result<std::string> proof = second
                                          ? publish::consistency_proof_text(*reader, first, *second)
                                          : proof_of(*reader, first);
    if (!proof) return fail(proof.error());
    Answer answer;
    answer.write(json ? proof_json(*proof) : *proof);
    return answer.finish(kExitDone);
}

}  // namespace

int run_prove(const Arguments& arguments) {
    std::string sequence_text;
    std::vector<std::string> sizes;
    RangeRequest range;
    Options options("prove",
                    "Proves that a record is under the newest published checkpoint (a "
                    "c2sp.org/tlog-proof file); that the ledger of NEW records begins with the one "
                    "of OLD records (one base64 hash a line); or that a range of records is "
                    "complete, or what was logged between two times (a bundle, without what the "
                    "records say). `counterfoil verify` judges each of them.",
                    kExamples);
    options.required("DIR", range.directory, "The ledger");
    options.optional(
        "SEQUENCE", sequence_text,
        "The record to prove (this, --consistency, --range, or --from and --to is required)");
    options.tuple("--consistency", "OLD NEW", 2, sizes, "Two sizes of the ledger, in records");
    range_options(options, range);
    json_option(options, range.json);
    if (const auto code = options.parse(arguments)) return *code;
    const int asked = int{!sequence_text.empty()} + int{!sizes.empty()} + int{asks_for(range)};
    if (asked != 1) {
        return options.refuse(
            "name one of a SEQUENCE, --consistency OLD NEW, --range, or --from and --to");
    }
    if (asks_for(range)) return prove_range(options, range);
    if (!range.output.empty()) return options.refuse("--output is for ranges; use > FILE");
    const std::optional<std::uint64_t> first =
        parse_number(sizes.empty() ? sequence_text : sizes[0]);
    const std::optional<std::uint64_t> second = sizes.empty() ? first : parse_number(sizes[1]);
    if (!first || !second) return options.refuse("sequences and sizes are whole numbers");
    if (sizes.empty()) return prove_text(range.directory, *first, std::nullopt, range.json);
    if (*first == 0 || *first > *second) {
        return options.refuse("OLD must be at least 1, and NEW at least OLD");
    }
    return prove_text(range.directory, *first, second, range.json);
}

}  // namespace counterfoil::cli
