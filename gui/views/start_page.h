// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QListWidget>
#include <QStringList>
#include <QWidget>

namespace counterfoil::gui {

// What is there before anything is opened: what this program does, and what was opened before.
class StartPage : public QWidget {
    Q_OBJECT

  public:
    explicit StartPage(QWidget* parent = nullptr);
    void showRecent(const QStringList& paths);

  signals:
    void wantsFolder();
    void wantsFile();
    void wantsPath(const QString& path);

  private:
    QListWidget* recent_;
};

}  // namespace counterfoil::gui
