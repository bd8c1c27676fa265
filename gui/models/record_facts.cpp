// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/models/record_facts.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <algorithm>

#include "gui/words.h"
#include "ledger/base/utf8.h"
#include "ledger/crypto/hash.h"
#include "ledger/format/entry.h"
#include "ledger/merkle/hashing.h"
#include "ledger/reader/record_text.h"

namespace counterfoil::gui {
namespace {

constexpr std::size_t kContentShownMax = std::size_t{1} << 20U;

// Whose texts these are, for whoever translates them.
struct RecordTexts {
    Q_DECLARE_TR_FUNCTIONS(RecordTexts)
};

QString meaningOf(std::string_view field, const format::Entry& entry, reader::LedgerView& view) {
    if (field == "type") return recordTypeName(entry.type);
    if (field == "time_ns") return shownTime(entry.time_ns);
    if (field == "body_length") return shownSize(entry.body_length);
    if (field == "sequence") return shownCount(entry.sequence);
    if (field == "stream_sequence") return shownCount(entry.stream_sequence);
    if (field == "key_id") return shownCount(entry.key_id);
    if (field == "version") return QString::number(entry.version);
    if (field == "flags") {
        return (entry.flags & format::kEntryFirstOfFrame) != 0
                   ? RecordTexts::tr("first of its batch")
                   : QString();
    }
    if (field == "stream_id") {
        return format::is_event(entry) ? shown(view.stream_name(entry.stream_id))
                                       : RecordTexts::tr("administration");
    }
    return {};
}

// What a field must hold by what lies around it; nothing where only the verifier can tell.
std::optional<Hash> expectedOf(std::string_view field, const format::Entry& entry, ByteView body,
                               const std::optional<Hash>& previous) {
    if (field == "previous" && entry.sequence > 0) return previous;
    // Of an event the digest is over its sealed body, as it lies there.
    if (field == "body_digest") return crypto::sha256(body);
    return std::nullopt;
}

void addContent(RecordFacts& facts, std::string_view text, const std::string& content_type) {
    if (!is_utf8(text)) {
        facts.content_note = RecordTexts::tr("No text: see the bytes.");
        return;
    }
    const QByteArray bytes(text.data(), static_cast<qsizetype>(text.size()));
    QJsonParseError error;
    const QJsonDocument json = QJsonDocument::fromJson(bytes, &error);
    const std::string_view beginning = text.substr(0, kContentShownMax);
    if (error.error == QJsonParseError::NoError && text.size() <= kContentShownMax) {
        facts.content_note =
            RecordTexts::tr("JSON, indented for reading; the bytes are as they were given.");
        const QByteArray indented = json.toJson(QJsonDocument::Indented);
        facts.content =
            shownLines({indented.constData(), static_cast<std::size_t>(indented.size())});
        return;
    }
    facts.content_note = content_type.empty()
                             ? RecordTexts::tr("Text.")
                             : RecordTexts::tr("Text (%1).").arg(shown(content_type));
    facts.content = shownLines(beginning);
    if (beginning.size() < text.size()) {
        facts.content_note +=
            ' ' + RecordTexts::tr("Only the first %1 are shown.").arg(shownSize(beginning.size()));
    }
}

std::vector<verifier::Finding> findingsOf(const verifier::Report* report, std::uint64_t sequence) {
    std::vector<verifier::Finding> findings;
    if (report == nullptr) return findings;
    for (const verifier::Finding& each : report->findings) {
        if (each.sequence == sequence) findings.push_back(each);
    }
    return findings;
}

void addFields(RecordFacts& facts, reader::LedgerView& view, const format::Entry& entry) {
    std::optional<Hash> previous;
    if (facts.sequence > 0) {
        if (const Result<format::Entry> before = view.reader().entry(facts.sequence - 1)) {
            previous = merkle::leaf_hash(format::bytes_of(*before));
        }
    }
    const ByteView bytes = format::bytes_of(entry);
    for (const format::Field& field : format::kEntryFields) {
        RecordFacts::Field row;
        row.name = QString::fromUtf8(field.name.data(), static_cast<qsizetype>(field.name.size()));
        row.meaning = meaningOf(field.name, entry, view);
        row.found = shownHex(bytes.subspan(field.offset, field.size));
        if (const auto expected = expectedOf(field.name, entry, facts.body, previous)) {
            const QString text = shownHex(*expected);
            if (text != row.found) row.expected = text;
        }
        facts.fields.push_back(std::move(row));
    }
}

}  // namespace

RecordFacts factsOf(reader::LedgerView& view, std::uint64_t sequence,
                    const verifier::Report* report) {
    RecordFacts facts;
    facts.sequence = sequence;
    facts.findings = findingsOf(report, sequence);
    const Result<reader::StoredRecord> stored = view.reader().stored_record(sequence);
    if (!stored) {
        facts.problem = shown(stored.error().message);
        return facts;
    }
    const ByteView entry = format::bytes_of(stored->entry);
    facts.entry.assign(entry.begin(), entry.end());
    facts.body = stored->body;
    addFields(facts, view, stored->entry);
    const Result<reader::RecordView> record = view.record(sequence);
    if (!record) {
        facts.content_note = shown(record.error().message);
    } else if (record->is_event() && !record->content) {
        facts.content_note = RecordTexts::tr("Not readable here: %1.").arg(shown(record->closed));
    } else if (record->is_event()) {
        addContent(facts, as_text(*record->content), record->attributes.content_type);
    } else {
        addContent(facts, reader::record_json(*record), {});
        facts.content_note = RecordTexts::tr("A record of the ledger's own administration.");
    }
    return facts;
}

RecordFacts factsOf(const verifier::DisclosedRecord& record, const verifier::Report* report) {
    RecordFacts facts;
    facts.sequence = record.sequence;
    facts.findings = findingsOf(report, record.sequence);
    const auto field = [&](const QString& name, const QString& value) {
        facts.fields.push_back({name, value, {}, {}});
    };
    field("sequence", shownCount(record.sequence));
    field("time", shownTime(record.time_ns));
    field("stream", record.stream ? shown(*record.stream) : QString::number(record.stream_id));
    field("type", shown(record.attributes.event_type));
    field("content_type", shown(record.attributes.content_type));
    for (const std::string& subject : record.attributes.subjects) field("subject", shown(subject));
    facts.body = record.content;
    addContent(facts, as_text(record.content), record.attributes.content_type);
    return facts;
}

QString hexDump(ByteView bytes, std::size_t bytes_max) {
    constexpr std::size_t kPerLine = 16;
    QString text;
    const ByteView part = bytes.first(std::min(bytes.size(), bytes_max));
    for (std::size_t offset = 0; offset < part.size(); offset += kPerLine) {
        const ByteView line = part.subspan(offset, std::min(kPerLine, part.size() - offset));
        QString hex;
        QString letters;
        for (const std::uint8_t byte : line) {
            hex += QString("%1 ").arg(byte, 2, 16, QChar('0'));
            letters += byte >= 0x20 && byte < 0x7f ? QChar(byte) : QChar('.');
        }
        text += QString("%1  %2 %3\n")
                    .arg(offset, 8, 16, QChar('0'))
                    .arg(hex, -static_cast<int>(kPerLine * 3))
                    .arg(letters);
    }
    if (part.size() < bytes.size()) {
        text += RecordTexts::tr("… and %1 more").arg(shownSize(bytes.size() - part.size())) + '\n';
    }
    return text;
}

}  // namespace counterfoil::gui
