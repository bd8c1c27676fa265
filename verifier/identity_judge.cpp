// SPDX-License-Identifier: Apache-2.0
#include "verifier/identity_judge.h"

#include <algorithm>

#include "ledger/crypto/encoding.h"
#include "ledger/crypto/sign.h"
#include "ledger/format/directory.h"
#include "ledger/format/labels.h"
#include "ledger/format/limits.h"
#include "ledger/notes/identity.h"
#include "verifier/ledger_json_claim.h"

namespace counterfoil::verifier {
namespace {

bool genesis_signature_holds(const LedgerFacts& facts) {
    Bytes message;
    const auto add = [&](ByteView part) {
        message.insert(message.end(), part.begin(), part.end());
    };
    add(as_bytes(format::kGenesisLabel));
    add(facts.id);
    add(format::genesis_signed_part(facts.genesis));
    return crypto::verify(facts.genesis.fixed.identity_key, message, facts.genesis.signature);
}

bool is_ledger_of(const notes::VerifierKey& key, const LedgerFacts& facts) {
    return key.name == facts.genesis.origin && key.type == notes::kTypeEd25519 &&
           key.key == facts.genesis.fixed.identity_key;
}

}  // namespace

Identity judge_identity(const LedgerFacts& facts, const std::optional<Pin>& pin,
                        const std::optional<notes::Policy>& policy, const Place& genesis,
                        FindingList& findings) {
    if (!genesis_signature_holds(facts)) {
        findings.add(failure("genesis-signature", genesis,
                             "genesis is not signed by the identity key that it names"));
    }
    const bool names_logs = policy && !policy->logs().empty();
    if (names_logs && std::none_of(policy->logs().begin(), policy->logs().end(),
                                   [&](const auto& log) { return is_ledger_of(log.key, facts); })) {
        findings.add(failure("wrong-key", genesis,
                             "the policy names no log of this origin and identity key",
                             {"a log of the policy", plain(facts.vkey)}));
        return Identity::kUnpinned;
    }
    if (!pin && names_logs) return Identity::kKeyOnly;
    if (!pin) {
        findings.add(finding(
            Severity::kUntrusted, "no-key", genesis,
            "the ledger agrees with itself, but anybody can make such a ledger: give its vkey or "
            "pin file (--key), which must come from elsewhere",
            {"a key or pin", "none"}));
        return Identity::kUnpinned;
    }
    if (!is_ledger_of(pin->key, facts)) {
        findings.add(failure("wrong-key", genesis,
                             "this is not the ledger of the key that was given: its origin or its "
                             "identity key is another",
                             {plain(pin->key.text()), plain(facts.vkey)}));
        return Identity::kUnpinned;
    }
    if (!pin->genesis_leaf) return Identity::kKeyOnly;
    if (*pin->genesis_leaf != facts.genesis_leaf) {
        findings.add(wrong_bytes("wrong-genesis", genesis,
                                 "this ledger has the pinned key but begins with another genesis: "
                                 "whoever has the identity key made a second ledger",
                                 *pin->genesis_leaf, facts.genesis_leaf));
        return Identity::kUnpinned;
    }
    return Identity::kPinned;
}

void judge_ledger_json(platform::Storage& storage, const std::string& directory,
                       const LedgerFacts& facts, FindingList& findings) {
    const std::string name(format::kLedgerJson);
    Place place{name, {}, {}, {}};
    const Result<Bytes> found =
        platform::read_file(storage, platform::join(directory, name), format::kLedgerJsonSizeMax);
    if (!found) {
        findings.add(from_error(found.error(), place));
        return;
    }
    notes::LedgerIdentity identity;
    identity.ledger_id = facts.id;
    identity.origin = facts.genesis.origin;
    identity.vkey = facts.vkey;
    identity.genesis_leaf = facts.genesis_leaf;
    identity.encrypted = facts.encrypted;
    identity.segment_size_limit = facts.genesis.fixed.segment_size_limit;
    identity.created_ns = facts.genesis.fixed.created_ns;
    const std::string expected = notes::ledger_json(identity);
    const std::string_view text = as_text(*found);
    if (text == expected) return;

    const LedgerJsonClaim claim = read_ledger_json(text);
    if (claim.format_version && *claim.format_version != format::kVersion) {
        findings.add(unsupported_version("ledger-json-version", place, "ledger.json",
                                         *claim.format_version));
        return;
    }
    const auto differs = std::mismatch(expected.begin(), expected.end(), text.begin(), text.end());
    const auto at = static_cast<std::size_t>(differs.first - expected.begin());
    place.offset = at;
    findings.add(failure("ledger-json", place,
                         "ledger.json is not, byte for byte, what genesis says",
                         {plain(std::string_view(expected).substr(at, 40)),
                          plain(text.substr(std::min(at, text.size()), 40))}));
}

}  // namespace counterfoil::verifier
