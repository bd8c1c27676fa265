// SPDX-License-Identifier: Apache-2.0
#include "ledger/intake/line_events.h"

#include <nlohmann/json.hpp>

namespace counterfoil::intake {
namespace {

constexpr std::string_view kJson = "application/json";
constexpr std::string_view kText = "text/plain";
constexpr std::string_view kBytes = "application/octet-stream";

}  // namespace

Result<bool> LineEvents::look_into(ByteView line, std::vector<std::string>& subjects) const {
    if (!subject_fields_.empty()) return subject_fields_.find(as_text(line), subjects);
    return nlohmann::json::accept(line.data(), line.data() + line.size());
}

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
        event.subjects.clear();
        if (format_ == LineFormat::kLines) {
            event.content_type = kText;
            return true;
        }
        const Result<bool> is_json = look_into(line, event.subjects);
        if (!is_json) return is_json;
        if (*is_json) {
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
