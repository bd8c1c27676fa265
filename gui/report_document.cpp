// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/report_document.h"

#include <QCoreApplication>
#include <QPdfWriter>
#include <QSaveFile>
#include <QTextBlock>
#include <QTextCursor>
#include <QTextDocument>
#include <QTextTable>
#include <QUrl>
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "gui/models/report_groups.h"
#include "gui/verifier_words.h"
#include "gui/words.h"
#include "ledger/base/version.h"
#include "ledger/crypto/encoding.h"
#include "ledger/crypto/hash.h"
#include "verifier/findings.h"
#include "verifier/report_words.h"

namespace counterfoil::gui {
namespace {

constexpr int kResolution = 300;  // Dots an inch.
constexpr std::size_t kFindingsPrinted = 200;
// Paper is white, whatever the window is.
constexpr QRgb kGood = 0xff1a7f37;
constexpr QRgb kBad = 0xffb61b1b;
constexpr QRgb kOpen = 0xff8a5c00;

// Whose texts these are, for whoever translates them.
struct ReportDocument {
    Q_DECLARE_TR_FUNCTIONS(ReportDocument)
};

QTextCharFormat letters(double points, bool bold, QRgb colour = 0xff000000) {
    QTextCharFormat format;
    format.setFontPointSize(points);
    format.setFontWeight(bold ? QFont::Bold : QFont::Normal);
    format.setForeground(QColor(colour));
    return format;
}

class Writer {
  public:
    explicit Writer(QTextDocument& document) : cursor_(&document) {}

    void paragraph(const QString& text, const QTextCharFormat& format, double above = 2) {
        QTextBlockFormat block;
        block.setTopMargin(above);
        block.setBottomMargin(2);
        if (started_) {
            cursor_.insertBlock(block, format);
        } else {
            cursor_.setBlockFormat(block);
        }
        started_ = true;
        cursor_.insertText(text, format);
    }
    void newPage(const QString& title) {
        QTextBlockFormat block;
        block.setPageBreakPolicy(QTextFormat::PageBreak_AlwaysBefore);
        cursor_.insertBlock(block, letters(13, true));
        cursor_.insertText(title, letters(13, true));
    }
    void heading(const QString& text) { paragraph(text, letters(13, true), 14); }

    void table(const std::vector<std::pair<QString, QString>>& rows) {
        if (rows.empty()) return;
        QTextTableFormat format;
        format.setBorder(0.5);
        format.setBorderBrush(QColor(0xbb, 0xbb, 0xbb));
        format.setBorderCollapse(true);
        format.setCellPadding(3);
        format.setColumnWidthConstraints({QTextLength(QTextLength::PercentageLength, 22),
                                          QTextLength(QTextLength::PercentageLength, 78)});
        QTextTable* made = cursor_.insertTable(static_cast<int>(rows.size()), 2, format);
        for (int row = 0; row < static_cast<int>(rows.size()); ++row) {
            const auto& [name, value] = rows[static_cast<std::size_t>(row)];
            made->cellAt(row, 0).firstCursorPosition().insertText(name, letters(9, true));
            made->cellAt(row, 1).firstCursorPosition().insertText(breakable(value),
                                                                  letters(9, false));
        }
        cursor_.movePosition(QTextCursor::End);
    }

    void picture(const QImage& image, double width_points) {
        cursor_.insertBlock(QTextBlockFormat());
        QTextImageFormat format;
        const QString name = "picture";
        cursor_.document()->addResource(QTextDocument::ImageResource, QUrl(name), image);
        format.setName(name);
        format.setWidth(width_points);
        format.setHeight(width_points * image.height() / image.width());
        cursor_.insertImage(format);
    }

  private:
    // Hashes and keys are longer than a column: they may be broken anywhere.
    static QString breakable(const QString& text) {
        QString result;
        int run = 0;
        for (const QChar each : text) {
            run = each.isSpace() ? 0 : run + 1;
            result += each;
            if (run > 0 && run % 16 == 0) result += QChar(0x200b);
        }
        return result;
    }

    QTextCursor cursor_;
    bool started_ = false;
};

QRgb colourOfVerdict(verifier::Verdict verdict) {
    switch (verdict) {
        case verifier::Verdict::kVerified:
        case verifier::Verdict::kVerifiedWithEvents:
            return kGood;
        case verifier::Verdict::kFailed:
            return kBad;
        default:
            return kOpen;
    }
}

void addFindings(const verifier::Report& report, Writer& writer) {
    if (report.findings_total == 0) return;
    writer.heading(ReportDocument::tr("Findings (%1)").arg(shownCount(report.findings_total)));
    // Paper has less room than a report, and keeps by the same rule what it has room for.
    verifier::FindingList list(kFindingsPrinted);
    for (const verifier::Finding& each : report.findings) list.add(each);
    std::size_t printed = 0;
    for (const verifier::Finding& each : list.take()) {
        writer.paragraph(
            QString("%1. [%2] %3: %4")
                .arg(++printed)
                .arg(severityName(each.severity), shown(each.kind), shown(each.message)),
            letters(10, true, kBad), 6);
        std::vector<std::pair<QString, QString>> rows;
        const QString place = shown(verifier::place_of(each));
        if (!place.isEmpty()) rows.emplace_back(ReportDocument::tr("Where"), place);
        if (!each.expected.empty() || !each.found.empty()) {
            rows.emplace_back(ReportDocument::tr("Expected"), shown(each.expected));
            rows.emplace_back(ReportDocument::tr("Found"), shown(each.found));
        }
        writer.table(rows);
    }
    const std::uint64_t more =
        report.findings_total - std::min<std::uint64_t>(report.findings_total, kFindingsPrinted);
    if (more > 0) {
        writer.paragraph(ReportDocument::tr("… and %1 more; the attached report lists %2.")
                             .arg(shownCount(more), shownCount(report.findings.size())),
                         letters(10, false));
    }
}

}  // namespace

std::unique_ptr<QTextDocument> reportDocument(const verifier::Report& report,
                                              const QImage& latencies) {
    auto document = std::make_unique<QTextDocument>();
    document->setDefaultFont(QFont("DejaVu Sans", 10));
    Writer writer(*document);
    writer.paragraph(ReportDocument::tr("Verification report"), letters(18, true));
    writer.paragraph(shown(report.path), letters(10, false));
    writer.paragraph(verdictName(report.verdict),
                     letters(22, true, colourOfVerdict(report.verdict)), 10);
    writer.paragraph(verdictMeaning(report), letters(12, false));
    const std::string json = verifier::report_json(report);
    writer.table(
        {{ReportDocument::tr("Judged"), shownSeconds(report.judged_ns / 1'000'000'000)},
         {ReportDocument::tr("Program"),
          ReportDocument::tr("Counterfoil %1").arg(QLatin1String(kProgramVersionText))},
         {ReportDocument::tr("Kind"), report.evidence == verifier::Evidence::kLedger
                                          ? ReportDocument::tr("a ledger's directory")
                                          : inWords(verifier::kind_text(report.evidence))},
         {ReportDocument::tr("Attached"), ReportDocument::tr("report.json, SHA-256 %1")
                                              .arg(shownHex(crypto::sha256(as_bytes(json))))}});
    for (const Group group : {Group::kIntegrity, Group::kSignatures, Group::kTrust}) {
        const GroupSummary summary = summaryOf(group, report);
        writer.heading(QString("%1: %2").arg(summary.title, summary.state));
        writer.table(summary.rows);
    }
    addFindings(report, writer);
    if (!report.events.empty()) {
        writer.heading(ReportDocument::tr("What happened to it"));
        for (const verifier::Event& each : report.events) {
            const QString at =
                each.sequence ? ReportDocument::tr(" (record %1)").arg(*each.sequence) : QString();
            writer.paragraph("• " + shown(each.kind) + at + ": " + shown(each.message),
                             letters(10, false));
        }
    }
    writer.heading(ReportDocument::tr("What was not proven"));
    for (const std::string& each : report.not_proven) {
        writer.paragraph("• " + shown(each), letters(10, false));
    }
    if (!latencies.isNull()) {
        writer.newPage(ReportDocument::tr("Latencies"));
        writer.picture(latencies, 480);
    }
    return document;
}

bool saveReportPdf(const verifier::Report& report, const QImage& latencies, const QString& file,
                   QPageSize::PageSizeId page) {
    QSaveFile kept(file);
    if (!kept.open(QIODevice::WriteOnly)) return false;
    QPdfWriter pdf(&kept);
    pdf.setResolution(kResolution);
    pdf.setPageSize(QPageSize(page));
    pdf.setTitle(ReportDocument::tr("Verification report: %1").arg(verdictName(report.verdict)));
    pdf.setCreator(ReportDocument::tr("Counterfoil %1").arg(QLatin1String(kProgramVersionText)));
    const std::string json = verifier::report_json(report);
    pdf.addFileAttachment("report.json",
                          QByteArray(json.data(), static_cast<qsizetype>(json.size())),
                          "application/json");
    reportDocument(report, latencies)->print(&pdf);
    return kept.commit();
}

}  // namespace counterfoil::gui
