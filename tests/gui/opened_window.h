// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtest/gtest.h>

#include <QLabel>
#include <QPushButton>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "gui/main_window.h"
#include "gui/words.h"
#include "tests/support/test_ledger.h"

namespace counterfoil::gui {

// A window with a memory of its own, and a ledger to look at.
class OpenedWindow {
  public:
    static constexpr int kPatienceMs = 60'000;

    OpenedWindow() {
        Evidence::Memory memory;
        memory.trust_directory = trustDirectory();
        memory.state_directory = place_.filePath("state").toStdString();
        window = std::make_unique<MainWindow>(
            machine, memory,
            std::make_unique<QSettings>(place_.filePath("settings"), QSettings::IniFormat));
        window->resize(1200, 800);
        window->show();
    }

    [[nodiscard]] std::string trustDirectory() const {
        return place_.filePath("trust").toStdString();
    }
    [[nodiscard]] QString path(const QString& name) const { return place_.filePath(name); }

    static bool wait(EvidenceView& view) {
        return QTest::qWaitFor([&] { return !view.evidence().isJudging(); }, kPatienceMs);
    }
    // Opened and judged; null, and a failure, when that does not happen.
    EvidenceView* judged(const std::string& what) {
        EvidenceView* view = window->open(QString::fromStdString(what));
        EXPECT_NE(view, nullptr) << what;
        const bool done = view != nullptr && wait(*view);
        EXPECT_TRUE(done) << what;
        return view;
    }

    // A pin file for this ledger.
    QString pinFile(const test::TestLedger& ledger) {
        const QString file = path("ledger.pin");
        std::ofstream(file.toStdString()) << verifier::pin_text(ledger.pin());
        return file;
    }

    platform::Machine machine;
    std::unique_ptr<MainWindow> window;

  private:
    QTemporaryDir place_;
};

// Appends so many JSON events to `ledger`, a commit for each of `batches`.
inline void fill(test::TestLedger& ledger, int batches, int events) {
    const auto writer = ledger.open();
    for (int batch = 0; batch < batches; ++batch) {
        std::vector<std::string> contents;
        for (int i = 0; i < events; ++i) {
            contents.push_back("{\"batch\":" + std::to_string(batch) +
                               ",\"number\":" + std::to_string(i) + "}");
        }
        std::vector<store::Event> all;
        for (const std::string& each : contents) all.push_back(test::event("door", each));
        std::vector<store::Receipt> receipts;
        ASSERT_TRUE(writer->append(all, receipts));
    }
    ASSERT_TRUE(writer->close());
}

// Flips one bit of the file.
inline void flip(const std::string& file, std::uint64_t offset) {
    std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
    stream.seekg(static_cast<std::streamoff>(offset));
    const int byte = stream.get();
    stream.seekp(static_cast<std::streamoff>(offset));
    stream.put(static_cast<char>(byte ^ 1));
    ASSERT_TRUE(stream.good());
}

}  // namespace counterfoil::gui
