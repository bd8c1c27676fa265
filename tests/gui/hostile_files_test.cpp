// SPDX-License-Identifier: GPL-3.0-or-later
#include <QApplication>
#include <random>

#include "tests/gui/opened_window.h"

namespace counterfoil::gui {
namespace {

namespace fs = std::filesystem;

void lookAtEverything(EvidenceView& view) {
    for (const EvidenceView::Page page :
         {EvidenceView::kVerdict, EvidenceView::kFindings, EvidenceView::kRecords,
          EvidenceView::kMap, EvidenceView::kSignatures, EvidenceView::kEvents,
          EvidenceView::kLatency, EvidenceView::kTrust}) {
        view.showPage(page);
        QApplication::processEvents();
    }
    if (!view.hasPage(EvidenceView::kRecords)) return;
    for (const std::uint64_t sequence : {std::uint64_t{0}, std::uint64_t{7}, ~std::uint64_t{0}}) {
        view.goToRecord(sequence);
        for (const int tab : {0, 1, 2, 3}) view.records().panel().showTab(tab);
        QApplication::processEvents();
    }
}

TEST(HostileFiles, OfTheFuzzCorpusNeitherEndTheWindowNorPass) {
    OpenedWindow opened;
    int files = 0;
    const fs::path corpus = fs::path(COUNTERFOIL_SOURCE_DIR) / "tests/fuzz/corpus";
    for (const auto& each : fs::recursive_directory_iterator(corpus)) {
        if (!each.is_regular_file()) continue;
        EvidenceView* view = opened.judged(each.path());
        ASSERT_NE(view, nullptr);
        // No key was given: nothing can be more than untrusted.
        EXPECT_FALSE(view->banner().title().startsWith("VERIFIED")) << each.path();
        lookAtEverything(*view);
        delete view;
        ++files;
    }
    EXPECT_GT(files, 20);
}

// A ledger whose bytes are changed at random, and looked at from all sides each time.
TEST(HostileLedger, NeitherEndsTheWindowNorPassesWhenItIsSpoiled) {
    test::TestLedger ledger;
    fill(ledger, 5, 20);
    const std::uint32_t seed = 20261127;
    std::cout << "seed " << seed << '\n';
    std::mt19937 random(seed);
    OpenedWindow opened;
    opened.window->setPinFile(opened.pinFile(ledger));
    const std::vector<std::string> names{"HEAD", "ledger.json",
                                         "segments/00000000000000000000.segment",
                                         "checkpoints/00000000000000000000.note"};
    for (int round = 0; round < 60; ++round) {
        const fs::path copy = opened.path(QString("copy%1").arg(round)).toStdString();
        fs::copy(ledger.directory(), copy, fs::copy_options::recursive);
        const fs::path file = copy / names[random() % names.size()];
        if (!fs::exists(file)) continue;
        const std::uint64_t size = fs::file_size(file);
        if (random() % 4 == 0) {
            fs::resize_file(file, size > 0 ? random() % size : 0);
        } else {
            std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
            for (int i = 0; i < 40; ++i) {
                stream.seekp(
                    static_cast<std::streamoff>(random() % std::max<std::uint64_t>(size, 1)));
                stream.put(static_cast<char>(random()));
            }
        }
        EvidenceView* view = opened.judged(copy);
        ASSERT_NE(view, nullptr);
        EXPECT_FALSE(view->banner().title().startsWith("VERIFIED"))
            << "round " << round << " " << file;
        static_cast<void>(
            view->evidence().loadKeys(QString::fromStdString(ledger.key_directory()), {}));
        lookAtEverything(*view);
        delete view;
        fs::remove_all(copy);
    }
}

}  // namespace
}  // namespace counterfoil::gui
