// SPDX-License-Identifier: Apache-2.0
#include "verifier/witness_judge.h"

#include <fmt/format.h>

#include "ledger/notes/time_text.h"

namespace counterfoil::verifier {
namespace {

constexpr std::uint64_t kNanosecondsPerSecond = 1'000'000'000;
constexpr std::uint64_t kClocksDifferMax = 300;  // Seconds.

}  // namespace

WitnessJudge::WitnessJudge(const notes::Policy& policy, std::uint64_t now_ns, FindingList& findings,
                           EventList& events)
    : policy_(policy),
      latest_(now_ns / kNanosecondsPerSecond + kClocksDifferMax),
      findings_(findings),
      events_(events),
      known_(policy.witnesses().size()) {}

bool WitnessJudge::note(const notes::Note& note, std::uint64_t size, const Place& place) {
    const auto& trusted = policy_.witnesses();
    std::vector<bool> cosigned(trusted.size());
    for (std::size_t i = 0; i < trusted.size(); ++i) {
        const auto [verdict, time] = notes::judge_cosignature(note, trusted[i].key);
        const std::string name = plain(trusted[i].name);
        if (verdict == notes::SignatureVerdict::kAbsent) continue;
        if (verdict == notes::SignatureVerdict::kBad) {
            findings_.add(failure("cosignature", place,
                                  fmt::format("the cosignature of the witness \"{}\" does not fit "
                                              "the checkpoint, or it has two",
                                              name)));
            failed_ = true;
            return true;
        }
        if (time > latest_) {
            events_.add({"cosignature-from-future", std::nullopt,
                         fmt::format("the cosignature of the witness \"{}\" at {} records is of "
                                     "{}, which is still to come: it does not count",
                                     name, size, notes::rfc3339_seconds(time)),
                         true});
            continue;
        }
        cosigned[i] = true;
        if (!known_[i]) witnesses_.push_back({name, time, size});
        known_[i] = true;
    }
    if (policy_.asks_nobody() || !policy_.is_met_by(cosigned)) return false;
    quorum_size_ = size;
    return true;
}

void WitnessJudge::finish() {
    if (quorum_size_ || failed_ || policy_.asks_nobody()) return;
    std::string seen;
    for (const Witnessed& each : witnesses_) {
        seen += fmt::format("{}{} at {} records", seen.empty() ? "" : ", ", each.name,
                            each.checkpoint_size);
    }
    findings_.add(finding(Severity::kIncomplete, "quorum", {},
                          "no published checkpoint here is cosigned by as many witnesses as the "
                          "policy asks for: that all see the same ledger is not proven",
                          {"a quorum of the policy's witnesses", seen.empty() ? "none" : seen}));
}

void WitnessJudge::tell(Report& report) const {
    if (!tells_more(report.verdict)) return;
    report.witnesses = witnesses_;
    report.quorum_size = quorum_size_;
    if (quorum_size_) {
        report.not_proven.push_back(fmt::format(
            "that all see the same records behind the first {}: no quorum of witnesses has "
            "seen them",
            *quorum_size_));
    } else if (policy_.asks_nobody()) {
        report.not_proven.push_back(
            "that all see the same ledger: the policy asks for no cosignature");
    }
}

}  // namespace counterfoil::verifier
