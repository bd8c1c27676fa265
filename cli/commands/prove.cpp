// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/answer.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/ledger_view.h"
#include "cli/places.h"
#include "ledger/publish/proofs.h"

namespace counterfoil::cli {
namespace {

constexpr const char* kExamples =
    "  counterfoil prove DIR 42 > record-42.tlog-proof\n"
    "  counterfoil prove DIR --consistency 1000 2500";

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

}  // namespace

int run_prove(const Arguments& arguments) {
    std::string directory;
    std::string sequence_text;
    std::vector<std::string> sizes;
    bool json = false;
    Options options("prove",
                    "Proves that a record is under the newest published checkpoint (a "
                    "c2sp.org/tlog-proof file), or that the ledger of NEW records begins with the "
                    "one of OLD records (one base64 hash a line).",
                    kExamples);
    options.required("DIR", directory, "The ledger");
    options.optional("SEQUENCE", sequence_text, "The record to prove");
    options.tuple("--consistency", "OLD NEW", 2, sizes, "Two sizes of the ledger, in records");
    json_option(options, json);
    if (const auto code = options.parse(arguments)) return *code;
    if (sequence_text.empty() == sizes.empty()) {
        return options.refuse("name either a SEQUENCE or --consistency OLD NEW");
    }
    const std::optional<std::uint64_t> first =
        parse_number(sizes.empty() ? sequence_text : sizes[0]);
    const std::optional<std::uint64_t> second = sizes.empty() ? first : parse_number(sizes[1]);
    if (!first || !second) return options.refuse("sequences and sizes are whole numbers");
    if (!sizes.empty() && (*first == 0 || *first > *second)) {
        return options.refuse("OLD must be at least 1, and NEW at least OLD");
    }

    const Machine machine;
    Result<reader::LedgerReader> reader = open_reader(machine, directory);
    if (!reader) return fail(reader.error());
    if (!sizes.empty() && *second > reader->size()) {
        return fail(
            {ErrorCode::kNotFound, fmt::format("there is no size {}; the ledger has {} records",
                                               *second, reader->size())});
    }
    const Result<std::string> proof =
        sizes.empty() ? proof_of(*reader, *first)
                      : publish::consistency_proof_text(*reader, *first, *second);
    if (!proof) return fail(proof.error());
    Answer answer;
    answer.write(json ? proof_json(*proof) : *proof);
    return answer.finish(kExitDone);
}

}  // namespace counterfoil::cli
