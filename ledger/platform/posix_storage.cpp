// SPDX-License-Identifier: Apache-2.0
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <string_view>

#include <fmt/format.h>

#include "ledger/platform/descriptor.h"
#include "ledger/platform/mapping.h"
#include "ledger/platform/posix_error.h"
#include "ledger/platform/posix_file.h"
#include "ledger/platform/storage.h"

namespace counterfoil::platform {
namespace {

EntryKind kind_of(mode_t mode) {
    if (S_ISREG(mode)) return EntryKind::kFile;
    if (S_ISDIR(mode)) return EntryKind::kDirectory;
    return EntryKind::kOther;
}

struct CloseDirectory {
    void operator()(DIR* directory) const { ::closedir(directory); }
};
using Directory = std::unique_ptr<DIR, CloseDirectory>;

Descriptor open_directory(const std::string& path) {
    return Descriptor(uninterrupted(
        [&] { return ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK); }));
}

class PosixStorage final : public Storage {
  public:
    Result<std::unique_ptr<File>> open(const std::string& path, OpenMode mode) override {
        return open_posix_file(path, mode);
    }

    Result<std::unique_ptr<Mapping>> map(const std::string& path, AccessPattern pattern) override {
        return map_posix_file(path, pattern);
    }

    Result<EntryKind> kind(const std::string& path) override {
        if (const Status checked = check_path(path); !checked) return checked.error();
        struct stat about = {};
        if (::lstat(path.c_str(), &about) != 0) return posix_error("examine", path, errno);
        return kind_of(about.st_mode);
    }

    Result<std::vector<DirectoryEntry>> list(const std::string& path) override {
        if (const Status checked = check_path(path); !checked) return checked.error();
        Descriptor descriptor = open_directory(path);
        if (!descriptor.valid()) return posix_error("list", path, errno);
        const Directory directory(::fdopendir(descriptor.number()));
        if (!directory) return posix_error("list", path, errno);
        (void)descriptor.release();  // The directory stream owns it now.

        std::vector<DirectoryEntry> entries;
        for (;;) {
            errno = 0;
            const dirent* found = ::readdir(directory.get());
            if (found == nullptr) break;
            const std::string_view name = found->d_name;
            if (name == "." || name == "..") continue;
            struct stat about = {};
            if (::fstatat(::dirfd(directory.get()), found->d_name, &about, AT_SYMLINK_NOFOLLOW) !=
                0) {
                if (errno == ENOENT) continue;  // Removed while we were listing.
                return posix_error("examine", join(path, std::string(name)), errno);
            }
            entries.push_back({std::string(name), kind_of(about.st_mode)});
        }
        if (errno != 0) return posix_error("list", path, errno);
        std::sort(entries.begin(), entries.end(),
                  [](const DirectoryEntry& left, const DirectoryEntry& right) {
                      return left.name < right.name;
                  });
        return entries;
    }

    Status make_directory(const std::string& path) override {
        if (const Status checked = check_path(path); !checked) return checked;
        if (::mkdir(path.c_str(), 0700) != 0) {
            return posix_error("make the directory", path, errno);
        }
        return {};
    }

    Status make_public_directory(const std::string& path) override {
        if (Status made = make_directory(path); !made) return made;
        // On the directory itself: somebody may have put a link in its place meanwhile.
        const Descriptor made(uninterrupted(
            [&] { return ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW); }));
        if (!made.valid() || ::fchmod(made.number(), 0755) != 0) {
            return posix_error("let everybody look into", path, errno);
        }
        return {};
    }

    Status rename_new(const std::string& source, const std::string& target) override {
        return rename(source, target, RENAME_NOREPLACE);
    }

    Status rename_over(const std::string& source, const std::string& target) override {
        return rename(source, target, 0);
    }

    Status remove_file(const std::string& path) override {
        if (const Status checked = check_path(path); !checked) return checked;
        if (::unlink(path.c_str()) != 0) return posix_error("remove", path, errno);
        return {};
    }

    Status remove_directory(const std::string& path) override {
        if (const Status checked = check_path(path); !checked) return checked;
        if (::rmdir(path.c_str()) != 0) {
            return posix_error("remove the directory", path, errno);
        }
        return {};
    }

    Status sync_directory(const std::string& path) override {
        if (const Status checked = check_path(path); !checked) return checked;
        const Descriptor descriptor = open_directory(path);
        if (!descriptor.valid()) return posix_error("open the directory", path, errno);
        if (uninterrupted([&] { return ::fsync(descriptor.number()); }) != 0) {
            return posix_error("sync the directory", path, errno);
        }
        return {};
    }

    Result<Database> open_database(const std::string& path, Database::Mode mode) override {
        return Database::open(path, mode);
    }

  private:
    static Status rename(const std::string& source, const std::string& target, unsigned flags) {
        if (const Status checked = check_path(source); !checked) return checked;
        if (const Status checked = check_path(target); !checked) return checked;
        if (::renameat2(AT_FDCWD, source.c_str(), AT_FDCWD, target.c_str(), flags) == 0) return {};
        const int error_number = errno;
        // The name under which it was written before is nobody's concern.
        if (error_number == EEXIST) return posix_error("create", target, error_number);
        const std::string action = fmt::format("rename {} to", printable(source));
        return posix_error(action, target, error_number);
    }
};

}  // namespace

std::unique_ptr<Storage> posix_storage() {
    return std::make_unique<PosixStorage>();
}

}  // namespace counterfoil::platform
