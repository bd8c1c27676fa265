// SPDX-License-Identifier: Apache-2.0
#include "tests/crash/simulated/scratch_databases.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>

#include <fmt/format.h>

namespace counterfoil::crash {
namespace {

constexpr std::size_t kPageSize = 4096;
constexpr std::size_t kCounterOffset = 24;  // SQLite's file change counter.
constexpr std::size_t kPlacesMax = 64;

std::string scratch_directory() {
    std::error_code none;
    const bool in_memory = std::filesystem::is_directory("/dev/shm", none);
    const auto above =
        in_memory ? std::filesystem::path("/dev/shm") : std::filesystem::temp_directory_path();
    std::string pattern = (above / "counterfoil-crash-XXXXXX").string();
    require(::mkdtemp(pattern.data()) != nullptr, "there is room for scratch databases");
    return pattern;
}

}  // namespace

// The descriptor stays open while the file lives: closing one would drop SQLite's own locks.
class ScratchDatabases::Place {
  public:
    explicit Place(std::string where) : path(std::move(where)) {}
    ~Place() { clear(); }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

    void clear() {
        if (header != nullptr) ::munmap(header, kPageSize);
        if (descriptor >= 0) ::close(descriptor);
        header = nullptr;
        descriptor = -1;
        ::unlink(path.c_str());
        ::unlink((path + "-journal").c_str());
        content = nullptr;
    }
    // False while there is no file, or nothing in it.
    bool attach() {
        if (header != nullptr) return true;
        if (descriptor < 0) descriptor = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
        if (descriptor < 0 || size() < kPageSize) return false;
        void* mapped = ::mmap(nullptr, kPageSize, PROT_READ, MAP_SHARED, descriptor, 0);
        require(mapped != MAP_FAILED, "a scratch database can be mapped");
        header = static_cast<std::uint8_t*>(mapped);
        return true;
    }
    [[nodiscard]] std::size_t size() const {
        struct stat about = {};
        require(::fstat(descriptor, &about) == 0, "a scratch database can be examined");
        return static_cast<std::size_t>(about.st_size);
    }
    [[nodiscard]] std::uint32_t counter() const {
        std::uint32_t value = 0;
        std::memcpy(&value, header + kCounterOffset, sizeof value);
        return value;
    }
    void fill(const Snapshot& wanted) {
        clear();
        descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        require(descriptor >= 0, "a scratch database can be made");
        const auto size = static_cast<ssize_t>(wanted->bytes.size());
        require(::pwrite(descriptor, wanted->bytes.data(), wanted->bytes.size(), 0) == size,
                "a scratch database can be written");
        content = wanted;
        if (attach()) seen = counter();
    }

    std::string path;
    bool leased = false;
    std::uint64_t used = 0;
    Snapshot content;
    int descriptor = -1;
    std::uint8_t* header = nullptr;
    std::uint32_t seen = 0;  // The counter when `content` was taken.
};

ScratchDatabases::ScratchDatabases() : directory_(scratch_directory()) {}

ScratchDatabases::~ScratchDatabases() {
    places_.clear();
    std::error_code ignored;
    std::filesystem::remove_all(directory_, ignored);
}

const std::string& ScratchDatabases::path(const Place& place) {
    return place.path;
}

Snapshot ScratchDatabases::look(Place& place) {
    const bool fresh = place.header == nullptr;
    if (!place.attach()) return place.content;
    if (!fresh && place.content && place.counter() == place.seen) return place.content;
    auto bytes = std::make_shared<DatabaseBytes>();
    bytes->bytes.resize(place.size());
    const ssize_t got = ::pread(place.descriptor, bytes->bytes.data(), bytes->bytes.size(), 0);
    require(got == static_cast<ssize_t>(bytes->bytes.size()), "a scratch database can be read");
    bytes->hash = hash_of(bytes->bytes);
    place.seen = place.counter();
    place.content = std::move(bytes);
    return place.content;
}

ScratchDatabases::Place& ScratchDatabases::lease(const Snapshot& content) {
    Place* best = nullptr;
    for (const std::unique_ptr<Place>& place : places_) {
        if (place->leased) continue;
        const bool right = content && place->content && place->content->hash == content->hash;
        if (right) {
            best = place.get();
            break;
        }
        if (best == nullptr || place->used < best->used) best = place.get();
    }
    const bool right =
        best != nullptr && content && best->content && best->content->hash == content->hash;
    if (best == nullptr || (!right && places_.size() < kPlacesMax)) {
        places_.push_back(
            std::make_unique<Place>(fmt::format("{}/{}.db", directory_, places_.size())));
        best = places_.back().get();
    }
    if (content && !right) best->fill(content);
    if (!content) best->clear();
    best->leased = true;
    best->used = ++uses_;
    return *best;
}

void ScratchDatabases::give_back(Place& place) {
    static_cast<void>(look(place));
    place.leased = false;
}

}  // namespace counterfoil::crash
