// SPDX-License-Identifier: Apache-2.0
#include "ledger/format/bundle.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <system_error>

#include "ledger/base/result.h"

namespace counterfoil::format {
namespace {

constexpr std::string_view kEpochs = "epochs/";
constexpr std::string_view kStreams = "streams/";
constexpr std::string_view kRecords = "records/";
constexpr std::size_t kEpochDigits = 20;
constexpr std::size_t kStreamDigits = 10;
constexpr std::size_t kRecordDigits = 20;

template <std::size_t size>
void put(std::array<char, size>& field, std::string_view text) {
    require(text.size() <= size, "a header's field holds its text");
    std::copy(text.begin(), text.end(), field.begin());
}

// With the checksum's own field as spaces, as ustar has it.
unsigned checksum(TarHeader header) {
    header.checksum.fill(' ');
    std::array<std::uint8_t, sizeof header> bytes;
    std::memcpy(bytes.data(), &header, sizeof header);
    unsigned sum = 0;
    for (const std::uint8_t byte : bytes) sum += byte;
    return sum;
}

// Octal digits up to a zero byte. What else may be wrong with them, the comparison finds.
std::optional<std::uint64_t> octal(const std::array<char, 12>& field) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i + 1 < field.size(); ++i) {
        if (field[i] < '0' || field[i] > '7') return std::nullopt;
        value = value * 8 + static_cast<std::uint64_t>(field[i] - '0');
    }
    return value;
}

std::string numbered(std::string_view directory, std::uint64_t number, std::size_t digits,
                     std::string_view file) {
    return fmt::format("{}{:0{}}/{}", directory, number, digits, file);
}

template <class Number>
std::optional<Number> number_of(std::string_view name, std::string_view directory,
                                std::size_t digits) {
    if (name.size() != directory.size() + digits + 1 + kEntryFile.size()) return std::nullopt;
    Number number = 0;
    const char* const first = name.data() + directory.size();
    const auto [end, error] = std::from_chars(first, first + digits, number);
    if (error != std::errc{} || end != first + digits) return std::nullopt;
    if (name != numbered(directory, number, digits, kEntryFile)) return std::nullopt;
    return number;
}

}  // namespace

TarHeader make_tar_header(std::string_view name, std::uint64_t size) {
    require(!name.empty() && name.size() <= kTarNameSizeMax &&
                name.find('\0') == std::string_view::npos && size <= kTarSizeMax,
            "a header names a file of a bundle");
    TarHeader header;
    put(header.name, name);
    put(header.mode, "0000444");
    put(header.user_id, "0000000");
    put(header.group_id, "0000000");
    put(header.size, fmt::format("{:011o}", size));
    put(header.modified, "00000000000");
    put(header.type, "0");
    put(header.magic, "ustar");
    put(header.version, "00");
    put(header.device_major, "0000000");
    put(header.device_minor, "0000000");
    put(header.checksum, fmt::format("{:06o}", checksum(header)));
    header.checksum[7] = ' ';
    return header;
}

std::optional<TarFile> read_tar_header(ByteView block) {
    TarHeader header;
    if (block.size() != sizeof header) return std::nullopt;
    std::memcpy(&header, block.data(), sizeof header);
    const auto end = std::find(header.name.begin(), header.name.end(), '\0');
    const std::optional<std::uint64_t> size = octal(header.size);
    if (end == header.name.begin() || end == header.name.end() || !size) return std::nullopt;
    TarFile file{std::string(header.name.begin(), end), *size};
    const TarHeader made = make_tar_header(file.name, file.size);
    if (std::memcmp(&made, block.data(), sizeof made) != 0) return std::nullopt;
    return file;
}

std::string bundle_epoch_file(std::uint64_t epoch, std::string_view file) {
    return numbered(kEpochs, epoch, kEpochDigits, file);
}

std::string bundle_stream_file(std::uint32_t stream_id, std::string_view file) {
    return numbered(kStreams, stream_id, kStreamDigits, file);
}

std::string bundle_record_file(std::uint64_t sequence, std::string_view file) {
    return numbered(kRecords, sequence, kRecordDigits, file);
}

std::optional<std::uint32_t> bundle_stream_of(std::string_view entry_file) {
    return number_of<std::uint32_t>(entry_file, kStreams, kStreamDigits);
}

std::optional<std::uint64_t> bundle_record_of(std::string_view entry_file) {
    return number_of<std::uint64_t>(entry_file, kRecords, kRecordDigits);
}

}  // namespace counterfoil::format
