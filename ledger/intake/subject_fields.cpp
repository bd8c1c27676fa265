// SPDX-License-Identifier: Apache-2.0
#include "ledger/intake/subject_fields.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "ledger/format/envelope.h"

namespace counterfoil::intake {
namespace {

using nlohmann::json;

constexpr int kNestingMax = 64;

// Looks at JSON while it is parsed: what is nested too deep, or names a member twice, could hide
// whom an event is about, and is refused.
class Strictness {
  public:
    bool operator()(int depth, json::parse_event_t event, json& parsed) {
        too_deep_ = too_deep_ || depth > kNestingMax;
        if (too_deep_) return false;
        if (event == json::parse_event_t::object_start) members_.emplace_back();
        if (event == json::parse_event_t::object_end) members_.pop_back();
        if (event == json::parse_event_t::key) {
            twice_ = twice_ || !members_.back().insert(parsed.get<std::string>()).second;
        }
        return true;
    }
    [[nodiscard]] Status verdict() const {
        if (too_deep_) {
            return Error{
                ErrorCode::kInvalidArgument,
                fmt::format("the event is nested deeper than {} levels, so whom it is about "
                            "cannot be told",
                            kNestingMax)};
        }
        if (twice_) {
            return Error{ErrorCode::kInvalidArgument,
                         "the event names a member twice, so whom it is about cannot be told"};
        }
        return {};
    }

  private:
    std::vector<std::set<std::string>> members_;
    bool too_deep_ = false;
    bool twice_ = false;
};

std::vector<std::string> split(std::string_view text, char separator) {
    std::vector<std::string> parts;
    for (;;) {
        const std::size_t end = text.find(separator);
        parts.emplace_back(text.substr(0, end));
        if (end == std::string_view::npos) return parts;
        text.remove_prefix(end + 1);
    }
}

// RFC 6901 section 4: ~1 is a slash and ~0 a tilde; a tilde alone is no pointer.
bool unescape(std::string& token) {
    std::string plain;
    for (std::size_t i = 0; i < token.size(); ++i) {
        if (token[i] != '~') {
            plain += token[i];
            continue;
        }
        const char code = i + 1 < token.size() ? token[++i] : ' ';
        if (code != '0' && code != '1') return false;
        plain += code == '0' ? '~' : '/';
    }
    token = std::move(plain);
    return true;
}

Error no_subject(const std::vector<std::string>& path) {
    std::string text;
    for (const std::string& token : path) text += "/" + token;
    return {ErrorCode::kInvalidArgument,
            fmt::format("the field {} holds no subject's id, which is a text of 1 to 255 bytes "
                        "without control characters, or a whole number",
                        text)};
}

std::optional<std::string> subject_from(const json& value) {
    if (value.is_string()) return value.get<std::string>();
    if (value.is_number_integer()) return value.dump();
    return std::nullopt;
}

// Adds what stands at the end of the path below `value`.
Status collect(const json& value, const std::vector<std::string>& path, std::size_t depth,
               std::vector<std::string>& subjects) {
    if (value.is_null()) return {};
    if (value.is_array()) {
        for (const json& element : value) {
            if (Status done = collect(element, path, depth, subjects); !done) return done;
        }
        return {};
    }
    if (depth < path.size()) {
        if (!value.is_object()) return {};
        const auto member = value.find(path[depth]);
        return member == value.end() ? Status() : collect(*member, path, depth + 1, subjects);
    }
    const std::optional<std::string> subject = subject_from(value);
    if (!subject || !format::is_subject(*subject)) return no_subject(path);
    if (std::find(subjects.begin(), subjects.end(), *subject) == subjects.end()) {
        subjects.push_back(*subject);
    }
    return {};
}

}  // namespace

Result<SubjectFields> SubjectFields::parse(const std::vector<std::string>& paths) {
    SubjectFields fields;
    for (const std::string& text : paths) {
        const bool pointer = text.starts_with('/');
        Path path = split(pointer ? std::string_view(text).substr(1) : text, pointer ? '/' : '.');
        bool good = !text.empty();
        for (std::string& token : path) {
            good = good && (pointer ? unescape(token) : !token.empty());
        }
        if (!good) {
            return Error{
                ErrorCode::kInvalidArgument,
                fmt::format("\"{}\" is no path to a field; examples: user.id, /user/id", text)};
        }
        fields.paths_.push_back(std::move(path));
    }
    return fields;
}

Result<bool> SubjectFields::find(std::string_view line, std::vector<std::string>& subjects) const {
    subjects.clear();
    Strictness strictness;
    const json event = json::parse(
        line.begin(), line.end(),
        [&](int depth, json::parse_event_t what, json& parsed) {
            return strictness(depth, what, parsed);
        },
        false);
    if (Status strict = strictness.verdict(); !strict) return strict.error();
    if (event.is_discarded()) return false;
    for (const Path& path : paths_) {
        if (Status done = collect(event, path, 0, subjects); !done) return done.error();
    }
    return true;
}

}  // namespace counterfoil::intake
