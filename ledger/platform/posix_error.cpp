// SPDX-License-Identifier: Apache-2.0
#include "ledger/platform/posix_error.h"

#include <cerrno>
#include <system_error>

#include <fmt/format.h>

namespace counterfoil::platform {
namespace {

struct Known {
    int number;
    ErrorCode code;
    const char* text;
};

constexpr Known kKnown[] = {
    {ENOSPC, ErrorCode::kNoSpace, "no space left on the device; free some and try again"},
    {EDQUOT, ErrorCode::kNoSpace, "the disk quota is used up; free some space or raise the quota"},
    {EFBIG, ErrorCode::kNoSpace,
     "the file may not grow further; raise the limit of file size (ulimit -f)"},
    {EACCES, ErrorCode::kPermission,
     "permission denied; check the owner and mode of the file and its directories"},
    {EPERM, ErrorCode::kPermission, "the operating system does not permit it"},
    {EROFS, ErrorCode::kPermission, "the file system is mounted read-only"},
    {ENOENT, ErrorCode::kNotFound, "there is no such file or directory"},
    {EEXIST, ErrorCode::kExists,
     "it exists already, and nothing was overwritten; choose another name"},
    {EISDIR, ErrorCode::kInvalidArgument, "it is a directory"},
    {ENOTDIR, ErrorCode::kInvalidArgument, "a part of the path is not a directory"},
    {ENAMETOOLONG, ErrorCode::kInvalidArgument, "the name is too long"},
    {ELOOP, ErrorCode::kInvalidArgument, "it is a symbolic link, which is not followed here"},
    {EMFILE, ErrorCode::kIo, "too many open files; raise the limit (ulimit -n)"},
    {ENFILE, ErrorCode::kIo, "too many open files in the whole system"},
};

}  // namespace

Error posix_error(std::string_view action, std::string_view path, int error_number) {
    for (const Known& known : kKnown) {
        if (known.number != error_number) continue;
        return {known.code, fmt::format("cannot {} {}: {}", action, printable(path), known.text)};
    }
    return {ErrorCode::kIo,
            fmt::format("cannot {} {}: {} (system error {})", action, printable(path),
                        std::generic_category().message(error_number), error_number)};
}

std::string printable(std::string_view path) {
    std::string text;
    text.reserve(path.size());
    for (const char character : path) {
        const auto byte = static_cast<unsigned char>(character);
        if (byte < 0x20 || byte == 0x7f) {
            text += fmt::format("\\x{:02x}", byte);
        } else {
            text += character;
        }
    }
    return text.empty() ? "''" : text;
}

Status check_path(std::string_view path) {
    if (path.find('\0') == std::string_view::npos) return {};
    return Error{ErrorCode::kInvalidArgument,
                 fmt::format("cannot use {}: a path cannot hold a zero byte", printable(path))};
}

}  // namespace counterfoil::platform
