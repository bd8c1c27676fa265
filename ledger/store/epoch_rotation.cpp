// SPDX-License-Identifier: Apache-2.0
#include "ledger/store/epoch_rotation.h"

#include <fmt/format.h>

#include <utility>

#include "ledger/format/entry.h"
#include "ledger/reader/epochs.h"
#include "ledger/reader/ledger_reader.h"
#include "ledger/reader/segment_reader.h"
#include "ledger/store/planted_fault.h"

namespace counterfoil::store {
namespace {

constexpr std::uint64_t kTryAgainAfterNs = 10'000'000'000;

notes::KeyId id_of(const format::Genesis& genesis, const crypto::PublicKey& key) {
    return notes::key_id(genesis.origin, notes::kTypeEd25519, key);
}

}  // namespace

format::EpochKeyBody NextEpoch::record(std::uint64_t sequence) const {
    format::EpochKeyBody body{};
    body.kind = static_cast<std::uint16_t>(format::KeyKind::kEpoch);
    body.epoch = signer->epoch();
    body.public_key = signer->public_key();
    body.previous_record = previous_record;
    body.epoch_start = sequence + 1;
    return body;
}

EpochRotation::EpochRotation(const platform::Platform& platform, std::string directory,
                             const format::Genesis& genesis, keys::EpochSecrets& secrets)
    : storage_(platform.storage),
      random_(platform.random),
      directory_(std::move(directory)),
      genesis_(genesis),
      secrets_(secrets) {}

bool EpochRotation::is_due(const Position& position, const SegmentFile& segment,
                           std::uint64_t monotonic_ns) {
    if (monotonic_ns < not_before_ns_) return false;
    const format::GenesisBody& limits = genesis_.fixed;
    const std::uint64_t records = position.size() - position.epoch_start;
    if (limits.epoch_records != 0 && records >= limits.epoch_records) return true;
    if (limits.epoch_ns == 0) return false;
    if (!age_) {
        // A record that cannot be read is no reason to refuse others: then time counts from here.
        const Result<std::uint64_t> began = begin_time(position, segment);
        const bool forwards = began && *began < position.last_time_ns;
        age_ = {forwards ? position.last_time_ns - *began : 0, monotonic_ns};
    }
    return age_->age_ns + (monotonic_ns - age_->at_ns) >= limits.epoch_ns;
}

void EpochRotation::put_off(std::uint64_t monotonic_ns) {
    not_before_ns_ = monotonic_ns + kTryAgainAfterNs;
}

// The time of the record that began the epoch.
Result<std::uint64_t> EpochRotation::begin_time(const Position& position,
                                                const SegmentFile& segment) const {
    if (position.epoch_record == 0) return std::uint64_t{genesis_.fixed.created_ns};
    Result<format::Entry> entry = Error{};
    if (position.epoch_record >= segment.base_sequence()) {
        const auto here =
            reader::SegmentReader::open(storage_, segment.path(), segment.end_offset());
        if (!here) return here.error();
        entry = here->entry(position.epoch_record);
    } else {
        auto ledger = reader::LedgerReader::open(storage_, directory_);
        if (!ledger) return ledger.error();
        entry = ledger->entry(position.epoch_record);
    }
    if (!entry) return entry.error();
    return std::uint64_t{entry->time_ns};
}

Status EpochRotation::know_keys(const Position& position) {
    if (!key_ids_.empty()) return {};
    auto ledger = reader::LedgerReader::open(storage_, directory_);
    if (!ledger) return ledger.error();
    const auto epochs = reader::epochs_up_to(*ledger, position.epoch_record);
    if (!epochs)
        return Error{epochs.error().code,
                     fmt::format("{}: {}", directory_, epochs.error().message)};
    key_ids_.push_back(id_of(genesis_, genesis_.fixed.identity_key));
    for (const reader::Epoch& epoch : *epochs) {
        key_ids_.push_back(id_of(genesis_, epoch.public_key));
    }
    return {};
}

Result<NextEpoch> EpochRotation::draw(const Position& position) {
    if (Status known = know_keys(position); !known) return known.error();
    crypto::Secret256 seed = keys::draw_epoch_seed(random_, genesis_.origin, key_ids_);
    auto signer = std::make_unique<keys::KeySigner>(position.epoch + 1, crypto::SigningKey(seed));
    return NextEpoch{std::move(seed), std::move(signer), position.epoch_record};
}

Status EpochRotation::keep(const Position& position, const NextEpoch& next) {
    if (Status discarded = secrets_.destroy_all_but(position.epoch); !discarded) return discarded;
    Status kept = secrets_.create(next.signer->epoch(), next.seed);
    if (planted(PlantedFault::kEpochSecretGoneEarly)) {
        kept = secrets_.destroy_all_but(next.signer->epoch());
    }
    return kept;
}

void EpochRotation::abandon(const Position& position) {
    // What stays is discarded before the next try, or by the next opening.
    static_cast<void>(secrets_.destroy_all_but(position.epoch));
}

void EpochRotation::begin(Position& position, const NextEpoch& next, std::uint64_t monotonic_ns) {
    position.epoch = next.signer->epoch();
    position.epoch_start = position.size();
    position.epoch_record = position.size() - 1;
    position.epoch_key = next.signer->public_key();
    key_ids_.push_back(id_of(genesis_, position.epoch_key));
    age_ = {0, monotonic_ns};
    not_before_ns_ = 0;
}

Status EpochRotation::destroy_others(const Position& position) {
    if (planted(PlantedFault::kKeepOldEpochSecret)) return {};
    return secrets_.destroy_all_but(position.epoch);
}

}  // namespace counterfoil::store
