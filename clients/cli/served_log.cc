#include "clients/cli/served_log.h"

#include <algorithm>

namespace credence::cli {

ServedLog::ServedLog(Connection& connection, const server::LogQuery& query, uint64_t wanted)
    : connection_(connection) {
  request_.set_partner(query.partner);
  request_.set_customer(query.customer);
  request_.set_rule(query.rule);
  request_.set_caller(query.caller);
  request_.set_from(query.from);
  request_.set_until(query.until);
  request_.set_id(query.id);
  request_.set_after(query.after);
  request_.set_page_size(static_cast<int32_t>(std::min<uint64_t>(wanted, INT32_MAX)));
}

// A page may be empty and not the last.
const v1::DecisionRecord* ServedLog::Next() {
  while (next_ == page_.records_size()) {
    if (at_end_ || !fault_.ok()) return nullptr;
    fault_ = connection_.ListDecisions(request_, page_);
    next_ = 0;
    if (!fault_.ok()) page_.Clear();
    damaged_ += page_.damaged_lines();
    request_.set_page_token(page_.next_page_token());
    at_end_ = page_.next_page_token().empty();
  }
  return &page_.records(next_++);
}

}  // namespace credence::cli
