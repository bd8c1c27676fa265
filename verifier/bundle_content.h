// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "verifier/bundle_head.h"
#include "verifier/bundle_reader.h"
#include "verifier/event_list.h"
#include "verifier/findings.h"
#include "verifier/report.h"
#include "verifier/verify.h"

namespace counterfoil::verifier {

// What stands behind the head of a bundle, and differs from kind to kind.
class BundleContent {
  public:
    virtual ~BundleContent() = default;

    // Takes its files, up to the archive's end. Events of the records go to `events`.
    [[nodiscard]] virtual std::optional<Finding> take(BundleReader& reader, const BundleHead& head,
                                                      EventList& events) = 0;
    // The manifest that all of the bundle's files make; once they were taken.
    [[nodiscard]] virtual std::string manifest(const BundleHead& head) const = 0;
    // What it adds to the report, however far it came. `holds`: all of the bundle is right.
    virtual void tell(Report& report, bool holds) = 0;
    // What it leaves open although all of it is right: what lies outside of it, and what it does
    // not say itself. `size`: of the checkpoint.
    [[nodiscard]] virtual std::vector<std::string> outside(std::uint64_t size) const = 0;
    [[nodiscard]] virtual std::vector<std::string> unsaid() const = 0;
};

// `bytes_total`: of the archive. `options` must outlive what is made.
[[nodiscard]] std::unique_ptr<BundleContent> records_content(const VerifyOptions& options,
                                                             std::uint64_t bytes_total);
[[nodiscard]] std::unique_ptr<BundleContent> range_content(const VerifyOptions& options,
                                                           std::uint64_t bytes_total);
[[nodiscard]] std::unique_ptr<BundleContent> checkpoint_content();

}  // namespace counterfoil::verifier
