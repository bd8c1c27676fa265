// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/acting.h"
#include "cli/answer.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/open_ledger.h"
#include "cli/places.h"
#include "ledger/base/harmless.h"
#include "ledger/base/quantity_text.h"
#include "ledger/crypto/encoding.h"
#include "ledger/format/directory.h"
#include "ledger/notes/time_text.h"
#include "ledger/notes/verifier_key.h"
#include "ledger/reader/epochs.h"
#include "ledger/store/writer.h"

namespace counterfoil::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kExamples =
    "  counterfoil keys DIR list\n"
    "  counterfoil keys DIR rotate-epoch\n"
    "  counterfoil keys DIR rotate-data --stream payments\n"
    "  counterfoil keys DIR export-public > keys.txt";

struct Choices {
    std::string directory;
    std::string action;
    std::string stream;
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

// The data keys of each stream, the last of which seals its events from now on; null without the
// master key.
Result<Json> data_keys_json(reader::LedgerView& view) {
    keys::Keyring* const keyring = view.keyring();
    if (keyring == nullptr || !view.reader().encrypted()) return Json();
    const auto generations = keyring->streams().generations();
    if (!generations) return generations.error();
    Json list = Json::array();
    for (const keys::StreamKeys::Generation& each : *generations) {
        list.push_back({{"stream", keyring->streams().name(each.stream_id).value_or("")},
                        {"stream_id", each.stream_id},
                        {"generation", each.generation},
                        {"key_id", fmt::format("{:016x}", each.key_id)},
                        {"record", each.sequence ? Json(*each.sequence) : Json()}});
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
    answer.write("\nstream  generation  data key          name\n");
    for (const Json& key : list["data_keys"]) {
        answer.line(fmt::format("{:>6}  {:>10}  {:<16}  {}", key["stream_id"].get<std::uint32_t>(),
                                key["generation"].get<std::uint32_t>(),
                                key["key_id"].get<std::string>(),
                                harmless(key["stream"].get<std::string>())));
    }
    answer.line(fmt::format("\n{} with keys of their own",
                            counted(list["subjects"].get<std::uint64_t>(), "subject")));
}

int list(const Machine& machine, Choices& choices) {
    const Result<keys::KeyAccess> access = key_access(choices.places.keys);
    if (!access) return fail(access.error());
    const auto view = open_view(machine, choices.directory, *access);
    if (!view) return fail(view.error());
    const Result<Json> data_keys = data_keys_json(**view);
    if (!data_keys) return fail(data_keys.error());
    Json subjects;
    if (keys::Keyring* const keyring = (*view)->keyring()) {
        const Result<std::uint64_t> count = keyring->subjects().count();
        if (!count) return fail(count.error());
        subjects = *count;
    }
    const auto epochs = reader::epochs((*view)->reader());
    if (!epochs) return fail(epochs.error());
    const std::string& origin = (*view)->reader().genesis().origin;
    Json all = {{"ledger_id", crypto::hex((*view)->reader().ledger_id())},
                {"origin", origin},
                {"epochs", Json::array()},
                {"data_keys", *data_keys},
                {"subjects", subjects}};
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

int rotate_epoch(const Machine& machine, Choices& choices) {
    const auto writer = open_for_administration(machine, choices.directory, choices.places);
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

// Of the stream that was named, or of all.
int rotate_data(const Machine& machine, Choices& choices) {
    const auto writer = open_for_administration(machine, choices.directory, choices.places);
    if (!writer) return fail(writer.error());
    std::vector<std::string> streams = (*writer)->keys().keyring().streams().names();
    if (!choices.stream.empty()) streams = {choices.stream};
    Json rotated = Json::array();
    Status done;
    for (const std::string& stream : streams) {
        const Result<format::DataKeyBody> key = (*writer)->rotate_data_key(stream);
        if (!key) {
            done = key.error();
            break;
        }
        rotated.push_back({{"stream", stream},
                           {"stream_id", std::uint32_t{key->stream_id}},
                           {"generation", std::uint32_t{key->generation}},
                           {"key_id", fmt::format("{:016x}", std::uint64_t{key->key_id})}});
    }
    const Status closed = (*writer)->close();
    if (!done) return fail(done.error());
    if (!closed) return fail(closed.error());
    if (choices.json) return answer_with({{"data_keys", rotated}});
    Answer answer;
    for (const Json& each : rotated) {
        answer.line(fmt::format(
            "stream {}: generation {}, key {}", harmless(each["stream"].get<std::string>()),
            each["generation"].get<std::uint32_t>(), each["key_id"].get<std::string>()));
    }
    return answer.finish(kExitDone);
}

// One key a line, for programs that check signed notes: each with the sizes of checkpoints that it
// signs.
int export_public(const Machine& machine, Choices& choices) {
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
    int (*run)(const Machine&, Choices&);
    std::string_view help;
};

constexpr Action kActions[] = {
    {"list", list, "signing epochs and data keys, with what is here of them"},
    {"rotate-epoch", rotate_epoch, "begin a new signing epoch; the old secret is destroyed"},
    {"rotate-data", rotate_data, "seal what comes under new keys, in all streams or one"},
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
    options.value("--stream", "NAME", choices.stream, "rotate-data: only this stream");
    writer_places_options(options, choices.places);
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
