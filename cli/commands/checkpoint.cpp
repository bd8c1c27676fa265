// SPDX-License-Identifier: Apache-2.0
#include "ledger/notes/checkpoint.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/answer.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/ledger_view.h"
#include "cli/places.h"
#include "ledger/crypto/encoding.h"
#include "ledger/notes/note.h"
#include "ledger/publish/proofs.h"
#include "ledger/store/writer.h"

namespace counterfoil::cli {
namespace {

constexpr const char* kExamples =
    "  counterfoil checkpoint DIR > newest.note\n"
    "  counterfoil checkpoint DIR --json | jq .tree_size";

struct Newest {
    std::string note;
    notes::Checkpoint checkpoint;
};

// kNotFound when none is published.
Result<Newest> newest(const Machine& machine, const std::string& directory) {
    Result<reader::LedgerReader> reader = open_reader(machine, directory);
    if (!reader) return reader.error();
    Result<std::string> text = publish::newest_checkpoint(*reader);
    if (!text) return text.error();
    const Result<notes::Note> note = notes::parse_note(*text);
    if (!note) return Error{ErrorCode::kDamaged, note.error().message};
    const Result<notes::Checkpoint> checkpoint = notes::parse_checkpoint(note->text);
    if (!checkpoint) return Error{ErrorCode::kDamaged, checkpoint.error().message};
    return Newest{*text, *checkpoint};
}

Status publish_one(const Machine& machine, const std::string& directory, WriterPlaces& places) {
    const Result<store::WriterOptions> options = writer_options(directory, places);
    if (!options) return options.error();
    const auto writer = store::LedgerWriter::open(machine.platform(), *options);
    if (!writer) return writer.error();
    const Status published = (*writer)->publish_checkpoint();
    const Status closed = (*writer)->close();
    return published ? closed : published;
}

}  // namespace

int run_checkpoint(const Arguments& arguments) {
    std::string directory;
    WriterPlaces places;
    bool quiet = false;
    bool json = false;
    Options options("checkpoint",
                    "Prints the newest published checkpoint: a signed note that says how many "
                    "records the ledger has and what their root hash is. Publishes one first if "
                    "there is something new, the key is here and nobody else is writing.",
                    kExamples);
    options.required("DIR", directory, "The ledger");
    writer_places_options(options, places);
    quiet_option(options, quiet);
    json_option(options, json);
    if (const auto code = options.parse(arguments)) return *code;

    const Machine machine;
    std::uint64_t size = 0;
    {
        const Result<reader::LedgerReader> reader = open_reader(machine, directory);
        if (!reader) return fail(reader.error());
        size = reader->size();
    }
    Result<Newest> found = newest(machine, directory);
    if (!found && found.error().code != ErrorCode::kNotFound) return fail(found.error());
    if (!found || found->checkpoint.size < size) {
        const Status published = publish_one(machine, directory, places);
        // The newest there is still is an answer, unless the ledger itself is bad.
        if (!published && (!found || published.error().code == ErrorCode::kDamaged)) {
            return fail(published.error());
        }
        if (!published && !quiet) {
            say(fmt::format("no newer checkpoint was published: {}", published.error().message));
        }
        if (published) found = newest(machine, directory);
        if (!found) return fail(found.error());
    }
    Answer answer;
    if (json) {
        answer.line(nlohmann::ordered_json{{"origin", found->checkpoint.origin},
                                           {"tree_size", found->checkpoint.size},
                                           {"root", crypto::hex(found->checkpoint.root)},
                                           {"note", found->note}}
                        .dump());
    } else {
        answer.write(found->note);
    }
    return answer.finish(kExitDone);
}

}  // namespace counterfoil::cli
