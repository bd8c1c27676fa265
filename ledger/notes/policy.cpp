// SPDX-License-Identifier: Apache-2.0
#include "ledger/notes/policy.h"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "ledger/notes/text.h"

namespace counterfoil::notes {
namespace {

constexpr std::string_view kNobody = "none";

bool is_allowed(char octet) {
    const auto value = static_cast<unsigned char>(octet);
    return value == '\t' || value == '\n' || (value >= 0x20 && value != 0x7f);
}

// What stands between spaces and tabs.
std::vector<std::string_view> items_of(std::string_view line) {
    std::vector<std::string_view> items;
    for (;;) {
        const std::size_t start = line.find_first_not_of(" \t");
        if (start == std::string_view::npos) return items;
        line.remove_prefix(start);
        const std::size_t end = std::min(line.find_first_of(" \t"), line.size());
        items.push_back(line.substr(0, end));
        line.remove_prefix(end);
    }
}

Error invalid(std::string message) {
    return {ErrorCode::kInvalidArgument, std::move(message)};
}

}  // namespace

// Takes the lines of a policy one by one.
class PolicyParser {
  public:
    [[nodiscard]] Status take(std::string_view line) {
        const std::vector<std::string_view> items = items_of(line);
        if (items.empty() || items[0].front() == '#') return {};
        if (items[0] == "log") return take_log(items);
        if (items[0] == "witness") return take_witness(items);
        if (items[0] == "group") return take_group(items);
        if (items[0] == "quorum") return take_quorum(items);
        return invalid("a line begins with log, witness, group, quorum or #");
    }

    [[nodiscard]] Result<Policy> finish() {
        if (!has_quorum_) {
            return invalid("there is no quorum line; \"quorum none\" asks for no cosignature");
        }
        return std::move(policy_);
    }

  private:
    using Items = std::vector<std::string_view>;

    [[nodiscard]] Status take_log(const Items& items) {
        if (items.size() < 2 || items.size() > 3) return invalid("a log line is: log VKEY [URL]");
        Result<VerifierKey> key = take_key(items[1], kTypeEd25519, log_keys_);
        if (!key) return key.error();
        policy_.logs_.push_back({std::move(*key), url_of(items, 2)});
        return count_name();
    }

    [[nodiscard]] Status take_witness(const Items& items) {
        if (items.size() < 3 || items.size() > 4) {
            return invalid("a witness line is: witness NAME VKEY [URL]");
        }
        Result<VerifierKey> key = take_key(items[2], kTypeCosignature, witness_keys_);
        if (!key) return key.error();
        Policy::Voter voter;
        voter.name = items[1];
        voter.witness = policy_.witnesses_.size();
        policy_.witnesses_.push_back({voter.name, std::move(*key), url_of(items, 3)});
        return define(std::move(voter));
    }

    [[nodiscard]] Status take_group(const Items& items) {
        if (items.size() < 4) return invalid("a group line is: group NAME K|any|all MEMBER...");
        Policy::Voter group;
        group.name = items[1];
        for (std::size_t i = 3; i < items.size(); ++i) {
            const auto member = voters_.find(items[i]);
            if (member == voters_.end()) return undefined(items[i]);
            // So that no witness counts twice.
            if (!members_.insert(member->second).second) {
                return invalid(fmt::format("\"{}\" is a member of a group already", items[i]));
            }
            group.members.push_back(member->second);
        }
        const std::optional<std::size_t> threshold = threshold_of(items[2], group.members.size());
        if (!threshold) {
            return invalid(fmt::format("a group of {} asks for any, all, or a number from 1 to {}",
                                       group.members.size(), group.members.size()));
        }
        group.threshold = *threshold;
        return define(std::move(group));
    }

    [[nodiscard]] Status take_quorum(const Items& items) {
        if (items.size() != 2) return invalid("a quorum line is: quorum NAME|none");
        if (has_quorum_) return invalid("there is a quorum line already");
        has_quorum_ = true;
        if (items[1] == kNobody) return {};
        const auto voter = voters_.find(items[1]);
        if (voter == voters_.end()) return undefined(items[1]);
        policy_.quorum_ = voter->second;
        return {};
    }

    [[nodiscard]] Result<VerifierKey> take_key(std::string_view text, std::uint8_t type,
                                               std::set<crypto::PublicKey>& known) {
        Result<VerifierKey> key = VerifierKey::parse(text);
        if (!key) return key;
        if (key->type != type) {
            return invalid(
                fmt::format("the key's type is 0x{:02x} and must be 0x{:02x}: logs sign "
                            "with 0x01, witnesses with 0x04",
                            key->type, type));
        }
        if (!known.insert(key->key).second) return invalid("the same public key stands here twice");
        return key;
    }

    [[nodiscard]] Status define(Policy::Voter voter) {
        if (voter.name == kNobody) return invalid("the name \"none\" is taken");
        // Groups and members refer to voters by index; the map's names live in it.
        if (!voters_.emplace(voter.name, policy_.voters_.size()).second) {
            return invalid(fmt::format("the name \"{}\" is defined already", voter.name));
        }
        policy_.voters_.push_back(std::move(voter));
        return count_name();
    }

    [[nodiscard]] Status count_name() const {
        if (policy_.logs_.size() + policy_.voters_.size() <= kPolicyNamesMax) return {};
        return Error{ErrorCode::kTooLarge, fmt::format("there are over {} logs, witnesses and "
                                                       "groups",
                                                       kPolicyNamesMax)};
    }

    [[nodiscard]] static std::optional<std::size_t> threshold_of(std::string_view text,
                                                                 std::size_t members) {
        if (text == "any") return 1;
        if (text == "all") return members;
        const std::optional<std::uint64_t> number = parse_decimal(text);
        if (!number || *number < 1 || *number > members) return std::nullopt;
        return static_cast<std::size_t>(*number);
    }

    [[nodiscard]] static std::string url_of(const Items& items, std::size_t index) {
        return index < items.size() ? std::string(items[index]) : std::string();
    }

    [[nodiscard]] static Status undefined(std::string_view name) {
        return invalid(fmt::format("\"{}\" is no witness or group of a line before", name));
    }

    Policy policy_;
    bool has_quorum_ = false;
    std::map<std::string, std::size_t, std::less<>> voters_;
    std::set<std::size_t> members_;
    std::set<crypto::PublicKey> log_keys_;
    std::set<crypto::PublicKey> witness_keys_;
};

Result<Policy> Policy::parse(std::string_view text) {
    if (text.size() > kPolicySizeMax) {
        return Error{ErrorCode::kTooLarge, fmt::format("a policy of {} bytes; the limit is {}",
                                                       text.size(), kPolicySizeMax)};
    }
    PolicyParser parser;
    for (std::size_t number = 1; !text.empty(); ++number) {
        const auto at_line = [&](const Error& error) {
            return Error{error.code, fmt::format("not a policy (c2sp.org/tlog-policy), line {}: {}",
                                                 number, error.message)};
        };
        const std::optional<std::string_view> line = take_line(text);
        if (!line) return at_line(invalid("the last line does not end"));
        if (!std::all_of(line->begin(), line->end(), is_allowed)) {
            return at_line(invalid("it has a control character other than tab"));
        }
        if (Status taken = parser.take(*line); !taken) return at_line(taken.error());
    }
    Result<Policy> policy = parser.finish();
    if (policy) return policy;
    return Error{policy.error().code,
                 fmt::format("not a policy (c2sp.org/tlog-policy): {}", policy.error().message)};
}

bool Policy::is_met_by(const std::vector<bool>& cosigned) const {
    require(cosigned.size() == witnesses_.size(), "a policy is asked about other witnesses");
    if (!quorum_) return true;
    std::vector<bool> met;
    met.reserve(voters_.size());
    for (const Voter& voter : voters_) {
        if (voter.witness) {
            met.push_back(cosigned[*voter.witness]);
            continue;
        }
        const auto votes = std::count_if(voter.members.begin(), voter.members.end(),
                                         [&](std::size_t member) { return met[member]; });
        met.push_back(static_cast<std::size_t>(votes) >= voter.threshold);
    }
    return met[*quorum_];
}

}  // namespace counterfoil::notes
