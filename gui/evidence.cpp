// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/evidence.h"

#include <QFileInfo>
#include <memory>
#include <utility>

#include "gui/words.h"
#include "ledger/crypto/timestamp.h"
#include "ledger/keys/passphrase_source.h"
#include "ledger/notes/note.h"
#include "ledger/platform/machine_facts.h"
#include "ledger/platform/user_places.h"

namespace counterfoil::gui {
namespace {

constexpr std::uint64_t kPinFileSizeMax = 4096;

// One that was typed before it is known whether it is needed.
class GivenPassphrase : public keys::PassphraseSource {
  public:
    explicit GivenPassphrase(const QString& passphrase) {
        QByteArray bytes = passphrase.toUtf8();
        // Longer ones open nothing.
        if (bytes.size() > static_cast<qsizetype>(secret_.capacity())) bytes.clear();
        secret_.append(
            as_bytes(std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size()))));
        bytes.fill('\0');
    }
    Result<crypto::SecretBytes> ask(const std::string& path) override {
        if (secret_.size() == 0) {
            return Error{ErrorCode::kNotFound, path + ": is behind a passphrase"};
        }
        crypto::SecretBytes copy(secret_.capacity());
        copy.append(secret_.view());
        return copy;
    }
    Result<crypto::SecretBytes> ask_new(const std::string& path) override { return ask(path); }
    bool ask_again(unsigned) const override { return false; }

  private:
    static constexpr std::size_t kSizeMax = 4096;
    crypto::SecretBytes secret_{kSizeMax};
};

bool isNote(const platform::Machine& machine, const std::string& path) {
    const Result<Bytes> text = platform::read_file(machine.storage(), path, notes::kNoteSizeMax);
    return text && notes::parse_note(as_text(*text));
}

// What is in the file, in the place of what was there before; no file: nothing. What cannot be used
// takes nothing away.
template <class Value, class Parse>
Status takeFromFile(std::optional<Value>& into, const platform::Machine& machine,
                    const QString& file, std::uint64_t size_max, Parse parse) {
    if (file.isEmpty()) {
        into.reset();
        return {};
    }
    const std::string path = file.toStdString();
    const Result<Bytes> text = platform::read_file(machine.storage(), path, size_max);
    if (!text) return text.error();
    Result<Value> value = parse(as_text(*text));
    if (!value) return Error{value.error().code, path + ": " + value.error().message};
    into = std::move(*value);
    return {};
}

}  // namespace

Evidence::Memory Evidence::Memory::ofUser() {
    Memory memory;
    memory.trust_directory = platform::user_data_directory("trust").value_or("");
    if (const auto state = platform::user_state_directory()) {
        memory.state_directory = *state + "/verify";
    }
    return memory;
}

Evidence::Evidence(const platform::Machine& machine, QString path, Memory memory, QObject* parent)
    : QObject(parent),
      machine_(machine),
      path_(std::move(path)),
      memory_(std::move(memory)),
      kind_(findKind()) {
    openView({});
}

Evidence::Kind Evidence::findKind() const {
    const QString lower = path_.toLower();
    if (QFileInfo(path_).isFile() && (lower.endsWith(".hlog") || lower.endsWith(".csv"))) {
        return Kind::kLatencies;
    }
    switch (verifier::evidence_kind(machine_.storage(), file())) {
        case verifier::EvidenceKind::kLedger:
            return Kind::kLedger;
        case verifier::EvidenceKind::kTiles:
            return Kind::kTiles;
        case verifier::EvidenceKind::kProof:
            return Kind::kProof;
        case verifier::EvidenceKind::kBundle:
            break;
    }
    return isNote(machine_, file()) ? Kind::kNote : Kind::kBundle;
}

QString Evidence::name() const {
    const QFileInfo info(path_);
    const QString last =
        info.fileName().isEmpty() ? QFileInfo(info.path()).fileName() : info.fileName();
    return shown(last.isEmpty() ? path_.toStdString() : last.toStdString());
}

bool Evidence::canBeJudged() const {
    return kind_ != Kind::kNote && kind_ != Kind::kLatencies;
}

Status Evidence::setPinFile(const QString& file) {
    return takeFromFile(pin_, machine_, file, kPinFileSizeMax, verifier::parse_pin_or_vkey);
}

Status Evidence::setPinText(const QString& vkey) {
    if (vkey.trimmed().isEmpty()) {
        pin_.reset();
        return {};
    }
    Result<verifier::Pin> pin = verifier::parse_pin_or_vkey(vkey.trimmed().toStdString());
    if (!pin) return pin.error();
    pin_ = std::move(*pin);
    return {};
}

Status Evidence::setPinToWhatIsThere() {
    if (!report_ || !view_) {
        return Error{ErrorCode::kNotFound, "only a ledger that was judged can be pinned"};
    }
    Result<notes::VerifierKey> key = notes::VerifierKey::parse(report_->vkey);
    if (!key) return key.error();
    pin_ = verifier::Pin{std::move(*key), view_->reader().genesis_leaf()};
    return {};
}

Status Evidence::setPolicyFile(const QString& file) {
    return takeFromFile(policy_, machine_, file, notes::kPolicySizeMax, notes::Policy::parse);
}

Status Evidence::setAuthoritiesFile(const QString& file) {
    return takeFromFile(authorities_, machine_, file, crypto::kAuthoritiesSizeMax,
                        crypto::Authorities::parse);
}

verifier::Question Evidence::question() const {
    verifier::Question question;
    question.path = file();
    question.kind = kind_ == Kind::kLedger  ? verifier::EvidenceKind::kLedger
                    : kind_ == Kind::kTiles ? verifier::EvidenceKind::kTiles
                    : kind_ == Kind::kProof ? verifier::EvidenceKind::kProof
                                            : verifier::EvidenceKind::kBundle;
    question.trust_directory = memory_.trust_directory;
    question.state_directory = memory_.state_directory;
    question.how.pin = pin_;
    question.how.policy = policy_;
    question.how.time_stamp_authorities = authorities_;
    question.how.threads = platform::worker_threads();
    question.entry_path = entry_file_;
    question.evidence_path = evidence_file_;
    return question;
}

Result<verifier::Report> Evidence::answer(Job& job, verifier::Question question) const {
    question.how.cancelled = [&job] { return job.stopping(); };
    question.how.progress = [&job](const verifier::Progress& now) {
        job.tell(now.records_done, now.bytes_done, now.bytes_total);
    };
    if (!question.how.pin && question.kind != verifier::EvidenceKind::kProof) {
        auto pin = verifier::remembered_pin(machine_.storage(), question.path, question.kind,
                                            question.trust_directory);
        if (!pin) return pin.error();
        question.how.pin = std::move(*pin);
    }
    return verifier::judge(machine_.storage(), machine_.clock(), std::move(question));
}

void Evidence::judge() {
    if (!canBeJudged()) return;
    job_.reset();
    report_.reset();
    stopped_.clear();
    const auto result = std::make_shared<std::optional<Result<verifier::Report>>>();
    job_ = std::make_unique<Job>(
        [this, result, asked = question()](Job& job) { result->emplace(answer(job, asked)); });
    connect(job_.get(), &Job::progressed, this, &Evidence::progressed);
    connect(job_.get(), &Job::died, this, [this](const QString& why) {
        end(tr("The verifier stopped: %1. This is no verdict.").arg(shown(why.toStdString())));
    });
    const auto take = [this, result] {
        if (*result && **result) {
            report_ = std::move(***result);
            end({});
        } else {
            const QString why = *result ? shown((*result)->error().message) : tr("no answer");
            end(tr("The verifier stopped: %1. This is no verdict.").arg(why));
        }
    };
    connect(job_.get(), &Job::finished, this, take);
    // A judgement that was interrupted gives a report that says so.
    connect(job_.get(), &Job::cancelled, this, take);
    emit judging();
    job_->start();
}

void Evidence::cancel() {
    if (job_) job_->cancel();
}

void Evidence::end(QString stopped) {
    stopped_ = std::move(stopped);
    // The job is still on the stack of its own signal.
    job_.release()->deleteLater();
    emit judged();
}

void Evidence::openView(const std::string& key_directory) {
    keys::KeyAccess access;
    access.directory = key_directory;
    view_.reset();
    why_no_view_.clear();
    if (kind_ != Kind::kLedger) {
        why_no_view_ = tr("Only a ledger's own directory holds its records.");
        return;
    }
    auto view = reader::LedgerView::open(machine_.storage(), machine_.random(), file(), access);
    if (view) {
        view_ = std::move(*view);
    } else {
        why_no_view_ = shown(view.error().message);
    }
}

void Evidence::reload() {
    openView(key_directory_);
    emit reloaded();
    // What was said of it before is not said of what is there now.
    judge();
}

Status Evidence::loadKeys(const QString& directory, const QString& passphrase) {
    GivenPassphrase given(passphrase);
    keys::KeyAccess access;
    access.directory = directory.toStdString();
    access.passphrase = &given;
    if (kind_ != Kind::kLedger) {
        return Error{ErrorCode::kInvalidArgument, "only a ledger's own directory has keys"};
    }
    auto view = reader::LedgerView::open(machine_.storage(), machine_.random(), file(), access);
    if (!view) return view.error();
    if ((*view)->keys() == nullptr && !(*view)->why_closed().empty()) {
        return Error{ErrorCode::kNotFound, (*view)->why_closed()};
    }
    const bool same =
        view_ && view_->reader().head().generation == (*view)->reader().head().generation;
    view_ = std::move(*view);
    key_directory_ = access.directory;
    why_no_view_.clear();
    emit reloaded();
    if (!same) judge();
    return {};
}

void Evidence::forgetKeys() {
    key_directory_.clear();
    openView({});
    emit reloaded();
}

}  // namespace counterfoil::gui
