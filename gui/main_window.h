// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMainWindow>
#include <QPageSize>
#include <QSettings>
#include <QStackedWidget>
#include <QTabWidget>
#include <memory>

#include "gui/evidence.h"
#include "gui/views/evidence_view.h"
#include "gui/views/start_page.h"
#include "ledger/platform/machine.h"

namespace counterfoil::gui {

// One tab for each thing that is opened.
class MainWindow : public QMainWindow {
    Q_OBJECT

  public:
    // `machine` must outlive the window. Recent files and the window's place are kept in
    // `settings`.
    MainWindow(const platform::Machine& machine, Evidence::Memory memory,
               std::unique_ptr<QSettings> settings, QWidget* parent = nullptr);
    ~MainWindow() override;

    // Opens it in a tab of its own, or shows the tab that has it; judging begins at once. Null when
    // there is nothing of that name, which is said.
    EvidenceView* open(const QString& path);
    // Null when none is open.
    [[nodiscard]] EvidenceView* current() const;
    [[nodiscard]] int count() const { return tabs_->count(); }
    // Whom to believe of all that is opened from now on.
    void setPinFile(const QString& file) { pin_file_ = file; }

  protected:
    void closeEvent(QCloseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

  private:
    QAction* add(QMenu* menu, const QIcon& icon, const QString& name, const QKeySequence& keys,
                 void (MainWindow::*act)());
    void makeFileMenu();
    void makeVerifyMenu();
    void makeViewMenu();
    void makeHelpMenu();
    void makeToolBar();
    void openFolder();
    void openFile();
    void closeTab();
    void verify();
    void cancel();
    void loadKeys();
    void forgetKeys();
    void reload();
    void savePdfA4();
    void savePdfLetter();
    void savePdf(QPageSize::PageSizeId page);
    void saveJson();
    void print();
    void nextProblem();
    void previousProblem();
    void goToRecord();
    void about();
    void remember(const QString& path);
    [[nodiscard]] QStringList recent() const;
    void showRecent();
    void update();
    void showTab(const EvidenceView& view);
    void complain(const QString& title, const QString& why);

    const platform::Machine& machine_;
    const Evidence::Memory memory_;
    std::unique_ptr<QSettings> settings_;
    QString pin_file_;
    QStackedWidget* stack_;
    StartPage* start_;
    QTabWidget* tabs_;
    QMenu* recent_menu_ = nullptr;
    QAction* close_ = nullptr;
    QAction* verify_ = nullptr;
    QAction* cancel_ = nullptr;
    QAction* load_keys_ = nullptr;
    QAction* forget_keys_ = nullptr;
    QAction* reload_ = nullptr;
    QAction* pdf_ = nullptr;
    QAction* pdf_letter_ = nullptr;
    QAction* json_ = nullptr;
    QAction* print_ = nullptr;
    QAction* next_ = nullptr;
    QAction* previous_ = nullptr;
    QAction* go_to_ = nullptr;
    QList<QAction*> page_actions_;
};

}  // namespace counterfoil::gui
