// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ledger/platform/storage.h"
#include "verifier/bundle_content.h"
#include "verifier/bundle_head.h"
#include "verifier/bundle_reader.h"
#include "verifier/event_list.h"
#include "verifier/findings.h"
#include "verifier/report.h"
#include "verifier/verify.h"
#include "verifier/witness_judge.h"

namespace counterfoil::verifier {

// One judgement of a bundle of any kind, file by file in the order of the format.
class BundleJudge {
  public:
    // `now_ns`: what the clock says. `options` must outlive this object.
    BundleJudge(const std::string& path, const VerifyOptions& options, std::uint64_t now_ns);

    void run(platform::Storage& storage);
    [[nodiscard]] Report report();

  private:
    [[nodiscard]] std::optional<Finding> judge();
    [[nodiscard]] std::optional<Finding> judge_manifest() const;
    [[nodiscard]] bool is_of_remembered_size() const;
    void judge_witnesses();
    [[nodiscard]] std::vector<std::string> not_proven(bool holds) const;

    std::string path_;
    const VerifyOptions& options_;
    FindingList findings_;
    EventList events_;
    std::unique_ptr<platform::File> file_;
    std::uint64_t bytes_total_ = 0;
    std::optional<BundleReader> reader_;
    std::optional<BundleHead> head_;
    std::unique_ptr<BundleContent> content_;  // Once its kind is known.
    std::optional<WitnessJudge> witness_judge_;
    bool judged_to_its_end_ = false;
};

}  // namespace counterfoil::verifier
