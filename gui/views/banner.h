// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>

#include "gui/evidence.h"
#include "gui/icons.h"

namespace counterfoil::gui {

// The verdict, across the whole width: a picture, the words of the command line, and what they
// mean. While there is none it says so, and how far the work is.
class Banner : public QFrame {
    Q_OBJECT

  public:
    explicit Banner(Evidence& evidence, QWidget* parent = nullptr);

    // What stands there now, for whoever must be sure that it is the verdict.
    [[nodiscard]] QString title() const { return title_->text(); }

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    void showJudging();
    void showProgress(quint64 records, quint64 done, quint64 total, double seconds, double left);
    void showResult();
    void say(const QIcon& picture, Tone tone, const QString& title, const QString& meaning);

    Evidence& evidence_;
    QLabel* picture_;
    QLabel* title_;
    QLabel* meaning_;
    QLabel* warning_;
    QWidget* progress_;
    QProgressBar* bar_;
    QPushButton* cancel_;
    Tone tone_ = Tone::kQuiet;
};

// What must be told across the whole width whatever the verdict: another identity than is
// remembered, a rollback, a fork. Empty: nothing.
[[nodiscard]] QString identityWarning(const verifier::Report& report);

}  // namespace counterfoil::gui
