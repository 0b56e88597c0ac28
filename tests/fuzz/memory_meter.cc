#include "tests/fuzz/memory_meter.h"

#include <malloc.h>

#include <cstddef>
#include <cstdlib>
#include <new>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define KEPIL_ADDRESS_SANITIZER 1
#endif
#endif
#if defined(KEPIL_ADDRESS_SANITIZER)
#include <sanitizer/allocator_interface.h>
#endif

namespace {

thread_local int64_t held_octets = 0;
thread_local int64_t peak_octets = 0;

void NoteAllocation(size_t size) {
  held_octets += static_cast<int64_t>(size);
  if (held_octets > peak_octets) {
    peak_octets = held_octets;
  }
}
void NoteRelease(size_t size) { held_octets -= static_cast<int64_t>(size); }

}  // namespace

#if defined(KEPIL_ADDRESS_SANITIZER)

namespace {

void OnMalloc(const volatile void*, size_t size) { NoteAllocation(size); }
void OnFree(const volatile void* pointer) {
  if (pointer != nullptr) {
    NoteRelease(
        __sanitizer_get_allocated_size(const_cast<const void*>(pointer)));
  }
}
const int installed =
    __sanitizer_install_malloc_and_free_hooks(OnMalloc, OnFree);

}  // namespace

#else

// The form with a size and those of arrays come down to these two.
void* operator new(size_t size) {
  void* const pointer = std::malloc(size);
  if (pointer == nullptr) {
    throw std::bad_alloc();
  }
  NoteAllocation(malloc_usable_size(pointer));
  return pointer;
}
void operator delete(void* pointer) noexcept {
  NoteRelease(malloc_usable_size(pointer));
  std::free(pointer);
}
void operator delete(void* pointer, size_t) noexcept {
  operator delete(pointer);
}

#endif

namespace kepil {

MemoryMeter::MemoryMeter() {
#if defined(KEPIL_ADDRESS_SANITIZER)
  static_cast<void>(installed);
#endif
  held_octets = 0;
  peak_octets = 0;
}
int64_t MemoryMeter::held() const { return held_octets; }
int64_t MemoryMeter::peak() const { return peak_octets; }

}  // namespace kepil
