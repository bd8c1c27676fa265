// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ledger/base/bytes.h"
#include "ledger/format/entry.h"
#include "verifier/report.h"
#include "verifier/verify.h"

namespace counterfoil::verifier {

// What a bundle's events say, as far as it lets everybody read them: handed to the caller, and the
// first of it kept for the report.
class BundleDisclosure {
  public:
    // `options` must outlive this object.
    explicit BundleDisclosure(const VerifyOptions& options) : options_(options) {}

    // The event was proven, and `envelope` is one.
    void add(const format::Entry& entry, const std::optional<std::string>& stream,
             ByteView envelope);

    [[nodiscard]] std::uint64_t total() const { return total_; }
    [[nodiscard]] std::vector<DisclosedRecord> take() { return std::move(kept_); }

  private:
    const VerifyOptions& options_;
    std::vector<DisclosedRecord> kept_;
    std::uint64_t kept_bytes_ = 0;
    std::uint64_t total_ = 0;
};

}  // namespace counterfoil::verifier
