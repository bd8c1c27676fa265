// SPDX-License-Identifier: Apache-2.0
#include "ledger/intake/line_events.h"

#include <nlohmann/json.hpp>

namespace counterfoil::intake {
namespace {

constexpr std::string_view kJson = "application/json";
constexpr std::string_view kText = "text/plain";
constexpr std::string_view kBytes = "application/octet-stream";

}  // namespace

Result<bool> LineEvents::next(LineEvent& event) {
    for (;;) {
        ByteView line;
        const Result<bool> more = lines_.next(line);
        if (!more || !*more) return more;
        if (line.empty()) {
            ++empty_lines_;
            if (format_ == LineFormat::kJsonLines) continue;
        }
        event.content = line;
        if (format_ == LineFormat::kLines) {
            event.content_type = kText;
        } else if (nlohmann::json::accept(line.data(), line.data() + line.size())) {
            event.content_type = kJson;
        } else {
            // Nothing is known of it, not even that it is text.
            event.content_type = kBytes;
            ++invalid_json_;
        }
        return true;
    }
}

}  // namespace counterfoil::intake
