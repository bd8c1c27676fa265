// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QProcess>

#include "tests/gui/opened_window.h"

namespace counterfoil::gui {
namespace {

QByteArray printed(const QString& program, const QStringList& arguments) {
    QProcess process;
    process.start(program, arguments);
    if (!process.waitForFinished()) return {};
    return process.readAllStandardOutput();
}

class ReportTest : public testing::Test {
  protected:
    ReportTest() { fill(ledger_, 3, 10); }

    test::TestLedger ledger_;
    OpenedWindow opened_;
};

TEST_F(ReportTest, CanBeReadAndCopiedOutOfThePdf) {
    opened_.window->setPinFile(opened_.pinFile(ledger_));
    EvidenceView* view = opened_.judged(ledger_.directory());
    ASSERT_NE(view, nullptr);
    for (const QPageSize::PageSizeId page : {QPageSize::A4, QPageSize::Letter}) {
        const QString file = opened_.path("report.pdf");
        ASSERT_TRUE(view->savePdf(file, page));
        const QByteArray text = printed("pdftotext", {"-layout", file, "-"});
        for (const char* words : {"VERIFIED", "everything is proven", "Chain and tree: whole",
                                  "What was not proven", "test.example/ledger"}) {
            EXPECT_TRUE(text.contains(words)) << words << "\n" << text.toStdString();
        }
        const QByteArray facts = printed("pdfinfo", {file});
        EXPECT_TRUE(facts.contains(page == QPageSize::A4 ? "(A4)" : "(letter)"))
            << facts.toStdString();
    }
}

TEST_F(ReportTest, CarriesTheReportForPrograms) {
    EvidenceView* view = opened_.judged(ledger_.directory());
    ASSERT_NE(view, nullptr);
    const QString file = opened_.path("report.pdf");
    ASSERT_TRUE(view->savePdf(file, QPageSize::A4));
    const QString json = opened_.path("attached.json");
    printed("pdfdetach", {"-save", "1", "-o", json, file});
    QFile attached(json);
    ASSERT_TRUE(attached.open(QIODevice::ReadOnly));
    EXPECT_EQ(attached.readAll().toStdString(), verifier::report_json(*view->evidence().report()));
}

TEST_F(ReportTest, NamesTheDamageWithExpectedAndFound) {
    const std::string segment = ledger_.directory() + "/segments/00000000000000000000.segment";
    flip(segment, std::filesystem::file_size(segment) / 2);
    EvidenceView* view = opened_.judged(ledger_.directory());
    ASSERT_NE(view, nullptr);
    const QString file = opened_.path("report.pdf");
    ASSERT_TRUE(view->savePdf(file, QPageSize::A4));
    const QByteArray text = printed("pdftotext", {"-layout", file, "-"});
    EXPECT_TRUE(text.contains("FAILED"));
    EXPECT_TRUE(text.contains("Expected")) << text.toStdString();
    EXPECT_TRUE(text.contains("Found"));
}

TEST_F(ReportTest, IsNotWrittenWithoutAVerdictOrWhereNothingCanBe) {
    EvidenceView* view = opened_.window->open(QString::fromStdString(ledger_.directory()));
    ASSERT_NE(view, nullptr);
    EXPECT_FALSE(view->savePdf(opened_.path("early.pdf"), QPageSize::A4));
    ASSERT_TRUE(OpenedWindow::wait(*view));
    EXPECT_FALSE(view->savePdf("/nowhere/at/all.pdf", QPageSize::A4));
}

TEST_F(ReportTest, ThatCannotBeWrittenIsNotTakenForTheOneThatLiesThere) {
    EvidenceView* view = opened_.judged(ledger_.directory());
    ASSERT_NE(view, nullptr);
    const QString folder = opened_.path("report.pdf");  // Of that name there is a folder.
    std::filesystem::create_directories(folder.toStdString() + "/old");
    EXPECT_FALSE(view->savePdf(folder, QPageSize::A4));
}

}  // namespace
}  // namespace counterfoil::gui
