// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "ledger/platform/forwarding_storage.h"

namespace counterfoil::crash {

// What a careless store would leave out. Each question is asked with the path that the file was
// opened by; empty for never.
struct Carelessness {
    using Where = std::function<bool(const std::string& path)>;
    Where skips_sync;
    Where skips_directory_sync;
    Where writes_half;           // And says that it wrote all.
    Where swallows_errors;       // Of write and sync.
    Where syncs_after_head;      // Only once something was written to HEAD.
    Where overwrites_nothing;    // Of a file that was there when it was opened.
    Where syncs_no_overwriting;  // Of such a file.
};

// A disk that does what it is told, except for what a careless store would not have told it. The
// disk must outlive it.
class CarelessStorage : public platform::ForwardingStorage {
  public:
    CarelessStorage(platform::Storage& disk, Carelessness careless)
        : ForwardingStorage(disk), careless_(std::move(careless)) {}

    Result<std::unique_ptr<platform::File>> open(const std::string& path,
                                                 platform::OpenMode mode) override {
        auto file = under().open(path, mode);
        if (!file) return file.error();
        return std::unique_ptr<platform::File>(new CarelessFile(*this, std::move(*file), mode));
    }
    Status sync_directory(const std::string& path) override {
        return is(careless_.skips_directory_sync, path) ? Status() : under().sync_directory(path);
    }

  private:
    class CarelessFile : public platform::ForwardingFile {
      public:
        CarelessFile(CarelessStorage& storage, std::unique_ptr<platform::File> file,
                     platform::OpenMode mode)
            : ForwardingFile(std::move(file)),
              storage_(storage),
              is_new_(mode == platform::OpenMode::kCreateNew ||
                      mode == platform::OpenMode::kCreatePublic) {}
        ~CarelessFile() override { storage_.waiting_.erase(this); }

        Status write_at(std::uint64_t offset, ByteView bytes) override {
            if (!is_new_ && is(storage_.careless_.overwrites_nothing, path())) return {};
            const bool half = is(storage_.careless_.writes_half, path());
            Status written = under().write_at(offset, half ? bytes.first(bytes.size() / 2) : bytes);
            if (path().ends_with("/HEAD")) storage_.sync_waiting();
            return told(written);
        }
        Status sync() override {
            if (is(storage_.careless_.skips_sync, path())) return {};
            if (!is_new_ && is(storage_.careless_.syncs_no_overwriting, path())) return {};
            if (is(storage_.careless_.syncs_after_head, path())) {
                storage_.waiting_[this] = &under();
                return {};
            }
            return told(under().sync());
        }

      private:
        [[nodiscard]] Status told(Status truth) const {
            return is(storage_.careless_.swallows_errors, path()) ? Status() : truth;
        }

        CarelessStorage& storage_;
        const bool is_new_;
    };

    static bool is(const Carelessness::Where& where, const std::string& path) {
        return where && where(path);
    }
    void sync_waiting() {
        for (const auto& [careless, file] : waiting_) static_cast<void>(file->sync());
        waiting_.clear();
    }

    Carelessness careless_;
    std::map<const CarelessFile*, platform::File*> waiting_;
};

}  // namespace counterfoil::crash
