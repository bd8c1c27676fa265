// SPDX-License-Identifier: Apache-2.0
#include "ledger/notes/checkpoint.h"

#include <iterator>

#include <fmt/format.h>

#include "ledger/crypto/encoding.h"
#include "ledger/notes/text.h"
#include "ledger/notes/verifier_key.h"

namespace counterfoil::notes {

namespace {

Error malformed(std::string_view why) {
    return {ErrorCode::kInvalidArgument, fmt::format("not a checkpoint: {}", why)};
}

}  // namespace

void checkpoint_text_into(std::string_view origin, std::uint64_t size, const Hash& root,
                          std::string& text) {
    text.clear();
    fmt::format_to(std::back_inserter(text), "{}\n{}\n", origin, size);
    crypto::append_base64(text, root);
    text += '\n';
}

std::string checkpoint_text(std::string_view origin, std::uint64_t size, const Hash& root) {
    std::string text;
    checkpoint_text_into(origin, size, root, text);
    return text;
}

Result<Checkpoint> parse_checkpoint(std::string_view text) {
    if (!is_clean_text(text)) {
        return malformed("it is not UTF-8, or has a control character other than LF");
    }
    const std::optional<std::string_view> origin = take_line(text);
    const std::optional<std::string_view> size_text = take_line(text);
    const std::optional<std::string_view> root_text = take_line(text);
    if (!root_text) return malformed("it has fewer than three whole lines");
    if (!is_key_name(*origin)) {
        return malformed("its origin is empty, over 255 bytes, or has a space or `+`");
    }
    const std::optional<std::uint64_t> size = parse_decimal(*size_text);
    if (!size)
        return malformed("its size is not a decimal number of 64 bits without leading zeros");
    const auto root = crypto::exactly<Hash>(crypto::from_base64(*root_text));
    if (!root) return malformed("its root is not the base64 of 32 bytes");

    Checkpoint checkpoint{std::string(*origin), *size, *root, {}};
    while (const std::optional<std::string_view> extension = take_line(text)) {
        if (extension->empty()) return malformed("it has an empty line");
        checkpoint.extensions.emplace_back(*extension);
    }
    if (!text.empty()) return malformed("its last line does not end");
    return checkpoint;
}

}  // namespace counterfoil::notes
