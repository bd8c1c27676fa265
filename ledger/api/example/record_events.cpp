// SPDX-License-Identifier: Apache-2.0
//
// Makes a ledger in a new directory, records two events, reads one back and verifies the ledger:
//
//     record_events DIRECTORY
//
// Built by CMake (CMakeLists.txt), or by
//
//     g++ -std=c++20 record_events.cpp $(pkg-config --cflags --libs counterfoil) -o record_events

#include <iostream>

#include <counterfoil/ledger.h>
#include <counterfoil/reader.h>
#include <counterfoil/verify.h>

namespace {

int fail(const counterfoil::Error& error) {
    std::cerr << "record_events: " << error.message << '\n';
    return 1;
}

counterfoil::Event event(const char* type, std::string_view json) {
    return {.stream = "payments",
            .attributes = {.type = type, .content_type = "application/json"},
            .content = counterfoil::as_bytes(json)};
}

}  // namespace

int main(int count, char** values) {
    if (count != 2) {
        std::cerr << "usage: record_events DIRECTORY\n";
        return 2;
    }
    const std::string directory = values[1];

    // Once. The keys go to ~/.local/share/counterfoil; counterfoil::Places says otherwise.
    const auto created = counterfoil::Ledger::create(directory);
    if (!created) return fail(created.error());
    std::cout << created->pin;  // For whoever will check the ledger.

    auto ledger = counterfoil::Ledger::open(directory);
    if (!ledger) return fail(ledger.error());
    const auto first = ledger->append(event("order", R"({"from":"ada","amount":12})"));
    if (!first) return fail(first.error());
    std::cout << ledger->receipt_json(*first) << '\n';
    // For many at once: the answer comes later, on a thread of the ledger.
    const auto queued = ledger->submit(event("paid", R"({"from":"ada"})"), [](const auto& receipt) {
        if (!receipt) std::cerr << "not recorded: " << receipt.error().message << '\n';
    });
    if (!queued) return fail(queued.error());
    if (const auto closed = ledger->close(); !closed) return fail(closed.error());

    auto reader = counterfoil::Reader::open(directory);
    if (!reader) return fail(reader.error());
    const auto record = reader->record(first->sequence);
    if (!record) return fail(record.error());
    if (!record->content) return fail({counterfoil::ErrorCode::kNotFound, record->closed});
    std::cout << "record " << record->sequence << ": " << counterfoil::as_text(*record->content)
              << '\n';

    const auto verification = counterfoil::verify(directory);
    if (!verification) return fail(verification.error());
    std::cout << verification->text;
    return verification->verified() ? 0 : 1;
}
