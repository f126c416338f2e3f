// Messages of the contract as JSON on one line, by a plan that is made once: several times as fast
// as Protobuf's own printer, which reads them back.
//
//   auto json = MessageJson::Plan(*v1::DecisionRecord::descriptor(),
//                                 {"request.case.evidence.id",
//                                 "request.case.subjects.attributes"});
//   json->AppendField(v1::DecisionRecord::kRequestFieldNumber, request, line);
//     -> "request":{"policy":"recognition","case":{"evidence":[{"id":"[masked]","kind":"dpor"...
//
// It is the JSON mapping of Protobuf 3 with the names of the contract: whole numbers of 64 bits are
// texts, enums are names, and what has the value it has anyway is left out. Bytes of a text that
// are no UTF-8 become U+FFFD.
//
// A path names a field; of a map it may go on to one key. What it names is masked: a text becomes
// kMask, anything else is left out.
//
// Errors of Plan: INVALID_ARGUMENT, every path that names no field, with what may be meant.
// Thread-safe once it is made.
#ifndef CREDENCE_SERVER_MESSAGE_JSON_H_
#define CREDENCE_SERVER_MESSAGE_JSON_H_

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/status.h"
#include "credence/v1/values.pb.h"

namespace credence::server {

inline constexpr std::string_view kMask = "[masked]";

class MessageJson {
 public:
  static absl::StatusOr<MessageJson> Plan(const google::protobuf::Descriptor& root,
                                          std::span<const std::string> masks);

  // `"name":{...}` of a field of the root that holds `message`; nothing when it is masked.
  // True: something was appended.
  bool AppendField(int number, const google::protobuf::Message& message, std::string& to) const;
  // All of a root, as one object.
  void Append(const google::protobuf::Message& root, std::string& to) const;
  // Whether a field of the root is masked as a whole.
  bool IsMasked(int number) const;

 private:
  using ValueMap = google::protobuf::Map<std::string, v1::Value>;
  // What is done with one field of a message.
  struct Step {
    const google::protobuf::FieldDescriptor* field = nullptr;
    std::string key = {};  // `"name":`
    size_t below = 0;      // the node of a message, or of the values of a map
    bool masked = false;
    const ValueMap& (*map)(const google::protobuf::Message&) = nullptr;  // of a map
    std::vector<std::string> masked_keys = {};
  };
  using Node = std::vector<Step>;         // in the order of the descriptor's fields
  using Path = std::vector<std::string>;  // what is left of it at a node
  class Planner;

  class Writer;

  std::vector<Node> nodes_;  // the root's is the first
};

// `text` as a JSON string with its quotes.
void AppendJsonText(std::string_view text, std::string& to);

}  // namespace credence::server

#endif  // CREDENCE_SERVER_MESSAGE_JSON_H_
