// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <optional>
#include <vector>

#include "gui/jobs/proof_finder.h"

namespace counterfoil::gui {

// Draws the path of a record through the tree: on each level the hash that was computed, and beside
// it the one that it is hashed with, on the side on which it stands.
class ProofView : public QWidget {
    Q_OBJECT

  public:
    explicit ProofView(QWidget* parent = nullptr);

    void show(const ProofPath& proof);
    void clear();
    // The same as text, a line a level, root first.
    [[nodiscard]] QString text() const;
    [[nodiscard]] QSize sizeHint() const override;

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    struct Level {
        Hash own{};
        std::optional<Hash> sibling;  // Nothing for the root.
        bool own_is_right = false;
    };

    std::optional<ProofPath> proof_;
    std::vector<Level> levels_;  // Leaf first.
};

}  // namespace counterfoil::gui
