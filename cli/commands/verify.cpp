// SPDX-License-Identifier: Apache-2.0
#include "verifier/verify.h"

#include <fmt/format.h>

#include "cli/answer.h"
#include "cli/commands.h"
#include "cli/disclosed_text.h"
#include "cli/exit_code.h"
#include "cli/given_file.h"
#include "cli/ledger_verification.h"
#include "cli/places.h"
#include "cli/progress.h"
#include "cli/verify_proof.h"
#include "ledger/base/harmless.h"
#include "ledger/platform/process.h"
#include "verifier/judgement.h"
#include "verifier/pin.h"
#include "verifier/report.h"

namespace counterfoil::cli {
namespace {

constexpr const char* kExamples =
    "  counterfoil verify DIR\n"
    "  counterfoil verify DIR --key ledger.pin\n"
    "  counterfoil verify march.tar --key ledger.pin\n"
    "  counterfoil verify DIR --policy witnesses.policy --timestamp-ca authority.pem\n"
    "  counterfoil verify DIR --since kept-checkpoint.note\n"
    "  counterfoil verify record-42.tlog-proof --entry entry-42.bin --evidence whose.tar\n"
    "  wget -m https://example.org/log/ && counterfoil verify example.org/log\n"
    "  counterfoil verify DIR --key 'example.org/payments+1a2b3c4d+AbCd…' --json";

bool is_address(const std::string& path) {
    return path.starts_with("https://") || path.starts_with("http://");
}

// Before judging, which may take hours: the page could not be written behind it.
Status may_write_page(platform::Storage& storage, const std::string& html) {
    if (html.empty() || !storage.kind(html)) return {};
    return Error{ErrorCode::kExists,
                 fmt::format("--html {}: there is something of that name already, and a report "
                             "never replaces it; remove it or name another file",
                             html)};
}

int answer_report(const Machine& machine, const verifier::Report& report, const std::string& html,
                  bool json) {
    int code = platform::interrupted() ? kExitInterrupted : verifier::exit_code(report.verdict);
    if (!html.empty()) {
        const Status written = platform::write_new_file(machine.storage(), html,
                                                        as_bytes(verifier::report_html(report)));
        if (!written) {
            const int failed = fail(written.error());
            // The verdict is told all the same, and counts for more.
            if (code == kExitDone) code = failed;
        }
    }
    Answer answer;
    std::string text = json
                           ? verifier::report_json(report)
                           : harmless_lines(verifier::report_text(report)) + disclosed_text(report);
    if (!text.ends_with('\n')) text += '\n';
    answer.write(text);
    return answer.finish(code);
}

}  // namespace

int run_verify(const Arguments& arguments) {
    std::string path;
    std::string key;
    LedgerVerification choices;
    std::string policy;
    std::string authorities;
    std::string html;
    bool json = false;
    bool quiet = false;
    Options options("verify",
                    "Judges a ledger, an evidence bundle, a proof or a tile tree: whether anything "
                    "was changed, removed, reordered or cut off, and whose it is. Reads only, and "
                    "needs no secret key.",
                    kExamples);
    options.required("PATH", path, "The directory of a ledger or a tile tree, a bundle or a proof");
    options.value("--key", "VKEY|FILE", key,
                  "Whose it must be: a vkey or a pin file (default: what you remember of it)");
    ProofRequest proof;
    proof_options(options, proof);
    ledger_verification_options(options, choices);
    options.value("--policy", "FILE", policy,
                  "A C2SP policy file: the ledger is one of its logs, and as many of its witnesses "
                  "as it says have cosigned a checkpoint. Without --key, and when you remember no "
                  "pin, its log lines are the key");
    options.value("--timestamp-ca", "FILE", authorities,
                  "PEM certificates of time stamp authorities: every time stamp must be by one");
    options.value("--html", "FILE", html,
                  "Also write the report as a page of its own, to print or keep");
    quiet_option(options, quiet);
    json_option(options, json);
    if (const auto code = options.parse(arguments)) return *code;

    const Machine machine;
    if (is_address(path)) {
        return options.refuse(
            fmt::format("{} is an address, and this program reads files only: copy the tile tree "
                        "first, as `wget -m` does, and name the directory with the file checkpoint",
                        path));
    }
    if (Status page = may_write_page(machine.storage(), html); !page) return fail(page.error());
    const verifier::EvidenceKind kind = verifier::evidence_kind(machine.storage(), path);
    const bool is_proof = kind == verifier::EvidenceKind::kProof || !proof.notes.empty();
    if (has_proof_options(proof) && !is_proof) {
        return options.refuse("--entry and --evidence are for proofs");
    }
    if (!proof.notes.empty() && !proof.entry.empty()) {
        return options.refuse("--entry is for the proof of a record, not for --consistency");
    }
    verifier::Question question;
    question.path = path;
    question.kind = kind;
    if (const Result<std::string> trust = trust_directory(choices.trust)) {
        question.trust_directory = *trust;
    }
    verifier::VerifyOptions& how = question.how;
    if (!key.empty()) {
        Result<verifier::Pin> pin = verifier::given_pin(machine.storage(), key);
        if (!pin) return fail(pin.error());
        how.pin = *pin;
    } else if (!is_proof) {
        const auto pin =
            verifier::remembered_pin(machine.storage(), path, kind, question.trust_directory);
        if (!pin) {
            // The user's own memory: what is wrong with it says nothing of the ledger.
            if (pin.error().code == ErrorCode::kUnsupported) return fail(pin.error());
            say(pin.error().message);
            return kExitFailed;
        }
        how.pin = *pin;
    }
    if (!policy.empty()) {
        Result<notes::Policy> read = read_policy(policy);
        if (!read) return fail(read.error());
        how.policy = std::move(*read);
    }
    if (!authorities.empty()) {
        Result<crypto::Authorities> read = read_authorities(authorities);
        if (!read) return fail(read.error());
        how.time_stamp_authorities = std::move(*read);
    }
    if (is_proof) {
        proof.path = path;
        proof.trust = choices.trust;
        proof.pin = how.pin;
        const Result<verifier::Report> report = judge_proof(machine, std::move(proof));
        return report ? answer_report(machine, *report, html, json) : fail(report.error());
    }
    if (kind == verifier::EvidenceKind::kLedger) {
        if (Status applied = apply(machine, choices, question); !applied) {
            return fail(applied.error());
        }
    }
    ProgressLine progress(machine.clock(), "verifying", quiet);
    how.progress = [&](const verifier::Progress& now) {
        progress.update(now.records_done, now.bytes_done, now.bytes_total);
    };
    how.cancelled = platform::interrupted;
    platform::catch_interrupts();
    const Result<verifier::Report> judged =
        verifier::judge(machine.storage(), machine.clock(), std::move(question));
    progress.erase();
    if (!judged) {
        // The user's own memory cannot be read: that says nothing of the ledger.
        if (judged.error().code != ErrorCode::kDamaged) return fail(judged.error());
        say(judged.error().message);
        return kExitFailed;
    }
    return answer_report(machine, *judged, html, json);
}

}  // namespace counterfoil::cli
