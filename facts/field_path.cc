#include "facts/field_path.h"

#include "core/code_point.h"

namespace credence::facts {
namespace {

constexpr size_t kShownBytesMax = 80;

}  // namespace

std::string FieldPath::ToString() const {
  // A handful of levels at most: as deep as the messages of the contract.
  std::string text = parent_ == nullptr ? "" : parent_->ToString();
  if (!text.empty()) text += ".";
  text += name_;
  if (has_key_) text += "." + Shown(key_);
  if (index_ >= 0) text += "[" + std::to_string(index_) + "]";
  return text;
}

std::string Shown(std::string_view text) {
  size_t length = 0;
  while (length < text.size()) {
    const size_t next = length + static_cast<size_t>(DecodeCodePoint(text, length).length);
    if (next > kShownBytesMax) break;
    length = next;
  }
  return Printable(text.substr(0, length)) + (length < text.size() ? "..." : "");
}

}  // namespace credence::facts
