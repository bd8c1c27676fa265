// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace counterfoil {

// Why an operation did not happen. A program decides by the code; a person reads the message.
enum class ErrorCode {
    kInvalidArgument,  // The caller asked for something that has no meaning.
    kNotFound,         // There is no such file, ledger, record or key.
    kExists,           // It is there already, and would have been overwritten.
    kPermission,       // The operating system does not let us.
    kNoSpace,          // The device is full.
    kTooLarge,         // A record, line or file is over a stated limit.
    kIo,               // Any other error of reading or writing.
    kBusy,             // Another process holds the ledger, or too many wait for it.
    kDamaged,          // The ledger itself was found bad.
    kUnsupported,      // A format version that this program does not know.
    kInterrupted,      // The person asked to stop.
};

// `message` names the file, the place and the remedy, in one line without a final full stop.
struct Error {
    ErrorCode code = ErrorCode::kIo;
    std::string message;
};

// Ends the program. Out of line, so that what never happens costs the callers nothing, and so that
// gcc's sanitizers do not see an error read where there is none.
[[noreturn, gnu::cold, gnu::noinline]] inline void abort_for_value_of(const Error& error) {
    std::fprintf(stderr, "counterfoil: value of a failed result: %s\n", error.message.c_str());
    std::abort();
}

// A value or an Error. Expected failures travel in a Result; a broken invariant aborts instead,
// also in release builds, so `value()` on an error ends the program with the message.
template <class T>
class [[nodiscard]] Result {
  public:
    Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}      // NOLINT(implicit)
    Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT(implicit)

    [[nodiscard]] bool ok() const { return state_.index() == 0; }
    explicit operator bool() const { return ok(); }

    [[nodiscard]] T& value() & {
        require_value();
        return std::get<0>(state_);
    }
    [[nodiscard]] const T& value() const& {
        require_value();
        return std::get<0>(state_);
    }
    [[nodiscard]] T&& value() && {
        require_value();
        return std::get<0>(std::move(state_));
    }
    T& operator*() & { return value(); }
    const T& operator*() const& { return value(); }
    T&& operator*() && { return std::move(*this).value(); }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }

    // Only valid when !ok().
    [[nodiscard]] const Error& error() const { return std::get<1>(state_); }

  private:
    void require_value() const {
        if (!ok()) abort_for_value_of(error());
    }

    std::variant<T, Error> state_;
};

// The result of an operation that has nothing to return.
template <>
class [[nodiscard]] Result<void> {
  public:
    Result() = default;
    Result(Error error) : error_(std::move(error)) {}  // NOLINT(implicit)

    [[nodiscard]] bool ok() const { return !error_.has_value(); }
    explicit operator bool() const { return ok(); }
    [[nodiscard]] const Error& error() const { return *error_; }

  private:
    std::optional<Error> error_;
};

using Status = Result<void>;

// Ends the program when something that the code itself guarantees does not hold. Never used on
// input.
inline void require(bool invariant, const char* what) {
    if (invariant) return;
    std::fprintf(stderr, "counterfoil: broken invariant: %s\n", what);
    std::abort();
}

}  // namespace counterfoil
