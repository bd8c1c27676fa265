// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <cstring>
#include <nlohmann/json.hpp>

#include "cli/answer.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/open_ledger.h"
#include "cli/places.h"
#include "ledger/base/harmless.h"
#include "ledger/base/unknown_version.h"
#include "ledger/crypto/encoding.h"
#include "ledger/format/directory.h"
#include "ledger/format/segment.h"
#include "ledger/platform/process.h"
#include "ledger/store/creator.h"
#include "verifier/trust_store.h"

namespace counterfoil::cli {
namespace {

constexpr const char* kExamples =
    "  counterfoil init /var/lib/audit\n"
    "  counterfoil init /var/lib/audit --origin example.org/payments --segment-size 256M\n"
    "  counterfoil init /var/lib/audit --passphrase --identity-key /media/offline/audit.identity\n"
    "  counterfoil init /var/lib/audit-2 --continues /var/lib/audit";

constexpr std::uint64_t kNsPerSecond = 1'000'000'000;
constexpr std::uint64_t kEpochSecondsMax = 100ULL * 366 * 24 * 3600;

std::optional<std::uint64_t> parse_size(std::string text) {
    unsigned shift = 0;
    if (!text.empty()) {
        switch (text.back()) {
            case 'K':
                shift = 10;
                break;
            case 'M':
                shift = 20;
                break;
            case 'G':
                shift = 30;
                break;
            default:
                break;
        }
    }
    if (shift != 0) text.pop_back();
    const std::optional<std::uint64_t> number = parse_number(text);
    if (!number || *number > format::kSegmentSizeMax) return std::nullopt;
    return *number << shift;
}

// What a ledger says of itself at the size that is still whole.
Result<store::Predecessor> predecessor(const Machine& machine, const std::string& directory) {
    const Result<reader::LedgerReader> old = open_reader(machine, directory);
    if (!old) return old.error();
    store::Predecessor found{old->ledger_id(), old->size(), old->head().root, old->genesis_leaf()};
    const Result<Bytes> loss = platform::read_file(
        machine.storage(), platform::join(directory, std::string(format::kLossFile)),
        format::kLossHeaderSize + format::kLossReasonSizeMax + sizeof(crypto::Signature));
    if (!loss) {
        if (loss.error().code != ErrorCode::kNotFound) return loss.error();
        return found;
    }
    format::LossHeader header{};
    if (loss->size() >= sizeof header) std::memcpy(&header, loss->data(), sizeof header);
    if (header.magic == format::kLossMagic && header.version != format::kVersion) {
        return unknown_version(fmt::format("{}: its file LOSS", directory), header.version,
                               format::kVersion);
    }
    if (header.magic != format::kLossMagic || header.ledger_id != found.ledger_id) {
        return Error{ErrorCode::kDamaged,
                     fmt::format("{}: its file LOSS is not what it must be", directory)};
    }
    found.size = header.tree_size;
    found.root = header.root;
    return found;
}

void describe(Answer& answer, const store::CreateOptions& made, const store::Created& created,
              const std::string& pin_file) {
    const auto row = [&](std::string_view name, const std::string& value) {
        answer.line(fmt::format("{:<20}{}", name, harmless(value)));
    };
    row("ledger", made.directory);
    row("ledger id", crypto::hex(created.ledger_id));
    row("origin", made.origin);
    row("encryption", made.encrypted ? "XAES-256-GCM" : "none");
    row("sync policy", format::sync_policy_name(made.sync_policy));
    row("vkey", created.vkey.text());
    row("genesis leaf hash", crypto::hex(created.genesis_leaf));
    row("pin file", pin_file);
    row("master key file", created.master_key_path);
    row("identity key file", created.identity_key_path);
    answer.write(
        "\nGive the pin file to whoever will check this ledger: it tells them whose it is.\n"
        "Back up both key files, apart from the ledger. Without the master key nobody can read\n"
        "its records or add to it; the identity key signs checkpoints and may be kept offline.\n");
    if (made.behind_passphrase) {
        answer.write(
            "The master key file opens with your passphrase only. Nobody can reset it: forgotten,\n"
            "it takes with it all that is sealed in this ledger, whatever backups there are.\n");
    }
    if (!made.keys.identity_file.empty()) {
        answer.write(
            "Keep the identity key offline; name it with --identity-key when a checkpoint is\n"
            "to carry its signature.\n");
    }
}

}  // namespace

int run_init(const Arguments& arguments) {
    store::CreateOptions create;
    bool no_encryption = false;
    bool json = false;
    std::string segment_size;
    std::string sync;
    std::uint64_t epoch_seconds = create.epoch_ns / kNsPerSecond;
    std::string continues;
    KeyPlaces keys;
    std::string trust;
    Options options("init", "Makes a ledger and its keys, and remembers it in your trust store.",
                    kExamples);
    options.required("DIR", create.directory, "Where; must not exist, or be empty");
    options.value("--origin", "NAME", create.origin,
                  "Name under which it signs (default: HOST/DIRECTORY)");
    options.flag("--no-encryption", no_encryption, "Store events as they are, readable by all");
    options.value("--segment-size", "SIZE", segment_size,
                  "Largest segment file, a power of two from 64K to 1G (default: 64M)");
    sync_option(options, sync, "batch");
    options.number("--epoch-records", create.epoch_records,
                   "A new signing epoch after so many records; 0 never (default: 1000000)");
    options.number("--epoch-seconds", epoch_seconds,
                   "A new signing epoch after so long with activity; 0 never (default: 3600)");
    options.flag("--passphrase", create.behind_passphrase,
                 "Protect the master key by a passphrase, asked twice or read by --passphrase-fd");
    options.value("--continues", "OLD", continues, "The ledger that this one continues");
    key_options(options, keys);
    trust_directory_option(options, trust);
    json_option(options, json);
    if (const auto code = options.parse(arguments)) return *code;

    const Machine machine;
    create.directory = platform::absolute_path(create.directory);
    create.encrypted = !no_encryption;
    create.sync_policy = format::sync_policy_of(sync).value_or(create.sync_policy);
    if (create.origin.empty()) {
        create.origin = store::default_origin(platform::host_name(), create.directory);
    }
    if (!segment_size.empty()) {
        const std::optional<std::uint64_t> size = parse_size(segment_size);
        if (!size || !format::is_segment_size(*size)) {
            return options.refuse(fmt::format(
                "segment size \"{}\": must be a power of two from 64K to 1G", segment_size));
        }
        create.segment_size_limit = *size;
    }
    if (epoch_seconds > kEpochSecondsMax) {
        return options.refuse(
            fmt::format("an epoch of {} seconds: at most {}", epoch_seconds, kEpochSecondsMax));
    }
    create.epoch_ns = epoch_seconds * kNsPerSecond;
    Result<keys::KeyAccess> access = key_access(keys);
    if (!access) return fail(access.error());
    const Result<std::string> trust_place = trust_directory(trust);
    if (!trust_place) return fail(trust_place.error());
    create.keys = std::move(*access);
    if (!continues.empty()) {
        const Result<store::Predecessor> old = predecessor(machine, continues);
        if (!old) return fail(old.error());
        create.predecessor = *old;
    }

    const Result<store::Created> created = store::create_ledger(machine.platform(), create);
    if (!created) return fail(created.error());
    verifier::TrustStore trust_store(machine.storage(), *trust_place);
    const Status remembered =
        trust_store.remember(created->ledger_id, {created->vkey, created->genesis_leaf});
    const std::string pin_file = trust_store.path_of(created->ledger_id);

    Answer answer;
    if (json) {
        const nlohmann::ordered_json made = {
            {"directory", create.directory},
            {"ledger_id", crypto::hex(created->ledger_id)},
            {"origin", create.origin},
            {"vkey", created->vkey.text()},
            {"genesis_leaf_hash", crypto::hex(created->genesis_leaf)},
            {"sync_policy", format::sync_policy_name(create.sync_policy)},
            {"pin_file", pin_file},
            {"master_key_file", created->master_key_path},
            {"master_key_behind_passphrase", create.behind_passphrase},
            {"identity_key_file", created->identity_key_path}};
        answer.line(made.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
    } else {
        describe(answer, create, *created, pin_file);
    }
    int code = kExitDone;
    if (!remembered) {
        code = fail(remembered.error());
        say("the ledger was made, but its pin could not be kept; keep the vkey and the genesis "
            "leaf hash yourself");
    }
    return answer.finish(code);
}

}  // namespace counterfoil::cli
