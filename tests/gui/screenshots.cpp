// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures of every page, light and dark: screenshots OUTPUT GOOD TAMPERED BUNDLE NOTE KEYS PIN.
// Run by scripts/screenshots, which makes what it shows.
#include <QApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QSettings>
#include <QStyle>
#include <QStyleFactory>
#include <QTemporaryDir>
#include <QTest>
#include <iostream>
#include <memory>
#include <utility>

#include "gui/main_window.h"
#include "ledger/crypto/library.h"

namespace counterfoil::gui {
namespace {

constexpr int kPatienceMs = 60'000;

QPalette darkPalette() {
    QPalette dark;
    const QColor window(0x24, 0x27, 0x2b);
    const QColor text(0xe6, 0xe6, 0xe6);
    dark.setColor(QPalette::Window, window);
    dark.setColor(QPalette::WindowText, text);
    dark.setColor(QPalette::Base, QColor(0x1a, 0x1c, 0x1f));
    dark.setColor(QPalette::AlternateBase, window);
    dark.setColor(QPalette::Text, text);
    dark.setColor(QPalette::Button, QColor(0x2f, 0x33, 0x38));
    dark.setColor(QPalette::ButtonText, text);
    dark.setColor(QPalette::ToolTipBase, window);
    dark.setColor(QPalette::ToolTipText, text);
    dark.setColor(QPalette::PlaceholderText, QColor(0x8a, 0x8f, 0x96));
    dark.setColor(QPalette::Mid, QColor(0x5a, 0x60, 0x68));
    dark.setColor(QPalette::Midlight, QColor(0x3a, 0x3f, 0x45));
    dark.setColor(QPalette::Light, QColor(0x3f, 0x44, 0x4a));
    dark.setColor(QPalette::Dark, QColor(0x15, 0x17, 0x19));
    dark.setColor(QPalette::Highlight, QColor(0x2f, 0x6e, 0xa5));
    dark.setColor(QPalette::HighlightedText, Qt::white);
    dark.setColor(QPalette::Link, QColor(0x6c, 0xb6, 0xff));
    for (const QPalette::ColorRole role :
         {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
        dark.setColor(QPalette::Disabled, role, QColor(0x7a, 0x7f, 0x86));
    }
    return dark;
}

struct Shown {
    QString good;
    QString tampered;
    QString bundle;
    QString note;
    QString keys;
    QString pin;
};

class Photographer {
  public:
    Photographer(QString directory, QString theme, const Shown& shown)
        : directory_(std::move(directory)), theme_(std::move(theme)), shown_(shown) {}

    bool run() {
        Evidence::Memory memory;
        memory.trust_directory = memory_.filePath("trust").toStdString();
        MainWindow window(
            machine_, memory,
            std::make_unique<QSettings>(memory_.filePath("settings"), QSettings::IniFormat));
        window.setPinFile(shown_.pin);
        window.resize(1200, 780);
        window.show();
        take(window, "start");
        ledger(window);
        tampered(window);
        if (EvidenceView* view = judged(window, shown_.bundle)) {
            take(window, "bundle");
            view->showPage(EvidenceView::kRecords);
            view->records().table().selectRow(0);
            view->records().panel().showTab(RecordPanel::kContentTab);
            take(window, "bundle-record");
        }
        window.open(shown_.note);
        take(window, "note");
        return good_;
    }

  private:
    EvidenceView* judged(MainWindow& window, const QString& path) {
        EvidenceView* view = window.open(path);
        if (view == nullptr ||
            !QTest::qWaitFor([view] { return !view->evidence().isJudging(); }, kPatienceMs)) {
            std::cerr << "cannot be judged: " << path.toStdString() << '\n';
            good_ = false;
            return nullptr;
        }
        return view;
    }

    void ledger(MainWindow& window) {
        EvidenceView* view = judged(window, shown_.good);
        if (view == nullptr) return;
        take(window, "verdict");
        static_cast<void>(view->evidence().loadKeys(shown_.keys, {}));
        view->goToRecord(42);
        take(window, "records");
        view->records().panel().showTab(RecordPanel::kContentTab);
        take(window, "record-content");
        view->records().panel().showTab(RecordPanel::kProofTab);
        static_cast<void>(QTest::qWaitFor(
            [view] { return !view->records().panel().proof().text().isEmpty(); }, kPatienceMs));
        take(window, "record-proof");
        view->records().panel().showTab(RecordPanel::kBytesTab);
        take(window, "record-bytes");
        const std::pair<EvidenceView::Page, const char*> pages[] = {
            {EvidenceView::kSignatures, "checkpoints"},
            {EvidenceView::kEvents, "events"},
            {EvidenceView::kLatency, "latency"},
            {EvidenceView::kTrust, "trust"}};
        for (const auto& [page, name] : pages) {
            view->showPage(page);
            take(window, name);
        }
        good_ = view->savePdf(directory_ + "/report-" + theme_ + ".pdf", QPageSize::A4) && good_;
    }

    void tampered(MainWindow& window) {
        EvidenceView* view = judged(window, shown_.tampered);
        if (view == nullptr) return;
        take(window, "failed");
        view->showPage(EvidenceView::kFindings);
        take(window, "findings");
        const verifier::Report* report = view->evidence().report();
        if (report != nullptr && !report->findings.empty() && report->findings[0].sequence) {
            view->goToRecord(*report->findings[0].sequence);
            take(window, "damaged-record");
        }
        view->showPage(EvidenceView::kMap);
        static_cast<void>(
            QTest::qWaitFor([view] { return !view->map().isLoading(); }, kPatienceMs));
        take(window, "map");
        good_ =
            view->savePdf(directory_ + "/report-failed-" + theme_ + ".pdf", QPageSize::A4) && good_;
    }

    void take(MainWindow& window, const QString& name) {
        QTest::qWait(150);  // Layouts and animations come to rest.
        const QString file = QString("%1/%2-%3.png").arg(directory_, name, theme_);
        if (window.grab().save(file)) {
            std::cout << file.toStdString() << '\n';
        } else {
            std::cerr << "cannot write " << file.toStdString() << '\n';
            good_ = false;
        }
    }

    const QString directory_;
    const QString theme_;
    const Shown shown_;
    const platform::Machine machine_;
    const QTemporaryDir memory_;
    bool good_ = true;
};

}  // namespace
}  // namespace counterfoil::gui

int main(int count, char** values) {
    using namespace counterfoil;
    QApplication application(count, values);
    const QStringList given = QApplication::arguments();
    if (given.size() != 8 || !crypto::start()) {
        std::cerr << "usage: screenshots OUTPUT GOOD TAMPERED BUNDLE NOTE KEYS PIN\n";
        return 2;
    }
    QApplication::setStyle(QStyleFactory::create("Fusion"));
    const gui::Shown shown{given[2], given[3], given[4], given[5], given[6], given[7]};
    const QPalette light = QApplication::style()->standardPalette();
    bool good = gui::Photographer(given[1], "light", shown).run();
    QApplication::setPalette(gui::darkPalette());
    good = gui::Photographer(given[1], "dark", shown).run() && good;
    QApplication::setPalette(light);
    return good ? 0 : 1;
}
