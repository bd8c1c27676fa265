// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QWidget>

#include "gui/evidence.h"
#include "gui/views/table_with_details.h"

namespace counterfoil::gui {

// Whose ledger it is, and how one knows: the fingerprint to compare, the pin, the policy of
// witnesses, the time stamp authorities, and what this user remembers of ledgers.
class TrustPage : public QWidget {
    Q_OBJECT

  public:
    explicit TrustPage(Evidence& evidence, QWidget* parent = nullptr);

    // Each says what is wrong in a line below; empty: nothing.
    void choosePin(const QString& file);
    void choosePolicy(const QString& file);
    void chooseAuthorities(const QString& file);
    void typePin(const QString& vkey);
    // Of a proof.
    void chooseEntry(const QString& file);
    void chooseEvidence(const QString& file);
    // Compares what was typed with the fingerprint of the ledger's key, blanks and case aside.
    void compare(const QString& typed);
    [[nodiscard]] QString comparison() const { return comparison_->text(); }
    // Keeps the pin that was given for this ledger; only after a verdict under it.
    void pin();
    [[nodiscard]] bool canPin() const;
    // Believes the key whose fingerprint was compared, all of it, and judges again under it.
    void believe();
    [[nodiscard]] bool canBelieve() const;
    // Forgets the ledger that is chosen among those remembered.
    void forget();
    [[nodiscard]] TableWithDetails& remembered() { return *remembered_; }

  private:
    void refresh();
    void told(const Status& status, const QString& what);
    [[nodiscard]] Hash keyFingerprint() const;

    Evidence& evidence_;
    bool compared_ = false;  // All of the fingerprint was typed, and is the same.
    QLabel* identity_;
    QLabel* fingerprint_;
    QLineEdit* typed_;
    QLabel* comparison_;
    QLabel* given_;
    QPushButton* pin_;
    QPushButton* believe_;
    QPushButton* forget_;
    TableWithDetails* remembered_;
};

}  // namespace counterfoil::gui
