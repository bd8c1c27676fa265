// SPDX-License-Identifier: Apache-2.0
#include "cli/verify_proof.h"

#include <fmt/format.h>

#include "cli/answer.h"
#include "cli/evidence_kind.h"
#include "cli/ledger_view.h"
#include "cli/temporary_place.h"
#include "ledger/platform/process.h"
#include "ledger/publish/checkpoint_evidence.h"
#include "verifier/trust_store.h"
#include "verifier/verify.h"

namespace counterfoil::cli {
namespace {

// Takes the pin and the evidence of the proof's ledger out of the trust store, where nothing else
// was named.
Status take_remembered(const Machine& machine, const std::string& origin, ProofRequest& request) {
    const Result<std::string> place = trust_directory(request.trust);
    // Nowhere to remember is as good as nothing remembered.
    if (!place) return {};
    const verifier::TrustStore store(machine.storage(), *place);
    Result<std::vector<verifier::TrustStore::Known>> known = store.of_origin(origin);
    if (!known) return known.error();
    if (request.pin) {
        std::erase_if(*known, [&](const auto& each) {
            return each.pin.key != request.pin->key ||
                   (request.pin->genesis_leaf && each.pin != *request.pin);
        });
    }
    if (known->size() > 1) {
        say(
            fmt::format("{} ledgers called {} are remembered; name the one that is meant with "
                        "--key and its pin file",
                        known->size(), origin));
    }
    if (known->size() != 1) return {};
    request.pin = known->front().pin;
    const std::string evidence = store.memory_path(known->front().ledger);
    if (request.evidence.empty() && machine.storage().kind(evidence)) request.evidence = evidence;
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
    if (claim && (!request.pin || request.evidence.empty())) {
        if (Status status = take_remembered(machine, claim->origin, request); !status) {
            return status.error();
        }
    }
    TemporaryPlace place(machine);
    if (!request.evidence.empty() &&
        evidence_kind(machine.storage(), request.evidence) == EvidenceKind::kLedger) {
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
