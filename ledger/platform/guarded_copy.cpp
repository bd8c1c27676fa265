// SPDX-License-Identifier: Apache-2.0
#include "ledger/platform/guarded_copy.h"

#include <setjmp.h>
#include <signal.h>

#include <atomic>
#include <cstdint>
#include <cstring>
#include <mutex>

#include "ledger/base/result.h"

namespace counterfoil::platform {
namespace {

// A copy in progress on this thread: what may be missing, and where to go on then.
struct Guard {
    std::uintptr_t begin = 0;
    std::uintptr_t end = 0;
    sigjmp_buf resume;
};

// A signal handler reaches nothing but globals.
constinit thread_local Guard* volatile guard = nullptr;
struct sigaction earlier = {};

// SA_NODEFER: the jump out of the handler leaves no signal blocked, so that sigsetjmp need not ask
// the system for the mask in each copy. The thread sanitizer's own handler, which stands before
// ours, blocks all of them nevertheless.
#if defined(__SANITIZE_THREAD__)
constexpr int kSaveSignalMask = 1;
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
constexpr int kSaveSignalMask = 1;
#else
constexpr int kSaveSignalMask = 0;
#endif
#else
constexpr int kSaveSignalMask = 0;
#endif

// Out of reach of the jump, so that nothing of ours is left half done by it.
void leave_to_the_earlier_handler(int number, siginfo_t* about, void* context) {
    if ((earlier.sa_flags & SA_SIGINFO) != 0) {
        earlier.sa_sigaction(number, about, context);
        return;
    }
    const bool is_sent = about->si_code <= 0;  // By a process, and not by a fault.
    if (earlier.sa_handler == SIG_IGN && is_sent) return;
    if (earlier.sa_handler != SIG_DFL && earlier.sa_handler != SIG_IGN) {
        earlier.sa_handler(number);
        return;
    }
    // A fault comes again as the handler returns, and then ends the program, with its true cause in
    // the core file. Nobody can ignore a fault.
    ::signal(number, SIG_DFL);
    if (is_sent) ::raise(number);
}

void on_bus_error(int number, siginfo_t* about, void* context) {
    Guard* const current = guard;
    const auto place = reinterpret_cast<std::uintptr_t>(about->si_addr);
    if (current != nullptr && about->si_code > 0 && place >= current->begin &&
        place < current->end) {
        guard = nullptr;
        ::siglongjmp(current->resume, 1);
    }
    leave_to_the_earlier_handler(number, about, context);
}

void install() {
    struct sigaction action = {};
    action.sa_sigaction = on_bus_error;
    ::sigemptyset(&action.sa_mask);
    action.sa_flags = SA_SIGINFO | SA_NODEFER | SA_ONSTACK;
    require(::sigaction(SIGBUS, nullptr, &earlier) == 0, "the handler of SIGBUS can be read");
    require(::sigaction(SIGBUS, &action, nullptr) == 0, "a handler can be set");
}

}  // namespace

void guard_copies() {
    static std::once_flag installed;
    std::call_once(installed, install);
}

// Only the copy stands between setting the mark and jumping to it, so the jump skips no destructor.
bool guarded_copy(ByteView source, MutableByteView into) {
    require(source.size() == into.size(), "a copy is as long as what it copies");
    if (source.empty()) return true;
    Guard mine;
    mine.begin = reinterpret_cast<std::uintptr_t>(source.data());
    mine.end = mine.begin + source.size();
    if (sigsetjmp(mine.resume, kSaveSignalMask) != 0) return false;
    guard = &mine;
    // The compiler must not move the copy out from under the guard.
    std::atomic_signal_fence(std::memory_order_seq_cst);
    std::memcpy(into.data(), source.data(), source.size());
    std::atomic_signal_fence(std::memory_order_seq_cst);
    guard = nullptr;
    return true;
}

}  // namespace counterfoil::platform
