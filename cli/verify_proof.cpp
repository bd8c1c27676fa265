// SPDX-License-Identifier: Apache-2.0
#include "cli/verify_proof.h"

#include <fmt/format.h>

#include "cli/answer.h"
#include "cli/open_ledger.h"
#include "cli/temporary_place.h"
#include "ledger/platform/process.h"
#include "ledger/publish/checkpoint_evidence.h"
#include "verifier/evidence_kind.h"
#include "verifier/judgement.h"
#include "verifier/verify.h"

namespace counterfoil::cli {
namespace {

// Takes the pin and the evidence of the proof's ledger out of the trust store, where nothing else
// was named.
Status take_what_is_known(const Machine& machine, const std::string& origin,
                          ProofRequest& request) {
    const Result<std::string> place = trust_directory(request.trust);
    // Nowhere to remember is as good as nothing remembered.
    if (!place) return {};
    verifier::Question question;
    question.trust_directory = *place;
    question.how.pin = request.pin;
    question.evidence_path = request.evidence;
    const Result<std::size_t> known =
        verifier::take_remembered(machine.storage(), origin, question);
    if (!known) return known.error();
    if (*known > 1) {
        say(
            fmt::format("{} ledgers called {} are remembered; name the one that is meant with "
                        "--key and its pin file",
                        *known, origin));
    }
    request.pin = question.how.pin;
    request.evidence = question.evidence_path;
    return {};
}

// Makes what the judge reads out of a ledger's directory: the chain of its epochs, and the record's
// entry unless it was named. The judge believes neither of them unjudged.
Status take_out_of_ledger(const Machine& machine, TemporaryPlace& place, std::uint64_t index,
                          ProofRequest& request) {
    Result<reader::LedgerReader> reader = open_reader(machine, request.evidence);
    if (!reader) return reader.error();
    const Result<std::string> chain = place.path("evidence.tar");
    if (!chain) return chain.error();
    publish::CheckpointEvidenceOptions options;
    options.size = reader->size();
    options.cancelled = platform::interrupted;
    platform::catch_interrupts();
    const auto written =
        publish::write_checkpoint_evidence(*reader, machine.storage(), *chain, options);
    if (!written) return written.error();
    request.evidence = *chain;
    if (!request.notes.empty() || !request.entry.empty() || index >= reader->size()) return {};
    const Result<format::Entry> entry = reader->entry(index);
    if (!entry) return entry.error();
    const Result<std::string> file = place.path("entry");
    if (!file) return file.error();
    request.entry = *file;
    return platform::write_new_file(machine.storage(), *file, format::bytes_of(*entry));
}

}  // namespace

void proof_options(Options& options, ProofRequest& request) {
    options.value("--entry", "FILE", request.entry,
                  "For a .tlog-proof: the record's entry, as `counterfoil entry` prints it");
    options.value(
        "--evidence", "PATH", request.evidence,
        "For a proof: where the ledger's epochs are told, its directory or a bundle of it "
        "(default: what you remember of it)");
    options.tuple("--consistency", "OLD NEW", 2, request.notes,
                  "PATH is what `prove --consistency` printed, for these two checkpoint notes");
}

bool has_proof_options(const ProofRequest& request) {
    return !request.entry.empty() || !request.evidence.empty() || !request.notes.empty();
}

Result<verifier::Report> judge_proof(const Machine& machine, ProofRequest request) {
    const bool consistency = !request.notes.empty();
    const Result<verifier::ProofClaim> claim =
        verifier::claimed_proof(machine.storage(), consistency ? request.notes[1] : request.path);
    // Else the report says what is wrong with it.
    if (claim) {
        if (Status status = take_what_is_known(machine, claim->origin, request); !status) {
            return status.error();
        }
    }
    TemporaryPlace place(machine);
    if (!request.evidence.empty() && verifier::evidence_kind(machine.storage(), request.evidence) ==
                                         verifier::EvidenceKind::kLedger) {
        const std::uint64_t index = claim ? claim->index : 0;
        if (Status status = take_out_of_ledger(machine, place, index, request); !status) {
            return status.error();
        }
    }
    const verifier::ProofOptions how{request.pin, request.evidence, request.entry};
    if (!consistency) {
        return verifier::verify_proof(machine.storage(), machine.clock(), request.path, how);
    }
    return verifier::verify_consistency_proof(machine.storage(), machine.clock(),
                                              {request.path, request.notes[0], request.notes[1]},
                                              how);
}

}  // namespace counterfoil::cli
