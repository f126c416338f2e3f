// What the built-in roles of a directory let their holder do: which workload, and whether to
// change it or only to see it.
//
//   FindRole("29232cdf-9323-42fd-ade2-1d097af3e4de")  -> exchange, manages
//   FindRole("f2ef992c-3afb-46b9-b7cf-a126ee74c451")  -> every workload, read-only
//   FindRole("fe930be7-5e62-47db-91af-98c3a49a38b1")  -> no workload: users of the directory
//   FindRole("dd4db9a0-cc4a-4213-9f9f-70242232d97e")  -> nullptr: no template, or not one known
//   here
//
// The ids are those of the role templates, the same in every tenant.
//
// Thread-safe: constants.
#ifndef CREDENCE_CLIENTS_CONNECTORS_ROLE_TEMPLATES_H_
#define CREDENCE_CLIENTS_CONNECTORS_ROLE_TEMPLATES_H_

#include <cstdint>
#include <string_view>

namespace credence::connectors {

struct Role {
  enum class Reach : uint8_t { kNone, kWorkload, kEvery };
  std::string_view id;  // a GUID in lower case
  Reach reach = Reach::kNone;
  std::string_view workload = {};  // as FindFamily knows it, where it is a family
  bool read_only = false;
};

const Role* FindRole(std::string_view id);

}  // namespace credence::connectors

#endif  // CREDENCE_CLIENTS_CONNECTORS_ROLE_TEMPLATES_H_
