// SPDX-License-Identifier: Apache-2.0
#include "ledger/platform/forwarding_storage.h"

namespace counterfoil::platform {
namespace {

class DeviceStorage final : public ForwardingStorage {
  public:
    using ForwardingStorage::ForwardingStorage;

    Result<std::unique_ptr<File>> open(const std::string& path, OpenMode mode) override {
        return under().open(path, mode == OpenMode::kRead ? OpenMode::kReadDevice : mode);
    }
};

}  // namespace

std::unique_ptr<Storage> reading_the_device(Storage& under) {
    return std::make_unique<DeviceStorage>(under);
}

}  // namespace counterfoil::platform
