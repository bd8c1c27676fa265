// SPDX-License-Identifier: Apache-2.0
#include "ledger/store/opening.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "ledger/base/unknown_version.h"
#include "ledger/format/directory.h"
#include "ledger/format/head.h"
#include "ledger/format/limits.h"
#include "ledger/store/planted_fault.h"
#include "ledger/store/recovery.h"
#include "verifier/genesis_reader.h"

namespace counterfoil::store {
namespace {

std::string inside(const std::string& directory, std::string_view name) {
    return platform::join(directory, std::string(name));
}

constexpr std::uint64_t kLossSizeMax = 1U << 16U;  // Of any version.

// The writer's lock on the ledger, or why it cannot be had.
Result<std::unique_ptr<platform::File>> take_lock(platform::Storage& storage,
                                                  const std::string& directory) {
    const std::string path = inside(directory, format::kLockFile);
    auto file = storage.open(path, platform::OpenMode::kReadWrite);
    if (!file) {
        if (file.error().code != ErrorCode::kNotFound) return file.error();
        if (!storage.kind(inside(directory, format::kLedgerJson))) {
            return Error{
                ErrorCode::kNotFound,
                fmt::format("{}: there is no ledger here; make one with `counterfoil init`",
                            directory)};
        }
        // The lock file holds nothing, so a lost one is simply made again.
        file = storage.open(path, platform::OpenMode::kCreateNew);
        if (!file) return file.error();
    }
    const Result<bool> locked = (*file)->try_lock();
    if (!locked) return locked.error();
    if (!*locked) {
        return Error{ErrorCode::kBusy,
                     fmt::format("{}: another process is writing this ledger; try again when it "
                                 "has finished",
                                 directory)};
    }
    return file;
}

Status refuse_lost(platform::Storage& storage, const std::string& directory) {
    const std::string path = inside(directory, format::kLossFile);
    if (!storage.kind(path)) return {};
    // What cannot be read ends the ledger as well.
    format::LossHeader header{};
    const Result<Bytes> loss = platform::read_file(storage, path, kLossSizeMax);
    if (loss) std::memcpy(&header, loss->data(), std::min(loss->size(), sizeof header));
    if (header.magic == format::kLossMagic && header.version != format::kVersion) {
        return unknown_version(path, header.version, format::kVersion);
    }
    return Error{ErrorCode::kDamaged,
                 fmt::format("{}: this ledger ended with an acknowledged loss and takes no more "
                             "records; continue it with `counterfoil init NEW --continues {}`",
                             directory, directory)};
}

bool is_of(const std::optional<PoisonMark::Content>& mark, const BootId& boot) {
    return mark && (!mark->boot_id || *mark->boot_id == boot);
}

// The id in genesis, or what keeps the ledger from being opened at all.
Result<LedgerId> ledger_id(platform::Storage& storage, const std::string& directory) {
    const verifier::GenesisRead genesis = verifier::read_genesis(storage, directory);
    if (genesis.facts) return genesis.facts->id;
    const auto end = verifier::find_end(storage, directory);
    if (!end) return end.error();
    return end->genesis.fixed.ledger_id;
}

}  // namespace

bool Opening::poisoned() const {
    return is_of(mark, end.head.boot_id);
}

bool Opening::doubtful() const {
    return device == nullptr && is_of(mark, boot_id);
}

Status Opening::may_write() const {
    if (doubtful()) {
        return Error{ErrorCode::kIo,
                     fmt::format("{}: a write or sync of this ledger has failed since the machine "
                                 "was started ({}), and what the kernel shows of it may not be on "
                                 "the disk; restart the machine, or run `counterfoil recover {} "
                                 "--direct`, which reads the disk itself",
                                 directory, mark->reason, directory)};
    }
    if (end.row == 0 || end.row == 9) return {};
    if (planted(PlantedFault::kRecoverFromAnything)) return {};
    return Error{ErrorCode::kDamaged,
                 fmt::format("{}: the ledger does not end as it says, and no crash explains it "
                             "(R{}): {}; nothing was changed; look with `counterfoil verify` and "
                             "`counterfoil recover --dry-run`",
                             directory, end.row, end.reason)};
}

Result<Opening> look_before_writing(const platform::Platform& platform,
                                    const WriterOptions& options) {
    platform::Storage& storage = platform.storage;
    Opening opening;
    opening.directory = options.directory;
    auto lock = take_lock(storage, options.directory);
    if (!lock) return lock.error();
    opening.lock = std::move(*lock);
    if (Status whole = refuse_lost(storage, options.directory); !whole) return whole.error();
    const Result<BootId> boot_id = platform.clock.boot_id();
    if (!boot_id) return boot_id.error();
    opening.boot_id = *boot_id;

    // Which ledger it is, and so whether there is a mark, only the ledger itself can tell.
    const Result<LedgerId> ledger = ledger_id(storage, options.directory);
    if (!ledger) return ledger.error();
    auto mark = PoisonMark(storage, options.state_directory, *ledger).read();
    if (!mark) return mark.error();
    opening.mark = std::move(*mark);

    platform::Storage* disk = &storage;
    if (options.read_device) {
        const auto end = verifier::find_end(storage, options.directory);
        if (!end) return end.error();
        // What can still reach the disk must be there before it is read.
        Status synced = sync_what_was_found(storage, options.directory, *end);
        if (!synced) return synced.error();
        opening.device = platform::reading_the_device(storage);
        disk = opening.device.get();
    }
    const bool trusts_kernel = !options.read_device && !is_of(opening.mark, opening.boot_id);
    Result<verifier::LedgerEnd> end = verifier::find_end(
        *disk, options.directory, {opening.boot_id, !trusts_kernel}, options.threads);
    if (!end) return end.error();
    opening.end = std::move(*end);
    return opening;
}

}  // namespace counterfoil::store
