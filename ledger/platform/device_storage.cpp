// SPDX-License-Identifier: Apache-2.0
#include "ledger/platform/storage.h"

namespace counterfoil::platform {
namespace {

class DeviceStorage final : public Storage {
  public:
    explicit DeviceStorage(Storage& under) : under_(under) {}

    Result<std::unique_ptr<File>> open(const std::string& path, OpenMode mode) override {
        return under_.open(path, mode == OpenMode::kRead ? OpenMode::kReadDevice : mode);
    }
    Result<std::unique_ptr<Mapping>> map(const std::string& path, AccessPattern pattern) override {
        return under_.map(path, pattern);
    }
    Result<EntryKind> kind(const std::string& path) override { return under_.kind(path); }
    Result<std::vector<DirectoryEntry>> list(const std::string& path) override {
        return under_.list(path);
    }
    Status make_directory(const std::string& path) override { return under_.make_directory(path); }
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

  private:
    Storage& under_;
};

}  // namespace

std::unique_ptr<Storage> reading_the_device(Storage& under) {
    return std::make_unique<DeviceStorage>(under);
}

}  // namespace counterfoil::platform
