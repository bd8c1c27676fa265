// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "ledger/platform/forwarding_storage.h"

namespace counterfoil::test {

// The operations that can be made to fail.
enum class Operation { kOpen, kWrite, kSync, kRename, kRemove, kSyncDirectory, kMakeDirectory };

// The real disk, unless `fault` gives an error for an operation.
class FaultyStorage : public platform::ForwardingStorage {
  public:
    using Fault = std::function<Status(Operation, const std::string& path)>;

    FaultyStorage() : FaultyStorage(platform::posix_storage()) {}
    bool syncs = true;  // False: it only says so, which is faster.
    Fault fault = [](Operation, const std::string&) { return Status(); };

    Result<std::unique_ptr<platform::File>> open(const std::string& path,
                                                 platform::OpenMode mode) override {
        const bool reads =
            mode == platform::OpenMode::kRead || mode == platform::OpenMode::kReadDevice;
        if (!reads) {
            if (Status failed = fault(Operation::kOpen, path); !failed) return failed.error();
        }
        auto file = under().open(path, mode);
        if (!file) return file.error();
        return std::unique_ptr<platform::File>(new FaultyFile(*this, std::move(*file)));
    }
    Status make_directory(const std::string& path) override {
        if (Status failed = fault(Operation::kMakeDirectory, path); !failed) return failed;
        return under().make_directory(path);
    }
    Status make_public_directory(const std::string& path) override {
        if (Status failed = fault(Operation::kMakeDirectory, path); !failed) return failed;
        return under().make_public_directory(path);
    }
    Status rename_new(const std::string& source, const std::string& target) override {
        if (Status failed = fault(Operation::kRename, target); !failed) return failed;
        return under().rename_new(source, target);
    }
    Status rename_over(const std::string& source, const std::string& target) override {
        if (Status failed = fault(Operation::kRename, target); !failed) return failed;
        return under().rename_over(source, target);
    }
    Status remove_file(const std::string& path) override {
        if (Status failed = fault(Operation::kRemove, path); !failed) return failed;
        return under().remove_file(path);
    }
    Status sync_directory(const std::string& path) override {
        if (Status failed = fault(Operation::kSyncDirectory, path); !failed) return failed;
        if (!syncs) return {};
        return under().sync_directory(path);
    }

  private:
    class FaultyFile : public platform::ForwardingFile {
      public:
        FaultyFile(FaultyStorage& storage, std::unique_ptr<platform::File> file)
            : ForwardingFile(std::move(file)), storage_(storage) {}
        Status write_at(std::uint64_t offset, ByteView bytes) override {
            if (Status failed = storage_.fault(Operation::kWrite, path()); !failed) return failed;
            return under().write_at(offset, bytes);
        }
        Status sync() override {
            if (Status failed = storage_.fault(Operation::kSync, path()); !failed) return failed;
            if (!storage_.syncs) return {};
            return under().sync();
        }

      private:
        FaultyStorage& storage_;
    };

    explicit FaultyStorage(std::unique_ptr<platform::Storage> disk)
        : ForwardingStorage(*disk), disk_(std::move(disk)) {}

    std::unique_ptr<platform::Storage> disk_;
};

}  // namespace counterfoil::test
