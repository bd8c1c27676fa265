// SPDX-License-Identifier: Apache-2.0
#include "ledger/format/directory.h"

#include <charconv>
#include <system_error>

#include <fmt/format.h>

namespace counterfoil::format {
namespace {

constexpr std::size_t kNumberDigits = 20;
constexpr std::string_view kSegmentSuffix = ".segment";
constexpr std::string_view kCheckpointSuffix = ".note";
constexpr std::string_view kCosignedSuffix = ".cosigned";
constexpr std::string_view kTimeStampSuffix = ".tsr";
constexpr std::string_view kEpochPrefix = "epoch-";

std::optional<std::uint64_t> canonical_number(std::string_view file_name, std::string_view suffix) {
    if (file_name.size() != kNumberDigits + suffix.size()) return std::nullopt;
    if (file_name.substr(kNumberDigits) != suffix) return std::nullopt;
    const char* const first = file_name.data();
    const char* const last = first + kNumberDigits;
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(first, last, number);
    if (error != std::errc{} || end != last) return std::nullopt;
    return number;
}

}  // namespace

std::string segment_file_name(std::uint64_t number) {
    return fmt::format("{:020}{}", number, kSegmentSuffix);
}

std::string checkpoint_file_name(std::uint64_t number) {
    return fmt::format("{:020}{}", number, kCheckpointSuffix);
}

std::string cosigned_file_name(std::uint64_t number) {
    return fmt::format("{:020}{}", number, kCosignedSuffix);
}

std::string time_stamp_file_name(std::uint64_t number) {
    return fmt::format("{:020}{}", number, kTimeStampSuffix);
}

std::string epoch_file_name(std::uint64_t epoch) {
    return fmt::format("{}{}", kEpochPrefix, epoch);
}

std::string quarantine_file_name(std::uint64_t segment, std::uint64_t offset) {
    return fmt::format("{:020}-{:020}.tail", segment, offset);
}

std::optional<std::uint64_t> segment_number(std::string_view file_name) {
    return canonical_number(file_name, kSegmentSuffix);
}

std::optional<std::uint64_t> checkpoint_number(std::string_view file_name) {
    return canonical_number(file_name, kCheckpointSuffix);
}

std::optional<std::uint64_t> cosigned_number(std::string_view file_name) {
    return canonical_number(file_name, kCosignedSuffix);
}

std::optional<std::uint64_t> time_stamp_number(std::string_view file_name) {
    return canonical_number(file_name, kTimeStampSuffix);
}

std::optional<std::uint64_t> epoch_number(std::string_view file_name) {
    if (!file_name.starts_with(kEpochPrefix)) return std::nullopt;
    std::uint64_t number = 0;
    std::from_chars(file_name.data() + kEpochPrefix.size(), file_name.data() + file_name.size(),
                    number);
    // Only the one way to write a number is a name.
    if (epoch_file_name(number) != file_name) return std::nullopt;
    return number;
}

}  // namespace counterfoil::format
