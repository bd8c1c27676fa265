// SPDX-License-Identifier: Apache-2.0
#include "ledger/format/entry.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/answer.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/open_ledger.h"
#include "cli/places.h"
#include "ledger/crypto/encoding.h"
#include "ledger/platform/process.h"

namespace counterfoil::cli {

int run_entry(const Arguments& arguments) {
    std::string directory;
    std::string sequence_text;
    bool json = false;
    Options options("entry",
                    "Prints the 180 bytes of a record's entry, the Merkle leaf data: its leaf "
                    "hash is SHA-256 of a zero byte and these. In hexadecimal on a terminal.",
                    "  counterfoil entry DIR 42 > entry-42.bin\n"
                    "  (printf '\\0'; counterfoil entry DIR 42) | sha256sum");
    options.required("DIR", directory, "The ledger");
    options.required("SEQUENCE", sequence_text, "The record");
    json_option(options, json);
    if (const auto code = options.parse(arguments)) return *code;
    const std::optional<std::uint64_t> sequence = parse_number(sequence_text);
    if (!sequence) return options.refuse("SEQUENCE is a whole number");

    const Machine machine;
    Result<reader::LedgerReader> reader = open_reader(machine, directory);
    if (!reader) return fail(reader.error());
    if (*sequence >= reader->size()) {
        return fail({ErrorCode::kNotFound, fmt::format("there is no record {}; the last one is {}",
                                                       *sequence, reader->size() - 1)});
    }
    const Result<format::Entry> entry = reader->entry(*sequence);
    if (!entry) return fail(entry.error());
    const ByteView bytes(reinterpret_cast<const std::uint8_t*>(&*entry), sizeof *entry);
    Answer answer;
    if (json) {
        answer.line(
            nlohmann::ordered_json{{"sequence", *sequence}, {"entry", crypto::hex(bytes)}}.dump());
    } else if (platform::is_terminal(platform::Stream::kOutput)) {
        answer.line(crypto::hex(bytes));
    } else {
        answer.write(as_text(bytes));
    }
    return answer.finish(kExitDone);
}

}  // namespace counterfoil::cli
