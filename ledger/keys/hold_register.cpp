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
        if (Status begun = database_->begin_writing(); !begun) return begun;
        Result<platform::Statement> insert =
            database_->prepare("INSERT OR REPLACE INTO hold VALUES (?, ?, ?, ?)");
        if (!insert) return insert.error();
        insert->bind(0, hold.id).bind(1, hold.key_id).bind(2, hold.added);
        if (hold.released) insert->bind(3, *hold.released);
        return KeyringDatabase::run(*insert);
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
