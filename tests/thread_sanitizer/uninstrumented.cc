// Tells ThreadSanitizer how Abseil and gRPC hand things from thread to thread, which it cannot see:
// Debian builds both without it. Linked into the tests under ThreadSanitizer, and into nothing
// else.
//
// Where a library is called, its function is called by one of the same name here, which says what
// comes before what, and nothing more than what holds:
//
//   absl::Mutex, absl::CondVar    whoever unlocks comes before whoever locks next
//   grpc_call_start_batch         what starts a batch comes before what its tag is called with,
//   grpc_completion_queue_pluck   and before what plucks it
//   grpc_core::Server's           what is made for a call that arrives, by whichever thread that
//   allocators                    finds it, comes before the call begins
//   grpc_core::Executor::Run      whoever hands work on comes before who does it
//   ScheduleOnDone                who is done with a call comes before its end
//   a message that is sent        its bytes were written before whoever reads these very bytes
//
// So what of ours is not ordered otherwise is reported as ever, within a handler as well: nothing
// of a stack that a handler of gRPC stands in is suppressed. tests/thread_sanitizer/race_test.py
// holds it to that.
#include <absl/base/config.h>
#include <absl/synchronization/mutex.h>
#include <absl/time/time.h>
#include <dlfcn.h>
#include <grpc/byte_buffer.h>
#include <grpc/byte_buffer_reader.h>
#include <grpc/grpc.h>
#include <link.h>
#include <sanitizer/tsan_interface.h>

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace {

// The library's own function of a name.
template <typename Function>
Function* Next(const std::string& name) {
  void* found = dlsym(RTLD_NEXT, name.c_str());
  if (found == nullptr) std::abort();
  return reinterpret_cast<Function*>(found);
}

#define TEXT_OF(token) #token
#define TEXT_OF_VALUE(macro) TEXT_OF(macro)

// "Mutex4LockEv" as the linker knows it.
std::string AbslName(const char* rest) {
  const std::string inlined = TEXT_OF_VALUE(ABSL_OPTION_INLINE_NAMESPACE_NAME);
  return "_ZN4absl" + std::to_string(inlined.size()) + inlined + rest;
}

void Acquire(const void* at) { __tsan_acquire(const_cast<void*>(at)); }
void Release(const void* at) { __tsan_release(const_cast<void*>(at)); }

}  // namespace

namespace absl {
ABSL_NAMESPACE_BEGIN

void Mutex::Lock() {
  static auto* const next = Next<void(Mutex*)>(AbslName("5Mutex4LockEv"));
  next(this);
  Acquire(this);
}

void Mutex::Unlock() {
  static auto* const next = Next<void(Mutex*)>(AbslName("5Mutex6UnlockEv"));
  Release(this);
  next(this);
}

bool Mutex::TryLock() {
  static auto* const next = Next<bool(Mutex*)>(AbslName("5Mutex7TryLockEv"));
  const bool locked = next(this);
  if (locked) Acquire(this);
  return locked;
}

void CondVar::Wait(Mutex* mutex) {
  static auto* const next = Next<void(CondVar*, Mutex*)>(AbslName("7CondVar4WaitEPNS0_5MutexE"));
  Release(mutex);
  next(this, mutex);
  Acquire(mutex);
}

bool CondVar::WaitWithTimeout(Mutex* mutex, Duration timeout) {
  static auto* const next = Next<bool(CondVar*, Mutex*, Duration)>(
      AbslName("7CondVar15WaitWithTimeoutEPNS0_5MutexENS0_8DurationE"));
  Release(mutex);
  const bool expired = next(this, mutex, timeout);
  Acquire(mutex);
  return expired;
}

bool CondVar::WaitWithDeadline(Mutex* mutex, Time deadline) {
  static auto* const next = Next<bool(CondVar*, Mutex*, Time)>(
      AbslName("7CondVar16WaitWithDeadlineEPNS0_5MutexENS0_4TimeE"));
  Release(mutex);
  const bool expired = next(this, mutex, deadline);
  Acquire(mutex);
  return expired;
}

ABSL_NAMESPACE_END
}  // namespace absl

// gRPC's own, as they lie in memory. They have names that others know, or no library would be given
// a function that takes one.
namespace grpc_layout {

// Work for another thread.
struct Closure {
  void* next;
  void (*run)(void* argument, void* error);
  void* argument;
};

// What C++ gives to the core for a call that has arrived; only the first is looked at.
struct RegisteredCall {
  void* tag;
  void* rest[5];
};
struct AnyCall {
  void* tag;
  void* rest[4];
};

}  // namespace grpc_layout

namespace {

using grpc_layout::AnyCall;
using grpc_layout::Closure;
using grpc_layout::RegisteredCall;

// Where code lies, so that a function is told from a table of virtual ones.
class Code {
 public:
  Code() { dl_iterate_phdr(&Code::Add, this); }

  bool Has(uintptr_t address) const {
    for (const auto& [begin, end] : ranges_) {
      if (begin <= address && address < end) return true;
    }
    return false;
  }

 private:
  static int Add(dl_phdr_info* info, size_t, void* code) {
    for (int i = 0; i < info->dlpi_phnum; ++i) {
      const ElfW(Phdr)& part = info->dlpi_phdr[i];
      if (part.p_type != PT_LOAD || (part.p_flags & PF_X) == 0) continue;
      const uintptr_t begin = info->dlpi_addr + part.p_vaddr;
      static_cast<Code*>(code)->ranges_.emplace_back(begin, begin + part.p_memsz);
    }
    return 0;
  }

  std::vector<std::pair<uintptr_t, uintptr_t>> ranges_;
};

// Tags of completion queues that call back: a batch's tag is then what is called, its first member
// the function. It is called by way of here.
class Callbacks {
 public:
  using Functor = grpc_completion_queue_functor;
  using Run = void (*)(Functor*, int);

  static Callbacks& Instance() {
    static Callbacks& one = *new Callbacks;  // gRPC ends with the process
    return one;
  }

  void Start(void* tag) {
    Release(tag);
    auto* functor = static_cast<Functor*>(tag);
    uintptr_t first = 0;
    std::memcpy(&first, tag, sizeof first);
    if (!code_.Has(first) || functor->functor_run == &Callbacks::RunOne) return;
    const std::lock_guard<std::mutex> lock(mutex_);
    runs_[functor] = functor->functor_run;
    functor->functor_run = &Callbacks::RunOne;
  }

 private:
  static void RunOne(Functor* functor, int ok) {
    Acquire(functor);
    const Run run = Instance().Take(functor);
    functor->functor_run = run;
    run(functor, ok);
  }

  Run Take(Functor* functor) {
    const std::lock_guard<std::mutex> lock(mutex_);
    const auto found = runs_.find(functor);
    if (found == runs_.end()) std::abort();
    const Run run = found->second;
    runs_.erase(found);
    return run;
  }

  const Code code_;
  std::mutex mutex_;
  std::unordered_map<Functor*, Run> runs_;  // guarded by mutex_
};

// Of functions that touch gRPC's own memory, which it orders as it does.
#define UNWATCHED __attribute__((no_sanitize("thread")))

// A closure that is called by way of here.
class HandedOn {
 public:
  UNWATCHED static void Begin(Closure* closure) {
    auto* const handed = new HandedOn(closure);
    closure->run = &HandedOn::Run;
    closure->argument = handed;
    Release(handed);
  }

 private:
  UNWATCHED explicit HandedOn(Closure* closure)
      : closure_(closure), run_(closure->run), argument_(closure->argument) {}

  UNWATCHED static void Run(void* argument, void* error) {
    Acquire(argument);
    const std::unique_ptr<HandedOn> handed(static_cast<HandedOn*>(argument));
    // Some are used again, and some go while they run.
    handed->closure_->run = handed->run_;
    handed->closure_->argument = handed->argument_;
    handed->run_(handed->argument_, error);
  }

  Closure* const closure_;
  void (*const run_)(void*, void*);
  void* const argument_;
};

template <typename Call>
std::function<Call()> Told(std::function<Call()> allocate) {
  return [allocate = std::move(allocate)] {
    Call call = allocate();
    Callbacks::Instance().Start(call.tag);
    return call;
  };
}

// Functions of gRPC's own C++, by the names that the linker has for them.
#define EXECUTOR_RUN                                                                      \
  "_ZN9grpc_core8Executor3RunEP12grpc_closureN4absl7debian36StatusENS_12ExecutorTypeENS_" \
  "15ExecutorJobTypeE"
#define SCHEDULE_ON_DONE "_ZN4grpc8internal18ServerCallbackCall14ScheduleOnDoneEb"
#define SET_REGISTERED                                                                             \
  "_ZN9grpc_core6Server28SetRegisteredMethodAllocatorEP21grpc_completion_queuePvSt8functionIFNS0_" \
  "24RegisteredCallAllocationEvEE"
#define SET_ANY                                                                             \
  "_ZN9grpc_core6Server23SetBatchMethodAllocatorEP21grpc_completion_queueSt8functionIFNS0_" \
  "19BatchCallAllocationEvEE"

void ReleaseBytes(const grpc_op* ops, size_t count) {
  for (size_t i = 0; i < count; ++i) {
    if (ops[i].op != GRPC_OP_SEND_MESSAGE) continue;
    const grpc_byte_buffer* message = ops[i].data.send_message.send_message;
    if (message == nullptr || message->type != GRPC_BB_RAW) continue;
    const grpc_slice_buffer& slices = message->data.raw.slice_buffer;
    for (size_t at = 0; at < slices.count; ++at) {
      Release(GRPC_SLICE_START_PTR(slices.slices[at]));
    }
  }
}

}  // namespace

// An error is passed by its address, as everything is that has a destructor.
void RunByExecutor(Closure* closure, void* error, int executor, int job) asm(EXECUTOR_RUN);
void RunByExecutor(Closure* closure, void* error, int executor, int job) {
  static auto* const next = Next<decltype(RunByExecutor)>(EXECUTOR_RUN);
  HandedOn::Begin(closure);
  next(closure, error, executor, job);
}

// The last of several who are done with a call ends it. Each counts itself down, and some do so in
// the library; the count stands behind the table of virtual functions and another one.
void ScheduleOnDone(char* call, bool inlined) asm(SCHEDULE_ON_DONE);
void ScheduleOnDone(char* call, bool inlined) {
  static auto* const next = Next<decltype(ScheduleOnDone)>(SCHEDULE_ON_DONE);
  Acquire(call + sizeof(void*) + sizeof(int));
  next(call, inlined);
}

void SetRegistered(void* server, grpc_completion_queue* queue, void* method,
                   std::function<RegisteredCall()> allocate) asm(SET_REGISTERED);
void SetRegistered(void* server, grpc_completion_queue* queue, void* method,
                   std::function<RegisteredCall()> allocate) {
  static auto* const next = Next<decltype(SetRegistered)>(SET_REGISTERED);
  next(server, queue, method, Told(std::move(allocate)));
}

void SetAny(void* server, grpc_completion_queue* queue,
            std::function<AnyCall()> allocate) asm(SET_ANY);
void SetAny(void* server, grpc_completion_queue* queue, std::function<AnyCall()> allocate) {
  static auto* const next = Next<decltype(SetAny)>(SET_ANY);
  next(server, queue, Told(std::move(allocate)));
}

extern "C" {

grpc_call_error grpc_call_start_batch(grpc_call* call, const grpc_op* ops, size_t nops, void* tag,
                                      void* reserved) {
  static auto* const next = Next<decltype(grpc_call_start_batch)>("grpc_call_start_batch");
  ReleaseBytes(ops, nops);
  if (tag != nullptr) Callbacks::Instance().Start(tag);
  return next(call, ops, nops, tag, reserved);
}

grpc_event grpc_completion_queue_pluck(grpc_completion_queue* cq, void* tag, gpr_timespec deadline,
                                       void* reserved) {
  static auto* const next =
      Next<decltype(grpc_completion_queue_pluck)>("grpc_completion_queue_pluck");
  const grpc_event event = next(cq, tag, deadline, reserved);
  Acquire(tag);
  return event;
}

int grpc_byte_buffer_reader_peek(grpc_byte_buffer_reader* reader, grpc_slice** slice) {
  static auto* const next =
      Next<decltype(grpc_byte_buffer_reader_peek)>("grpc_byte_buffer_reader_peek");
  const int found = next(reader, slice);
  if (found != 0) Acquire(GRPC_SLICE_START_PTR(**slice));
  return found;
}

int grpc_byte_buffer_reader_next(grpc_byte_buffer_reader* reader, grpc_slice* slice) {
  static auto* const next =
      Next<decltype(grpc_byte_buffer_reader_next)>("grpc_byte_buffer_reader_next");
  const int found = next(reader, slice);
  if (found != 0) Acquire(GRPC_SLICE_START_PTR(*slice));
  return found;
}

}  // extern "C"
