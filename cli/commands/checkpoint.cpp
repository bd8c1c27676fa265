// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "cli/answer.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/newest_checkpoint.h"
#include "cli/places.h"
#include "ledger/crypto/encoding.h"

namespace counterfoil::cli {
namespace {

constexpr const char* kExamples =
    "  counterfoil checkpoint DIR > newest.note\n"
    "  counterfoil checkpoint DIR --json | jq .tree_size";

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
