// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/acting.h"
#include "cli/answer.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/open_ledger.h"
#include "cli/places.h"
#include "ledger/admin/legal_hold.h"
#include "ledger/base/harmless.h"
#include "ledger/crypto/encoding.h"

namespace counterfoil::cli {
namespace {

constexpr const char* kExamples =
    "  counterfoil hold DIR add --subject 4711 --reason 'case 12/2026'\n"
    "  counterfoil hold DIR add --all --reason 'audit of 2026'\n"
    "  counterfoil hold DIR list\n"
    "  counterfoil hold DIR release 5b1e… --reason 'case closed'";

struct Choices {
    std::string directory;
    std::string action;
    std::string hold_id;
    std::string subject;
    std::string reason;
    WriterPlaces places;
    bool everything = false;
    bool json = false;
};

// Whom a hold is on, as far as the keyring can tell.
Result<std::string> subject_of(keys::Keyring& keyring, const keys::Hold& hold) {
    if (hold.key_id == 0) return std::string();
    const auto name = keyring.subjects().name(hold.key_id);
    if (!name) return name.error();
    return name->value_or("");
}

nlohmann::ordered_json hold_json(const keys::Hold& hold, const std::string& subject) {
    using Json = nlohmann::ordered_json;
    return {{"hold_id", crypto::hex(hold.id)},
            {"key_id", fmt::format("{:016x}", hold.key_id)},
            {"subject", subject.empty() ? Json() : Json(subject)},
            {"added", hold.added},
            {"released", hold.released ? Json(*hold.released) : Json()}};
}

std::string hold_line(const keys::Hold& hold, const std::string& subject) {
    const std::string whom = hold.key_id == 0   ? "the whole ledger"
                             : !subject.empty() ? "subject " + harmless(subject)
                                                : fmt::format("key {:016x}", hold.key_id);
    return fmt::format("{}  {}  record {}{}", crypto::hex(hold.id), whom, hold.added,
                       hold.released ? fmt::format(", released by record {}", *hold.released)
                                     : std::string(", standing"));
}

int tell(const Choices& choices, keys::Keyring& keyring, const std::vector<keys::Hold>& holds,
         bool as_list) {
    Answer answer;
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const keys::Hold& hold : holds) {
        const Result<std::string> subject = subject_of(keyring, hold);
        if (!subject) return fail(subject.error());
        if (choices.json) {
            list.push_back(hold_json(hold, *subject));
        } else {
            answer.line(hold_line(hold, *subject));
        }
    }
    if (choices.json) {
        answer.line((as_list ? nlohmann::ordered_json{{"holds", list}} : list.front())
                        .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
    } else if (holds.empty()) {
        answer.line("no hold was ever set");
    }
    return answer.finish(kExitDone);
}

int list_holds(Choices& choices) {
    const Machine machine;
    const Result<keys::KeyAccess> keys = key_access(choices.places.keys);
    if (!keys) return fail(keys.error());
    const auto view = open_view(machine, choices.directory, *keys);
    if (!view) return fail(view.error());
    keys::Keyring* const keyring = (*view)->keyring();
    if (keyring == nullptr) return fail({ErrorCode::kNotFound, (*view)->why_closed()});
    return tell(choices, *keyring, keyring->holds().all(), true);
}

int change_holds(Choices& choices) {
    std::optional<keys::HoldId> id;
    if (choices.action == "release") {
        const std::optional<Bytes> bytes = crypto::from_hex(choices.hold_id);
        id = crypto::exactly<keys::HoldId>(bytes);
        if (!id) {
            return fail({ErrorCode::kInvalidArgument,
                         "a hold's id is 32 hexadecimal digits; `counterfoil hold DIR list` shows "
                         "them"});
        }
    }
    const Machine machine;
    const auto writer = open_for_administration(machine, choices.directory, choices.places);
    if (!writer) return fail(writer.error());
    const admin::Explanation why{actor(), choices.reason};
    const Result<keys::Hold> hold =
        id ? admin::release_hold(**writer, *id, why)
           : admin::add_hold(machine.platform(), **writer, choices.subject, why);
    const Status closed = (*writer)->close();
    if (!hold) return fail(hold.error());
    if (!closed) return fail(closed.error());
    return tell(choices, (*writer)->keys().keyring(), {*hold}, false);
}

}  // namespace

int run_hold(const Arguments& arguments) {
    Choices choices;
    Options options("hold",
                    "Legal holds: while one stands on a subject, or on the whole ledger, "
                    "`counterfoil erase` is refused. Each is a record of the ledger; who set it "
                    "and why is sealed beside it.",
                    kExamples);
    options.required("DIR", choices.directory, "The ledger");
    options.required("ACTION", choices.action, "add, release or list");
    options.optional("HOLD", choices.hold_id, "release: the hold's id (required)");
    options.value("--subject", "ID", choices.subject,
                  "add: whom it is on (this or --all is required)");
    options.flag("--all", choices.everything, "add: it is on the whole ledger");
    options.value("--reason", "TEXT", choices.reason,
                  "add, release: why (required); kept in the ledger, sealed");
    writer_places_options(options, choices.places);
    json_option(options, choices.json);
    if (const auto code = options.parse(arguments)) return *code;

    if (choices.action == "list") return list_holds(choices);
    if (choices.action != "add" && choices.action != "release") {
        return options.refuse(
            fmt::format("\"{}\" is none of add, release and list", choices.action));
    }
    if (choices.reason.empty()) return options.refuse("say with --reason why");
    const bool adds = choices.action == "add";
    if (adds && choices.subject.empty() == !choices.everything) {
        return options.refuse("say with --subject whom to hold, or --all for the whole ledger");
    }
    if (adds != choices.hold_id.empty()) {
        return options.refuse(adds ? "add takes no hold's id" : "release takes the hold's id");
    }
    return change_holds(choices);
}

}  // namespace counterfoil::cli
