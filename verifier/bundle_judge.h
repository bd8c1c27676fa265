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

namespace counterfoil::verifier {

// One judgement of a bundle of any kind, file by file in the order of the format.
class BundleJudge {
  public:
    // `options` must outlive this object.
    BundleJudge(const std::string& path, const VerifyOptions& options);

    void run(platform::Storage& storage);
    [[nodiscard]] Report report();

  private:
    [[nodiscard]] std::optional<Finding> judge();
    [[nodiscard]] std::optional<Finding> judge_manifest() const;
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
};

}  // namespace counterfoil::verifier
