// SPDX-License-Identifier: Apache-2.0
#include "verifier/bundle_head.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "ledger/base/unknown_version.h"
#include "ledger/notes/text.h"
#include "verifier/bundle_records.h"

namespace counterfoil::verifier {
namespace {

constexpr SizeLimits kManifestLimits{1, format::kManifestSizeMax};

constexpr std::pair<std::string_view, Evidence> kKinds[] = {
    {notes::kEvidenceFormat, Evidence::kBundle},
    {notes::kCheckpointFormat, Evidence::kCheckpoint},
    {notes::kRangeFormat, Evidence::kRange},
};

// What stands where each version of a manifest has its number, if that is one.
std::optional<std::string_view> leading_number(std::string_view text) {
    const std::size_t comma = text.find(',');
    if (comma == std::string_view::npos) return std::nullopt;
    const std::string_view number = text.substr(0, comma);
    const bool digits = !number.empty() && std::all_of(number.begin(), number.end(), [](char each) {
        return each >= '0' && each <= '9';
    });
    if (!digits || (number.size() > 1 && number.front() == '0')) return std::nullopt;
    return number;
}

}  // namespace

std::optional<Finding> judge_manifest_version(std::string_view manifest, std::string_view format,
                                              const Place& place) {
    if (!notes::take_prefix(manifest, notes::manifest_start(format))) return std::nullopt;
    const std::optional<std::string_view> version = leading_number(manifest);
    if (!version || *version == std::to_string(format::kVersion)) return std::nullopt;
    return finding(Severity::kUnsupported, "bundle-version", place,
                   unknown_version_text("the bundle", plain(*version), format::kVersion),
                   {std::to_string(format::kVersion), plain(*version)});
}

std::optional<Finding> BundleHead::take(const std::optional<Pin>& pin,
                                        const std::optional<notes::Policy>& policy,
                                        FindingList& findings) {
    if (auto problem = take_manifest()) return problem;
    if (auto problem = epochs_.run(pin, policy, findings)) return problem;
    if (findings.any(Severity::kFailure)) return std::nullopt;
    return take_checkpoint();
}

std::optional<Finding> BundleHead::take_manifest() {
    Bytes text;
    if (auto problem = reader_.take(format::kManifestFile, kManifestLimits, text)) return problem;
    manifest_ = as_text(text);
    for (const auto& [format, kind] : kKinds) {
        if (!manifest_.starts_with(notes::manifest_start(format))) continue;
        kind_ = kind;
        return judge_manifest_version(manifest_, format, reader_.place());
    }
    return std::nullopt;
}

std::optional<Finding> BundleHead::take_checkpoint() {
    Bytes text;
    if (auto problem = reader_.take(format::kCheckpointFile, kNoteLimits, text)) return problem;
    const Place place = reader_.place();
    BundleNote note;
    if (auto problem = read_bundle_note(as_text(text), facts()->genesis.origin, place, note)) {
        return problem;
    }
    if (auto problem = epochs_.lead_to(note, place)) return problem;
    checkpoint_ = std::move(note);
    return std::nullopt;
}

notes::ManifestHead BundleHead::expected() const {
    notes::ManifestHead head;
    head.ledger_id = facts()->id;
    head.origin = facts()->genesis.origin;
    head.vkey = facts()->vkey;
    head.genesis_leaf = facts()->genesis_leaf;
    head.encrypted = facts()->encrypted;
    head.checkpoint_size = checkpoint_->checkpoint.size;
    head.checkpoint_root = checkpoint_->checkpoint.root;
    head.epochs = epochs_.count();
    return head;
}

}  // namespace counterfoil::verifier
