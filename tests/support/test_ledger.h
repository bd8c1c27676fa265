// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ledger/reader/ledger_reader.h"
#include "ledger/store/creator.h"
#include "ledger/store/writer.h"
#include "tests/support/fixed_machine.h"
#include "tests/support/temporary_directory.h"
#include "verifier/verify.h"

namespace counterfoil::test {

// A real ledger, made by the real writer on a fixed machine, in a directory of its own.
class TestLedger {
  public:
    explicit TestLedger(store::CreateOptions options = {}) {
        options.directory = directory();
        options.keys.directory = key_directory();
        if (options.origin.empty()) options.origin = "test.example/ledger";
        created_ = made(store::create_ledger(machine.platform(), options));
    }

    FixedMachine machine;

    [[nodiscard]] std::string directory() const { return place_.path("ledger"); }
    [[nodiscard]] std::string key_directory() const { return place_.path("keys"); }
    [[nodiscard]] const store::Created& created() const { return created_; }
    [[nodiscard]] verifier::Pin pin() const { return {created_.vkey, created_.genesis_leaf}; }

    [[nodiscard]] store::WriterOptions writer_options() const {
        return {directory(), {key_directory()}, std::nullopt, false};
    }
    [[nodiscard]] std::unique_ptr<store::LedgerWriter> open() {
        return made(store::LedgerWriter::open(machine.platform(), writer_options()));
    }
    [[nodiscard]] std::unique_ptr<store::LedgerWriter> open(const store::WriterOptions& options) {
        return made(store::LedgerWriter::open(machine.platform(), options));
    }

    [[nodiscard]] verifier::Report verify() {
        verifier::VerifyOptions options;
        options.pin = pin();
        return verifier::verify_ledger(*machine.storage, machine.clock, directory(), options);
    }
    // The plaintext of an event, envelope taken off; fails the test when it cannot be read.
    [[nodiscard]] std::string content(std::uint64_t sequence) {
        auto reader = made(reader::LedgerReader::open(*machine.storage, directory()));
        auto keys = made(keys::UnlockedKeys::open(
            *machine.storage, machine.random,
            {directory(), {key_directory()}, reader.ledger_id(), reader.encrypted()},
            keys::Keyring::Mode::kRead));
        const reader::StoredRecord record = made(reader.record(sequence));
        const Bytes plaintext = made(keys->opener().open(record.entry, record.body));
        const auto envelope = format::decode_envelope(plaintext);
        if (!envelope) {
            ADD_FAILURE() << "record " << sequence << " holds no envelope";
            return {};
        }
        return std::string(as_text(envelope->event));
    }

    // The value, or the end of the test program with what went wrong.
    template <class T>
    static T made(Result<T> result) {
        require(result.ok(), result.ok() ? "" : result.error().message.c_str());
        return std::move(*result);
    }

  private:
    TemporaryDirectory place_;
    store::Created created_;
};

// An event of a stream; `content` must live as long as it is used.
inline store::Event event(std::string stream, std::string_view content) {
    store::Event event;
    event.stream = std::move(stream);
    event.attributes.content_type = "text/plain";
    event.content = as_bytes(content);
    return event;
}

// Describes a report when an expectation about it fails.
inline std::string findings_of(const verifier::Report& report) {
    std::string text = verifier::verdict_name(report.verdict);
    for (const verifier::Finding& finding : report.findings) {
        text += "\n  " + finding.kind + " " + finding.file + ": " + finding.message +
                " (expected " + finding.expected + ", found " + finding.found + ")";
    }
    for (const verifier::Event& event : report.events) {
        text += "\n  event " + event.kind + ": " + event.message;
    }
    return text;
}

}  // namespace counterfoil::test
