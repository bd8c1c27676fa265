// SPDX-License-Identifier: Apache-2.0
#include "ledger/keys/hold_register.h"

#include <algorithm>

namespace counterfoil::keys {

Status HoldRegister::load() {
    holds_.clear();
    if (!database_->has_subjects()) return {};
    Result<platform::Statement> rows =
        database_->prepare("SELECT hold_id, key_id, added, released NOTNULL, released FROM hold");
    if (!rows) return rows.error();
    for (;;) {
        const Result<bool> row = rows->step();
        if (!row) return row.error();
        if (!*row) return {};
        Hold hold;
        const Bytes id = rows->blob(0);
        if (id.size() != hold.id.size()) {
            return Error{ErrorCode::kDamaged, "a hold in the keyring has no proper id"};
        }
        std::copy(id.begin(), id.end(), hold.id.begin());
        hold.key_id = rows->integer(1);
        hold.added = rows->integer(2);
        if (rows->integer(3) != 0) hold.released = rows->integer(4);
        holds_.emplace(hold.id, hold);
    }
}

Status HoldRegister::apply(std::uint64_t sequence, const format::HoldBody& body) {
    Hold hold;
    if (body.action == static_cast<std::uint16_t>(format::HoldAction::kAdd)) {
        hold = {body.hold_id, body.key_id, sequence, std::nullopt};
    } else {
        const auto known = holds_.find(body.hold_id);
        if (known == holds_.end()) return {};
        hold = known->second;
        hold.released = sequence;
    }
    if (database_->writable()) {
        if (Status stored = store(hold); !stored) return stored;
    }
    holds_.insert_or_assign(hold.id, hold);
    return {};
}

Status HoldRegister::store(const Hold& hold) {
    return database_->in_transaction([&]() -> Status {
        Status done = database_->write("INSERT OR REPLACE INTO hold VALUES (?, ?, ?, NULL)",
                                       hold.id, hold.key_id, hold.added);
        if (!done || !hold.released) return done;
        return database_->write("UPDATE hold SET released = ? WHERE hold_id = ?", *hold.released,
                                hold.id);
    });
}

std::vector<Hold> HoldRegister::all() const {
    std::vector<Hold> holds;
    for (const auto& [id, hold] : holds_) holds.push_back(hold);
    std::sort(holds.begin(), holds.end(),
              [](const Hold& left, const Hold& right) { return left.added < right.added; });
    return holds;
}

std::optional<Hold> HoldRegister::on(std::uint64_t key_id) const {
    for (const Hold& hold : all()) {
        if (!hold.released && (hold.key_id == 0 || hold.key_id == key_id)) return hold;
    }
    return std::nullopt;
}

}  // namespace counterfoil::keys
