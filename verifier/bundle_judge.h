// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "ledger/base/bytes.h"
#include "ledger/platform/storage.h"
#include "verifier/bundle_epochs.h"
#include "verifier/bundle_reader.h"
#include "verifier/bundle_records.h"
#include "verifier/bundle_texts.h"
#include "verifier/event_list.h"
#include "verifier/findings.h"
#include "verifier/report.h"
#include "verifier/verify.h"

namespace counterfoil::verifier {

// One judgement of a bundle, file by file in the order of the format.
class BundleJudge {
  public:
    // `options` must outlive this object.
    BundleJudge(const std::string& path, const VerifyOptions& options);

    void run(platform::Storage& storage);
    [[nodiscard]] Report report();

  private:
    // A stream whose record is in the bundle.
    struct Stream {
        std::optional<std::string> name;
        std::uint64_t record = 0;
        bool used = false;
    };

    [[nodiscard]] std::optional<Finding> judge(BundleReader& reader);
    [[nodiscard]] std::optional<Finding> take_manifest(BundleReader& reader);
    [[nodiscard]] std::optional<Finding> take_checkpoint(BundleReader& reader,
                                                         BundleEpochs& epochs);
    [[nodiscard]] std::optional<Finding> take_streams(BundleReader& reader);
    [[nodiscard]] std::optional<Finding> take_stream(BundleReader& reader, std::uint32_t id);
    [[nodiscard]] std::optional<Finding> take_name(BundleReader& reader, std::uint32_t id,
                                                   const format::Stream& body, Stream& stream);
    [[nodiscard]] std::optional<Finding> take_records(BundleReader& reader);
    [[nodiscard]] std::optional<Finding> take_record(BundleReader& reader, std::uint64_t sequence);
    [[nodiscard]] std::optional<Finding> judge_streams(const format::Entry& entry,
                                                       const Place& place);
    [[nodiscard]] std::optional<Finding> take_inclusion(BundleReader& reader,
                                                        const std::string& name,
                                                        const format::Entry& entry);
    [[nodiscard]] std::optional<Finding> take_key(BundleReader& reader, std::uint64_t sequence,
                                                  const format::Entry& entry, ByteView body);
    void disclose(const format::Entry& entry, ByteView envelope);
    [[nodiscard]] std::optional<Finding> judge_manifest() const;
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
    std::map<std::uint32_t, Stream> streams_;

    std::optional<std::uint64_t> first_record_;
    std::uint64_t records_ = 0;
    std::uint64_t event_records_ = 0;
    std::uint64_t closed_events_ = 0;  // Sealed, and no key is given.
    std::uint64_t bodies_left_out_ = 0;
    std::uint64_t record_keys_ = 0;
    std::unordered_map<std::uint32_t, std::uint64_t> next_in_stream_;
    std::optional<Hash> previous_;
    std::uint64_t previous_time_ns_ = 0;
    RecordOpener opener_;

    std::vector<DisclosedRecord> disclosed_;
    std::uint64_t disclosed_total_ = 0;
    std::uint64_t disclosed_bytes_ = 0;
};

}  // namespace counterfoil::verifier
