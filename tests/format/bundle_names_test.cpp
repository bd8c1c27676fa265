// SPDX-License-Identifier: Apache-2.0
#include "ledger/format/bundle.h"

#include <gtest/gtest.h>

#include <cstring>
#include <limits>
#include <string>

namespace counterfoil::format {
namespace {

Bytes bytes_of(const TarHeader& header) {
    const auto* start = reinterpret_cast<const std::uint8_t*>(&header);
    return Bytes(start, start + sizeof header);
}

TEST(TarHeader, IsReadAsItWasMade) {
    for (const std::string& name : {std::string("a"), std::string(kTarNameSizeMax, 'n')}) {
        for (const std::uint64_t size : {std::uint64_t{0}, std::uint64_t{8}, kTarSizeMax}) {
            const auto read = read_tar_header(bytes_of(make_tar_header(name, size)));
            ASSERT_TRUE(read.has_value());
            EXPECT_EQ(read->name, name);
            EXPECT_EQ(read->size, size);
        }
    }
}

TEST(TarHeader, IsAsOtherProgramsWriteIt) {
    const TarHeader header = make_tar_header("manifest.json", 567);
    EXPECT_EQ(std::string(header.size.data()), "00000001067");
    // As GNU tar 1.34 --format=ustar --owner=0 --group=0 --numeric-owner --mode=444 --mtime=@0.
    EXPECT_EQ(std::string(header.checksum.data()), "011710");
}

// A flipped bit of the name or the size makes the checksum wrong, any other is not what is made.
TEST(TarHeader, WithAnyBitFlippedIsRefused) {
    Bytes bytes = bytes_of(make_tar_header("records/00000000000000000007/body", 12345));
    for (std::size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
        const auto mask = static_cast<std::uint8_t>(1U << (bit % 8));
        bytes[bit / 8] = static_cast<std::uint8_t>(bytes[bit / 8] ^ mask);
        EXPECT_FALSE(read_tar_header(bytes).has_value()) << bit;
        bytes[bit / 8] = static_cast<std::uint8_t>(bytes[bit / 8] ^ mask);
    }
}

TEST(TarHeader, OfAnotherLengthIsRefused) {
    Bytes bytes = bytes_of(make_tar_header("a", 1));
    bytes.push_back(0);
    EXPECT_FALSE(read_tar_header(bytes).has_value());
    bytes.resize(kTarBlockSize - 1);
    EXPECT_FALSE(read_tar_header(bytes).has_value());
    EXPECT_FALSE(read_tar_header(Bytes(kTarBlockSize, 0)).has_value());
    EXPECT_FALSE(read_tar_header(Bytes(kTarBlockSize, 0xff)).has_value());
}

TEST(BundleNames, HoldTheirNumberInOneForm) {
    constexpr std::uint64_t kLast = std::numeric_limits<std::uint64_t>::max();
    EXPECT_EQ(bundle_epoch_file(2, kBodyFile), "epochs/00000000000000000002/body");
    EXPECT_EQ(bundle_stream_file(7, kEntryFile), "streams/0000000007/entry");
    for (const std::uint64_t sequence : {std::uint64_t{0}, std::uint64_t{42}, kLast}) {
        EXPECT_EQ(bundle_record_of(bundle_record_file(sequence, kEntryFile)), sequence);
    }
    constexpr std::uint32_t kLastStream = std::numeric_limits<std::uint32_t>::max();
    EXPECT_EQ(bundle_stream_of(bundle_stream_file(kLastStream, kEntryFile)), kLastStream);
    for (const char* name :
         {"records/18446744073709551616/entry", "records/0000000000000000042/entry",
          "records/+0000000000000000042/entry", "records/00000000000000000042/body",
          "records/00000000000000000042/entry/", "../rec/00000000000000000042/entry", ""}) {
        EXPECT_EQ(bundle_record_of(name), std::nullopt) << name;
    }
    EXPECT_EQ(bundle_stream_of("streams/4294967296/entry"), std::nullopt);
    EXPECT_EQ(bundle_stream_of(bundle_record_file(1, kEntryFile)), std::nullopt);
}

}  // namespace
}  // namespace counterfoil::format
