// SPDX-License-Identifier: Apache-2.0
#include "ledger/store/recovery.h"

#include <algorithm>

#include "ledger/format/directory.h"
#include "ledger/format/limits.h"

namespace counterfoil::store {
namespace {

std::string segment_path(const std::string& directory, std::uint64_t number) {
    return platform::join(platform::join(directory, std::string(format::kSegmentsDirectory)),
                          format::segment_file_name(number));
}

Status sync_file(platform::Storage& storage, const std::string& path) {
    auto file = storage.open(path, platform::OpenMode::kReadWrite);
    if (!file) return file.error();
    return (*file)->sync();
}

// The bytes of a tail up to the last that is not zero.
Result<Bytes> read_tail(platform::Storage& storage, const std::string& directory,
                        const format::RecoveredTail& tail) {
    auto file =
        storage.open(segment_path(directory, tail.segment_number), platform::OpenMode::kRead);
    if (!file) return file.error();
    Bytes bytes(tail.length);
    const Result<std::size_t> count = (*file)->read_at(tail.offset, bytes);
    if (!count) return count.error();
    bytes.resize(*count);
    const auto last = std::find_if(bytes.rbegin(), bytes.rend(), [](auto b) { return b != 0; });
    bytes.erase(last.base(), bytes.end());
    return bytes;
}

Status quarantine_tail(platform::Storage& storage, const std::string& quarantine,
                       const std::string& directory, const format::RecoveredTail& tail) {
    const Result<Bytes> bytes = read_tail(storage, directory, tail);
    if (!bytes) return bytes.error();
    if (bytes->empty()) return {};
    const std::string path =
        platform::join(quarantine, format::quarantine_file_name(tail.segment_number, tail.offset));
    if (storage.kind(path)) {
        // An interrupted recovery made it; the segment still has the bytes.
        if (Status removed = storage.remove_file(path); !removed) return removed;
    }
    return platform::write_whole_file(storage, path, *bytes);
}

// True when nothing but a header stands in the segment: it was made and never written to.
Result<bool> is_header_only(platform::Storage& storage, const std::string& path) {
    auto file = storage.open(path, platform::OpenMode::kRead);
    if (!file) return file.error();
    const Result<std::uint64_t> size = (*file)->size();
    if (!size) return size.error();
    Bytes chunk(64U << 10U);
    for (std::uint64_t offset = format::kBlockSize; offset < *size;) {
        const Result<std::size_t> count = (*file)->read_at(offset, chunk);
        if (!count) return count.error();
        if (*count == 0) break;
        if (!all_zero(ByteView(chunk).first(*count))) return false;
        offset += *count;
    }
    return true;
}

}  // namespace

Status sync_what_was_found(platform::Storage& storage, const std::string& directory,
                           const verifier::LedgerEnd& end) {
    Status synced = sync_file(storage, platform::join(directory, std::string(format::kHeadFile)));
    if (!synced || end.row == 0) return synced;
    const std::uint64_t first =
        std::min<std::uint64_t>(end.head.segment_number, end.segment.segment_number);
    for (std::uint64_t number = first; number < next_segment_number(end); ++number) {
        synced = sync_file(storage, segment_path(directory, number));
        if (!synced) return synced;
    }
    for (const std::string_view name :
         {format::kSegmentsDirectory, format::kCheckpointsDirectory}) {
        synced = storage.sync_directory(platform::join(directory, std::string(name)));
        if (!synced) return synced;
    }
    return storage.sync_directory(directory);
}

Status quarantine_tails(platform::Storage& storage, const std::string& directory,
                        const verifier::LedgerEnd& end) {
    const std::string quarantine =
        platform::join(directory, std::string(format::kQuarantineDirectory));
    for (const format::RecoveredTail& tail : end.tails) {
        Status kept = quarantine_tail(storage, quarantine, directory, tail);
        if (!kept) return kept;
    }
    return storage.sync_directory(quarantine);
}

Status discard_header_only_segments(platform::Storage& storage, const std::string& directory,
                                    verifier::LedgerEnd& end) {
    while (!end.tails.empty() && end.tails.back().offset == 0) {
        const std::string path = segment_path(directory, end.tails.back().segment_number);
        const Result<bool> header_only = is_header_only(storage, path);
        if (!header_only) return header_only.error();
        if (!*header_only) return {};
        if (Status removed = storage.remove_file(path); !removed) return removed;
        end.tails.pop_back();
    }
    return {};
}

format::Recovery recovery_record(const Opening& opening, const verifier::LedgerEnd& end) {
    format::Recovery recovery{};
    recovery.fixed.row = static_cast<std::uint16_t>(end.row);
    recovery.fixed.crashed_incarnation = end.head.incarnation;
    recovery.fixed.crashed_boot_id = end.head.boot_id;
    recovery.fixed.boot_id = opening.boot_id;
    recovery.fixed.head_generation = end.head.generation;
    std::uint16_t flags = 0;
    if (opening.poisoned()) flags |= format::kRecoveryPoisoned;
    if (opening.device) flags |= format::kRecoveryDirectReads;
    if (end.abandoned_size) {
        flags |= format::kRecoveryAbandonedCommit;
        recovery.fixed.abandoned_size = *end.abandoned_size;
        recovery.fixed.abandoned_root = end.abandoned_root;
    }
    recovery.fixed.flags = flags;
    recovery.tails = end.tails;
    return recovery;
}

std::uint64_t next_segment_number(const verifier::LedgerEnd& end) {
    std::uint64_t last = end.segment.segment_number;
    for (const format::RecoveredTail& tail : end.tails) {
        last = std::max<std::uint64_t>(last, tail.segment_number);
    }
    return last + 1;
}

}  // namespace counterfoil::store
