// SPDX-License-Identifier: Apache-2.0
#include "ledger/admin/explanation.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "ledger/format/body_codec.h"

namespace counterfoil::admin {

Status check(const Explanation& explanation) {
    const std::string& reason = explanation.reason;
    if (!reason.empty() && reason.size() <= kReasonSizeMax && format::is_plain_utf8(reason)) {
        return {};
    }
    return Error{ErrorCode::kInvalidArgument,
                 fmt::format("a reason is 1 to {} bytes of UTF-8 without control characters",
                             kReasonSizeMax)};
}

ExplainingEvent::ExplainingEvent(const std::string& act, const std::string& subject,
                                 const Explanation& explanation) {
    nlohmann::ordered_json json = {{"act", act}};
    if (!subject.empty()) json["subject"] = subject;
    json["reason"] = explanation.reason;
    json["actor"] = explanation.actor;
    content_ = json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    event_.stream = kAdministrationStreamName;
    event_.attributes.event_type = act;
    event_.attributes.content_type = "application/json";
    event_.content = as_bytes(content_);
}

}  // namespace counterfoil::admin
