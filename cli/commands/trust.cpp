// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/answer.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/places.h"
#include "ledger/base/harmless.h"
#include "ledger/base/quantity_text.h"
#include "ledger/crypto/encoding.h"
#include "verifier/epoch_chain.h"
#include "verifier/evidence_kind.h"
#include "verifier/genesis_reader.h"
#include "verifier/pin.h"
#include "verifier/trust_store.h"
#include "verifier/verify.h"

namespace counterfoil::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kExamples =
    "  counterfoil trust list\n"
    "  counterfoil trust add ledger.pin /mnt/audit\n"
    "  counterfoil trust export fe74b8a912564bd7 --output newest-checkpoint.tar\n"
    "  counterfoil trust remove fe74b8a912564bd73ad1f3a7b8248286";

constexpr std::uint64_t kPinFileSizeMax = 4096;

struct Choices {
    std::string action;
    std::string what;
    std::string ledger;
    std::string output;
    std::string trust;
    bool json = false;
};

struct Known {
    LedgerId id{};
    verifier::Pin pin;
    std::optional<verifier::KnownSize> remembered;
    std::string problem;       // Why the memory cannot be read; empty when it can.
    bool unsupported = false;  // A later program wrote it.
};

Result<Known> look_up(const verifier::TrustStore& store, const LedgerId& id) {
    const Result<std::optional<verifier::Pin>> pin = store.find(id);
    if (!pin) return pin.error();
    if (!*pin) {
        return Error{ErrorCode::kNotFound,
                     fmt::format("no ledger {} is known here; see `counterfoil trust list`",
                                 crypto::hex(id))};
    }
    Known known{id, **pin, {}, {}};
    const Result<std::optional<verifier::KnownSize>> remembered = store.remembered(id);
    if (remembered) {
        known.remembered = *remembered;
    } else {
        known.problem = remembered.error().message;
        known.unsupported = remembered.error().code == ErrorCode::kUnsupported;
    }
    return known;
}

Json known_json(const Known& known, const verifier::TrustStore& store) {
    Json json = {{"ledger_id", crypto::hex(known.id)},
                 {"origin", known.pin.key.name},
                 {"vkey", known.pin.key.text()},
                 {"genesis_leaf_hash", crypto::hex(*known.pin.genesis_leaf)},
                 {"pin_file", store.path_of(known.id)},
                 {"remembered_size", nullptr},
                 {"remembered_root", nullptr},
                 {"memory_file", nullptr}};
    if (known.remembered) {
        json["remembered_size"] = known.remembered->size;
        json["remembered_root"] = crypto::hex(known.remembered->root);
        json["memory_file"] = store.memory_path(known.id);
    }
    if (!known.problem.empty()) json["problem"] = known.problem;
    return json;
}

std::string json_line(const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string known_text(const Known& known) {
    std::string text = fmt::format("{}  {}\n", crypto::hex(known.id), harmless(known.pin.key.name));
    text += fmt::format("    vkey        {}\n", harmless(known.pin.key.text()));
    text += fmt::format("    genesis     {}\n", crypto::hex(*known.pin.genesis_leaf));
    if (known.remembered) {
        text +=
            fmt::format("    remembered  {}, root {}\n", counted(known.remembered->size, "record"),
                        crypto::hex(known.remembered->root));
    } else if (known.problem.empty()) {
        text += "    remembered  nothing yet: `counterfoil verify` remembers what it proves\n";
    } else {
        text += fmt::format("    remembered  cannot be read: {}\n", harmless(known.problem));
    }
    return text;
}

int list(const Choices& choices, const verifier::TrustStore& store) {
    const auto ledgers = store.list();
    if (!ledgers) return fail(ledgers.error());
    Answer answer;
    Json all = Json::array();
    for (const LedgerId& id : *ledgers) {
        const Result<Known> known = look_up(store, id);
        if (!known) return fail(known.error());
        if (choices.json) {
            all.push_back(known_json(*known, store));
        } else {
            answer.write(known_text(*known));
        }
    }
    if (choices.json) {
        answer.write(json_line({{"ledgers", all}}));
    } else if (ledgers->empty()) {
        answer.line("no ledger is known here; `counterfoil trust add PIN LEDGER` makes one known");
    }
    return answer.finish(kExitDone);
}

// The id of the ledger or bundle, which must be the one that is pinned: else the pin would stand
// in the way of another ledger, whose id that one claims.
Result<LedgerId> id_of_pinned(platform::Storage& storage, const std::string& path,
                              const verifier::Pin& pin) {
    std::optional<verifier::LedgerFacts> facts;
    std::optional<verifier::Finding> problem;
    if (verifier::evidence_kind(storage, path) == verifier::EvidenceKind::kLedger) {
        verifier::GenesisRead read = verifier::read_genesis(storage, path);
        facts = std::move(read.facts);
        problem = std::move(read.problem);
    } else {
        verifier::EpochChainRead read = verifier::read_epoch_chain(storage, path, pin);
        if (read.chain) facts = std::move(read.chain->facts);
        if (!read.findings.empty()) problem = std::move(read.findings.front());
    }
    if (problem || !facts) {
        return Error{ErrorCode::kDamaged, fmt::format("{}: {}", harmless(path),
                                                      problem ? problem->message : "is cut short")};
    }
    const bool same_key = facts->vkey == pin.key.text();
    const bool same_beginning = !pin.genesis_leaf || facts->genesis_leaf == *pin.genesis_leaf;
    if (same_key && same_beginning) return facts->id;
    return Error{ErrorCode::kInvalidArgument,
                 fmt::format("{} is not the ledger that this pin is of: its {} another one",
                             harmless(path), same_key ? "beginning is" : "key is")};
}

Result<LedgerId> id_of(platform::Storage& storage, const Choices& choices,
                       const verifier::Pin& pin) {
    if (!choices.ledger.empty()) return id_of_pinned(storage, choices.ledger, pin);
    // As `init` names its pin files.
    const std::size_t slash = choices.what.rfind('/');
    std::string name = slash == std::string::npos ? choices.what : choices.what.substr(slash + 1);
    if (name.ends_with(".pin")) name.resize(name.size() - 4);
    const auto id = crypto::exactly<LedgerId>(crypto::from_hex(name));
    if (id) return *id;
    return Error{
        ErrorCode::kInvalidArgument,
        fmt::format("{}: its name does not tell which ledger it pins; name the ledger or a "
                    "bundle of it too: trust add PIN LEDGER",
                    choices.what)};
}

int add(const Choices& choices, platform::Storage& storage, verifier::TrustStore& store) {
    const Result<Bytes> text = platform::read_file(storage, choices.what, kPinFileSizeMax);
    if (!text) return fail(text.error());
    const Result<verifier::Pin> pin = verifier::parse_pin(as_text(*text));
    if (!pin) {
        return fail({pin.error().code, fmt::format("{}: {}", choices.what, pin.error().message)});
    }
    const Result<LedgerId> id = id_of(storage, choices, *pin);
    if (!id) return fail(id.error());
    if (Status kept = store.remember(*id, *pin); !kept) return fail(kept.error());
    const Result<Known> known = look_up(store, *id);
    if (!known) return fail(known.error());
    Answer answer;
    answer.write(choices.json ? json_line(known_json(*known, store)) : known_text(*known));
    return answer.finish(kExitDone);
}

// The one known ledger whose id begins so, or whose origin it is.
Result<LedgerId> known_ledger(const verifier::TrustStore& store, const std::string& name) {
    const auto ledgers = store.list();
    if (!ledgers) return ledgers.error();
    std::optional<LedgerId> found;
    for (const LedgerId& id : *ledgers) {
        bool meant = !name.empty() && crypto::hex(id).starts_with(name);
        if (!meant) {
            const auto pin = store.find(id);
            meant = pin && *pin && (*pin)->key.name == name;
        }
        if (!meant) continue;
        if (found) {
            return Error{
                ErrorCode::kInvalidArgument,
                fmt::format("{}: more than one ledger is called so; give its whole id", name)};
        }
        found = id;
    }
    if (found) return *found;
    return Error{
        ErrorCode::kNotFound,
        fmt::format("{}: no such ledger is known here; see `counterfoil trust list`", name)};
}

int remove(const Choices& choices, verifier::TrustStore& store) {
    const Result<LedgerId> id = known_ledger(store, choices.what);
    if (!id) return fail(id.error());
    if (Status gone = store.forget(*id); !gone) return fail(gone.error());
    Answer answer;
    answer.write(choices.json
                     ? json_line({{"ledger_id", crypto::hex(*id)}, {"removed", true}})
                     : fmt::format("{} is no longer known here; verifying it needs --key\n",
                                   crypto::hex(*id)));
    return answer.finish(kExitDone);
}

int export_memory(const Choices& choices, platform::Storage& storage,
                  const verifier::TrustStore& store) {
    const Result<LedgerId> id = known_ledger(store, choices.what);
    if (!id) return fail(id.error());
    const Result<Known> known = look_up(store, *id);
    if (!known) return fail(known.error());
    if (!known->problem.empty()) {
        return fail(
            {known->unsupported ? ErrorCode::kUnsupported : ErrorCode::kDamaged, known->problem});
    }
    if (choices.output.empty()) {
        // The pin is text, and what whoever judges must have first.
        Answer answer;
        answer.write(choices.json ? json_line(known_json(*known, store))
                                  : verifier::pin_text(known->pin));
        return answer.finish(kExitDone);
    }
    if (!known->remembered) {
        return fail(
            {ErrorCode::kNotFound, "nothing is remembered of this ledger yet; verify it once"});
    }
    constexpr std::uint64_t kMemorySizeMax = std::uint64_t{1} << 30U;
    const Result<Bytes> bytes =
        platform::read_file(storage, store.memory_path(*id), kMemorySizeMax);
    if (!bytes) return fail(bytes.error());
    if (Status written = platform::write_new_file(storage, choices.output, *bytes); !written) {
        return fail(written.error());
    }
    Answer answer;
    answer.write(choices.json
                     ? json_line(known_json(*known, store))
                     : fmt::format("{}: proves the checkpoint of {} to whoever has the pin\n",
                                   harmless(choices.output),
                                   counted(known->remembered->size, "record")));
    return answer.finish(kExitDone);
}

}  // namespace

int run_trust(const Arguments& arguments) {
    Choices choices;
    Options options("trust",
                    "The ledgers that you know: whose each is, and the largest checkpoint of it "
                    "that a verification proved. A ledger that contradicts what is remembered has "
                    "been put back or forged.",
                    kExamples);
    options.required("ACTION", choices.action, "list, add, remove or export");
    options.optional("WHAT", choices.what,
                     "add: a pin file that came from elsewhere; remove, export: a ledger's id, the "
                     "beginning of it, or its origin (required, but for list)");
    options.optional("LEDGER", choices.ledger,
                     "add: the ledger or a bundle of it, when the pin file's name is not its id");
    options.value("--output", "FILE", choices.output,
                  "export: write the remembered checkpoint and what proves it (default: print the "
                  "pin)");
    trust_directory_option(options, choices.trust);
    json_option(options, choices.json);
    if (const auto code = options.parse(arguments)) return *code;
    const bool wants_name = choices.action != "list";
    if (wants_name == choices.what.empty()) {
        return options.refuse(wants_name ? "name what to " + choices.action
                                         : "list takes no name; it shows all");
    }
    if (!choices.ledger.empty() && choices.action != "add") {
        return options.refuse("only `trust add` takes a ledger");
    }
    const Machine machine;
    const Result<std::string> directory = trust_directory(choices.trust);
    if (!directory) return fail(directory.error());
    verifier::TrustStore store(machine.storage(), *directory);
    if (choices.action == "list") return list(choices, store);
    if (choices.action == "add") return add(choices, machine.storage(), store);
    if (choices.action == "remove") return remove(choices, store);
    if (choices.action == "export") return export_memory(choices, machine.storage(), store);
    return options.refuse(
        fmt::format("there is no action \"{}\"; the actions are list, add, remove "
                    "and export",
                    choices.action));
}

}  // namespace counterfoil::cli
