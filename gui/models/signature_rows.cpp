// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/models/signature_rows.h"

#include <QCoreApplication>
#include <algorithm>
#include <optional>
#include <utility>
#include <variant>

#include "gui/icons.h"
#include "gui/words.h"
#include "ledger/notes/checkpoint.h"
#include "ledger/notes/note.h"
#include "ledger/reader/epochs.h"

namespace counterfoil::gui {
namespace {

// Whose texts these are, for whoever translates them.
struct SignatureRows {
    Q_DECLARE_TR_FUNCTIONS(SignatureRows)
};

QString signatureText(const notes::NoteSignature& signature) {
    return QString("%1 (key %2, %3)")
        .arg(shown(signature.name), shownHex(signature.key_id),
             SignatureRows::tr("%1 bytes").arg(signature.signature.size()));
}

// Of published checkpoint `number`.
TableRows::Row checkpointRow(reader::LedgerReader& reader, std::uint64_t number,
                             const verifier::Report* report) {
    TableRows::Row row;
    row.texts << QString::number(number);
    Result<std::string> text = reader.cosigned_note(number);
    const bool cosigned = text.ok();
    if (!cosigned) text = reader.checkpoint_note(number);
    const Result<notes::Note> note =
        text ? notes::parse_note(*text) : Result<notes::Note>(text.error());
    const Result<notes::Checkpoint> checkpoint =
        note ? notes::parse_checkpoint(note->text) : Result<notes::Checkpoint>(note.error());
    if (!checkpoint) {
        row.icon = icon("problem");
        row.texts << QString() << QString() << SignatureRows::tr("cannot be read");
        row.details = shown(checkpoint.error().message);
        return row;
    }
    QStringList stamps;
    if (report != nullptr) {
        for (const verifier::Stamped& each : report->time_stamps) {
            if (each.checkpoint_size != checkpoint->size) continue;
            stamps << (each.checked ? SignatureRows::tr("existed before %1, said by %2")
                                    : SignatureRows::tr(
                                          "said to have existed before %1, by %2; not checked"))
                          .arg(shownSeconds(each.time), shown(each.authority));
        }
    }
    row.icon = icon("signatures");
    row.sequence = checkpoint->size > 0 ? std::optional(checkpoint->size - 1) : std::nullopt;
    row.texts << shownCount(checkpoint->size) << shownHex(checkpoint->root)
              << QString::number(note->signatures.size())
              << (cosigned ? SignatureRows::tr("yes") : SignatureRows::tr("no"))
              << stamps.join("; ");
    row.details = shownLines(*text) + '\n';
    for (const notes::NoteSignature& each : note->signatures) {
        row.details += SignatureRows::tr("signature: %1").arg(signatureText(each)) + '\n';
    }
    for (const QString& each : stamps)
        row.details += SignatureRows::tr("time stamp: %1").arg(each) + '\n';
    return row;
}

TableRows::Row holdRow(std::uint64_t sequence, const format::HoldBody& hold) {
    const bool added = static_cast<std::uint64_t>(hold.action) ==
                       static_cast<std::uint64_t>(format::HoldAction::kAdd);
    const std::uint64_t key = hold.key_id;
    const QString whom = key == 0 ? SignatureRows::tr("everybody")
                                  : SignatureRows::tr("the person with key %1").arg(key);
    TableRows::Row row;
    row.icon = icon("trust");
    row.sequence = sequence;
    row.texts << SignatureRows::tr("hold") << QString::number(sequence)
              << (added ? SignatureRows::tr("a legal hold for %1 was added")
                        : SignatureRows::tr("a legal hold for %1 was released"))
                     .arg(whom);
    row.details =
        SignatureRows::tr("hold %1").arg(shownHex(hold.hold_id)) + '\n' + row.texts.back() + '\n';
    return row;
}

}  // namespace

std::vector<TableRows::Row> epochRows(reader::LedgerReader& reader) {
    std::vector<TableRows::Row> rows;
    const Result<std::vector<reader::Epoch>> epochs = reader::epochs(reader);
    if (!epochs) {
        rows.push_back(
            {{SignatureRows::tr("They cannot be read: %1").arg(shown(epochs.error().message))},
             icon("problem"),
             std::nullopt,
             {}});
        return rows;
    }
    for (std::size_t i = 0; i < epochs->size(); ++i) {
        const reader::Epoch& each = (*epochs)[i];
        const QString end =
            i + 1 < epochs->size() ? shownCount((*epochs)[i + 1].start) : SignatureRows::tr("now");
        TableRows::Row row;
        row.icon = icon("key");
        row.sequence = each.record;
        row.texts << QString::number(each.number) << shownTime(each.time_ns)
                  << SignatureRows::tr("sizes above %1, to %2").arg(shownCount(each.start), end)
                  << shownHex(each.public_key);
        row.details = SignatureRows::tr(
                          "epoch %1, begun by record %2 at %3\npublic key  %4\nfingerprint %5\n")
                          .arg(each.number)
                          .arg(each.record)
                          .arg(shownTime(each.time_ns), shownHex(each.public_key),
                               shownFingerprint(each.public_key));
        rows.push_back(std::move(row));
    }
    return rows;
}

std::vector<TableRows::Row> checkpointRows(reader::LedgerReader& reader,
                                           const verifier::Report* report, std::size_t rows_max) {
    std::vector<TableRows::Row> rows;
    const std::uint64_t count = reader.head().checkpoint_count;
    const std::uint64_t shown_count = std::min<std::uint64_t>(count, rows_max);
    for (std::uint64_t i = 0; i < shown_count; ++i) {
        rows.push_back(checkpointRow(reader, count - 1 - i, report));
    }
    return rows;
}

std::vector<TableRows::Row> noteRows(std::string_view text) {
    std::vector<TableRows::Row> rows;
    const Result<notes::Note> note = notes::parse_note(text);
    if (!note) {
        rows.push_back({{SignatureRows::tr("It is no note: %1").arg(shown(note.error().message))},
                        icon("problem"),
                        std::nullopt,
                        shownLines(text)});
        return rows;
    }
    const Result<notes::Checkpoint> checkpoint = notes::parse_checkpoint(note->text);
    QString head = SignatureRows::tr("It is no checkpoint.") + '\n';
    if (checkpoint) {
        head = SignatureRows::tr("checkpoint of %1\nsize  %2 records\nroot  %3\n")
                   .arg(shown(checkpoint->origin), shownCount(checkpoint->size),
                        shownHex(checkpoint->root));
    }
    for (const notes::NoteSignature& each : note->signatures) {
        TableRows::Row row;
        row.icon = icon("signatures");
        row.texts << shown(each.name) << shownHex(each.key_id) << SignatureRows::tr("not judged");
        row.details = head + '\n' + shownLines(text);
        rows.push_back(std::move(row));
    }
    return rows;
}

std::vector<TableRows::Row> eventRows(const verifier::Report& report) {
    std::vector<TableRows::Row> rows;
    for (const verifier::Event& each : report.events) {
        TableRows::Row row;
        row.icon = each.notable ? icon("event") : QIcon();
        row.sequence = each.sequence;
        row.texts << shown(each.kind)
                  << (each.sequence ? QString::number(*each.sequence) : QString())
                  << shown(each.message);
        row.details = QString("%1\n%2\n").arg(shown(each.kind), shown(each.message));
        rows.push_back(std::move(row));
    }
    return rows;
}

std::vector<TableRows::Row> holdRows(reader::LedgerReader& reader,
                                     const std::function<bool()>& stopping) {
    constexpr std::uint64_t kBetweenPolls = 1024;
    std::vector<TableRows::Row> rows;
    const std::uint64_t size = reader.readable_size();
    for (std::uint64_t sequence = 0; sequence < size; ++sequence) {
        if (sequence % kBetweenPolls == 0 && stopping()) break;
        const Result<format::Entry> entry = reader.entry(sequence);
        if (!entry || entry->type != static_cast<std::uint8_t>(format::RecordType::kHold)) continue;
        const Result<reader::StoredRecord> record = reader.record(sequence);
        const std::optional<format::Body> body =
            record ? format::decode_body(format::RecordType::kHold, record->body) : std::nullopt;
        if (body) rows.push_back(holdRow(sequence, std::get<format::HoldBody>(*body)));
    }
    return rows;
}

}  // namespace counterfoil::gui
