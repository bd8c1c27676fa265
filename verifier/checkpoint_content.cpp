// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "verifier/bundle_content.h"

namespace counterfoil::verifier {
namespace {

// A bundle that proves a checkpoint and nothing under it.
class CheckpointContent : public BundleContent {
  public:
    std::optional<Finding> take(BundleReader& reader, const BundleHead&, EventList&) override {
        std::optional<std::string_view> next;
        if (auto problem = reader.look(next)) return problem;
        if (!next) return std::nullopt;
        return failure("bundle-order", reader.place(),
                       "nothing stands behind the checkpoint in a bundle of this kind",
                       {"the end of the bundle", plain(*next)});
    }
    std::string manifest(const BundleHead& head) const override {
        return notes::checkpoint_manifest_json(head.expected());
    }
    void tell(Report&, bool) override {}
    std::vector<std::string> outside(std::uint64_t size) const override {
        return {
            fmt::format("what the {} records under the checkpoint say, and that the ledger "
                        "they lie in is right: they are not here",
                        size)};
    }
    std::vector<std::string> unsaid() const override { return {}; }
};

}  // namespace

std::unique_ptr<BundleContent> checkpoint_content() {
    return std::make_unique<CheckpointContent>();
}

}  // namespace counterfoil::verifier
