// SPDX-License-Identifier: Apache-2.0
#include "ledger/platform/mapping.h"

#include <sys/mman.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>

#include <fmt/format.h>
#include <boost/interprocess/file_mapping.hpp>
#include <boost/interprocess/mapped_region.hpp>

#include "ledger/platform/guarded_copy.h"
#include "ledger/platform/posix_error.h"
#include "ledger/platform/posix_file.h"

namespace counterfoil::platform {
namespace {

namespace interprocess = boost::interprocess;

class BoostMapping final : public Mapping {
  public:
    // An empty region stands for an empty file, which cannot be mapped.
    BoostMapping(interprocess::mapped_region region, std::string path)
        : region_(std::move(region)), path_(std::move(path)) {}

    std::uint64_t size() const override { return region_.get_size(); }

    Result<std::size_t> read_at(std::uint64_t offset, MutableByteView into) const override {
        if (offset >= size()) return std::size_t{0};
        const std::size_t count = std::min<std::size_t>(into.size(), size() - offset);
        const auto* source = static_cast<const std::uint8_t*>(region_.get_address()) + offset;
        if (!guarded_copy({source, count}, into.first(count))) return missing(offset + count);
        return count;
    }

    void will_read(std::uint64_t offset, std::uint64_t length) const override {
        if (offset >= size()) return;
        const std::uint64_t end = offset + std::min(length, size() - offset);
        const std::uint64_t begin = offset - offset % interprocess::mapped_region::get_page_size();
        auto* address = static_cast<std::uint8_t*>(region_.get_address()) + begin;
        static_cast<void>(::madvise(address, static_cast<std::size_t>(end - begin), MADV_WILLNEED));
    }

  private:
    // A page is missing because the file was cut, or because the disk could not read it.
    Error missing(std::uint64_t end) const {
        struct stat about = {};
        const bool as_long_as_ever =
            ::stat(path_.c_str(), &about) == 0 && static_cast<std::uint64_t>(about.st_size) >= end;
        if (as_long_as_ever) return posix_error("read", path_, EIO);
        return {ErrorCode::kIo,
                fmt::format("cannot read {}: it became shorter while it was being read",
                            printable(path_))};
    }

    interprocess::mapped_region region_;
    std::string path_;
};

}  // namespace

Result<std::unique_ptr<Mapping>> map_posix_file(const std::string& path, AccessPattern pattern) {
    const Result<Descriptor> descriptor = open_regular_file(path, OpenMode::kRead);
    if (!descriptor) return descriptor.error();
    struct stat about = {};
    if (::fstat(descriptor->number(), &about) != 0) return posix_error("map", path, errno);
    try {
        interprocess::mapped_region region;
        if (about.st_size > 0) {
            // The library opens by name and follows links, so it gets the name of the descriptor
            // that has been checked. The name may have changed hands meanwhile; this cannot.
            const std::string checked = fmt::format("/proc/self/fd/{}", descriptor->number());
            const interprocess::file_mapping file(checked.c_str(), interprocess::read_only);
            region = interprocess::mapped_region(file, interprocess::read_only, 0,
                                                 static_cast<std::size_t>(about.st_size));
            // Advice only: a kernel that does not take it still reads right.
            (void)region.advise(pattern == AccessPattern::kSequential
                                    ? interprocess::mapped_region::advice_sequential
                                    : interprocess::mapped_region::advice_random);
        }
        guard_copies();
        std::unique_ptr<Mapping> mapping = std::make_unique<BoostMapping>(std::move(region), path);
        return mapping;
    } catch (const interprocess::interprocess_exception& exception) {
        return posix_error("map", path, exception.get_native_error());
    }
}

}  // namespace counterfoil::platform
