// DecideRequest from the wire: a refusal with its reason, or a decision that is the same to the
// byte when it is asked again, and awards the same when its words are left out.
#include "core/check.h"
#include "fuzz/message.h"
#include "fuzz/published.h"
#include "fuzz/target.h"

namespace credence::fuzz {
namespace {

std::vector<std::string> Seeds() {
  std::vector<std::string> seeds;
  for (const v1::DecideRequest& request : Requests()) seeds.push_back(BytesOf(request));
  return seeds;
}

// Who gets how much.
std::string AwardsOf(const v1::Decision& decision) {
  std::string text;
  for (const v1::Result& result : decision.results()) {
    text += result.credit() + " " + result.subject() + " " + result.period() + "\n";
    for (const v1::Award& award : result.awards()) {
      text += "  " + award.partner() + " " + award.amount().exact() + "\n";
    }
  }
  return text;
}

void Run(std::string_view bytes) {
  v1::DecideRequest request;
  if (!ReadMessage(bytes, request)) return;
  v1::Decision decision;
  const absl::Status status = DecideByRules(request, &decision);
  if (!status.ok()) return CheckRefusal(status);
  v1::Decision again;
  CREDENCE_CHECK(DecideByRules(request, &again).ok());
  CREDENCE_CHECK(BytesOf(decision) == BytesOf(again));
  request.set_omit_explanations(true);
  request.set_omit_refusals(true);
  v1::Decision brief;
  CREDENCE_CHECK(DecideByRules(request, &brief).ok());
  CREDENCE_CHECK(AwardsOf(brief) == AwardsOf(decision));
}

}  // namespace

Target Decide() {
  return {"decide", "DecideRequest from the wire", Seeds, Run, BendMessage<v1::DecideRequest>};
}

}  // namespace credence::fuzz
