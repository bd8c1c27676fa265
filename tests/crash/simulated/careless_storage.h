// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "ledger/platform/storage.h"

namespace counterfoil::crash {

// What a careless store would leave out. Each question is asked with the path that the file was
// opened by; empty for never.
struct Carelessness {
    using Where = std::function<bool(const std::string& path)>;
    Where skips_sync;
    Where skips_directory_sync;
    Where writes_half;       // And says that it wrote all.
    Where swallows_errors;   // Of write and sync.
    Where syncs_after_head;  // Only once something was written to HEAD.
};

// A disk that does what it is told, except for what a careless store would not have told it. The
// disk must outlive it.
class CarelessStorage : public platform::Storage {
  public:
    CarelessStorage(platform::Storage& disk, Carelessness careless)
        : disk_(disk), careless_(std::move(careless)) {}

    Result<std::unique_ptr<platform::File>> open(const std::string& path,
                                                 platform::OpenMode mode) override {
        auto file = disk_.open(path, mode);
        if (!file) return file.error();
        return std::unique_ptr<platform::File>(new CarelessFile(*this, std::move(*file)));
    }
    Result<std::unique_ptr<platform::Mapping>> map(const std::string& path,
                                                   platform::AccessPattern pattern) override {
        return disk_.map(path, pattern);
    }
    Result<platform::EntryKind> kind(const std::string& path) override { return disk_.kind(path); }
    Result<std::vector<platform::DirectoryEntry>> list(const std::string& path) override {
        return disk_.list(path);
    }
    Status make_directory(const std::string& path) override { return disk_.make_directory(path); }
    Status rename_new(const std::string& source, const std::string& target) override {
        return disk_.rename_new(source, target);
    }
    Status rename_over(const std::string& source, const std::string& target) override {
        return disk_.rename_over(source, target);
    }
    Status remove_file(const std::string& path) override { return disk_.remove_file(path); }
    Status remove_directory(const std::string& path) override {
        return disk_.remove_directory(path);
    }
    Status sync_directory(const std::string& path) override {
        return is(careless_.skips_directory_sync, path) ? Status() : disk_.sync_directory(path);
    }
    Result<platform::Database> open_database(const std::string& path,
                                             platform::Database::Mode mode) override {
        return disk_.open_database(path, mode);
    }

  private:
    class CarelessFile : public platform::File {
      public:
        CarelessFile(CarelessStorage& storage, std::unique_ptr<platform::File> under)
            : storage_(storage), under_(std::move(under)) {}
        ~CarelessFile() override { storage_.waiting_.erase(this); }

        Result<std::size_t> read_at(std::uint64_t offset, MutableByteView into) const override {
            return under_->read_at(offset, into);
        }
        Status write_at(std::uint64_t offset, ByteView bytes) override {
            const bool half = is(storage_.careless_.writes_half, path());
            Status written = under_->write_at(offset, half ? bytes.first(bytes.size() / 2) : bytes);
            if (path().ends_with("/HEAD")) storage_.sync_waiting();
            return told(written);
        }
        Status sync() override {
            if (is(storage_.careless_.skips_sync, path())) return {};
            if (is(storage_.careless_.syncs_after_head, path())) {
                storage_.waiting_[this] = under_.get();
                return {};
            }
            return told(under_->sync());
        }
        Result<std::uint64_t> size() const override { return under_->size(); }
        Result<platform::FileIdentity> identity() const override { return under_->identity(); }
        Result<bool> try_lock() override { return under_->try_lock(); }
        Result<bool> is_locked_elsewhere() const override { return under_->is_locked_elsewhere(); }
        const std::string& path() const override { return under_->path(); }

      private:
        [[nodiscard]] Status told(Status truth) const {
            return is(storage_.careless_.swallows_errors, path()) ? Status() : truth;
        }

        CarelessStorage& storage_;
        std::unique_ptr<platform::File> under_;
    };

    static bool is(const Carelessness::Where& where, const std::string& path) {
        return where && where(path);
    }
    void sync_waiting() {
        for (const auto& [careless, file] : waiting_) static_cast<void>(file->sync());
        waiting_.clear();
    }

    platform::Storage& disk_;
    Carelessness careless_;
    std::map<const CarelessFile*, platform::File*> waiting_;
};

}  // namespace counterfoil::crash
