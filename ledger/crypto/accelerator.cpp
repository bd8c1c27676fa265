// SPDX-License-Identifier: Apache-2.0
#include "ledger/crypto/accelerator.h"

#include <atomic>
#include <cstdlib>

#include "ledger/base/result.h"
#include "ledger/crypto/secret.h"

#ifdef COUNTERFOIL_IPSEC_MB
#define NO_COMPAT_IMB_API_053  // Its old names are OpenSSL's.
#include <intel-ipsec-mb.h>
#endif

namespace counterfoil::crypto {
namespace {

std::atomic<bool> allowed{true};

}  // namespace

void allow_accelerator(bool is_allowed) {
    allowed = is_allowed;
}

#if defined(__x86_64__)

ProcessorFeatures processor_features() {
    __builtin_cpu_init();
    unsigned eax = 7;
    unsigned ebx = 0;
    unsigned ecx = 0;
    unsigned edx = 0;
    // Leaf 7 of CPUID, which not all compilers have names for.
    __asm__("cpuid" : "+a"(eax), "=b"(ebx), "+c"(ecx), "=d"(edx));
    return {(ebx >> 29U & 1U) != 0, __builtin_cpu_supports("aes") != 0, (ecx >> 9U & 1U) != 0,
            __builtin_cpu_supports("avx512bw") != 0 && __builtin_cpu_supports("avx512vl") != 0};
}

#else

ProcessorFeatures processor_features() {
    return {};
}

#endif

#ifdef COUNTERFOIL_IPSEC_MB

namespace {

struct FreeManager {
    void operator()(IMB_MGR* manager) const { free_mb_mgr(manager); }
};
using Manager = std::unique_ptr<IMB_MGR, FreeManager>;

// Null when the library's own self-test fails, or the processor lacks `features`.
Manager new_manager(std::uint64_t features) {
    if (!allowed) return nullptr;
    Manager manager(alloc_mb_mgr(0));
    if (manager == nullptr) return nullptr;
    IMB_ARCH architecture = IMB_ARCH_NONE;
    init_mb_mgr_auto(manager.get(), &architecture);
    const bool fits = architecture == IMB_ARCH_AVX512 && imb_get_errno(manager.get()) == 0 &&
                      (manager->features & features) == features;
    return fits ? std::move(manager) : nullptr;
}

constexpr std::uint64_t kGcmFeatures = IMB_FEATURE_VAES | IMB_FEATURE_VPCLMULQDQ;
constexpr std::uint64_t kLaneFeatures = IMB_FEATURE_AVX512_SKX;

}  // namespace

std::string_view hashing_implementation() {
    return new_manager(kLaneFeatures) ? "libipsec-mb" : "openssl";
}

std::string_view sealing_implementation() {
    return new_manager(kGcmFeatures) ? "libipsec-mb" : "openssl";
}

struct AcceleratedGcm::State {
    Manager manager = new_manager(kGcmFeatures);
    alignas(64) gcm_key_data key{};
    alignas(64) gcm_context_data context{};

    ~State() { wipe({reinterpret_cast<std::uint8_t*>(&key), sizeof key}); }
};

AcceleratedGcm::AcceleratedGcm() : state_(std::make_unique<State>()) {}
AcceleratedGcm::~AcceleratedGcm() = default;

std::unique_ptr<AcceleratedGcm> AcceleratedGcm::make() {
    auto gcm = std::make_unique<AcceleratedGcm>();
    return gcm->state_->manager ? std::move(gcm) : nullptr;
}

void AcceleratedGcm::seal(std::span<const std::uint8_t, 32> key,
                          std::span<const std::uint8_t, 12> nonce, ByteView associated_data,
                          ByteView plaintext, MutableByteView sealed) {
    IMB_MGR* manager = state_->manager.get();
    IMB_AES256_GCM_PRE(manager, key.data(), &state_->key);
    const std::size_t size = plaintext.size();
    IMB_AES256_GCM_ENC(manager, &state_->key, &state_->context, sealed.data(), plaintext.data(),
                       size, nonce.data(), associated_data.data(), associated_data.size(),
                       sealed.data() + size, sealed.size() - size);
}

struct AcceleratedLanes::State {
    Manager manager = new_manager(kLaneFeatures);
};

AcceleratedLanes::AcceleratedLanes() : state_(std::make_unique<State>()) {}
AcceleratedLanes::~AcceleratedLanes() = default;

std::unique_ptr<AcceleratedLanes> AcceleratedLanes::make() {
    auto lanes = std::make_unique<AcceleratedLanes>();
    return lanes->state_->manager ? std::move(lanes) : nullptr;
}

void AcceleratedLanes::digest(std::span<const ByteView> messages, std::span<Hash> out) {
    IMB_MGR* manager = state_->manager.get();
    std::size_t rest = 0;
    const auto take = [&](const IMB_JOB* job) {
        require(job->status == IMB_STATUS_COMPLETED, "libipsec-mb hashes what it is given");
        --rest;
    };
    for (std::size_t i = 0; i < messages.size(); ++i) {
        if (!takes(messages[i])) continue;
        ++rest;
        IMB_JOB* job = IMB_GET_NEXT_JOB(manager);
        job->cipher_mode = IMB_CIPHER_NULL;
        job->cipher_direction = IMB_DIR_ENCRYPT;
        job->chain_order = IMB_ORDER_HASH_CIPHER;
        job->hash_alg = IMB_AUTH_SHA_256;
        job->src = messages[i].data();
        job->hash_start_src_offset_in_bytes = 0;
        job->msg_len_to_hash_in_bytes = messages[i].size();
        job->auth_tag_output = out[i].data();
        job->auth_tag_output_len_in_bytes = out[i].size();
        if (const IMB_JOB* ready = IMB_SUBMIT_JOB(manager)) take(ready);
    }
    while (const IMB_JOB* ready = IMB_FLUSH_JOB(manager)) take(ready);
    require(rest == 0, "libipsec-mb returns every message");
}

#else

std::string_view hashing_implementation() {
    return "openssl";
}
std::string_view sealing_implementation() {
    return "openssl";
}

struct AcceleratedGcm::State {};
AcceleratedGcm::AcceleratedGcm() = default;
AcceleratedGcm::~AcceleratedGcm() = default;
std::unique_ptr<AcceleratedGcm> AcceleratedGcm::make() {
    return nullptr;
}
void AcceleratedGcm::seal(std::span<const std::uint8_t, 32>, std::span<const std::uint8_t, 12>,
                          ByteView, ByteView, MutableByteView) {
    std::abort();
}

struct AcceleratedLanes::State {};
AcceleratedLanes::AcceleratedLanes() = default;
AcceleratedLanes::~AcceleratedLanes() = default;
std::unique_ptr<AcceleratedLanes> AcceleratedLanes::make() {
    return nullptr;
}
void AcceleratedLanes::digest(std::span<const ByteView>, std::span<Hash>) {
    std::abort();
}

#endif

}  // namespace counterfoil::crypto
