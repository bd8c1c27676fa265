// SPDX-License-Identifier: GPL-3.0-or-later
// How the window takes a large ledger: large_ledger DIR. Prints how long it took to open it and to
// show its records, how long frames took while scrolling, and how much memory that needed. Run by
// scripts/measure-window.
#include <QApplication>
#include <QElapsedTimer>
#include <QScrollBar>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <iostream>
#include <memory>
#include <random>
#include <vector>

#include "gui/main_window.h"
#include "ledger/crypto/library.h"
#include "ledger/platform/machine_facts.h"
#include "ledger/platform/process.h"

namespace counterfoil::gui {
namespace {

constexpr int kFrames = 2000;

double millisecondsSince(const QElapsedTimer& clock) {
    return static_cast<double>(clock.nsecsElapsed()) / 1e6;
}

// Until what was asked for stands in the window.
void drawNow(QWidget& widget) {
    widget.repaint();
    QApplication::processEvents();
}

void tell(const char* what, std::vector<double> times) {
    std::sort(times.begin(), times.end());
    const auto at = [&](double share) {
        return times[static_cast<std::size_t>(share * static_cast<double>(times.size() - 1))];
    };
    std::cout << what << ": " << times.size() << " frames, p50 " << at(0.5) << " ms, p99 "
              << at(0.99) << " ms, max " << at(1) << " ms\n";
}

int measure(const QString& path) {
    const QTemporaryDir place;
    const platform::Machine machine;
    Evidence::Memory memory;
    memory.trust_directory = place.filePath("trust").toStdString();
    MainWindow window(
        machine, memory,
        std::make_unique<QSettings>(place.filePath("settings"), QSettings::IniFormat));
    window.resize(1200, 800);
    window.show();
    drawNow(window);
    const std::uint64_t before = platform::anonymous_memory_bytes();

    QElapsedTimer clock;
    clock.start();
    EvidenceView* view = window.open(path);
    if (view == nullptr) return 1;
    drawNow(window);
    std::cout << "opened after " << millisecondsSince(clock) << " ms\n";
    clock.restart();
    view->showPage(EvidenceView::kRecords);
    drawNow(window);
    std::cout << "records shown after " << millisecondsSince(clock)
              << " ms more: " << view->records().model().rowCount() << " rows\n";
    if (!QTest::qWaitFor([&] { return !view->evidence().isJudging(); }, 600'000)) return 1;
    std::cout << view->banner().title().toStdString() << '\n';

    QScrollBar& bar = *view->records().table().verticalScrollBar();
    std::vector<double> lines;
    std::vector<double> jumps;
    std::mt19937 random(1);
    for (int frame = 0; frame < kFrames; ++frame) {
        clock.restart();
        bar.setValue(bar.value() + 7);
        drawNow(*view->records().table().viewport());
        lines.push_back(millisecondsSince(clock));
    }
    for (int frame = 0; frame < kFrames; ++frame) {
        clock.restart();
        bar.setValue(static_cast<int>(random() % static_cast<unsigned>(bar.maximum() + 1)));
        drawNow(*view->records().table().viewport());
        jumps.push_back(millisecondsSince(clock));
    }
    tell("scrolling line by line", lines);
    tell("jumping anywhere", jumps);
    std::cout << "memory beside what is mapped: " << platform::anonymous_memory_bytes() / (1 << 20)
              << " MiB, " << before / (1 << 20) << " MiB before it was opened\n";
    return 0;
}

}  // namespace
}  // namespace counterfoil::gui

int main(int count, char** values) {
    counterfoil::platform::return_large_memory();
    QApplication application(count, values);
    if (count != 2 || !counterfoil::crypto::start()) {
        std::cerr << "usage: large_ledger DIR\n";
        return 2;
    }
    return counterfoil::gui::measure(QString::fromLocal8Bit(values[1]));
}
