#include "store/ledger.h"

#include <tuple>

namespace credence::store {
namespace {

auto Rank(const LineKey& key) {
  return std::tie(key.period.range.begin, key.period.range.end, key.credit, key.subject_type,
                  key.subject, key.partner);
}

}  // namespace

bool operator<(const LineKey& a, const LineKey& b) { return Rank(a) < Rank(b); }

}  // namespace credence::store
