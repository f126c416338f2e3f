#include "fuzz/message.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include <cstdint>
#include <iterator>
#include <limits>
#include <vector>

namespace credence::fuzz {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using testing::Dice;

constexpr int kDepthMax = 8;
constexpr int kElementsMax = 64;

constexpr int64_t kNumbers[] = {
    0,         1,         2,         7,          28,          29,   30,   31,
    32,        63,        64,        65,         1899,        1900, -1,   12,
    2199,      2200,      999999999, 1000000000, -1000000000, 13,   99,   65536,
    1ll << 50, INT32_MAX, INT32_MIN, INT64_MAX,  10,          16,   2016, -(1ll << 50),
    INT64_MIN};
constexpr const char* kTexts[] = {
    "",        "0",          "-1",  "1e9",   "0.005",   "99999999999999999999999999999999",
    "2016-02", "2016-02-29", "USD", "40%",   "partner", "2016-Q1",
    "2016",    "1/3",        "n/a", "\x1b[", "customer"};

int64_t Number(Dice& dice) {
  if (dice.OneIn(3)) return dice.Below(200) - 20;
  return kNumbers[dice.Below(static_cast<int>(std::size(kNumbers)))];
}

// Texts of a message and of all below it.
void CollectTexts(const Message& from, std::vector<std::string>& texts, int depth) {
  if (depth == 0) return;
  const Reflection* reflection = from.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection->ListFields(from, &fields);
  for (const FieldDescriptor* field : fields) {
    const int count = field->is_repeated() ? reflection->FieldSize(from, field) : 1;
    for (int i = 0; i < count && i < kElementsMax; ++i) {
      if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
        texts.push_back(field->is_repeated() ? reflection->GetRepeatedString(from, field, i)
                                             : reflection->GetString(from, field));
      } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
        CollectTexts(field->is_repeated() ? reflection->GetRepeatedMessage(from, field, i)
                                          : reflection->GetMessage(from, field),
                     texts, depth - 1);
      }
    }
  }
}

class Bender {
 public:
  Bender(const std::vector<std::string>& texts, Dice& dice) : texts_(texts), dice_(dice) {}

  // Goes down to a field of some message within, and changes it.
  void Bend(Message& message) {
    Message* at = &message;
    for (int depth = 0; depth < kDepthMax; ++depth) {
      const Descriptor* type = at->GetDescriptor();
      if (type->field_count() == 0) return;
      const FieldDescriptor* field = FieldOf(*at);
      Message* below = Below(*at, field);
      if (below == nullptr) return Change(*at, field);
      at = below;
    }
  }

 private:
  // One that is there, or, now and then, any.
  const FieldDescriptor* FieldOf(const Message& message) {
    std::vector<const FieldDescriptor*> there;
    message.GetReflection()->ListFields(message, &there);
    const Descriptor* type = message.GetDescriptor();
    if (there.empty() || dice_.OneIn(4)) return type->field(dice_.Below(type->field_count()));
    return there[static_cast<size_t>(dice_.Below(static_cast<int>(there.size())))];
  }

  // The message of a field to go into; nullptr: change the field itself.
  Message* Below(Message& message, const FieldDescriptor* field) {
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE || dice_.OneIn(5)) return nullptr;
    const Reflection* reflection = message.GetReflection();
    if (!field->is_repeated()) return reflection->MutableMessage(&message, field);
    const int size = reflection->FieldSize(message, field);
    if (size == 0) return reflection->AddMessage(&message, field);
    return reflection->MutableRepeatedMessage(&message, field, dice_.Below(size));
  }

  void Change(Message& message, const FieldDescriptor* field) {
    const Reflection* reflection = message.GetReflection();
    if (field->is_repeated()) return ChangeRepeated(message, field);
    if (dice_.OneIn(5)) return reflection->ClearField(&message, field);
    switch (field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING:
        return reflection->SetString(&message, field, Text(reflection->GetString(message, field)));
      case FieldDescriptor::CPPTYPE_BOOL:
        return reflection->SetBool(&message, field, dice_.OneIn(2));
      case FieldDescriptor::CPPTYPE_ENUM:
        return reflection->SetEnumValue(&message, field, dice_.Below(12));
      case FieldDescriptor::CPPTYPE_INT32:
        return reflection->SetInt32(&message, field, static_cast<int32_t>(Number(dice_)));
      case FieldDescriptor::CPPTYPE_INT64:
        return reflection->SetInt64(&message, field, Number(dice_));
      case FieldDescriptor::CPPTYPE_UINT32:
        return reflection->SetUInt32(&message, field, static_cast<uint32_t>(Number(dice_)));
      case FieldDescriptor::CPPTYPE_UINT64:
        return reflection->SetUInt64(&message, field, static_cast<uint64_t>(Number(dice_)));
      case FieldDescriptor::CPPTYPE_DOUBLE:
      case FieldDescriptor::CPPTYPE_FLOAT:
        return;  // The contract has none.
      case FieldDescriptor::CPPTYPE_MESSAGE:
        reflection->MutableMessage(&message, field);
    }
  }

  void ChangeRepeated(Message& message, const FieldDescriptor* field) {
    const Reflection* reflection = message.GetReflection();
    const int size = reflection->FieldSize(message, field);
    if (size > 0) {
      const int first = dice_.Below(size);
      switch (dice_.Below(4)) {
        case 0:
          reflection->SwapElements(&message, field, first, size - 1);
          return reflection->RemoveLast(&message, field);
        case 1:
          return reflection->SwapElements(&message, field, first, dice_.Below(size));
        case 2:
          if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && size < kElementsMax) {
            const std::string copy =
                reflection->GetRepeatedMessage(message, field, first).SerializeAsString();
            reflection->AddMessage(&message, field)->ParseFromString(copy);
            return;
          }
          return Set(message, field, first);
        default:
          if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) {
            return Set(message, field, first);
          }
      }
    }
    if (size < kElementsMax) Add(message, field);
  }

  void Set(Message& message, const FieldDescriptor* field, int at) {
    const Reflection* reflection = message.GetReflection();
    switch (field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING:
        return reflection->SetRepeatedString(
            &message, field, at, Text(reflection->GetRepeatedString(message, field, at)));
      case FieldDescriptor::CPPTYPE_BOOL:
        return reflection->SetRepeatedBool(&message, field, at, dice_.OneIn(2));
      case FieldDescriptor::CPPTYPE_INT32:
        return reflection->SetRepeatedInt32(&message, field, at,
                                            static_cast<int32_t>(Number(dice_)));
      case FieldDescriptor::CPPTYPE_INT64:
        return reflection->SetRepeatedInt64(&message, field, at, Number(dice_));
      case FieldDescriptor::CPPTYPE_UINT32:
        return reflection->SetRepeatedUInt32(&message, field, at,
                                             static_cast<uint32_t>(Number(dice_)));
      default:
        return;
    }
  }

  void Add(Message& message, const FieldDescriptor* field) {
    const Reflection* reflection = message.GetReflection();
    switch (field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING:
        return reflection->AddString(&message, field, Text(""));
      case FieldDescriptor::CPPTYPE_BOOL:
        return reflection->AddBool(&message, field, dice_.OneIn(2));
      case FieldDescriptor::CPPTYPE_INT32:
        return reflection->AddInt32(&message, field, static_cast<int32_t>(Number(dice_)));
      case FieldDescriptor::CPPTYPE_INT64:
        return reflection->AddInt64(&message, field, Number(dice_));
      case FieldDescriptor::CPPTYPE_UINT32:
        return reflection->AddUInt32(&message, field, static_cast<uint32_t>(Number(dice_)));
      case FieldDescriptor::CPPTYPE_MESSAGE:
        reflection->AddMessage(&message, field);
        return;
      default:
        return;
    }
  }

  std::string Text(std::string before) {
    switch (dice_.Below(4)) {
      case 0:
        return kTexts[dice_.Below(static_cast<int>(std::size(kTexts)))];
      case 1:
        if (!before.empty()) {
          // Letters and figures, so that a text stays UTF-8 and reaches what reads it.
          before[static_cast<size_t>(dice_.Below(static_cast<int>(before.size())))] =
              static_cast<char>(' ' + dice_.Below(95));
          return before;
        }
        [[fallthrough]];
      default:
        if (texts_.empty()) return before;
        return texts_[static_cast<size_t>(dice_.Below(static_cast<int>(texts_.size())))];
    }
  }

  const std::vector<std::string>& texts_;
  Dice& dice_;
};

}  // namespace

void Bend(Message& message, Dice& dice) {
  std::vector<std::string> texts;
  CollectTexts(message, texts, kDepthMax);
  Bender bender(texts, dice);
  for (int times = 1 + dice.Below(4); times > 0; --times) bender.Bend(message);
}

std::string BytesOf(const Message& message) {
  std::string bytes;
  google::protobuf::io::StringOutputStream stream(&bytes);
  google::protobuf::io::CodedOutputStream coded(&stream);
  coded.SetSerializationDeterministic(true);
  message.SerializePartialToCodedStream(&coded);
  coded.Trim();
  return bytes;
}

}  // namespace credence::fuzz
