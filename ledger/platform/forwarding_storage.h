// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "ledger/platform/storage.h"

namespace counterfoil::platform {

// A File and a Storage that hand everything on to another: whoever stands between a program and its
// disk derives from them and overrides what it does otherwise.
class ForwardingFile : public File {
  public:
    explicit ForwardingFile(std::unique_ptr<File> under) : under_(std::move(under)) {}

    Result<std::size_t> read_at(std::uint64_t offset, MutableByteView into) const override {
        return under_->read_at(offset, into);
    }
    Status write_at(std::uint64_t offset, ByteView bytes) override {
        return under_->write_at(offset, bytes);
    }
    Status sync() override { return under_->sync(); }
    Result<std::uint64_t> size() const override { return under_->size(); }
    Result<FileIdentity> identity() const override { return under_->identity(); }
    Result<std::uint64_t> changed_ns() const override { return under_->changed_ns(); }
    Result<FileAccess> access() const override { return under_->access(); }
    Result<bool> try_lock() override { return under_->try_lock(); }
    Result<bool> is_locked_elsewhere() const override { return under_->is_locked_elsewhere(); }
    const std::string& path() const override { return under_->path(); }

  protected:
    [[nodiscard]] File& under() const { return *under_; }

  private:
    std::unique_ptr<File> under_;
};

class ForwardingStorage : public Storage {
  public:
    // `under` must outlive this object.
    explicit ForwardingStorage(Storage& under) : under_(under) {}

    Result<std::unique_ptr<File>> open(const std::string& path, OpenMode mode) override {
        return under_.open(path, mode);
    }
    Result<std::unique_ptr<Mapping>> map(const std::string& path, AccessPattern pattern) override {
        return under_.map(path, pattern);
    }
    Result<EntryKind> kind(const std::string& path) override { return under_.kind(path); }
    Result<std::vector<DirectoryEntry>> list(const std::string& path) override {
        return under_.list(path);
    }
    Status make_directory(const std::string& path) override { return under_.make_directory(path); }
    Status make_public_directory(const std::string& path) override {
        return under_.make_public_directory(path);
    }
    Status rename_new(const std::string& source, const std::string& target) override {
        return under_.rename_new(source, target);
    }
    Status rename_over(const std::string& source, const std::string& target) override {
        return under_.rename_over(source, target);
    }
    Status remove_file(const std::string& path) override { return under_.remove_file(path); }
    Status remove_directory(const std::string& path) override {
        return under_.remove_directory(path);
    }
    Status sync_directory(const std::string& path) override { return under_.sync_directory(path); }
    Result<Database> open_database(const std::string& path, Database::Mode mode) override {
        return under_.open_database(path, mode);
    }

  protected:
    [[nodiscard]] Storage& under() const { return under_; }

  private:
    Storage& under_;
};

}  // namespace counterfoil::platform
