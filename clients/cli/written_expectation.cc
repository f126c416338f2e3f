#include "clients/cli/written_expectation.h"

#include <algorithm>

#include "clients/cli/decision_view.h"
#include "clients/cli/wire_value.h"
#include "facts/case.h"

namespace credence::cli {
namespace {

// "credit: incentive, subscription: ea1", with what tells it from others of its period.
std::string YamlScope(const v1::Result& result, bool with_period) {
  const bool of_partner = result.subject_type() == facts::kPartnerType;
  std::string text = "credit: " + YamlText(result.credit()) + ", " +
                     (of_partner ? "subject" : result.subject_type()) + ": " +
                     YamlText(result.subject());
  if (DaysOf(result) != result.period()) return text + ", days: " + DaysText(result.days());
  return with_period ? text + ", period: " + result.period() : text;
}

}  // namespace

std::string WrittenNumber(std::string shown) {
  std::replace(shown.begin(), shown.end(), ',', '_');
  return shown;
}

std::string YamlText(const std::string& text) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-";
  if (!text.empty() && text.find_first_not_of(kPlain) == std::string::npos && text[0] != '-') {
    return text;
  }
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

std::string YamlList(const std::vector<std::string>& texts) {
  std::string out;
  for (const std::string& text : texts) out += (out.empty() ? "" : ", ") + YamlText(text);
  return "[" + out + "]";
}

std::string YamlAward(const v1::Result& result, const v1::Award& award, bool with_period) {
  std::string text = "{ " + YamlScope(result, with_period) +
                     ", partner: " + YamlText(award.partner()) +
                     ", amount: " + WrittenNumber(award.amount().text());
  if (award.rules_size() > 0) text += ", rule: " + YamlText(award.rules(0).name());
  return text + " }";
}

std::string YamlHeld(const v1::Result& result, bool with_period) {
  std::string reason = HeldReasonText(result.held().reason());
  std::replace(reason.begin(), reason.end(), ' ', '_');
  std::string text = "{ " + YamlScope(result, with_period) + ", reason: " + reason;
  const std::vector<std::string> between(result.held().between().begin(),
                                         result.held().between().end());
  if (!between.empty()) text += ", between: " + YamlList(between);
  return text + " }";
}

}  // namespace credence::cli
