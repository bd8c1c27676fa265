// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ledger/base/bytes.h"
#include "ledger/platform/storage.h"
#include "verifier/bundle_disclosure.h"
#include "verifier/bundle_epochs.h"
#include "verifier/bundle_reader.h"
#include "verifier/bundle_records.h"
#include "verifier/bundle_streams.h"
#include "verifier/bundle_texts.h"
#include "verifier/event_list.h"
#include "verifier/findings.h"
#include "verifier/report.h"
#include "verifier/verify.h"
#include "verifier/witness_judge.h"

namespace counterfoil::verifier {

// One judgement of a bundle, file by file in the order of the format.
class BundleJudge {
  public:
    // `now_ns`: what the clock says. `options` must outlive this object.
    BundleJudge(const std::string& path, const VerifyOptions& options, std::uint64_t now_ns);

    void run(platform::Storage& storage);
    [[nodiscard]] Report report();

  private:
    [[nodiscard]] std::optional<Finding> judge(BundleReader& reader);
    [[nodiscard]] std::optional<Finding> take_manifest(BundleReader& reader);
    [[nodiscard]] std::optional<Finding> take_checkpoint(BundleReader& reader,
                                                         BundleEpochs& epochs);
    [[nodiscard]] std::optional<Finding> take_records(BundleReader& reader,
                                                      const BundleEpochs& epochs);
    [[nodiscard]] std::optional<Finding> take_record(BundleReader& reader,
                                                     const BundleEpochs& epochs,
                                                     std::uint64_t sequence);
    [[nodiscard]] std::optional<Finding> take_key(BundleReader& reader, std::uint64_t sequence,
                                                  const format::Entry& entry, ByteView body);
    [[nodiscard]] std::optional<Finding> judge_manifest() const;
    void judge_witnesses();
    [[nodiscard]] Verdict verdict() const;
    [[nodiscard]] std::vector<std::string> not_proven(Verdict verdict) const;

    std::string path_;
    const VerifyOptions& options_;
    FindingList findings_;
    EventList events_;
    std::uint64_t bytes_total_ = 0;
    std::uint64_t bytes_done_ = 0;

    std::string manifest_;
    std::optional<LedgerFacts> facts_;
    Identity identity_ = Identity::kUnpinned;
    std::uint64_t epochs_ = 0;
    EpochKey last_epoch_;
    std::optional<BundleNote> checkpoint_;
    BundleStreams streams_;

    std::optional<std::uint64_t> first_record_;
    std::uint64_t records_ = 0;
    std::uint64_t event_records_ = 0;
    std::uint64_t closed_events_ = 0;  // Sealed, and no key is given.
    std::uint64_t bodies_left_out_ = 0;
    std::uint64_t record_keys_ = 0;
    std::optional<Hash> previous_;
    std::uint64_t previous_time_ns_ = 0;
    RecordOpener opener_;
    BundleDisclosure disclosure_;
    std::optional<WitnessJudge> witness_judge_;
    bool judged_to_its_end_ = false;
};

}  // namespace counterfoil::verifier
