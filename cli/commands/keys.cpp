// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/answer.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/ledger_view.h"
#include "cli/places.h"
#include "cli/terminal_text.h"
#include "ledger/crypto/encoding.h"
#include "ledger/format/directory.h"
#include "ledger/notes/identity.h"
#include "ledger/notes/verifier_key.h"
#include "ledger/reader/epochs.h"
#include "ledger/store/writer.h"

namespace counterfoil::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kExamples =
    "  counterfoil keys DIR list\n"
    "  counterfoil keys DIR rotate-epoch\n"
    "  counterfoil keys DIR export-public > keys.txt";

struct Choices {
    std::string directory;
    std::string action;
    WriterPlaces places;
    bool json = false;
};

notes::VerifierKey vkey_of(const std::string& origin, const crypto::PublicKey& key) {
    return {origin, notes::kTypeEd25519, key};
}

int answer_with(const Json& json) {
    Answer answer;
    answer.line(json.dump(-1, ' ', false, Json::error_handler_t::replace));
    return answer.finish(kExitDone);
}

Json epoch_json(const std::string& origin, const reader::Epoch& epoch) {
    return {{"epoch", epoch.number},
            {"start", epoch.start},
            {"key_id", crypto::hex(vkey_of(origin, epoch.public_key).id())},
            {"public_key", crypto::base64(epoch.public_key)},
            {"record", epoch.record},
            {"time", notes::rfc3339(epoch.time_ns)}};
}

bool secret_is_here(const Machine& machine, const std::string& directory, std::uint64_t epoch) {
    const std::string keys = platform::join(directory, std::string(format::kKeysDirectory));
    return machine.storage().kind(platform::join(keys, format::epoch_file_name(epoch))).ok();
}

// The key that seals a stream's events from now on, of each stream; null without the master key.
Json data_keys_json(LedgerView& view) {
    const keys::Keyring* const keyring = view.keyring();
    if (keyring == nullptr || !view.reader().encrypted()) return nullptr;
    Json list = Json::array();
    for (std::uint32_t id = 1; const auto name = keyring->stream_name(id); ++id) {
        const keys::DataKeySource::StreamKey key = keyring->current_key(id);
        list.push_back(
            {{"stream", *name},
             {"stream_id", id},
             {"key_id", key.key == nullptr ? Json() : Json(fmt::format("{:016x}", key.key_id))}});
    }
    return list;
}

void write_list(Answer& answer, const Json& list) {
    answer.write(
        "epoch  first size  key id    secret  began                           public key\n");
    for (const Json& epoch : list["epochs"]) {
        answer.line(
            fmt::format("{:>5}  {:>10}  {}  {:<6}  {:<30}  {}", epoch["epoch"].get<std::uint64_t>(),
                        epoch["start"].get<std::uint64_t>() + 1, epoch["key_id"].get<std::string>(),
                        epoch["secret_here"].get<bool>() ? "here" : "gone",
                        epoch["time"].get<std::string>(), epoch["public_key"].get<std::string>()));
    }
    if (!list["data_keys"].is_array()) return;
    answer.write("\nstream  data key          name\n");
    for (const Json& key : list["data_keys"]) {
        answer.line(
            fmt::format("{:>6}  {:<16}  {}", key["stream_id"].get<std::uint32_t>(),
                        key["key_id"].is_string() ? key["key_id"].get<std::string>() : "not here",
                        harmless(key["stream"].get<std::string>())));
    }
}

int list(const Machine& machine, const Choices& choices) {
    const Result<std::string> key_place = key_directory(choices.places.keys);
    if (!key_place) return fail(key_place.error());
    const auto view = LedgerView::open(machine, choices.directory, *key_place);
    if (!view) return fail(view.error());
    const auto epochs = reader::epochs((*view)->reader());
    if (!epochs) return fail(epochs.error());
    const std::string& origin = (*view)->reader().genesis().origin;
    Json all = {{"ledger_id", crypto::hex((*view)->reader().ledger_id())},
                {"origin", origin},
                {"epochs", Json::array()},
                {"data_keys", data_keys_json(**view)}};
    for (const reader::Epoch& epoch : *epochs) {
        Json one = epoch_json(origin, epoch);
        one["secret_here"] = secret_is_here(machine, choices.directory, epoch.number);
        all["epochs"].push_back(std::move(one));
    }
    if (choices.json) return answer_with(all);
    Answer answer;
    write_list(answer, all);
    return answer.finish(kExitDone);
}

int rotate_epoch(const Machine& machine, const Choices& choices) {
    if (Status there = require_directory(machine.storage(), choices.directory); !there) {
        return fail(there.error());
    }
    const auto options = writer_options(choices.directory, choices.places);
    if (!options) return fail(options.error());
    const auto writer = store::LedgerWriter::open(machine.platform(), *options);
    if (!writer) return fail(writer.error());
    const Status rotated = (*writer)->rotate_epoch();
    const Status closed = (*writer)->close();
    if (!rotated) return fail(rotated.error());
    if (!closed) return fail(closed.error());
    auto ledger = open_reader(machine, choices.directory);
    if (!ledger) return fail(ledger.error());
    const auto epochs = reader::epochs(*ledger);
    if (!epochs) return fail(epochs.error());
    const reader::Epoch& newest = epochs->back();
    if (choices.json) return answer_with(epoch_json(ledger->genesis().origin, newest));
    Answer answer;
    answer.line(
        fmt::format("epoch {} begins behind the first {} records; the secret of the one "
                    "before is destroyed",
                    newest.number, newest.start));
    return answer.finish(kExitDone);
}

// One key a line, for programs that check signed notes: each with the sizes of checkpoints that it
// signs.
int export_public(const Machine& machine, const Choices& choices) {
    auto ledger = open_reader(machine, choices.directory);
    if (!ledger) return fail(ledger.error());
    const auto epochs = reader::epochs(*ledger);
    if (!epochs) return fail(epochs.error());
    const format::Genesis& genesis = ledger->genesis();
    const std::string vkey = vkey_of(genesis.origin, genesis.fixed.identity_key).text();
    Json all = {{"origin", genesis.origin},
                {"vkey", vkey},
                {"genesis_leaf_hash", crypto::hex(ledger->genesis_leaf())},
                {"epochs", Json::array()}};
    std::string text =
        fmt::format("identity {}\ngenesis {}\n", vkey, crypto::hex(ledger->genesis_leaf()));
    for (std::size_t i = 0; i < epochs->size(); ++i) {
        const reader::Epoch& epoch = (*epochs)[i];
        const bool ended = i + 1 < epochs->size();
        const Json last_size = ended ? Json((*epochs)[i + 1].start) : Json();
        const std::string key = vkey_of(genesis.origin, epoch.public_key).text();
        text += fmt::format("epoch {} {}..{} {}\n", epoch.number, epoch.start + 1,
                            ended ? last_size.dump() : "", key);
        all["epochs"].push_back({{"epoch", epoch.number},
                                 {"vkey", key},
                                 {"first_size", epoch.start + 1},
                                 {"last_size", last_size}});
    }
    if (choices.json) return answer_with(all);
    Answer answer;
    answer.write(text);
    return answer.finish(kExitDone);
}

struct Action {
    std::string_view name;
    int (*run)(const Machine&, const Choices&);
    std::string_view help;
};

constexpr Action kActions[] = {
    {"list", list, "signing epochs and data keys, with what is here of them"},
    {"rotate-epoch", rotate_epoch, "begin a new signing epoch; the old secret is destroyed"},
    {"export-public", export_public, "the public keys, for whoever checks signatures"},
};

std::string actions_text() {
    std::string text;
    for (const Action& action : kActions) {
        text += fmt::format("{}{}: {}", text.empty() ? "" : "; ", action.name, action.help);
    }
    return text;
}

}  // namespace

int run_keys(const Arguments& arguments) {
    Choices choices;
    Options options(
        "keys",
        "Shows a ledger's keys, and renews them. A signing epoch's secret exists only "
        "while the epoch lasts: what was signed in earlier ones cannot be signed again.",
        kExamples);
    options.required("DIR", choices.directory, "The ledger");
    options.required("ACTION", choices.action, actions_text());
    key_directory_option(options, choices.places.keys);
    state_directory_option(options, choices.places.state);
    json_option(options, choices.json);
    if (const auto code = options.parse(arguments)) return *code;
    for (const Action& action : kActions) {
        if (action.name != choices.action) continue;
        const Machine machine;
        return action.run(machine, choices);
    }
    return options.refuse(
        fmt::format("there is no action \"{}\" ({})", choices.action, actions_text()));
}

}  // namespace counterfoil::cli
