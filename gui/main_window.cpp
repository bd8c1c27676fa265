// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/main_window.h"

#include <QCloseEvent>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QInputDialog>
#include <QMenuBar>
#include <QMessageBox>
#include <QMimeData>
#include <QPrintDialog>
#include <QPrinter>
#include <QSaveFile>
#include <QStatusBar>
#include <QTabBar>
#include <QTextDocument>
#include <QToolBar>
#include <utility>

#include "gui/icons.h"
#include "gui/report_document.h"
#include "gui/views/plain_label.h"
#include "gui/words.h"
#include "ledger/base/version.h"
#include "ledger/platform/user_places.h"

namespace counterfoil::gui {
namespace {

constexpr int kRecentMax = 12;
constexpr const char* kRecentKey = "recent";
constexpr const char* kGeometryKey = "window/geometry";
constexpr const char* kStateKey = "window/state";

}  // namespace

MainWindow::MainWindow(const platform::Machine& machine, Evidence::Memory memory,
                       std::unique_ptr<QSettings> settings, QWidget* parent)
    : QMainWindow(parent),
      machine_(machine),
      memory_(std::move(memory)),
      settings_(std::move(settings)),
      stack_(new QStackedWidget(this)),
      start_(new StartPage(this)),
      tabs_(new QTabWidget(this)) {
    setWindowTitle(tr("Counterfoil Verifier"));
    setAcceptDrops(true);
    tabs_->setTabsClosable(true);
    tabs_->setMovable(true);
    tabs_->setDocumentMode(true);
    stack_->addWidget(start_);
    stack_->addWidget(tabs_);
    setCentralWidget(stack_);
    makeFileMenu();
    makeVerifyMenu();
    makeViewMenu();
    makeHelpMenu();
    makeToolBar();
    connect(start_, &StartPage::wantsFolder, this, &MainWindow::openFolder);
    connect(start_, &StartPage::wantsFile, this, &MainWindow::openFile);
    connect(start_, &StartPage::wantsPath, this, [this](const QString& path) { open(path); });
    connect(tabs_, &QTabWidget::currentChanged, this, &MainWindow::update);
    connect(tabs_, &QTabWidget::tabCloseRequested, this, [this](int tab) {
        delete tabs_->widget(tab);
        update();
    });
    resize(1200, 800);
    restoreGeometry(settings_->value(kGeometryKey).toByteArray());
    restoreState(settings_->value(kStateKey).toByteArray());
    showRecent();
    update();
}

MainWindow::~MainWindow() = default;

QAction* MainWindow::add(QMenu* menu, const QIcon& icon, const QString& name,
                         const QKeySequence& keys, void (MainWindow::*act)()) {
    auto* action = new QAction(icon, name, this);
    action->setShortcut(keys);
    connect(action, &QAction::triggered, this, act);
    menu->addAction(action);
    return action;
}

void MainWindow::makeFileMenu() {
    QMenu* menu = menuBar()->addMenu(tr("&File"));
    add(menu, icon("open-folder"), tr("Open &Ledger …"), QKeySequence::Open,
        &MainWindow::openFolder);
    add(menu, icon("open-file"), tr("Open &File …"), QKeySequence("Ctrl+Shift+O"),
        &MainWindow::openFile);
    recent_menu_ = menu->addMenu(tr("Open &Recent"));
    menu->addSeparator();
    pdf_ = add(menu, icon("report"), tr("Save Report as &PDF (A4) …"), QKeySequence("Ctrl+S"),
               &MainWindow::savePdfA4);
    pdf_letter_ = add(menu, icon("report"), tr("Save Report as PDF (Le&tter) …"), {},
                      &MainWindow::savePdfLetter);
    json_ = add(menu, icon("report"), tr("Save Report as &JSON …"), QKeySequence("Ctrl+Shift+S"),
                &MainWindow::saveJson);
    print_ =
        add(menu, icon("print"), tr("P&rint Report …"), QKeySequence::Print, &MainWindow::print);
    menu->addSeparator();
    close_ = add(menu, {}, tr("&Close"), QKeySequence::Close, &MainWindow::closeTab);
    auto* quit = new QAction(tr("&Quit"), this);
    quit->setShortcut(QKeySequence::Quit);
    connect(quit, &QAction::triggered, this, &QWidget::close);
    menu->addAction(quit);
}

void MainWindow::makeVerifyMenu() {
    QMenu* menu = menuBar()->addMenu(tr("&Verify"));
    verify_ = add(menu, icon("verify"), tr("&Verify"), QKeySequence("F5"), &MainWindow::verify);
    cancel_ = add(menu, icon("cancel"), tr("&Cancel"), QKeySequence("Ctrl+."), &MainWindow::cancel);
    menu->addSeparator();
    previous_ = add(menu, icon("previous"), tr("&Previous Problem"), QKeySequence("Shift+F8"),
                    &MainWindow::previousProblem);
    next_ =
        add(menu, icon("next"), tr("&Next Problem"), QKeySequence("F8"), &MainWindow::nextProblem);
    go_to_ = add(menu, icon("records"), tr("&Go to Record …"), QKeySequence("Ctrl+G"),
                 &MainWindow::goToRecord);
    menu->addSeparator();
    load_keys_ =
        add(menu, icon("key"), tr("&Load Keys …"), QKeySequence("Ctrl+K"), &MainWindow::loadKeys);
    forget_keys_ = add(menu, {}, tr("&Forget Keys"), {}, &MainWindow::forgetKeys);
    reload_ =
        add(menu, {}, tr("Read the Ledger &Again"), QKeySequence("Ctrl+R"), &MainWindow::reload);
}

void MainWindow::makeViewMenu() {
    QMenu* menu = menuBar()->addMenu(tr("V&iew"));
    const std::pair<EvidenceView::Page, QString> pages[] = {
        {EvidenceView::kVerdict, tr("&Verdict")},
        {EvidenceView::kFindings, tr("&Findings")},
        {EvidenceView::kRecords, tr("&Records")},
        {EvidenceView::kMap, tr("Timeline and &Map")},
        {EvidenceView::kSignatures, tr("&Checkpoints and Epochs")},
        {EvidenceView::kEvents, tr("&Events")},
        {EvidenceView::kLatency, tr("&Latency")},
        {EvidenceView::kTrust, tr("&Trust")}};
    int number = 0;
    for (const auto& [page, name] : pages) {
        auto* action = new QAction(name, this);
        action->setShortcut(QKeySequence(QString("Ctrl+%1").arg(++number)));
        action->setData(page);
        connect(action, &QAction::triggered, this, [this, page = page] {
            if (EvidenceView* view = current()) view->showPage(page);
        });
        menu->addAction(action);
        page_actions_ << action;
    }
    menu->addSeparator();
    auto* full = new QAction(tr("F&ull Screen"), this);
    full->setShortcut(QKeySequence::FullScreen);
    connect(full, &QAction::triggered, this,
            [this] { setWindowState(windowState() ^ Qt::WindowFullScreen); });
    menu->addAction(full);
}

void MainWindow::makeHelpMenu() {
    QMenu* menu = menuBar()->addMenu(tr("&Help"));
    add(menu, {}, tr("&About Counterfoil Verifier"), {}, &MainWindow::about);
}

void MainWindow::makeToolBar() {
    QToolBar* bar = addToolBar(tr("Tools"));
    bar->setObjectName("tools");
    bar->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    for (QAction* each : {verify_, cancel_, previous_, next_, load_keys_, pdf_, print_}) {
        bar->addAction(each);
    }
    pdf_->setIconText(tr("Save PDF"));
    print_->setIconText(tr("Print"));
    load_keys_->setIconText(tr("Load Keys"));
    previous_->setIconText(tr("Previous"));
    next_->setIconText(tr("Next"));
}

EvidenceView* MainWindow::current() const {
    return qobject_cast<EvidenceView*>(tabs_->currentWidget());
}

EvidenceView* MainWindow::open(const QString& path) {
    const QString absolute = QFileInfo(path).absoluteFilePath();
    if (!QFileInfo::exists(absolute)) {
        complain(tr("Open"), tr("There is nothing called %1.").arg(shown(absolute.toStdString())));
        return nullptr;
    }
    for (int tab = 0; tab < tabs_->count(); ++tab) {
        auto* view = qobject_cast<EvidenceView*>(tabs_->widget(tab));
        if (view != nullptr && view->evidence().path() == absolute) {
            tabs_->setCurrentIndex(tab);
            return view;
        }
    }
    auto* evidence = new Evidence(machine_, absolute, memory_);
    if (const Status pinned = evidence->setPinFile(pin_file_); !pinned) {
        complain(tr("Key"), shown(pinned.error().message));
        delete evidence;
        return nullptr;
    }
    auto* view = new EvidenceView(evidence, tabs_);
    QString name = evidence->name();
    const int tab = tabs_->addTab(view, name.replace('&', "&&"));
    tabs_->setTabToolTip(tab, plainToolTip(shown(absolute.toStdString())));
    const auto changed = [this, view] {
        showTab(*view);
        update();
    };
    connect(evidence, &Evidence::judging, this, changed);
    connect(evidence, &Evidence::judged, this, changed);
    connect(evidence, &Evidence::reloaded, this, &MainWindow::update);
    connect(view, &EvidenceView::pageChanged, this, &MainWindow::update);
    tabs_->setCurrentIndex(tab);
    remember(absolute);
    evidence->judge();
    update();
    return view;
}

void MainWindow::showTab(const EvidenceView& view) {
    const int tab = tabs_->indexOf(&view);
    Evidence& evidence = const_cast<EvidenceView&>(view).evidence();
    const verifier::Report* report = evidence.report();
    tabs_->setTabIcon(tab, report != nullptr              ? verdictIcon(report->verdict)
                           : evidence.isJudging()         ? icon("working")
                           : evidence.stopped().isEmpty() ? QIcon()
                                                          : icon("stopped"));
}

void MainWindow::update() {
    const EvidenceView* view = current();
    stack_->setCurrentWidget(view != nullptr ? static_cast<QWidget*>(tabs_) : start_);
    Evidence* evidence = view != nullptr ? &const_cast<EvidenceView*>(view)->evidence() : nullptr;
    const bool judgeable = evidence != nullptr && evidence->canBeJudged();
    const bool judging = evidence != nullptr && evidence->isJudging();
    const verifier::Report* report = evidence != nullptr ? evidence->report() : nullptr;
    const bool records = view != nullptr && view->hasPage(EvidenceView::kRecords);
    const bool ledger = evidence != nullptr && evidence->kind() == Evidence::Kind::kLedger;
    close_->setEnabled(view != nullptr);
    verify_->setEnabled(judgeable && !judging);
    cancel_->setEnabled(judging);
    load_keys_->setEnabled(ledger);
    forget_keys_->setEnabled(evidence != nullptr && evidence->hasKeys());
    reload_->setEnabled(ledger);
    go_to_->setEnabled(records);
    for (QAction* each : {pdf_, pdf_letter_, json_, print_}) each->setEnabled(report != nullptr);
    const bool problems = report != nullptr && !report->findings.empty();
    next_->setEnabled(problems);
    previous_->setEnabled(problems);
    for (QAction* each : page_actions_) {
        const auto page = static_cast<EvidenceView::Page>(each->data().toInt());
        each->setEnabled(view != nullptr && view->hasPage(page));
    }
    setWindowTitle(evidence == nullptr ? tr("Counterfoil Verifier")
                                       : tr("%1 – Counterfoil Verifier").arg(evidence->name()));
    statusBar()->showMessage(evidence == nullptr ? QString() : shown(evidence->file()));
}

void MainWindow::openFolder() {
    const QString path =
        QFileDialog::getExistingDirectory(this, tr("Open a ledger's directory, or a tile tree"));
    if (!path.isEmpty()) open(path);
}

void MainWindow::openFile() {
    const QStringList paths = QFileDialog::getOpenFileNames(
        this, tr("Open a bundle, a proof, a checkpoint note or a latency log"), {},
        tr("Evidence (*.tar *.tlog-proof *.note *.hlog *.csv)") + ";;" + tr("All files (*)"));
    for (const QString& path : paths) open(path);
}

void MainWindow::closeTab() {
    delete current();
    update();
}

void MainWindow::verify() {
    if (EvidenceView* view = current()) view->evidence().reload();
}

void MainWindow::cancel() {
    if (EvidenceView* view = current()) view->evidence().cancel();
}

void MainWindow::reload() {
    if (EvidenceView* view = current()) view->evidence().reload();
}

void MainWindow::loadKeys() {
    EvidenceView* view = current();
    if (view == nullptr) return;
    const QString usual =
        QString::fromStdString(platform::user_data_directory("keys").value_or(std::string()));
    const QString directory =
        QFileDialog::getExistingDirectory(this, tr("The directory with the key files"), usual);
    if (directory.isEmpty()) return;
    Status loaded = view->evidence().loadKeys(directory, {});
    if (!loaded && loaded.error().message.find("passphrase") != std::string::npos) {
        bool answered = false;
        const QString passphrase =
            QInputDialog::getText(this, tr("Passphrase"), tr("The passphrase of the master key:"),
                                  QLineEdit::Password, {}, &answered);
        if (!answered) return;
        loaded = view->evidence().loadKeys(directory, passphrase);
    }
    if (!loaded) complain(tr("Load Keys"), shown(loaded.error().message));
    update();
}

void MainWindow::forgetKeys() {
    if (EvidenceView* view = current()) view->evidence().forgetKeys();
    update();
}

void MainWindow::savePdfA4() {
    savePdf(QPageSize::A4);
}

void MainWindow::savePdfLetter() {
    savePdf(QPageSize::Letter);
}

void MainWindow::savePdf(QPageSize::PageSizeId page) {
    EvidenceView* view = current();
    if (view == nullptr) return;
    const QString file = QFileDialog::getSaveFileName(
        this, tr("Save the report"), view->evidence().name() + ".pdf", tr("PDF (*.pdf)"));
    if (file.isEmpty()) return;
    if (!view->savePdf(file, page)) {
        complain(tr("Save the report"),
                 tr("%1 could not be written.").arg(shown(file.toStdString())));
    }
}

void MainWindow::saveJson() {
    EvidenceView* view = current();
    if (view == nullptr || view->evidence().report() == nullptr) return;
    const QString path = QFileDialog::getSaveFileName(
        this, tr("Save the report"), view->evidence().name() + ".json", tr("JSON (*.json)"));
    if (path.isEmpty()) return;
    const std::string json = verifier::report_json(*view->evidence().report());
    QSaveFile file(path);
    const auto size = static_cast<qint64>(json.size());
    if (!file.open(QIODevice::WriteOnly) || file.write(json.data(), size) != size ||
        !file.commit()) {
        complain(tr("Save the report"), shown(file.errorString().toStdString()));
    }
}

void MainWindow::print() {
    EvidenceView* view = current();
    if (view == nullptr || view->evidence().report() == nullptr) return;
    QPrinter printer(QPrinter::HighResolution);
    QPrintDialog dialog(&printer, this);
    if (dialog.exec() != QDialog::Accepted) return;
    reportDocument(*view->evidence().report(), view->latencyPicture())->print(&printer);
}

void MainWindow::nextProblem() {
    if (EvidenceView* view = current()) view->nextProblem(1);
}

void MainWindow::previousProblem() {
    if (EvidenceView* view = current()) view->nextProblem(-1);
}

void MainWindow::goToRecord() {
    EvidenceView* view = current();
    if (view == nullptr) return;
    bool answered = false;
    const QString text = QInputDialog::getText(this, tr("Go to Record"), tr("Record number:"),
                                               QLineEdit::Normal, {}, &answered);
    bool number = false;
    const qulonglong sequence = text.trimmed().toULongLong(&number);
    if (answered && number) view->goToRecord(sequence);
}

void MainWindow::about() {
    QMessageBox::about(
        this, tr("About Counterfoil Verifier"),
        tr("Counterfoil Verifier %1\n\nJudges ledgers of Counterfoil, offline and without any "
           "secret key. It changes nothing but your own memory of ledgers.\n\nThe window: "
           "GPL-3.0-or-later. The verifier: Apache-2.0.")
            .arg(QLatin1String(kProgramVersionText)));
}

QStringList MainWindow::recent() const {
    return settings_->value(kRecentKey).toStringList();
}

void MainWindow::remember(const QString& path) {
    QStringList paths = recent();
    paths.removeAll(path);
    paths.prepend(path);
    while (paths.size() > kRecentMax) paths.removeLast();
    settings_->setValue(kRecentKey, paths);
    showRecent();
}

void MainWindow::showRecent() {
    recent_menu_->clear();
    for (const QString& path : recent()) {
        QString name = shown(path.toStdString());
        QAction* action = recent_menu_->addAction(name.replace('&', "&&"));
        connect(action, &QAction::triggered, this, [this, path] { open(path); });
    }
    recent_menu_->setEnabled(!recent().isEmpty());
    start_->showRecent(recent());
}

void MainWindow::complain(const QString& title, const QString& why) {
    warnPlainly(*this, title, why);
}

void MainWindow::closeEvent(QCloseEvent* event) {
    settings_->setValue(kGeometryKey, saveGeometry());
    settings_->setValue(kStateKey, saveState());
    QMainWindow::closeEvent(event);
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
    if (event->mimeData()->hasUrls()) event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
    for (const QUrl& url : event->mimeData()->urls()) {
        if (url.isLocalFile()) open(url.toLocalFile());
    }
    event->acceptProposedAction();
}

}  // namespace counterfoil::gui
