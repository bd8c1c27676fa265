// SPDX-License-Identifier: Apache-2.0
#include "tests/tamper/first_judge.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "ledger/platform/forwarding_storage.h"
#include "tests/support/fixed_machine.h"
#include "tests/support/memory_storage.h"
#include "verifier/verify.h"

namespace counterfoil::tamper {
namespace {

constexpr const char* kPlace = "/evidence";

// A disk in memory on which somebody changes a file while it is read.
class ChangingStorage : public test::MemoryStorage {
  public:
    explicit ChangingStorage(Meanwhile meanwhile) : meanwhile_(std::move(meanwhile)) {}

    Result<std::unique_ptr<platform::File>> open(const std::string& path,
                                                 platform::OpenMode mode) override {
        auto file = MemoryStorage::open(path, mode);
        if (!file || meanwhile_.at_read == 0 || path != meanwhile_.path) return file;
        return std::unique_ptr<platform::File>(new Watched(*this, std::move(*file)));
    }

    [[nodiscard]] bool changed() const {
        return meanwhile_.at_read > 0 && reads_ >= meanwhile_.at_read;
    }

  private:
    class Watched : public platform::ForwardingFile {
      public:
        Watched(ChangingStorage& disk, std::unique_ptr<platform::File> file)
            : ForwardingFile(std::move(file)), disk_(disk) {}
        Result<std::size_t> read_at(std::uint64_t offset, MutableByteView into) const override {
            disk_.count_read();
            return under().read_at(offset, into);
        }

      private:
        ChangingStorage& disk_;
    };
    void count_read() {
        if (++reads_ == meanwhile_.at_read) files[meanwhile_.path] = meanwhile_.content;
    }

    Meanwhile meanwhile_;
    std::uint64_t reads_ = 0;
};

bool is_harmless(std::string_view text) {
    return std::all_of(text.begin(), text.end(),
                       [](char each) { return each == '\n' || (each >= 0x20 && each < 0x7f); });
}

}  // namespace

verifier::Report first_report(Subject subject, bool* changed) {
    const std::string place = std::string(kPlace) + "/";
    subject.meanwhile.path = place + subject.meanwhile.path;
    ChangingStorage disk(std::move(subject.meanwhile));
    for (auto& [path, content] : subject.files) disk.files[place + path] = std::move(content);
    for (const char* name : {"", "/segments", "/checkpoints", "/quarantine", "/keys", "/metrics"}) {
        disk.add_directory(std::string(kPlace) + name);
    }
    test::FixedClock clock;
    verifier::VerifyOptions options;
    options.pin = std::move(subject.pin);
    verifier::Report report = subject.bundle
                                  ? verifier::verify_bundle(disk, clock, place + "bundle", options)
                                  : verifier::verify_ledger(disk, clock, kPlace, options);
    if (changed != nullptr) *changed = disk.changed();
    return report;
}

verifier::Report first_report_on_disk(const std::string& path,
                                      const std::optional<verifier::Pin>& pin) {
    const auto disk = platform::posix_storage();
    test::FixedClock clock;
    verifier::VerifyOptions options;
    options.pin = pin;
    const auto kind = disk->kind(path);
    if (kind && *kind == platform::EntryKind::kFile) {
        return verifier::verify_bundle(*disk, clock, path, options);
    }
    return verifier::verify_ledger(*disk, clock, path, options);
}

Opinion first_opinion(const verifier::Report& report, bool is_shown) {
    Opinion opinion;
    opinion.verdict = report.verdict;
    opinion.kind = report.findings.empty() ? "-" : report.findings.front().kind;
    opinion.is_plain = !is_shown || is_harmless(verifier::report_text(report));
    return opinion;
}

}  // namespace counterfoil::tamper
