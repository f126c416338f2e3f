// Sends cases to be decided in batches, and hands each answer back in order.
//
//   Decider decider(connection, [&](const DecideItem& item, const DecideAnswer& answer) {...});
//   for (...) decider.Add(std::move(item));
//   CallFault fault = decider.Finish();
//
// A batch is small enough for the server's limits; one item refused does not stop the others,
// and an item too large for any batch is refused alone. Only a server that fails ends it.
//
// Thread-safety: belongs to one thread.
#ifndef CREDENCE_CLIENTS_CLI_DECIDER_H_
#define CREDENCE_CLIENTS_CLI_DECIDER_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "clients/cli/case_file.h"
#include "clients/cli/connection.h"

namespace credence::cli {

struct DecideItem {
  v1::DecideRequest request;
  // Whose fields a refusal speaks of; never null.
  std::shared_ptr<const CaseFile> file;
  std::string label;  // "cases.jsonl:3"
};

struct DecideAnswer {
  CallFault fault;
  v1::BatchDecideResponse::Item item;
};

class Decider {
 public:
  using Take = std::function<void(const DecideItem&, const DecideAnswer&)>;
  // How many items go into one call.
  static constexpr size_t kItemsMax = 100;

  Decider(Connection& connection, Take take) : connection_(connection), take_(std::move(take)) {}

  // Not OK: the server failed; whatever is still waiting is not decided.
  CallFault Add(DecideItem item);
  CallFault Finish() { return Flush(); }

 private:
  CallFault Flush();
  CallFault Send(size_t begin, size_t end);

  Connection& connection_;
  Take take_;
  std::vector<DecideItem> waiting_;
  size_t waiting_bytes_ = 0;
};

}  // namespace credence::cli

#endif  // CREDENCE_CLIENTS_CLI_DECIDER_H_
