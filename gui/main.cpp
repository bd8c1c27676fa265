// SPDX-License-Identifier: GPL-3.0-or-later
#include <QApplication>
#include <QCommandLineParser>
#include <QIcon>
#include <QLibraryInfo>
#include <QLocale>
#include <QSettings>
#include <QTranslator>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <memory>

#include "gui/main_window.h"
#include "ledger/base/version.h"
#include "ledger/crypto/library.h"
#include "ledger/platform/process.h"

namespace {

constexpr int kExitUnusable = 5;

// The translation of this language, if there is one; English is in the program.
void translate(QApplication& application, const QLocale& locale) {
    for (const QString& name : {QString("counterfoil-verifier"), QString("qtbase")}) {
        auto* translator = new QTranslator(&application);
        const QString place = name == "qtbase" ? QLibraryInfo::path(QLibraryInfo::TranslationsPath)
                                               : QString(":/i18n");
        if (translator->load(locale, name, "_", place)) {
            QCoreApplication::installTranslator(translator);
        }
    }
}

// What third-party code throws, above all the end of memory, ends the program in words: a window
// that goes on with half of what it was to show would say something that is not so.
class Application : public QApplication {
  public:
    using QApplication::QApplication;

    bool notify(QObject* receiver, QEvent* event) override {
        try {
            return QApplication::notify(receiver, event);
        } catch (const std::exception& failure) {
            std::cerr << "counterfoil-verifier: cannot go on: " << failure.what()
                      << "; nothing that was shown is a verdict any more\n";
            std::_Exit(kExitUnusable);
        }
    }
};

}  // namespace

int main(int count, char** values) {
    using namespace counterfoil;
    platform::forbid_core_dumps();
    platform::return_large_memory();
    Application application(count, values);
    QApplication::setApplicationName("counterfoil-verifier");
    QApplication::setApplicationDisplayName("Counterfoil Verifier");
    QApplication::setOrganizationName("counterfoil");
    QApplication::setApplicationVersion(QLatin1String(kProgramVersionText));
    QGuiApplication::setDesktopFileName("io.github.counterfoil.Verifier");
    QApplication::setWindowIcon(QIcon(":/io.github.counterfoil.Verifier.svg"));
    translate(application, QLocale());

    QCommandLineParser parser;
    parser.setApplicationDescription(QCoreApplication::translate(
        "main",
        "Shows what can be proven of a ledger of Counterfoil, or of evidence from one.\n"
        "Reads only, and needs no secret key."));
    parser.addHelpOption();
    parser.addVersionOption();
    const QCommandLineOption key(
        "key",
        QCoreApplication::translate("main", "Whose the ledgers must be: a pin or a key file."),
        QCoreApplication::translate("main", "FILE"));
    const QCommandLineOption page(
        "page",
        QCoreApplication::translate("main",
                                    "Show this page first: verdict, findings, records, "
                                    "map, signatures, events, latency or trust."),
        QCoreApplication::translate("main", "NAME"));
    parser.addOption(key);
    parser.addOption(page);
    parser.addPositionalArgument(
        "PATH",
        QCoreApplication::translate(
            "main", "A ledger's directory, a bundle, a proof, a checkpoint note or a latency log."),
        "[PATH...]");
    parser.process(application);

    if (const Status started = crypto::start(); !started) {
        std::cerr << "counterfoil-verifier: " << started.error().message << '\n';
        return kExitUnusable;
    }
    const platform::Machine machine;
    gui::MainWindow window(machine, gui::Evidence::Memory::ofUser(), std::make_unique<QSettings>());
    window.setPinFile(parser.value(key));
    const QStringList pages{"verdict",    "findings", "records", "map",
                            "signatures", "events",   "latency", "trust"};
    for (const QString& path : parser.positionalArguments()) {
        gui::EvidenceView* view = window.open(path);
        const auto number = pages.indexOf(parser.value(page));
        if (view != nullptr && number >= 0) {
            view->showPage(static_cast<gui::EvidenceView::Page>(number));
        }
    }
    window.show();
    return QApplication::exec();
}
