// SPDX-License-Identifier: Apache-2.0
#include <counterfoil/verify.h>

#include <algorithm>
#include <utility>

#include "ledger/api/given_places.h"
#include "ledger/api/library_start.h"
#include "ledger/base/harmless.h"
#include "ledger/platform/machine.h"
#include "ledger/platform/machine_facts.h"
#include "verifier/judgement.h"
#include "verifier/pin.h"

namespace counterfoil {
namespace {

constexpr unsigned kThreadsMax = 256;

// The public words are the verifier's own, in its own order.
constexpr bool same(Verdict given, verifier::Verdict own) {
    return static_cast<int>(given) == static_cast<int>(own);
}
static_assert(same(Verdict::kFailed, verifier::Verdict::kFailed));
static_assert(same(Verdict::kUnsupported, verifier::Verdict::kUnsupported));
static_assert(same(Verdict::kIoError, verifier::Verdict::kIoError));
static_assert(same(Verdict::kUntrusted, verifier::Verdict::kUntrusted));
static_assert(same(Verdict::kIncomplete, verifier::Verdict::kIncomplete));
static_assert(same(Verdict::kVerifiedWithEvents, verifier::Verdict::kVerifiedWithEvents));
static_assert(same(Verdict::kVerified, verifier::Verdict::kVerified));

Verification given_out(const verifier::Report& report) {
    Verification given;
    given.verdict = static_cast<Verdict>(report.verdict);
    given.id = report.ledger_id;
    given.origin = report.origin;
    given.size = report.tree_size;
    given.root = report.root;
    for (const verifier::Finding& finding : report.findings) {
        given.findings.push_back({finding.kind, finding.sequence, finding.segment, finding.offset,
                                  finding.file, finding.expected, finding.found, finding.message});
    }
    given.findings_total = report.findings_total;
    given.json = verifier::report_json(report);
    given.text = harmless_lines(verifier::report_text(report));
    return given;
}

// Nowhere to remember is as good as nothing remembered.
Status look_up(const platform::Machine& machine, const VerifyOptions& options,
               verifier::Question& question) {
    const Result<std::string> place = api::trust_directory(options.places);
    const std::string trust = place ? *place : std::string();
    if (options.key.empty()) {
        auto pin = verifier::remembered_pin(machine.storage(), question.path, question.kind, trust);
        if (!pin) return pin.error();
        question.how.pin = std::move(*pin);
    } else {
        Result<verifier::Pin> pin = verifier::given_pin(machine.storage(), options.key);
        if (!pin) return pin.error();
        question.how.pin = std::move(*pin);
    }
    if (options.remember) question.trust_directory = trust;
    return {};
}

}  // namespace

const char* verdict_name(Verdict verdict) noexcept {
    return verifier::verdict_name(static_cast<verifier::Verdict>(verdict));
}

Result<Verification> verify(const std::string& path, const VerifyOptions& options) noexcept {
    if (Status ready = api::started(); !ready) return ready.error();
    const platform::Machine machine;
    verifier::Question question;
    question.path = path;
    question.kind = verifier::evidence_kind(machine.storage(), path);
    if (question.kind == verifier::EvidenceKind::kProof) {
        return Error{ErrorCode::kInvalidArgument,
                     path + ": is a proof, which `counterfoil verify` judges"};
    }
    if (Status known = look_up(machine, options, question); !known) return known.error();
    question.how.threads =
        options.threads == 0 ? platform::worker_threads() : std::min(options.threads, kThreadsMax);
    question.how.findings_max = options.findings_max;
    question.how.cancelled = options.cancelled;
    if (options.progress) {
        question.how.progress = [&](const verifier::Progress& now) {
            options.progress(now.records_done);
        };
    }
    const Result<verifier::Report> report =
        verifier::judge(machine.storage(), machine.clock(), std::move(question));
    if (!report) return report.error();
    return given_out(*report);
}

}  // namespace counterfoil
