// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/answer.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/given_file.h"
#include "cli/newest_checkpoint.h"
#include "cli/open_ledger.h"
#include "cli/places.h"
#include "ledger/crypto/encoding.h"
#include "ledger/notes/note.h"
#include "ledger/store/checkpoint_attachments.h"

namespace counterfoil::cli {
namespace {

constexpr const char* kExamples =
    "  counterfoil checkpoint DIR > newest.note\n"
    "  counterfoil checkpoint DIR --json | jq .tree_size\n"
    "  counterfoil checkpoint DIR --attach cosigned.note --policy witnesses.policy";

int attach(const std::string& directory, const std::string& file, const std::string& policy_file,
           bool json) {
    std::optional<notes::Policy> policy;
    if (!policy_file.empty()) {
        Result<notes::Policy> read = read_policy(policy_file);
        if (!read) return fail(read.error());
        policy = std::move(*read);
    }
    const Machine machine;
    const Result<reader::LedgerReader> reader = open_reader(machine, directory);
    if (!reader) return fail(reader.error());
    const Result<Bytes> note = read_given_file(file, notes::kNoteSizeMax);
    if (!note) return fail(note.error());
    const Result<store::AttachedCosignatures> attached =
        store::attach_cosignatures(machine.storage(), directory, *reader, as_text(*note), policy);
    if (!attached) {
        // The call was right; what the file holds is not taken.
        const bool malformed = attached.error().code == ErrorCode::kInvalidArgument;
        const int code = fail({attached.error().code, file + ": " + attached.error().message});
        return malformed ? kExitFailed : code;
    }
    Answer answer;
    if (json) {
        answer.line(nlohmann::ordered_json{{"checkpoint_size", attached->checkpoint_size},
                                           {"added", attached->added},
                                           {"known", attached->known},
                                           {"ignored", attached->ignored},
                                           {"checked", policy.has_value()}}
                        .dump());
    } else {
        answer.line(fmt::format(
            "{} added to the checkpoint of {} records{}{}",
            attached->added == 1 ? "1 cosignature"
                                 : fmt::format("{} cosignatures", attached->added),
            attached->checkpoint_size,
            attached->known == 0 ? "" : fmt::format("; {} there already", attached->known),
            policy ? "" : "; not checked, since no --policy was given"));
    }
    return answer.finish(kExitDone);
}

}  // namespace

int run_checkpoint(const Arguments& arguments) {
    std::string directory;
    std::string attached;
    std::string policy;
    WriterPlaces places;
    bool quiet = false;
    bool json = false;
    Options options("checkpoint",
                    "Prints the newest published checkpoint: a signed note that says how many "
                    "records the ledger has and what their root hash is. Publishes one first if "
                    "there is something new, the key is here and nobody else is writing. With "
                    "--attach, takes the cosignatures of witnesses for one that was published.",
                    kExamples);
    options.required("DIR", directory, "The ledger");
    options.value("--attach", "FILE", attached,
                  "A checkpoint's note as a witness answered it (- for standard input): its "
                  "cosignatures are kept beside the checkpoint, also while a writer is at work");
    options.value("--policy", "FILE", policy,
                  "With --attach: take only cosignatures of witnesses of this C2SP policy file, "
                  "and only right ones");
    writer_places_options(options, places);
    quiet_option(options, quiet);
    json_option(options, json);
    if (const auto code = options.parse(arguments)) return *code;
    if (!attached.empty()) return attach(directory, attached, policy, json);
    if (!policy.empty()) return options.refuse("--policy says whose cosignatures to --attach");

    const Machine machine;
    const Result<NewestCheckpoint> found = newest_checkpoint(machine, directory, places, quiet);
    if (!found) return fail(found.error());
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
