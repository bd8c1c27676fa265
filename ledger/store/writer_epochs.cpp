// SPDX-License-Identifier: Apache-2.0
// How the writer goes from one signing epoch to the next.
#include <cstring>

#include "ledger/store/planted_fault.h"
#include "ledger/store/writer.h"

namespace counterfoil::store {

Status LedgerWriter::rotate_epoch() {
    return rotate_epoch(platform_.clock.now_ns());
}

Status LedgerWriter::rotate_epoch(std::uint64_t time_ns) {
    if (Status usable = require_usable(); !usable) return usable;
    Result<NextEpoch> next = epochs_.draw(position_);
    last_rotation_ = next ? begin_epoch(std::move(*next), time_ns) : Status(next.error());
    return last_rotation_;
}

// The order is that of docs/FORMAT.md: at no moment is the secret missing that the durable records
// ask for, and none is left of an epoch that has ended.
Status LedgerWriter::begin_epoch(NextEpoch next, std::uint64_t time_ns) {
    if (!planted(PlantedFault::kEpochSecretLate)) {
        if (Status kept = epochs_.keep(position_, next); !kept) return poison_if_unknown(kept);
    }
    Bytes body(format::kEpochKeyBodySize);
    const Draft draft{format::RecordType::kKey, format::kAdministrationStream, time_ns, {}, body};
    if (Status room = make_room(std::span(&draft, 1)); !room) {
        if (!poisoned_) epochs_.abandon(position_);
        return room;
    }
    const format::EpochKeyBody record = next.record(position_.size() + records_in_front());
    std::memcpy(body.data(), &record, sizeof record);
    if (Status written = write_frame(std::span(&draft, 1)); !written) return written;
    if (Status synced = sync_segment(); !synced) return synced;
    if (planted(PlantedFault::kEpochSecretLate)) static_cast<void>(epochs_.keep(position_, next));

    epochs_.begin(position_, next, platform_.clock.monotonic_ns());
    signer_ = std::move(next.signer);
    if (Status written = write_head(); !written) return written;
    return destroy_old_secrets();
}

Status LedgerWriter::destroy_old_secrets() {
    return poison(epochs_.destroy_others(position_));
}

}  // namespace counterfoil::store
