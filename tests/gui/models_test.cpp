// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractItemModelTester>
#include <cmath>

#include "gui/models/findings_model.h"
#include "gui/models/record_facts.h"
#include "gui/models/records_model.h"
#include "gui/models/report_groups.h"
#include "gui/models/segment_summary.h"
#include "gui/models/signature_rows.h"
#include "gui/models/table_rows.h"
#include "tests/gui/opened_window.h"

namespace counterfoil::gui {
namespace {

using Tester = QAbstractItemModelTester;
constexpr auto kFatal = Tester::FailureReportingMode::Fatal;

verifier::Finding finding(std::uint64_t sequence, verifier::Severity severity) {
    verifier::Finding made;
    made.kind = "chain";
    made.severity = severity;
    made.sequence = sequence;
    made.message = "it is broken";
    made.expected = "aa";
    made.found = "bb";
    return made;
}

TEST(FindingsModel, IsAProperModel) {
    FindingsModel model;
    const Tester tester(&model, kFatal);
    model.show(
        {finding(1, verifier::Severity::kFailure), finding(2, verifier::Severity::kIoError)});
    EXPECT_EQ(model.rowCount(), 2);
    EXPECT_EQ(model.data(model.index(1, FindingsModel::kSeverity), Qt::DisplayRole).toString(),
              "cannot be read");
    EXPECT_EQ(model.data(model.index(0, FindingsModel::kRecord), Qt::DisplayRole).toString(), "1");
    model.show({});
    EXPECT_EQ(model.rowCount(), 0);
}

TEST(TableRows, IsAProperModelWhateverItsRowsLack) {
    TableRows model({"one", "two", "three"});
    const Tester tester(&model, kFatal);
    model.show({{{"a", "b", "c"}, {}, 7, "all"}, {{"only one"}, {}, std::nullopt, {}}});
    EXPECT_EQ(model.data(model.index(1, 2), Qt::DisplayRole).toString(), "");
    EXPECT_EQ(model.headerData(1, Qt::Horizontal, Qt::DisplayRole).toString(), "two");
}

TEST(TableRows, NeverLetsATooltipBeMarkup) {
    TableRows model({"one"});
    model.show({{{"<b>x</b>"}, {}, std::nullopt, {}}});
    EXPECT_EQ(model.data(model.index(0, 0), Qt::ToolTipRole).toString(),
              "<qt>&lt;b&gt;x&lt;/b&gt;</qt>");
}

class RecordsModelTest : public testing::Test {
  protected:
    RecordsModelTest() {
        fill(ledger_, 4, 25);
        view_ = test::TestLedger::made(reader::LedgerView::open(
            machine_.storage(), machine_.random(), ledger_.directory(), {}));
    }
    test::TestLedger ledger_;
    platform::Machine machine_;
    std::unique_ptr<reader::LedgerView> view_;
};

TEST_F(RecordsModelTest, IsAProperModelWithAndWithoutAFilter) {
    RecordsModel model;
    const Tester tester(&model, kFatal);
    model.show(view_.get());
    EXPECT_EQ(static_cast<std::uint64_t>(model.rowCount()), view_->reader().size());
    RecordFilter filter;
    filter.record_type = static_cast<std::uint8_t>(format::RecordType::kEvent);
    model.setFilter(filter);
    ASSERT_TRUE(QTest::qWaitFor([&] { return !model.isFiltering(); }, 10'000));
    EXPECT_EQ(model.rowCount(), 100);
    model.show(static_cast<reader::LedgerView*>(nullptr));
    EXPECT_EQ(model.rowCount(), 0);
}

TEST_F(RecordsModelTest, MarksTheWorstFindingOfARecord) {
    RecordsModel model;
    model.show(view_.get());
    model.mark(
        {finding(3, verifier::Severity::kIncomplete), finding(3, verifier::Severity::kFailure)});
    EXPECT_EQ(model.data(model.index(3, RecordsModel::kStatus), Qt::DisplayRole).toString(),
              "failure");
    EXPECT_EQ(model.data(model.index(4, RecordsModel::kStatus), Qt::DisplayRole).toString(), "");
}

TEST_F(RecordsModelTest, FiltersByTime) {
    RecordsModel model;
    model.show(view_.get());
    const std::uint64_t middle = view_->reader().entry(50)->time_ns;
    RecordFilter filter;
    filter.to_ns = middle;
    model.setFilter(filter);
    ASSERT_TRUE(QTest::qWaitFor([&] { return !model.isFiltering(); }, 10'000));
    const int before = model.rowCount();
    filter.to_ns.reset();
    filter.from_ns = middle + 1;
    model.setFilter(filter);
    ASSERT_TRUE(QTest::qWaitFor([&] { return !model.isFiltering(); }, 10'000));
    EXPECT_EQ(static_cast<std::uint64_t>(before + model.rowCount()), view_->reader().size());
    EXPECT_GT(before, 0);
    EXPECT_GT(model.rowCount(), 0);
}

TEST_F(RecordsModelTest, HoldsAnEntryAgainstWhatLiesAroundIt) {
    const RecordFacts good = factsOf(*view_, 20, nullptr);
    ASSERT_EQ(good.fields.size(), format::kEntryFields.size());
    for (const RecordFacts::Field& each : good.fields) {
        EXPECT_TRUE(each.expected.isEmpty()) << each.name.toStdString();
    }
    const RecordFacts none = factsOf(*view_, 1'000'000, nullptr);
    EXPECT_FALSE(none.problem.isEmpty());
}

TEST_F(RecordsModelTest, FindsEverySegmentAndTheSpanOfItsTimes) {
    const auto never = [] { return false; };
    const auto segments = segmentSummaries(view_->reader(), never);
    ASSERT_FALSE(segments.empty());
    EXPECT_EQ(segments.back().end_sequence, view_->reader().size());
    const auto points = timePoints(view_->reader(), 10, never);
    ASSERT_EQ(points.size(), 10U);
    EXPECT_EQ(points.front().sequence, 0U);
    EXPECT_EQ(points.back().sequence, view_->reader().size() - 1);
}

TEST_F(RecordsModelTest, ListsEpochsAndCheckpoints) {
    EXPECT_EQ(epochRows(view_->reader()).size(), 1U);
    EXPECT_EQ(checkpointRows(view_->reader(), nullptr, 100).size(),
              view_->reader().head().checkpoint_count);
}

TEST(HexDump, ShowsOffsetsBytesAndLetters) {
    Bytes bytes;
    for (int i = 0; i < 20; ++i) bytes.push_back(static_cast<std::uint8_t>('A' + i));
    const QString text = hexDump(bytes, 1000);
    EXPECT_TRUE(text.startsWith("00000000  41 42 43")) << text.toStdString();
    EXPECT_TRUE(text.contains("ABCDEFGHIJKLMNOP"));
    EXPECT_TRUE(text.contains("00000010  51 52 53 54"));
    EXPECT_TRUE(hexDump(bytes, 16).contains("more"));
}

TEST(ReportGroups, KeepTheThreeQuestionsApart) {
    EXPECT_EQ(groupOf("chain"), Group::kIntegrity);
    EXPECT_EQ(groupOf("signature"), Group::kSignatures);
    EXPECT_EQ(groupOf("rollback"), Group::kTrust);
    EXPECT_EQ(groupOf("a-kind-of-tomorrow"), Group::kIntegrity);
}

TEST(ReportGroups, CallNothingGoodThatWasNotJudgedToTheEnd) {
    for (const verifier::Verdict verdict :
         {verifier::Verdict::kFailed, verifier::Verdict::kUnsupported, verifier::Verdict::kIoError,
          verifier::Verdict::kIncomplete}) {
        verifier::Report report;
        report.verdict = verdict;
        report.identity = verifier::Identity::kPinned;
        for (const Group group : {Group::kIntegrity, Group::kSignatures, Group::kTrust}) {
            EXPECT_FALSE(summaryOf(group, report).good) << verifier::verdict_name(verdict);
        }
    }
    verifier::Report report;
    report.verdict = verifier::Verdict::kVerified;
    report.identity = verifier::Identity::kPinned;
    EXPECT_TRUE(summaryOf(Group::kTrust, report).good);
    report.identity = verifier::Identity::kUnpinned;
    EXPECT_FALSE(summaryOf(Group::kTrust, report).good);
}

TEST(ReportGroups, LeadTheReaderToTheWorstFindingOfARecord) {
    verifier::Report report;
    verifier::Finding no_key = finding(0, verifier::Severity::kUntrusted);
    no_key.sequence.reset();
    verifier::Finding elsewhere = finding(0, verifier::Severity::kFailure);
    elsewhere.sequence.reset();
    report.findings = {no_key, elsewhere, finding(7, verifier::Severity::kFailure)};
    EXPECT_EQ(leadingFinding(report), 2U);
}

}  // namespace
}  // namespace counterfoil::gui
