// SPDX-License-Identifier: GPL-3.0-or-later
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <algorithm>
#include <set>

#include "tests/gui/opened_window.h"
#include "tests/tamper/catalogue/catalogue.h"

namespace counterfoil::gui {
namespace {

constexpr std::uint64_t kSeed = 20261127;

void write(const std::filesystem::path& file, const Bytes& content) {
    std::filesystem::create_directories(file.parent_path());
    std::ofstream stream(file, std::ios::binary);
    stream.write(reinterpret_cast<const char*>(content.data()),
                 static_cast<std::streamsize>(content.size()));
}

// What the command line says, in a home of its own.
QString commandLine(const std::string& path, const QString& pin, const QString& trust) {
    QProcess program;
    QStringList arguments{"verify",        QString::fromStdString(path),
                          "--json",        "--trust-dir",
                          trust,           "--state-dir",
                          trust + "-state"};
    if (!pin.isEmpty()) arguments << "--key" << pin;
    program.start(COUNTERFOIL_PROGRAM, arguments);
    if (!program.waitForFinished()) return "no answer";
    return QJsonDocument::fromJson(program.readAllStandardOutput())
        .object()
        .value("verdict")
        .toString()
        .replace('_', ' ');
}

// Every kind of tampering and every benign state, one of each family.
TEST(Catalogue, TheWindowSaysWhatTheCommandLineSays) {
    std::cout << "seed " << kSeed << '\n';
    const tamper::Families families = tamper::catalogue(kSeed);
    std::set<std::string> rows;
    int cases = 0;
    int seen = 0;
    int failed = 0;
    OpenedWindow opened;
    for (const tamper::Family& family : families) {
        if (family.count == 0) continue;
        // The first of one family, the last of the next: the verifiers' own table has them all.
        const std::uint64_t number = ++seen % 2 == 0 ? 0 : family.count - 1;
        tamper::Subject subject = *family.base;
        // What changes meanwhile needs a disk that changes; meanwhile_test has these.
        if (subject.meanwhile.at_read > 0) continue;
        const std::string name = "case" + std::to_string(seen);
        const std::filesystem::path place = opened.path(QString::fromStdString(name)).toStdString();
        if (family.change_on_disk) {
            for (const auto& [path, content] : subject.files) write(place / path, content);
            if (!family.change_on_disk(number, place)) continue;
        } else {
            if (!family.change(number, subject) || subject.meanwhile.at_read > 0) continue;
            for (const auto& [path, content] : subject.files) write(place / path, content);
        }
        const std::string what = subject.bundle ? (place / "bundle").string() : place.string();
        QString pin;
        if (subject.pin) {
            pin = opened.path("case.pin");
            std::ofstream(pin.toStdString())
                << (subject.pin->genesis_leaf ? verifier::pin_text(*subject.pin)
                                              : subject.pin->key.text() + "\n");
        }
        opened.window->setPinFile(pin);
        if (!std::filesystem::exists(what)) continue;
        EvidenceView* view = opened.judged(what);
        ASSERT_NE(view, nullptr) << family.row << " " << family.name << " " << number;
        ++cases;
        rows.insert(family.row);
        const QString expected = commandLine(what, pin, opened.path("trust-of-the-command"));
        if (expected == "FAILED") ++failed;
        EXPECT_EQ(view->banner().title().toStdString(), expected.toStdString())
            << family.row << " " << family.name << " " << number;
        // All of it can be looked at.
        for (const EvidenceView::Page page :
             {EvidenceView::kRecords, EvidenceView::kMap, EvidenceView::kSignatures,
              EvidenceView::kEvents, EvidenceView::kTrust}) {
            view->showPage(page);
        }
        const verifier::Report* report = view->evidence().report();
        if (report != nullptr && !report->findings.empty() && report->findings[0].sequence) {
            view->goToRecord(*report->findings[0].sequence);
        }
        QApplication::processEvents();
        delete view;
    }
    std::cout << cases << " cases of " << rows.size() << " rows, " << failed << " FAILED\n";
    EXPECT_GT(cases, 200);
    EXPECT_GT(failed, 100);
    EXPECT_GT(rows.size(), 35U);
}

}  // namespace
}  // namespace counterfoil::gui
