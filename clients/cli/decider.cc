#include "clients/cli/decider.h"

#include <utility>

#include "core/limits.h"

namespace credence::cli {
namespace {

constexpr size_t kBatchBytesMax = static_cast<size_t>(limits::kRequestBytesMax) / 2;

}  // namespace

CallFault Decider::Add(DecideItem item) {
  const size_t bytes = item.request.ByteSizeLong();
  if (!waiting_.empty() && waiting_bytes_ + bytes > kBatchBytesMax) {
    if (CallFault fault = Flush(); !fault.ok()) return fault;
  }
  waiting_.push_back(std::move(item));
  waiting_bytes_ += bytes;
  return waiting_.size() >= kItemsMax ? Flush() : CallFault{};
}

CallFault Decider::Flush() {
  CallFault fault = Send(0, waiting_.size());
  waiting_.clear();
  waiting_bytes_ = 0;
  return fault;
}

CallFault Decider::Send(size_t begin, size_t end) {
  if (begin == end) return {};
  v1::BatchDecideRequest request;
  v1::BatchDecideResponse response;
  for (size_t i = begin; i < end; ++i) *request.add_items() = waiting_[i].request;
  const CallFault fault = connection_.BatchDecide(request, response);
  if (!fault.ok() && !fault.is_callers()) return fault;
  if (fault.ok() && static_cast<size_t>(response.items_size()) == end - begin) {
    for (size_t i = begin; i < end; ++i) {
      auto& item = *response.mutable_items(static_cast<int>(i - begin));
      DecideAnswer answer{ReadCallFault(item.status()), {}};
      answer.item.Swap(&item);
      take_(waiting_[i], answer);
    }
    return {};
  }
  if (fault.ok()) {
    CallFault odd;
    odd.code = 13;  // INTERNAL
    odd.message = "the server answered " + std::to_string(response.items_size()) + " of " +
                  std::to_string(end - begin) + " cases";
    return odd;
  }
  if (end - begin == 1) {
    take_(waiting_[begin], {fault, {}});
    return {};
  }
  // One of them is too much for a batch; alone, each has its own answer.
  for (size_t i = begin; i < end; ++i) {
    if (CallFault alone = Send(i, i + 1); !alone.ok()) return alone;
  }
  return {};
}

}  // namespace credence::cli
