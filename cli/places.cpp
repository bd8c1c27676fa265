// SPDX-License-Identifier: Apache-2.0
#include "cli/places.h"

#include <fmt/format.h>

#include <optional>
#include <utility>

#include "ledger/format/directory.h"
#include "ledger/platform/machine_facts.h"
#include "ledger/platform/user_places.h"

namespace counterfoil::cli {
namespace {

Result<std::string> data_directory(const std::string& given, const char* name, const char* option) {
    if (!given.empty()) return given;
    std::optional<std::string> place = platform::user_data_directory(name);
    if (place) return std::move(*place);
    return Error{ErrorCode::kInvalidArgument,
                 fmt::format("neither XDG_DATA_HOME nor HOME is set; say with {} where the {} "
                             "directory is",
                             option, name)};
}

}  // namespace

Result<std::string> key_directory(const std::string& given) {
    return data_directory(given, "keys", "--key-dir");
}

Result<std::string> trust_directory(const std::string& given) {
    return data_directory(given, "trust", "--trust-dir");
}

Result<std::string> state_directory(const std::string& given) {
    if (!given.empty()) return given;
    std::optional<std::string> place = platform::marks_directory();
    if (place) return std::move(*place);
    return Error{ErrorCode::kInvalidArgument,
                 "neither XDG_STATE_HOME nor HOME is set; say with --state-dir where marks of "
                 "failed writes are to lie"};
}

Result<std::string> verification_directory(const std::string& given) {
    if (!given.empty()) return given + "/verify";
    const std::optional<std::string> place = platform::user_state_directory();
    if (place) return *place + "/verify";
    return Error{ErrorCode::kInvalidArgument, "neither XDG_STATE_HOME nor HOME is set"};
}

void writer_places_options(Options& options, WriterPlaces& places) {
    key_options(options, places.keys);
    state_directory_option(options, places.state);
}

Result<store::WriterOptions> writer_options(const std::string& directory, WriterPlaces& given) {
    Result<keys::KeyAccess> keys = key_access(given.keys);
    if (!keys) return keys.error();
    const Result<std::string> state = state_directory(given.state);
    if (!state) return state.error();
    store::WriterOptions options;
    options.directory = directory;
    options.keys = std::move(*keys);
    options.state_directory = *state;
    options.measure = true;
    options.threads = platform::worker_threads();
    return options;
}

Status require_directory(platform::Storage& storage, const std::string& directory) {
    const Error no_ledger{
        ErrorCode::kNotFound,
        fmt::format("{}: is no ledger; name the directory that `counterfoil init` made",
                    directory)};
    const Result<platform::EntryKind> kind = storage.kind(directory);
    if (!kind && kind.error().code == ErrorCode::kNotFound) {
        return Error{ErrorCode::kNotFound,
                     fmt::format("{}: there is no such directory; make a ledger with "
                                 "`counterfoil init`",
                                 directory)};
    }
    for (const std::string_view name : {format::kLedgerJson, format::kHeadFile}) {
        const Result<platform::EntryKind> file =
            storage.kind(platform::join(directory, std::string(name)));
        if (file) return {};
        // A part of the path may be a file, which the system calls an invalid argument.
        if (file.error().code != ErrorCode::kNotFound &&
            file.error().code != ErrorCode::kInvalidArgument) {
            return file.error();
        }
    }
    return no_ledger;
}

}  // namespace counterfoil::cli
