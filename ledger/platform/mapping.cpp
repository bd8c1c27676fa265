// SPDX-License-Identifier: Apache-2.0
#include "ledger/platform/mapping.h"

#include <sys/stat.h>

#include <fmt/format.h>
#include <boost/interprocess/file_mapping.hpp>
#include <boost/interprocess/mapped_region.hpp>

#include "ledger/platform/posix_error.h"
#include "ledger/platform/posix_file.h"

namespace counterfoil::platform {
namespace {

namespace interprocess = boost::interprocess;

class BoostMapping final : public Mapping {
  public:
    // An empty region stands for an empty file, which cannot be mapped.
    explicit BoostMapping(interprocess::mapped_region region) : region_(std::move(region)) {}

    ByteView bytes() const override {
        return {static_cast<const std::uint8_t*>(region_.get_address()), region_.get_size()};
    }

  private:
    interprocess::mapped_region region_;
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
        std::unique_ptr<Mapping> mapping = std::make_unique<BoostMapping>(std::move(region));
        return mapping;
    } catch (const interprocess::interprocess_exception& exception) {
        return posix_error("map", path, exception.get_native_error());
    }
}

}  // namespace counterfoil::platform
