// A place in an object that never changes for what its reader works out of it, once.
//
//   const Prepared& prepared = policy.memo.Get<Prepared>([&] { return Prepare(policy); });
//
// A copy of the object may be changed before it is shared, so it begins with nothing in its place.
//
// Thread-safe: the first who asks works it out, whoever asks meanwhile waits for it.
#ifndef CREDENCE_RULETREE_MEMO_H_
#define CREDENCE_RULETREE_MEMO_H_

#include <memory>
#include <mutex>

namespace credence::ruletree {

class Memo {
 public:
  Memo() = default;
  Memo(const Memo&) {}
  Memo& operator=(const Memo&) { return *this; }

  // REQUIRES: the same Kept from all who ask, and an object that changes no more.
  template <typename Kept, typename Make>
  const Kept& Get(Make make) const {
    std::call_once(once_, [&] { kept_ = std::make_shared<const Kept>(make()); });
    return *static_cast<const Kept*>(kept_.get());
  }

 private:
  mutable std::once_flag once_;
  mutable std::shared_ptr<const void> kept_;
};

}  // namespace credence::ruletree

#endif  // CREDENCE_RULETREE_MEMO_H_
