// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "ledger/platform/storage.h"

namespace counterfoil::test {

// The operations that can be made to fail.
enum class Operation { kOpen, kWrite, kSync, kRename, kSyncDirectory, kMakeDirectory };

// A disk that hands everything to another one, unless `fault` gives an error for an operation.
class FaultyStorage : public platform::Storage {
  public:
    using Fault = std::function<Status(Operation, const std::string& path)>;

    FaultyStorage() : under_(platform::posix_storage()) {}
    Fault fault = [](Operation, const std::string&) { return Status(); };

    Result<std::unique_ptr<platform::File>> open(const std::string& path,
                                                 platform::OpenMode mode) override {
        const bool reads =
            mode == platform::OpenMode::kRead || mode == platform::OpenMode::kReadDevice;
        if (!reads) {
            if (Status failed = fault(Operation::kOpen, path); !failed) return failed.error();
        }
        auto file = under_->open(path, mode);
        if (!file) return file.error();
        return std::unique_ptr<platform::File>(new FaultyFile(*this, std::move(*file)));
    }
    Result<std::unique_ptr<platform::Mapping>> map(const std::string& path,
                                                   platform::AccessPattern pattern) override {
        return under_->map(path, pattern);
    }
    Result<platform::EntryKind> kind(const std::string& path) override {
        return under_->kind(path);
    }
    Result<std::vector<platform::DirectoryEntry>> list(const std::string& path) override {
        return under_->list(path);
    }
    Status make_directory(const std::string& path) override {
        if (Status failed = fault(Operation::kMakeDirectory, path); !failed) return failed;
        return under_->make_directory(path);
    }
    Status rename_new(const std::string& source, const std::string& target) override {
        if (Status failed = fault(Operation::kRename, target); !failed) return failed;
        return under_->rename_new(source, target);
    }
    Status rename_over(const std::string& source, const std::string& target) override {
        if (Status failed = fault(Operation::kRename, target); !failed) return failed;
        return under_->rename_over(source, target);
    }
    Status remove_file(const std::string& path) override { return under_->remove_file(path); }
    Status remove_directory(const std::string& path) override {
        return under_->remove_directory(path);
    }
    Status sync_directory(const std::string& path) override {
        if (Status failed = fault(Operation::kSyncDirectory, path); !failed) return failed;
        return under_->sync_directory(path);
    }
    Result<platform::Database> open_database(const std::string& path,
                                             platform::Database::Mode mode) override {
        return under_->open_database(path, mode);
    }

  private:
    class FaultyFile : public platform::File {
      public:
        FaultyFile(FaultyStorage& storage, std::unique_ptr<platform::File> under)
            : storage_(storage), under_(std::move(under)) {}
        Result<std::size_t> read_at(std::uint64_t offset, MutableByteView into) const override {
            return under_->read_at(offset, into);
        }
        Status write_at(std::uint64_t offset, ByteView bytes) override {
            if (Status failed = storage_.fault(Operation::kWrite, path()); !failed) return failed;
            return under_->write_at(offset, bytes);
        }
        Status sync() override {
            if (Status failed = storage_.fault(Operation::kSync, path()); !failed) return failed;
            return under_->sync();
        }
        Result<std::uint64_t> size() const override { return under_->size(); }
        Result<platform::FileIdentity> identity() const override { return under_->identity(); }
        Result<bool> try_lock() override { return under_->try_lock(); }
        Result<bool> is_locked_elsewhere() const override { return under_->is_locked_elsewhere(); }
        const std::string& path() const override { return under_->path(); }

      private:
        FaultyStorage& storage_;
        std::unique_ptr<platform::File> under_;
    };

    std::unique_ptr<platform::Storage> under_;
};

}  // namespace counterfoil::test
