// The place of a value in a request or a case, spelled only when something is wrong there.
//
//   FieldPath root("case");
//   FieldPath row(root, "evidence", 3);
//   FieldPath(row, "from").ToString()          ->  "case.evidence[3].from"
//   FieldPath(row, "fields", "tier").ToString() -> "case.evidence[3].fields.tier"
//
// The request itself is FieldPath(""), which is spelled nowhere.
//
// A path lives on the stack and points at its parent, so that reading a good request builds no
// strings. Keys are shortened and escaped when spelled: they are the caller's.
//
// Thread-safety: a value that must not outlive its parent or the texts it names.
#ifndef CREDENCE_FACTS_FIELD_PATH_H_
#define CREDENCE_FACTS_FIELD_PATH_H_

#include <string>
#include <string_view>

namespace credence::facts {

class FieldPath {
 public:
  explicit FieldPath(std::string_view name) : name_(name) {}
  FieldPath(const FieldPath& parent, std::string_view name) : parent_(&parent), name_(name) {}
  FieldPath(const FieldPath& parent, std::string_view name, int index)
      : parent_(&parent), name_(name), index_(index) {}
  // An entry of a map.
  FieldPath(const FieldPath& parent, std::string_view name, std::string_view key)
      : parent_(&parent), name_(name), key_(key), has_key_(true) {}

  std::string ToString() const;

 private:
  const FieldPath* parent_ = nullptr;
  std::string_view name_;
  std::string_view key_;
  bool has_key_ = false;
  int index_ = -1;
};

// `text` for a message: escaped, and cut after about 80 bytes.
std::string Shown(std::string_view text);

}  // namespace credence::facts

#endif  // CREDENCE_FACTS_FIELD_PATH_H_
