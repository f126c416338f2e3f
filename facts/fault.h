// Something wrong with a case or a request, at a field.
//
//   faults.Add("evidence[3].partner", "no partner named `contosa` is declared; near: `contoso`");
//
// What is wrong with the data of a case is found all at once and told by field, so that a form,
// an importer or a person can go to the place. At most limits::kDiagnosticsMax are kept; a last
// one, of no field, counts the rest.
//
// Thread-safety: a FaultList belongs to one thread.
#ifndef CREDENCE_FACTS_FAULT_H_
#define CREDENCE_FACTS_FAULT_H_

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace credence::facts {

struct Fault {
  std::string field;    // "evidence[3].partner"
  std::string message;  // "no partner named `contoso` is declared; declared: ..."
  friend bool operator==(const Fault &, const Fault &) = default;
};

class FaultList {
 public:
  void Add(std::string field, std::string message);
  bool empty() const { return faults_.empty(); }
  // No further message will be shown, so none needs to be worded.
  bool full() const;
  size_t size() const { return faults_.size() + dropped_count_; }
  std::vector<Fault> Take() &&;

 private:
  std::vector<Fault> faults_;
  size_t dropped_count_ = 0;
};

// `text` in backticks, with everything escaped that could steer a terminal.
std::string Quoted(std::string_view text);

// "no partner named `contosa` is declared; near: `contoso`": the candidates that `name` may have
// been meant for, all of them when they are few and none is near, or that there are none.
std::string UnknownName(std::string_view what, std::string_view name,
                        std::span<const std::string> candidates);

}  // namespace credence::facts

#endif  // CREDENCE_FACTS_FAULT_H_
