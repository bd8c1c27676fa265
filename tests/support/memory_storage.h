// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "ledger/platform/storage.h"

namespace counterfoil::test {

// A read-only disk in memory, whose files a test may change between two looks. What would write is
// refused, so it also shows that a reader never writes.
class MemoryStorage : public platform::Storage {
  public:
    std::map<std::string, Bytes> files;  // By path.

    // The files below a directory of the real disk, under the same paths.
    void load(const std::string& directory) {
        const auto disk = platform::posix_storage();
        for (const auto& entry : std::filesystem::recursive_directory_iterator(directory)) {
            const std::string path = entry.path().string();
            if (entry.is_directory()) directories_.push_back(path);
            if (!entry.is_regular_file()) continue;
            Result<Bytes> content = platform::read_file(*disk, path, 1U << 30U);
            require(content.ok(), "a file of the test's ledger can be read");
            files[path] = std::move(*content);
        }
        directories_.push_back(directory);
    }

    // A directory that no loaded one is.
    void add_directory(std::string path) { directories_.push_back(std::move(path)); }

    Result<std::unique_ptr<platform::File>> open(const std::string& path,
                                                 platform::OpenMode mode) override {
        if (mode != platform::OpenMode::kRead) return refused(path);
        const auto file = files.find(path);
        if (file == files.end()) return missing(path);
        return std::unique_ptr<platform::File>(new MemoryFile(path, file->second));
    }
    Result<std::unique_ptr<platform::Mapping>> map(const std::string& path,
                                                   platform::AccessPattern) override {
        const auto file = files.find(path);
        if (file == files.end()) return missing(path);
        return std::unique_ptr<platform::Mapping>(new MemoryMapping(file->second));
    }
    Result<platform::EntryKind> kind(const std::string& path) override {
        if (files.contains(path)) return platform::EntryKind::kFile;
        if (is_directory(path)) return platform::EntryKind::kDirectory;
        return missing(path);
    }
    Result<std::vector<platform::DirectoryEntry>> list(const std::string& path) override {
        if (!is_directory(path)) return missing(path);
        std::vector<platform::DirectoryEntry> entries;
        const auto add = [&](const std::string& inside, platform::EntryKind kind) {
            if (std::filesystem::path(inside).parent_path().string() != path) return;
            entries.push_back({std::filesystem::path(inside).filename().string(), kind});
        };
        for (const auto& [name, content] : files) add(name, platform::EntryKind::kFile);
        for (const std::string& name : directories_) add(name, platform::EntryKind::kDirectory);
        std::sort(entries.begin(), entries.end(),
                  [](const auto& left, const auto& right) { return left.name < right.name; });
        return entries;
    }
    Status make_directory(const std::string& path) override { return refused(path); }
    Status make_public_directory(const std::string& path) override { return refused(path); }
    Status rename_new(const std::string& path, const std::string&) override {
        return refused(path);
    }
    Status rename_over(const std::string& path, const std::string&) override {
        return refused(path);
    }
    Status remove_file(const std::string& path) override { return refused(path); }
    Status remove_directory(const std::string& path) override { return refused(path); }
    Status sync_directory(const std::string& path) override { return refused(path); }
    Result<platform::Database> open_database(const std::string& path,
                                             platform::Database::Mode) override {
        return refused(path);
    }

  private:
    static std::size_t copy_from(const Bytes& content, std::uint64_t offset, MutableByteView into) {
        if (offset >= content.size()) return 0;
        const std::size_t count = std::min<std::size_t>(into.size(), content.size() - offset);
        std::memcpy(into.data(), content.data() + offset, count);
        return count;
    }
    class MemoryFile : public platform::File {
      public:
        MemoryFile(std::string path, const Bytes& content)
            : path_(std::move(path)), content_(content) {}
        Result<std::size_t> read_at(std::uint64_t offset, MutableByteView into) const override {
            return copy_from(content_, offset, into);
        }
        Status write_at(std::uint64_t, ByteView) override { return refused(path_); }
        Status sync() override { return refused(path_); }
        Result<std::uint64_t> size() const override { return content_.size(); }
        Result<platform::FileIdentity> identity() const override {
            return platform::FileIdentity{1, reinterpret_cast<std::uintptr_t>(&content_)};
        }
        Result<std::uint64_t> changed_ns() const override { return std::uint64_t{0}; }
        Result<platform::FileAccess> access() const override { return platform::FileAccess{}; }
        Result<bool> try_lock() override { return refused(path_); }
        Result<bool> is_locked_elsewhere() const override { return false; }
        const std::string& path() const override { return path_; }

      private:
        std::string path_;
        const Bytes& content_;
    };
    class MemoryMapping : public platform::Mapping {
      public:
        explicit MemoryMapping(const Bytes& content) : content_(content) {}
        std::uint64_t size() const override { return content_.size(); }
        Result<std::size_t> read_at(std::uint64_t offset, MutableByteView into) const override {
            return copy_from(content_, offset, into);
        }

      private:
        const Bytes& content_;
    };

    [[nodiscard]] bool is_directory(const std::string& path) const {
        return std::find(directories_.begin(), directories_.end(), path) != directories_.end();
    }
    static Error missing(const std::string& path) {
        return {ErrorCode::kNotFound, path + ": not there"};
    }
    static Error refused(const std::string& path) {
        return {ErrorCode::kPermission, path + ": a reader must not write"};
    }

    std::vector<std::string> directories_;
};

}  // namespace counterfoil::test
