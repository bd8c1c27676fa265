// SPDX-License-Identifier: Apache-2.0
#include "ledger/store/poison_mark.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "ledger/crypto/encoding.h"

namespace counterfoil::store {
namespace {

constexpr std::uint64_t kSizeMax = 16U << 10U;
constexpr std::string_view kBootLine = "boot ";

std::string path_of(const std::string& directory, const LedgerId& ledger_id) {
    return platform::join(directory, crypto::hex(ledger_id) + ".poisoned");
}

// "boot HEX" LF, then the reason.
PoisonMark::Content parse(std::string_view text) {
    PoisonMark::Content content;
    const std::size_t line_end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, line_end);
    if (line.substr(0, kBootLine.size()) == kBootLine) {
        content.boot_id = crypto::exactly<BootId>(crypto::from_hex(line.substr(kBootLine.size())));
    }
    if (line_end < text.size()) content.reason = text.substr(line_end + 1);
    while (!content.reason.empty() && content.reason.back() == '\n') content.reason.pop_back();
    return content;
}

}  // namespace

PoisonMark::PoisonMark(platform::Storage& storage, std::string directory, const LedgerId& ledger_id)
    : storage_(storage), directory_(std::move(directory)), ledger_id_(ledger_id) {}

Result<std::optional<PoisonMark::Content>> PoisonMark::read() const {
    if (directory_.empty()) return std::optional<Content>();
    const Result<Bytes> text =
        platform::read_file(storage_, path_of(directory_, ledger_id_), kSizeMax);
    if (text) return std::optional(parse(as_text(*text)));
    if (text.error().code == ErrorCode::kNotFound) return std::optional<Content>();
    return text.error();
}

Status PoisonMark::leave(const BootId& boot_id, const std::string& reason) {
    if (directory_.empty()) return {};
    if (Status made = platform::make_directories(storage_, directory_); !made) return made;
    const std::string path = path_of(directory_, ledger_id_);
    if (Status removed = remove(); !removed) return removed;
    const std::string text = fmt::format("{}{}\n{}\n", kBootLine, crypto::hex(boot_id), reason);
    if (Status left = platform::write_whole_file(storage_, path, as_bytes(text)); !left) {
        return left;
    }
    return storage_.sync_directory(directory_);
}

Status PoisonMark::remove() {
    if (directory_.empty()) return {};
    Status removed = storage_.remove_file(path_of(directory_, ledger_id_));
    const bool was_there = removed || removed.error().code != ErrorCode::kNotFound;
    return was_there ? removed : Status();
}

}  // namespace counterfoil::store
