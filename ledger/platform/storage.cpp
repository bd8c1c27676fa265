// SPDX-License-Identifier: Apache-2.0
#include "ledger/platform/storage.h"

#include <algorithm>

#include <fmt/format.h>

#include "ledger/platform/posix_error.h"

namespace counterfoil::platform {
namespace {

constexpr std::uint64_t kGrowthStep = 64 * 1024;

Error longer_than(const std::string& path, std::uint64_t size_max) {
    return {ErrorCode::kTooLarge,
            fmt::format("cannot read {}: it is longer than {} bytes", printable(path), size_max)};
}

Error not_a_directory(const std::string& path) {
    return {ErrorCode::kExists, fmt::format("cannot make the directory {}: something else has "
                                            "that name",
                                            printable(path))};
}

// Whether `path` is a directory, also by way of a symbolic link.
Result<bool> is_directory(Storage& storage, const std::string& path) {
    const Result<EntryKind> kind = storage.kind(path);
    if (!kind) {
        if (kind.error().code == ErrorCode::kNotFound) return false;
        return kind.error();
    }
    if (*kind == EntryKind::kDirectory) return true;
    if (*kind == EntryKind::kFile) return not_a_directory(path);
    const Result<EntryKind> inside = storage.kind(join(path, "."));
    if (inside && *inside == EntryKind::kDirectory) return true;
    return not_a_directory(path);
}

}  // namespace

Status File::write_zeros(std::uint64_t offset, std::uint64_t length) {
    // Aligned, for those who hand it to a device.
    alignas(4096) static const std::uint8_t kZeros[256U << 10U] = {};
    while (length > 0) {
        const std::uint64_t step = std::min<std::uint64_t>(length, sizeof kZeros);
        if (Status written = write_at(offset, {kZeros, static_cast<std::size_t>(step)}); !written) {
            return written;
        }
        offset += step;
        length -= step;
    }
    return {};
}

Result<Bytes> read_file(Storage& storage, const std::string& path, std::uint64_t size_max) {
    const Result<std::unique_ptr<File>> opened = storage.open(path, OpenMode::kRead);
    if (!opened) return opened.error();
    const File& file = **opened;
    const Result<std::uint64_t> size = file.size();
    if (!size) return size.error();
    if (*size > size_max) return longer_than(path, size_max);

    // One byte more than the size is asked for: only a short answer proves the end, because the
    // file may grow, and files of /proc claim to be empty.
    Bytes content;
    std::uint64_t used = 0;
    std::uint64_t wanted = *size + 1;
    for (;;) {
        content.resize(used + wanted);
        const MutableByteView free = MutableByteView(content).subspan(used);
        const Result<std::size_t> got = file.read_at(used, free);
        if (!got) return got.error();
        used += *got;
        if (used > size_max) return longer_than(path, size_max);
        if (*got < wanted) break;
        wanted = std::min(kGrowthStep, size_max - used + 1);
    }
    content.resize(used);
    return content;
}

Status write_new_file(Storage& storage, const std::string& path, ByteView content) {
    const Result<std::unique_ptr<File>> opened = storage.open(path, OpenMode::kCreateNew);
    if (!opened) return opened.error();
    Status status = (*opened)->write_at(0, content);
    if (status) status = (*opened)->sync();
    // A torn file must not stand in the way of the next try; if it cannot be removed either, the
    // first error is the one to hear about.
    if (!status) (void)storage.remove_file(path);
    return status;
}

Status write_whole_file(Storage& storage, const std::string& path, ByteView content) {
    const std::string temporary = path + ".tmp";
    if (storage.kind(temporary)) {
        if (Status removed = storage.remove_file(temporary); !removed) return removed;
    }
    if (Status written = write_new_file(storage, temporary, content); !written) return written;
    Status renamed = storage.rename_new(temporary, path);
    // Without its name it is of no use to anybody.
    if (!renamed) (void)storage.remove_file(temporary);
    return renamed;
}

namespace {

// PATH.tmp, anew and locked: whoever has its lock is writing it.
Result<std::unique_ptr<File>> open_replacement(Storage& storage, const std::string& path) {
    const Error busy{ErrorCode::kBusy,
                     fmt::format("{} is being written by somebody else", printable(path))};
    Result<std::unique_ptr<File>> file = storage.open(path, OpenMode::kCreateNew);
    if (!file && file.error().code == ErrorCode::kExists) {
        const Result<std::unique_ptr<File>> left = storage.open(path, OpenMode::kReadWrite);
        if (!left) return left.error();
        const Result<bool> ours = (*left)->try_lock();
        if (!ours) return ours.error();
        if (!*ours) return busy;
        if (const Status removed = storage.remove_file(path); !removed) return removed.error();
        file = storage.open(path, OpenMode::kCreateNew);
    }
    if (!file) return file.error();
    const Result<bool> locked = (*file)->try_lock();
    if (!locked) return locked.error();
    if (!*locked) return busy;
    return file;
}

}  // namespace

Status replace_file(Storage& storage, const std::string& path,
                    const std::function<Status(File&)>& write) {
    const std::string temporary = path + ".tmp";
    const Result<std::unique_ptr<File>> file = open_replacement(storage, temporary);
    if (!file) return file.error();
    Status done = write(**file);
    if (done) done = (*file)->sync();
    if (done) done = storage.rename_over(temporary, path);
    if (!done) {
        (void)storage.remove_file(temporary);
        return done;
    }
    return storage.sync_directory(parent(path));
}

Status make_directories(Storage& storage, const std::string& path) {
    const Result<bool> there = is_directory(storage, path);
    if (!there) return there.error();
    if (*there) return {};

    const std::string above = parent(path);
    if (above != path) {
        if (const Status made = make_directories(storage, above); !made) return made;
    }
    if (const Status made = storage.make_directory(path); !made) {
        if (made.error().code != ErrorCode::kExists) return made;
        // Somebody was faster; that is fine if it is a directory.
        const Result<bool> now = is_directory(storage, path);
        if (!now) return now.error();
        return *now ? Status() : made;
    }
    return storage.sync_directory(above);
}

std::string join(const std::string& directory, const std::string& name) {
    if (directory.empty() || directory.back() == '/') return directory + name;
    return directory + "/" + name;
}

std::string parent(const std::string& path) {
    const std::size_t name_end = path.find_last_not_of('/');
    if (name_end == std::string::npos) return path.empty() ? "." : "/";
    const std::size_t slash = path.find_last_of('/', name_end);
    if (slash == std::string::npos) return ".";
    const std::size_t above_end = path.find_last_not_of('/', slash);
    return above_end == std::string::npos ? "/" : path.substr(0, above_end + 1);
}

}  // namespace counterfoil::platform
