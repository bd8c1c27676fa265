// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/notes/verifier_key.h"

// c2sp.org/tlog-policy: which logs and witnesses somebody trusts, and how many of the witnesses
// must have cosigned a checkpoint.
namespace counterfoil::notes {

inline constexpr std::size_t kPolicySizeMax = 64U << 10U;
inline constexpr std::size_t kPolicyNamesMax = 1000;  // Logs, witnesses and groups together.

class Policy {
  public:
    struct Log {
        VerifierKey key;  // Ed25519; its name is the log's origin.
        std::string url;  // Empty when none is given.
    };
    struct Witness {
        // Of the policy alone, and any bytes but controls, spaces and DEL: whoever shows it makes
        // it harmless. The name under which the witness signs is the key's.
        std::string name;
        VerifierKey key;  // Of cosignatures.
        std::string url;
    };

    // Strict: what the specification does not allow is refused, by the number of its line. Names
    // are octets, not characters.
    [[nodiscard]] static Result<Policy> parse(std::string_view text);

    [[nodiscard]] const std::vector<Log>& logs() const { return logs_; }
    [[nodiscard]] const std::vector<Witness>& witnesses() const { return witnesses_; }
    // Whether these witnesses are enough. `cosigned` holds a value for each of witnesses(), in
    // their order.
    [[nodiscard]] bool is_met_by(const std::vector<bool>& cosigned) const;
    // No cosignature is asked for: "quorum none".
    [[nodiscard]] bool asks_nobody() const { return !quorum_; }

  private:
    friend class PolicyParser;
    Policy() = default;

    // A witness, or a group of earlier voters of which `threshold` must have cosigned.
    struct Voter {
        std::string name;
        std::optional<std::size_t> witness;
        std::size_t threshold = 0;
        std::vector<std::size_t> members;  // Indexes of voters.
    };

    std::vector<Log> logs_;
    std::vector<Witness> witnesses_;
    std::vector<Voter> voters_;  // In the order of their lines, so members come before groups.
    std::optional<std::size_t> quorum_;
};

}  // namespace counterfoil::notes
