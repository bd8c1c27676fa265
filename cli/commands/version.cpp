// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/answer.h"
#include "cli/build_facts.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "ledger/base/version.h"
#include "ledger/crypto/accelerator.h"
#include "ledger/crypto/library.h"
#include "ledger/format/limits.h"
#include "ledger/platform/sqlite.h"

namespace counterfoil::cli {
namespace {

std::string processor_text() {
    return fmt::format("{}", fmt::join(processor_feature_names(), " "));
}

}  // namespace

int run_version(const Arguments& arguments) {
    bool json = false;
    Options options("version", "Versions of this program, its libraries and the format.",
                    "  counterfoil --version\n  counterfoil version --json | jq -r .version");
    json_option(options, json);
    if (const auto code = options.parse(arguments)) return *code;

    const nlohmann::ordered_json versions = {
        {"version", std::string(kProgramVersionText)},
        {"format_version", format::kVersion},
        {"build", fmt::format("{}, {}", compiler_text(), build_type())},
        {"openssl", crypto::openssl_version()},
        {"libsodium", crypto::sodium_version()},
        {"sqlite", platform::sqlite_version()},
        {"hashing", crypto::hashing_implementation()},
        {"sealing", crypto::sealing_implementation()},
        {"processor", processor_text()},
    };
    Answer answer;
    if (json) {
        answer.line(versions.dump());
    } else {
        answer.line(fmt::format("counterfoil {}", kProgramVersionText));
        for (const auto& [name, value] : versions.items()) {
            if (name == "version") continue;
            answer.line(fmt::format("  {:<15} {}", name,
                                    value.is_string() ? value.get<std::string>() : value.dump()));
        }
    }
    return answer.finish(kExitDone);
}

}  // namespace counterfoil::cli
