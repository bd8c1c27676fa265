// SPDX-License-Identifier: Apache-2.0
#include "ledger/publish/bundle_file.h"

#include <fmt/format.h>

#include <cstdint>

namespace counterfoil::publish {
namespace {

Error exists(const std::string& path) {
    return {ErrorCode::kExists,
            fmt::format("{}: is there already and is not overwritten; name another file", path)};
}

}  // namespace

Status write_and_sync(platform::File& file, const std::function<Status(const ByteSink&)>& write) {
    std::uint64_t offset = 0;
    const ByteSink sink = [&](ByteView bytes) -> Status {
        if (Status status = file.write_at(offset, bytes); !status) return status;
        offset += bytes.size();
        return {};
    };
    if (Status written = write(sink); !written) return written;
    return file.sync();
}

Status require_free(platform::Storage& storage, const std::string& path) {
    return storage.kind(path) ? Status(exists(path)) : Status();
}

Status write_bundle_file(platform::Storage& storage, const std::string& path,
                         const std::function<Status(const ByteSink&)>& write) {
    const std::string temporary = path + ".tmp";
    if (storage.kind(temporary)) {
        if (Status removed = storage.remove_file(temporary); !removed) return removed;
    }
    const auto file = storage.open(temporary, platform::OpenMode::kCreateNew);
    if (!file) return file.error();
    Status done = write_and_sync(**file, write);
    if (done) done = storage.rename_new(temporary, path);
    if (!done) {
        // If it cannot be removed either, the first error is the one to hear about.
        static_cast<void>(storage.remove_file(temporary));
        return done.error().code == ErrorCode::kExists ? Status(exists(path)) : done;
    }
    return storage.sync_directory(platform::parent(path));
}

}  // namespace counterfoil::publish
