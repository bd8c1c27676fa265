// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ledger/base/bytes.h"
#include "ledger/base/result.h"
#include "ledger/crypto/secret.h"
#include "ledger/format/bodies.h"
#include "ledger/format/body_codec.h"
#include "ledger/keys/epoch_secrets.h"
#include "ledger/keys/signer.h"
#include "ledger/notes/verifier_key.h"
#include "ledger/platform/platform.h"
#include "ledger/store/position.h"
#include "ledger/store/segment_file.h"

namespace counterfoil::store {

// A signing epoch that is about to begin.
struct NextEpoch {
    crypto::Secret256 seed;
    std::unique_ptr<keys::Signer> signer;
    std::uint64_t previous_record = 0;

    // The record that begins it, if it gets this sequence number.
    [[nodiscard]] format::EpochKeyBody record(std::uint64_t sequence) const;
};

// When an epoch ends, and the next one's key (docs/FORMAT.md, "Epochs"). The steps of a rotation
// and their order are LedgerWriter::rotate_epoch's.
class EpochRotation {
  public:
    // All must outlive this object. `directory` is the ledger's.
    EpochRotation(const platform::Platform& platform, std::string directory,
                  const format::Genesis& genesis, keys::EpochSecrets& secrets);

    // Asked after a commit, so that time alone makes no epoch: whether the epoch has as many
    // records, or has lasted as long, as genesis allows. It lasts by the monotonic clock; how long
    // it had lasted before this process is told by the times of its first record and of the one
    // just committed, and counts as nothing when they say that time went backwards. So a step of
    // the clock ends at most one epoch.
    [[nodiscard]] bool is_due(const Position& position, const SegmentFile& segment,
                              std::uint64_t monotonic_ns);
    // A rotation that was due did not happen: it is due again a while later.
    void put_off(std::uint64_t monotonic_ns);

    // Draws the key of the next epoch; reads the ledger, writes nothing.
    [[nodiscard]] Result<NextEpoch> draw(const Position& position);
    // Makes its secret durable, and discards what an earlier try has left.
    [[nodiscard]] Status keep(const Position& position, const NextEpoch& next);
    // It did not begin after all.
    void abandon(const Position& position);
    // It began with the last record of `position`, which moves on.
    void begin(Position& position, const NextEpoch& next, std::uint64_t monotonic_ns);
    // Destroys every secret but that of the current epoch.
    [[nodiscard]] Status destroy_others(const Position& position);

  private:
    [[nodiscard]] Status know_keys(const Position& position);
    [[nodiscard]] Result<std::uint64_t> begin_time(const Position& position,
                                                   const SegmentFile& segment) const;

    platform::Storage& storage_;
    platform::Random& random_;
    std::string directory_;
    const format::Genesis& genesis_;
    keys::EpochSecrets& secrets_;
    // Of the identity and of all epochs, once they were needed.
    std::vector<notes::KeyId> key_ids_;
    // The age of the epoch at some moment of the monotonic clock, once it was needed.
    struct Age {
        std::uint64_t age_ns = 0;
        std::uint64_t at_ns = 0;
    };
    std::optional<Age> age_;
    std::uint64_t not_before_ns_ = 0;  // Monotonic; of an automatic rotation.
};

}  // namespace counterfoil::store
