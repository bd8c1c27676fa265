// SPDX-License-Identifier: Apache-2.0
#include "ledger/admin/legal_hold.h"

#include <fmt/format.h>

#include <algorithm>

#include "ledger/crypto/encoding.h"
#include "ledger/format/envelope.h"

namespace counterfoil::admin {
namespace {

Result<keys::Hold> commit(store::LedgerWriter& writer, const format::HoldBody& body,
                          const ExplainingEvent& why) {
    const Result<std::uint64_t> sequence = writer.administer(body, why.event());
    if (!sequence) return sequence.error();
    for (const keys::Hold& hold : writer.keys().keyring().holds().all()) {
        if (hold.id == body.hold_id) return hold;
    }
    return Error{ErrorCode::kDamaged, "the hold that was just set is not in the keyring"};
}

}  // namespace

Result<keys::Hold> add_hold(const platform::Platform& platform, store::LedgerWriter& writer,
                            const std::string& subject, const Explanation& explanation) {
    if (Status checked = check(explanation); !checked) return checked.error();
    format::HoldBody body{};
    body.action = static_cast<std::uint16_t>(format::HoldAction::kAdd);
    if (!subject.empty()) {
        if (!writer.encrypted()) {
            return Error{ErrorCode::kInvalidArgument,
                         "in a ledger that is not encrypted subjects have no keys that could be "
                         "held; hold the whole ledger"};
        }
        if (!format::is_subject(subject)) {
            return Error{ErrorCode::kInvalidArgument,
                         "a subject's id is 1 to 255 bytes of UTF-8 without control characters"};
        }
        keys::Keyring& keyring = writer.keys().keyring();
        const Result<std::uint64_t> key_id = keyring.subjects().find_or_draw(subject);
        if (!key_id) return key_id.error();
        body.key_id = *key_id;
    }
    platform.random.fill(body.hold_id);
    return commit(writer, body, ExplainingEvent("hold-add", subject, explanation));
}

Result<keys::Hold> release_hold(store::LedgerWriter& writer, const keys::HoldId& id,
                                const Explanation& explanation) {
    if (Status checked = check(explanation); !checked) return checked.error();
    keys::Keyring& keyring = writer.keys().keyring();
    const std::vector<keys::Hold> holds = keyring.holds().all();
    const auto hold = std::find_if(holds.begin(), holds.end(), [&](const keys::Hold& each) {
        return each.id == id && !each.released;
    });
    if (hold == holds.end()) {
        return Error{ErrorCode::kNotFound,
                     fmt::format("no standing hold has the id {}; `counterfoil hold DIR list` "
                                 "shows them",
                                 crypto::hex(id))};
    }
    std::string subject;
    if (hold->key_id != 0) {
        const auto name = keyring.subjects().name(hold->key_id);
        if (!name) return name.error();
        subject = name->value_or("");
    }
    format::HoldBody body{};
    body.action = static_cast<std::uint16_t>(format::HoldAction::kRelease);
    body.key_id = hold->key_id;
    body.hold_id = id;
    return commit(writer, body, ExplainingEvent("hold-release", subject, explanation));
}

}  // namespace counterfoil::admin
