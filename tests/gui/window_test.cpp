// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QMimeData>
#include <QProcess>
#include <QProcessEnvironment>
#include <set>

#include "tests/gui/opened_window.h"

namespace counterfoil::gui {
namespace {

class WindowTest : public testing::Test {
  protected:
    WindowTest() {
        fill(ledger_, 20, 50);
        opened_.window->setPinFile(opened_.pinFile(ledger_));
    }

    std::string segment() const {
        return ledger_.directory() + "/segments/00000000000000000000.segment";
    }
    // Within the bodies of a batch.
    std::uint64_t damage() {
        auto reader = test::TestLedger::made(
            reader::LedgerReader::open(*ledger_.machine.storage, ledger_.directory()));
        const auto first = test::TestLedger::made(reader.segment(0));
        const reader::FrameSummary frame = test::TestLedger::made(first->frame(10));
        return frame.offset + frame.length * 3 / 4;
    }

    test::TestLedger ledger_;
    OpenedWindow opened_;
};

TEST_F(WindowTest, SaysVerifiedOfAGoodLedgerWhoseKeyIsPinned) {
    EvidenceView* view = opened_.judged(ledger_.directory());
    ASSERT_NE(view, nullptr);
    EXPECT_EQ(view->banner().title(), "VERIFIED");
    EXPECT_EQ(view->findings().count(), 0);
}

TEST_F(WindowTest, SaysUntrustedWhenNobodyVouchesForTheKey) {
    opened_.window->setPinFile({});
    EvidenceView* view = opened_.judged(ledger_.directory());
    ASSERT_NE(view, nullptr);
    EXPECT_EQ(view->banner().title(), "UNTRUSTED");
}

TEST_F(WindowTest, LeadsFromTheVerdictToTheDamagedRecordInOneClick) {
    flip(segment(), damage());
    EvidenceView* view = opened_.judged(ledger_.directory());
    ASSERT_NE(view, nullptr);
    ASSERT_EQ(view->banner().title(), "FAILED");
    auto* button = view->findChild<QPushButton*>("showFirstProblem");
    ASSERT_NE(button, nullptr);
    QTest::mouseClick(button, Qt::LeftButton);
    const verifier::Finding& finding = view->evidence().report()->findings.at(0);
    ASSERT_TRUE(finding.sequence);
    EXPECT_EQ(view->page(), EvidenceView::kRecords);
    EXPECT_EQ(view->records().panel().sequence(), finding.sequence);
    const QString problem = view->records().panel().problemText();
    EXPECT_TRUE(problem.contains(QString::fromStdString(finding.expected)))
        << problem.toStdString();
    EXPECT_TRUE(problem.contains(QString::fromStdString(finding.found))) << problem.toStdString();
    EXPECT_EQ(view->records().model().sequenceAt(view->records().table().currentIndex().row()),
              *finding.sequence);
}

TEST_F(WindowTest, CopiesAFindingWithAllThatIsKnownOfIt) {
    flip(segment(), damage());
    EvidenceView* view = opened_.judged(ledger_.directory());
    ASSERT_NE(view, nullptr);
    view->showPage(EvidenceView::kFindings);
    QPushButton* copy = nullptr;
    for (auto* each : view->findings().findChildren<QPushButton*>()) {
        if (each->text() == "&Copy") copy = each;
    }
    ASSERT_NE(copy, nullptr);
    QTest::mouseClick(copy, Qt::LeftButton);
    EXPECT_EQ(QApplication::clipboard()->text(), findingText(*view->findings().chosen()));
}

TEST_F(WindowTest, StopsWhenAskedToAndDoesNotSayThatItPassed) {
    fill(ledger_, 400, 100);
    EvidenceView* view = opened_.window->open(QString::fromStdString(ledger_.directory()));
    ASSERT_NE(view, nullptr);
    ASSERT_TRUE(view->evidence().isJudging());
    EXPECT_EQ(view->banner().title(), "VERIFYING …");
    view->evidence().cancel();
    ASSERT_TRUE(OpenedWindow::wait(*view));
    EXPECT_EQ(view->banner().title(), "INCOMPLETE");
    ASSERT_EQ(view->findings().count(), 1);
    EXPECT_EQ(view->findings().chosen()->kind, "interrupted");
    // And it goes on from there.
    view->evidence().judge();
    ASSERT_TRUE(OpenedWindow::wait(*view));
    EXPECT_NE(view->banner().title(), "FAILED");
}

TEST_F(WindowTest, SaysThatTheVerifierStoppedWhenTheMemoryOfTheLedgerCannotBeRead) {
    std::filesystem::create_directories(opened_.trustDirectory());
    opened_.window->setPinFile({});
    std::ofstream(opened_.trustDirectory() + "/" +
                  shownHex(ledger_.created().ledger_id).toStdString() + ".pin")
        << "no pin\n";
    EvidenceView* view = opened_.judged(ledger_.directory());
    ASSERT_NE(view, nullptr);
    EXPECT_EQ(view->banner().title(), "VERIFIER STOPPED");
    EXPECT_EQ(view->evidence().report(), nullptr);
}

TEST_F(WindowTest, ShowsContentOnlyWithTheKeys) {
    EvidenceView* view = opened_.judged(ledger_.directory());
    ASSERT_NE(view, nullptr);
    std::uint64_t sequence = 0;
    while (view->evidence().view()->reader().entry(sequence)->type != 1) ++sequence;
    view->goToRecord(sequence);
    EXPECT_FALSE(view->records().panel().contentText().contains("batch"));
    const QString nowhere = opened_.path("nowhere");
    EXPECT_FALSE(view->evidence().loadKeys(nowhere, {}));
    ASSERT_TRUE(view->evidence().loadKeys(QString::fromStdString(ledger_.key_directory()), {}));
    EXPECT_TRUE(view->records().panel().contentText().contains("\"batch\": 0"))
        << view->records().panel().contentText().toStdString();
    view->evidence().forgetKeys();
    EXPECT_FALSE(view->records().panel().contentText().contains("batch"));
}

TEST_F(WindowTest, FindsThePathOfARecordToTheRoot) {
    EvidenceView* view = opened_.judged(ledger_.directory());
    ASSERT_NE(view, nullptr);
    for (const std::uint64_t sequence :
         {std::uint64_t{0}, std::uint64_t{777}, view->evidence().view()->reader().size() - 1}) {
        view->goToRecord(sequence);
        view->records().panel().showTab(RecordPanel::kProofTab);
        const ProofView& proof = view->records().panel().proof();
        ASSERT_TRUE(QTest::qWaitFor(
            [&] { return proof.text().contains(QString("record %1 ").arg(sequence)); },
            OpenedWindow::kPatienceMs));
        EXPECT_TRUE(proof.text().contains("the path leads to the root")) << sequence;
        // What was computed on the way up ends in the root that HEAD names.
        const QString root = shownHex(view->evidence().view()->reader().head().root);
        EXPECT_EQ(proof.text().count(root), 2) << proof.text().toStdString();
    }
}

TEST_F(WindowTest, DrawsTheDamageIntoTheMapAndLeadsToIt) {
    flip(segment(), damage());
    EvidenceView* view = opened_.judged(ledger_.directory());
    ASSERT_NE(view, nullptr);
    view->showPage(EvidenceView::kMap);
    ASSERT_TRUE(
        QTest::qWaitFor([&] { return !view->map().isLoading(); }, OpenedWindow::kPatienceMs));
    const std::uint64_t damaged = *view->evidence().report()->findings.at(0).sequence;
    SegmentMap& map = view->map().map();
    std::set<std::uint64_t> reached;
    for (int y = 0; y < map.viewport()->height(); y += 4) {
        for (int x = 0; x < map.viewport()->width(); x += 4) {
            if (const auto sequence = map.recordAt({x, y})) reached.insert(*sequence);
        }
    }
    EXPECT_TRUE(reached.contains(damaged));
    EXPECT_GT(reached.size(), 15U);
}

TEST_F(WindowTest, NarrowsTheTableByStreamTypeAndFinding) {
    flip(segment(), damage());
    EvidenceView* view = opened_.judged(ledger_.directory());
    ASSERT_NE(view, nullptr);
    RecordsModel& model = view->records().model();
    const auto wait = [&] {
        return QTest::qWaitFor([&] { return !model.isFiltering(); }, OpenedWindow::kPatienceMs);
    };
    const auto total = static_cast<int>(model.total());
    EXPECT_EQ(model.rowCount(), total);
    RecordFilter events;
    events.record_type = static_cast<std::uint8_t>(format::RecordType::kEvent);
    model.setFilter(events);
    ASSERT_TRUE(wait());
    EXPECT_EQ(model.rowCount(), 1000);
    RecordFilter stream;
    stream.stream = "1";
    model.setFilter(stream);
    ASSERT_TRUE(wait());
    EXPECT_EQ(model.rowCount(), 1000);
    RecordFilter none;
    none.stream = "window";
    model.setFilter(none);
    ASSERT_TRUE(wait());
    EXPECT_EQ(model.rowCount(), 0);
    RecordFilter bad;
    bad.sequences = {*view->evidence().report()->findings.at(0).sequence};
    model.setFilter(bad);
    ASSERT_TRUE(wait());
    ASSERT_EQ(model.rowCount(), 1);
    EXPECT_EQ(model.sequenceAt(0), *bad.sequences->begin());
    // Going to a record that the filter hides shows all of them again.
    view->goToRecord(3);
    EXPECT_EQ(view->records().panel().sequence(), 3U);
    EXPECT_EQ(model.rowCount(), total);
}

TEST_F(WindowTest, OpensWhatIsDroppedAndTheSameThingOnlyOnce) {
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(QString::fromStdString(ledger_.directory())),
                  QUrl("https://example.org/elsewhere")});
    QDragEnterEvent enter({10, 10}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(opened_.window.get(), &enter);
    EXPECT_TRUE(enter.isAccepted());
    QDropEvent drop({10, 10}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(opened_.window.get(), &drop);
    EXPECT_EQ(opened_.window->count(), 1);
    EXPECT_NE(opened_.judged(ledger_.directory()), nullptr);
    EXPECT_EQ(opened_.window->count(), 1);
    EXPECT_EQ(opened_.window->open("/nowhere/at/all"), nullptr);
    EXPECT_EQ(opened_.window->count(), 1);
}

TEST_F(WindowTest, ChangesNothingInTheLedger) {
    const auto state = [&] {
        std::map<std::string, std::pair<std::uintmax_t, std::filesystem::file_time_type>> files;
        for (const auto& each :
             std::filesystem::recursive_directory_iterator(ledger_.directory())) {
            if (each.is_regular_file()) {
                files[each.path()] = {each.file_size(), each.last_write_time()};
            }
        }
        return files;
    };
    const auto before = state();
    EvidenceView* view = opened_.judged(ledger_.directory());
    ASSERT_NE(view, nullptr);
    ASSERT_TRUE(view->evidence().loadKeys(QString::fromStdString(ledger_.key_directory()), {}));
    for (const EvidenceView::Page page :
         {EvidenceView::kFindings, EvidenceView::kRecords, EvidenceView::kMap,
          EvidenceView::kSignatures, EvidenceView::kEvents, EvidenceView::kLatency,
          EvidenceView::kTrust}) {
        view->showPage(page);
        QTest::qWait(20);
    }
    view->goToRecord(5);
    EXPECT_EQ(state(), before);
}

TEST_F(WindowTest, CanBeUsedWithTheKeyboardAlone) {
    EvidenceView* view = opened_.judged(ledger_.directory());
    ASSERT_NE(view, nullptr);
    QTest::keyClick(opened_.window.get(), Qt::Key_3, Qt::ControlModifier);
    EXPECT_EQ(view->page(), EvidenceView::kRecords);
    // Tab leaves each place that it reaches.
    std::set<QWidget*> reached;
    view->records().setFocus();
    for (int i = 0; i < 60; ++i) {
        QTest::keyClick(QApplication::focusWidget() != nullptr ? QApplication::focusWidget()
                                                               : opened_.window.get(),
                        Qt::Key_Tab);
        if (QApplication::focusWidget() != nullptr) reached.insert(QApplication::focusWidget());
    }
    EXPECT_TRUE(reached.contains(&view->records().table()));
    EXPECT_GT(reached.size(), 10U);
}

TEST_F(WindowTest, NamesWhatCanBeReachedForWhoeverCannotSee) {
    EvidenceView* view = opened_.judged(ledger_.directory());
    ASSERT_NE(view, nullptr);
    for (const EvidenceView::Page page :
         {EvidenceView::kVerdict, EvidenceView::kFindings, EvidenceView::kRecords,
          EvidenceView::kMap, EvidenceView::kSignatures, EvidenceView::kEvents,
          EvidenceView::kLatency, EvidenceView::kTrust}) {
        view->showPage(page);
        for (auto* each : view->findChildren<QAbstractItemView*>()) {
            // Those inside other widgets belong to them.
            if (each->isVisible() && qobject_cast<QWidget*>(each->parent()) != nullptr &&
                !each->inherits("QHeaderView") &&
                !each->parent()->inherits("QComboBoxPrivateContainer")) {
                EXPECT_FALSE(each->accessibleName().isEmpty())
                    << each->metaObject()->className() << " on page " << page;
            }
        }
    }
    for (const QAction* menu : opened_.window->menuBar()->actions()) {
        for (const QAction* each : menu->menu()->actions()) {
            EXPECT_TRUE(each->isSeparator() || !each->text().isEmpty());
        }
    }
}

TEST_F(WindowTest, SaysNothingOldOfALedgerThatIsReadAgain) {
    EvidenceView* view = opened_.judged(ledger_.directory());
    ASSERT_NE(view, nullptr);
    ASSERT_EQ(view->banner().title(), "VERIFIED");
    flip(segment(), damage());
    view->evidence().reload();
    EXPECT_EQ(view->evidence().report(), nullptr);
    EXPECT_EQ(view->banner().title(), "VERIFYING …");
    ASSERT_TRUE(OpenedWindow::wait(*view));
    EXPECT_EQ(view->banner().title(), "FAILED");
}

TEST_F(WindowTest, DrawsTheMapOfALedgerThatGrewSinceItWasOpened) {
    EvidenceView* view = opened_.judged(ledger_.directory());
    ASSERT_NE(view, nullptr);
    fill(ledger_, 300, 50);  // More segments than the window knows.
    view->showPage(EvidenceView::kMap);
    ASSERT_TRUE(
        QTest::qWaitFor([&] { return !view->map().isLoading(); }, OpenedWindow::kPatienceMs));
    SegmentMap& map = view->map().map();
    map.grab();
    for (int y = 0; y < map.viewport()->height(); y += 4) {
        static_cast<void>(map.recordAt({20, y}));
    }
    view->evidence().reload();
    ASSERT_TRUE(OpenedWindow::wait(*view));
    EXPECT_EQ(view->banner().title(), "VERIFIED");
}

TEST_F(WindowTest, ShowsNothingThatABundleDisclosedOnceItFails) {
    fill(ledger_, 1, 5);
    const std::string bundle = opened_.path("five.tar").toStdString();
    QProcess program;
    program.setProcessEnvironment([&] {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert("XDG_STATE_HOME", opened_.path("state"));
        return environment;
    }());
    const QString directory = QString::fromStdString(ledger_.directory());
    const QString keys = QString::fromStdString(ledger_.key_directory());
    program.start(COUNTERFOIL_PROGRAM, {"checkpoint", directory, "--key-dir", keys});
    ASSERT_TRUE(program.waitForFinished());
    program.start(COUNTERFOIL_PROGRAM, {"export", directory, "20..24", "--disclose", "--output",
                                        QString::fromStdString(bundle), "--key-dir", keys});
    ASSERT_TRUE(program.waitForFinished());
    ASSERT_EQ(program.exitCode(), 0) << program.readAllStandardError().toStdString();
    EvidenceView* view = opened_.judged(bundle);
    ASSERT_NE(view, nullptr);
    ASSERT_EQ(view->banner().title(), "VERIFIED");
    view->goToRecord(22);
    EXPECT_TRUE(view->records().panel().contentText().contains("batch"));
    flip(bundle, std::filesystem::file_size(bundle) / 2);
    view->evidence().reload();
    EXPECT_FALSE(view->records().panel().sequence());
    ASSERT_TRUE(OpenedWindow::wait(*view));
    EXPECT_EQ(view->banner().title(), "FAILED");
    EXPECT_EQ(view->records().model().rowCount(), 0);
    EXPECT_FALSE(view->records().panel().sequence());
}

}  // namespace
}  // namespace counterfoil::gui
