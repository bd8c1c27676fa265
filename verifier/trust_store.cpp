// SPDX-License-Identifier: Apache-2.0
#include "verifier/trust_store.h"

#include <fmt/format.h>

#include <utility>

#include "ledger/crypto/encoding.h"
#include "verifier/epoch_chain.h"
#include "verifier/findings.h"

namespace counterfoil::verifier {
namespace {

constexpr std::uint64_t kPinSizeMax = 4096;
constexpr std::string_view kPinSuffix = ".pin";

}  // namespace

TrustStore::TrustStore(platform::Storage& storage, std::string directory)
    : storage_(storage), directory_(std::move(directory)) {}

std::string TrustStore::path_of(const LedgerId& ledger) const {
    return platform::join(directory_, crypto::hex(ledger) + std::string(kPinSuffix));
}

std::string TrustStore::memory_path(const LedgerId& ledger) const {
    return platform::join(directory_, crypto::hex(ledger) + ".tar");
}

std::string TrustStore::fork_path(const LedgerId& ledger, const Hash& shown_root) const {
    return platform::join(directory_, fmt::format("{}.fork-{}.tar", crypto::hex(ledger),
                                                  crypto::hex(ByteView(shown_root).first(8))));
}

Result<std::optional<Pin>> TrustStore::find(const LedgerId& ledger) const {
    const std::string path = path_of(ledger);
    const Result<Bytes> text = platform::read_file(storage_, path, kPinSizeMax);
    if (!text) {
        if (text.error().code == ErrorCode::kNotFound) return std::optional<Pin>();
        return text.error();
    }
    Result<Pin> pin = parse_pin(as_text(*text));
    if (!pin) {
        return Error{pin.error().code,
                     fmt::format("{}: {}", plain(path), plain(pin.error().message))};
    }
    return std::optional<Pin>(std::move(*pin));
}

Result<std::vector<TrustStore::Known>> TrustStore::of_origin(const std::string& origin) const {
    const Result<std::vector<LedgerId>> ledgers = list();
    if (!ledgers) return ledgers.error();
    std::vector<Known> found;
    for (const LedgerId& id : *ledgers) {
        const Result<std::optional<Pin>> pin = find(id);
        if (pin && *pin && (*pin)->key.name == origin) found.push_back({id, **pin});
    }
    return found;
}

Status TrustStore::remember(const LedgerId& ledger, const Pin& pin) {
    if (Status made = platform::make_directories(storage_, directory_); !made) return made;
    const std::string path = path_of(ledger);
    const Status written = platform::write_whole_file(storage_, path, as_bytes(pin_text(pin)));
    if (!written) {
        if (written.error().code != ErrorCode::kExists) return written;
        const Result<std::optional<Pin>> known = find(ledger);
        if (!known) return known.error();
        if (*known && **known == pin) return {};
        return Error{ErrorCode::kExists,
                     fmt::format("{} remembers another key for this ledger; if that is right, "
                                 "remove the file first",
                                 plain(path))};
    }
    return storage_.sync_directory(directory_);
}

Result<std::optional<KnownSize>> TrustStore::remembered(const LedgerId& ledger) const {
    const std::string path = memory_path(ledger);
    const Result<platform::EntryKind> kind = storage_.kind(path);
    if (!kind && kind.error().code == ErrorCode::kNotFound) return std::optional<KnownSize>();
    if (!kind) return kind.error();
    const Result<std::optional<Pin>> pin = find(ledger);
    if (!pin) return pin.error();
    const EpochChainRead read = read_epoch_chain(storage_, path, *pin);
    for (const Finding& each : read.findings) {
        if (each.severity != Severity::kUnsupported) continue;
        return Error{ErrorCode::kUnsupported, fmt::format("{}: {}", each.file, each.message)};
    }
    if (!read.chain || !read.findings.empty()) {
        return Error{
            ErrorCode::kDamaged,
            fmt::format("{} is no longer what a verification left there ({}); remove it to "
                        "begin a new memory",
                        plain(path),
                        read.findings.empty() ? "it is cut short" : read.findings.front().message)};
    }
    const notes::Checkpoint& checkpoint = read.chain->checkpoint.checkpoint;
    return std::optional<KnownSize>({checkpoint.size, checkpoint.root});
}

Result<std::vector<LedgerId>> TrustStore::list() const {
    std::vector<LedgerId> ledgers;
    const auto entries = storage_.list(directory_);
    if (!entries) {
        if (entries.error().code == ErrorCode::kNotFound) return ledgers;
        return entries.error();
    }
    for (const platform::DirectoryEntry& entry : *entries) {
        std::string_view name = entry.name;
        if (!name.ends_with(kPinSuffix)) continue;
        name.remove_suffix(kPinSuffix.size());
        const auto ledger = crypto::exactly<LedgerId>(crypto::from_hex(name));
        if (ledger && crypto::hex(*ledger) == name) ledgers.push_back(*ledger);
    }
    return ledgers;
}

Status TrustStore::forget(const LedgerId& ledger) {
    if (Status removed = storage_.remove_file(path_of(ledger)); !removed) return removed;
    const Status memory = storage_.remove_file(memory_path(ledger));
    if (!memory && memory.error().code != ErrorCode::kNotFound) return memory;
    return storage_.sync_directory(directory_);
}

}  // namespace counterfoil::verifier
