// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QString>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "gui/jobs/job.h"
#include "ledger/base/result.h"
#include "ledger/crypto/secret_bytes.h"
#include "ledger/platform/machine.h"
#include "ledger/reader/ledger_view.h"
#include "verifier/judgement.h"

namespace counterfoil::gui {

// What an auditor opened: it is judged by a job, and read for looking at. Nothing is written but
// the user's own memory of ledgers. All signals come on the window's thread.
class Evidence : public QObject {
    Q_OBJECT

  public:
    enum class Kind { kLedger, kTiles, kBundle, kProof, kNote, kLatencies };
    // Where this user's memory lies; empty: there is none.
    struct Memory {
        std::string trust_directory;
        std::string state_directory;
        [[nodiscard]] static Memory ofUser();
    };

    // Looks no further than needed to tell what it is; see Kind.
    Evidence(const platform::Machine& machine, QString path, Memory memory,
             QObject* parent = nullptr);

    [[nodiscard]] const QString& path() const { return path_; }
    [[nodiscard]] std::string file() const { return path_.toStdString(); }
    [[nodiscard]] QString name() const;  // Its last part.
    [[nodiscard]] Kind kind() const { return kind_; }
    [[nodiscard]] bool canBeJudged() const;
    [[nodiscard]] const platform::Machine& machine() const { return machine_; }
    [[nodiscard]] const Memory& memory() const { return memory_; }

    // Whom to believe, from the next judgement on; empty takes it back. The error says what is
    // wrong with the file, and what was given before stays.
    [[nodiscard]] Status setPinFile(const QString& file);
    [[nodiscard]] Status setPinText(const QString& vkey);
    // The ledger as it is: the key that the last report names, and the beginning that lies there.
    // For whoever has compared the key's fingerprint. The next judgement says whether both hold.
    [[nodiscard]] Status setPinToWhatIsThere();
    [[nodiscard]] Status setPolicyFile(const QString& file);
    [[nodiscard]] Status setAuthoritiesFile(const QString& file);
    void setEntryFile(const QString& file) { entry_file_ = file.toStdString(); }
    void setEvidenceFile(const QString& file) { evidence_file_ = file.toStdString(); }
    [[nodiscard]] const std::optional<verifier::Pin>& pin() const { return pin_; }

    // Begins anew; a judgement under way ends first.
    void judge();
    void cancel();
    [[nodiscard]] bool isJudging() const { return job_ != nullptr; }
    // Null until judged, while judging, and after a judgement that died.
    [[nodiscard]] const verifier::Report* report() const { return report_ ? &*report_ : nullptr; }
    // Why the last judgement gave no report; empty: it did, or there was none.
    [[nodiscard]] const QString& stopped() const { return stopped_; }

    // The ledger's records; null when it has none that can be read, for the reason whyNoView().
    // Of the window's thread.
    [[nodiscard]] reader::LedgerView* view() { return view_.get(); }
    [[nodiscard]] const QString& whyNoView() const { return why_no_view_; }
    [[nodiscard]] bool hasKeys() const { return view_ && view_->keys() != nullptr; }
    // Opens the records with the keys in this directory; the passphrase may be empty.
    [[nodiscard]] Status loadKeys(const QString& directory, const QString& passphrase);
    void forgetKeys();
    // Reads again what HEAD says now, and judges it. Keys behind a passphrase are forgotten.
    void reload();

  signals:
    void judging();
    void progressed(quint64 records, quint64 done, quint64 total, double seconds, double left);
    void judged();    // There is a report, or stopped() says why not.
    void reloaded();  // view() is another one.

  private:
    [[nodiscard]] Kind findKind() const;
    [[nodiscard]] verifier::Question question() const;
    [[nodiscard]] Result<verifier::Report> answer(Job& job, verifier::Question question) const;
    void openView(const std::string& key_directory);
    void end(QString stopped);

    const platform::Machine& machine_;
    const QString path_;
    const Memory memory_;
    const Kind kind_;
    std::optional<verifier::Pin> pin_;
    std::optional<notes::Policy> policy_;
    std::optional<crypto::Authorities> authorities_;
    std::string entry_file_;
    std::string evidence_file_;
    std::optional<verifier::Report> report_;
    QString stopped_;
    std::unique_ptr<Job> job_;
    std::unique_ptr<reader::LedgerView> view_;
    std::string key_directory_;  // Whose keys the view was opened with; empty: none.
    QString why_no_view_;
};

}  // namespace counterfoil::gui
