// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/views/trust_page.h"
#include "ledger/crypto/hash.h"
#include "tests/gui/opened_window.h"
#include "verifier/trust_store.h"

namespace counterfoil::gui {
namespace {

class TrustTest : public testing::Test {
  protected:
    TrustTest() { fill(ledger_, 3, 10); }

    test::TestLedger ledger_;
    OpenedWindow opened_;
};

TEST_F(TrustTest, ComparesTheFingerprintThatSomebodyReads) {
    EvidenceView* view = opened_.judged(ledger_.directory());
    ASSERT_NE(view, nullptr);
    const Hash hash = crypto::sha256(as_bytes(view->evidence().report()->vkey));
    TrustPage& page = view->trust();
    page.compare(shownFingerprint(hash).toUpper());
    EXPECT_TRUE(page.comparison().startsWith(QChar(0x2713))) << page.comparison().toStdString();
    page.compare(shownHex(hash).left(8));
    EXPECT_TRUE(page.comparison().contains("so far"));
    page.compare(shownHex(Hash{}));
    EXPECT_TRUE(page.comparison().contains("NOT"));
}

TEST_F(TrustTest, RemembersALedgerThatWasProvenUnderItsPin) {
    EvidenceView* view = opened_.judged(ledger_.directory());
    ASSERT_NE(view, nullptr);
    EXPECT_FALSE(view->trust().canPin());
    view->trust().choosePin(opened_.pinFile(ledger_));
    ASSERT_TRUE(OpenedWindow::wait(*view));
    EXPECT_EQ(view->banner().title(), "VERIFIED");
    ASSERT_TRUE(view->trust().canPin());
    view->trust().pin();
    const verifier::TrustStore store(opened_.machine.storage(), opened_.trustDirectory());
    const auto known = store.find(ledger_.created().ledger_id);
    ASSERT_TRUE(known);
    ASSERT_TRUE(*known);
    EXPECT_EQ(**known, ledger_.pin());
}

TEST_F(TrustTest, BelievesAKeyOnlyAfterAllOfItsFingerprintWasCompared) {
    EvidenceView* view = opened_.judged(ledger_.directory());
    ASSERT_NE(view, nullptr);
    TrustPage& page = view->trust();
    const QString fingerprint =
        shownFingerprint(crypto::sha256(as_bytes(view->evidence().report()->vkey)));
    EXPECT_FALSE(page.canBelieve());
    page.compare(fingerprint.left(40));
    EXPECT_FALSE(page.canBelieve());
    page.believe();
    EXPECT_FALSE(view->evidence().isJudging());
    page.compare(fingerprint);
    ASSERT_TRUE(page.canBelieve());
    page.believe();
    ASSERT_TRUE(OpenedWindow::wait(*view));
    EXPECT_EQ(view->banner().title(), "VERIFIED");
    ASSERT_TRUE(page.canPin());
    page.pin();
    ASSERT_EQ(page.remembered().model().rowCount(), 1);
    page.forget();
    EXPECT_EQ(page.remembered().model().rowCount(), 0);
}

TEST_F(TrustTest, RefusesAPinThatIsNoneAndKeepsTheVerdict) {
    EvidenceView* view = opened_.judged(ledger_.directory());
    ASSERT_NE(view, nullptr);
    const QString file = opened_.path("no.pin");
    std::ofstream(file.toStdString()) << "nothing of the kind\n";
    view->trust().choosePin(file);
    EXPECT_FALSE(view->evidence().isJudging());
    EXPECT_EQ(view->banner().title(), "UNTRUSTED");
    // And what was given before stays in force.
    view->trust().choosePin(opened_.pinFile(ledger_));
    ASSERT_TRUE(OpenedWindow::wait(*view));
    view->trust().choosePin(file);
    view->trust().choosePolicy(file);
    EXPECT_EQ(view->evidence().pin(), ledger_.pin());
    view->evidence().judge();
    ASSERT_TRUE(OpenedWindow::wait(*view));
    EXPECT_EQ(view->banner().title(), "VERIFIED");
    view->trust().typePin("");
    ASSERT_TRUE(OpenedWindow::wait(*view));
    EXPECT_EQ(view->banner().title(), "UNTRUSTED");
}

TEST_F(TrustTest, WarnsAcrossTheWholeWidthWhenTheIdentityIsAnother) {
    store::CreateOptions options;
    options.origin = "other.example/ledger";
    test::TestLedger other(options);
    opened_.window->setPinFile(opened_.pinFile(other));
    EvidenceView* view = opened_.judged(ledger_.directory());
    ASSERT_NE(view, nullptr);
    EXPECT_EQ(view->banner().title(), "FAILED");
    auto* warning = view->banner().findChild<QLabel*>("identityWarning");
    ASSERT_NE(warning, nullptr);
    EXPECT_TRUE(warning->isVisible());
    EXPECT_TRUE(warning->text().contains("ANOTHER IDENTITY")) << warning->text().toStdString();
}

TEST_F(TrustTest, WarnsOfARollback) {
    opened_.window->setPinFile(opened_.pinFile(ledger_));
    const std::string older = opened_.path("older").toStdString();
    std::filesystem::copy(ledger_.directory(), older, std::filesystem::copy_options::recursive);
    fill(ledger_, 3, 10);
    EvidenceView* view = opened_.judged(ledger_.directory());
    ASSERT_NE(view, nullptr);
    view->trust().pin();
    view->evidence().judge();  // Remembers its size.
    ASSERT_TRUE(OpenedWindow::wait(*view));
    EvidenceView* restored = opened_.judged(older);
    ASSERT_NE(restored, nullptr);
    EXPECT_EQ(restored->banner().title(), "FAILED");
    auto* warning = restored->banner().findChild<QLabel*>("identityWarning");
    ASSERT_NE(warning, nullptr);
    EXPECT_TRUE(warning->text().contains("ROLLBACK")) << warning->text().toStdString();
}

TEST_F(TrustTest, WarnsOfARollbackBehindMoreDamageThanIsListed) {
    opened_.window->setPinFile(opened_.pinFile(ledger_));
    fill(ledger_, 1100, 1);
    const std::string older = opened_.path("older").toStdString();
    std::filesystem::copy(ledger_.directory(), older, std::filesystem::copy_options::recursive);
    fill(ledger_, 1, 1);
    EvidenceView* view = opened_.judged(ledger_.directory());
    ASSERT_NE(view, nullptr);
    view->trust().pin();
    view->evidence().judge();  // Remembers its size.
    ASSERT_TRUE(OpenedWindow::wait(*view));
    for (const auto& segment : std::filesystem::directory_iterator(older + "/segments")) {
        std::fstream file(segment.path(), std::ios::in | std::ios::out | std::ios::binary);
        const auto size = std::filesystem::file_size(segment.path());
        for (std::uintmax_t at = 8192; at < size; at += 4096) {
            std::string start(16, '\0');
            file.seekg(static_cast<std::streamoff>(at));
            file.read(start.data(), 16);
            if (start != std::string("CF-FRAME\1\0\0\0\1\0\0\0", 16)) continue;
            const auto body = static_cast<std::streamoff>(at + 64 + 180);  // Of its only record.
            file.seekg(body);
            const char byte = static_cast<char>(file.get());
            file.seekp(body);
            file.put(static_cast<char>(byte ^ 1));
        }
    }
    EvidenceView* restored = opened_.judged(older);
    ASSERT_NE(restored, nullptr);
    const verifier::Report& report = *restored->evidence().report();
    EXPECT_GT(report.findings_total, report.findings.size());
    auto* warning = restored->banner().findChild<QLabel*>("identityWarning");
    ASSERT_NE(warning, nullptr);
    EXPECT_TRUE(warning->text().contains("ROLLBACK")) << warning->text().toStdString();
}

}  // namespace
}  // namespace counterfoil::gui
