#include "server/token.h"

#include <absl/strings/str_split.h>
#include <cjose/cjose.h>
#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <limits>
#include <mutex>
#include <optional>
#include <sstream>
#include <tuple>
#include <utility>

#include "nlohmann/json.hpp"
#include "server/log.h"

namespace credence::server {
namespace {

using nlohmann::json;

constexpr int64_t kLookAgainSeconds = 5;
constexpr int64_t kClocksDifferSeconds = 30;
constexpr size_t kTokenBytesMax = 16 << 10;
constexpr size_t kKeysMax = 64;
constexpr size_t kKeysBytesMax = 256 << 10;
constexpr std::string_view kAlgorithms[] = {"RS256", "RS384", "RS512", "PS256", "PS384",
                                            "PS512", "ES256", "ES384", "ES512"};

template <typename Item, auto kFree>
struct Freed {
  void operator()(Item* item) const { kFree(item); }
};
using Key = std::unique_ptr<cjose_jwk_t, Freed<cjose_jwk_t, cjose_jwk_release>>;
using Signed = std::unique_ptr<cjose_jws_t, Freed<cjose_jws_t, cjose_jws_release>>;

struct TokenKey {
  Key key;
  std::string id;         // empty: none is said
  std::string algorithm;  // empty: any that fits the kind of key
};
using TokenKeys = std::vector<TokenKey>;

// What tells one writing of a file from the next.
using FileStamp = std::tuple<int64_t, int64_t, uint64_t, int64_t>;

std::optional<FileStamp> StampOf(const std::string& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) return std::nullopt;
  return FileStamp{status.st_mtim.tv_sec, status.st_mtim.tv_nsec, status.st_ino, status.st_size};
}

// The text of a member; empty when it is none.
std::string TextOf(const json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

absl::StatusOr<TokenKey> ReadKey(const json& text) {
  if (!text.is_object()) return InvalidArgumentError("is no key");
  const std::string kind = TextOf(text, "kty");
  if (kind != "RSA" && kind != "EC") {
    return InvalidArgumentError("is of kind `" + kind + "`; expected RSA or EC");
  }
  if (text.contains("d")) {
    return InvalidArgumentError("is a private key; give its public half only");
  }
  TokenKey key{nullptr, TextOf(text, "kid"), TextOf(text, "alg")};
  if (!key.algorithm.empty() && std::ranges::count(kAlgorithms, key.algorithm) == 0) {
    return InvalidArgumentError("signs by `" + key.algorithm + "`, which is not known");
  }
  // Texts say all of a public key; what else is there may be nested without end.
  json texts = json::object();
  for (const auto& [name, value] : text.items()) {
    if (value.is_string()) texts[name] = value;
  }
  const std::string written = texts.dump(-1, ' ', false, json::error_handler_t::replace);
  cjose_err error{};
  key.key.reset(cjose_jwk_import(written.data(), written.size(), &error));
  if (key.key == nullptr) return InvalidArgumentError("is incomplete or damaged");
  return key;
}

absl::StatusOr<TokenKeys> ReadKeys(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  if (file) bytes << file.rdbuf();
  if (!file || !bytes) return NotFoundError(path + ": no file that can be read");
  const std::string content = bytes.str();
  const json text = content.size() > kKeysBytesMax
                        ? json()
                        : json::parse(content, nullptr, /*allow_exceptions=*/false);
  const auto listed = text.is_object() ? text.find("keys") : text.end();
  if (listed == text.end() || !listed->is_array() || listed->size() > kKeysMax) {
    return InvalidArgumentError(path + R"(: this is no JSON Web Key Set, {"keys": [...]}, of at )"
                                       "most 64 keys");
  }
  TokenKeys keys;
  for (const json& each : *listed) {
    if (each.is_object() && TextOf(each, "use") == "enc") continue;  // It signs nothing.
    absl::StatusOr<TokenKey> key = ReadKey(each);
    if (!key.ok()) {
      return InvalidArgumentError(path + ": key " + std::to_string(keys.size() + 1) + " " +
                                  std::string(key.status().message()));
    }
    keys.push_back(*std::move(key));
  }
  if (keys.empty()) return InvalidArgumentError(path + ": no key that signs is in it");
  return keys;
}

absl::Status Refused(std::string_view why) {
  return absl::UnauthenticatedError(absl::string_view(why.data(), why.size()));
}

absl::Status CheckSignature(cjose_jws_t* token, const TokenKeys& keys) {
  cjose_err error{};
  cjose_header_t* header = cjose_jws_get_protected(token);
  const auto member = [&](const char* name) {
    const char* text = header == nullptr ? nullptr : cjose_header_get(header, name, &error);
    return std::string(text == nullptr ? "" : text);
  };
  const std::string algorithm = member("alg");
  if (std::ranges::count(kAlgorithms, algorithm) == 0) {
    return Refused("a token signed by `" + algorithm + "`, which is not taken");
  }
  if (char* critical = cjose_header_get_raw(header, "crit", &error); critical != nullptr) {
    cjose_get_dealloc()(critical);
    return Refused("a token with critical extensions, none of which is known");
  }
  const std::string id = member("kid");
  for (const TokenKey& key : keys) {
    if (!id.empty() && !key.id.empty() && key.id != id) continue;
    if (!key.algorithm.empty() && key.algorithm != algorithm) continue;
    if (cjose_jws_verify(token, key.key.get(), &error)) return absl::OkStatus();
  }
  return Refused("a token that no key of the file signed (kid `" + id + "`)");
}

// Whole seconds of a NumericDate; nullopt when it is absent or no whole number, as none is that
// issuers write.
std::optional<int64_t> SecondsOf(const json& claims, const char* name) {
  const auto found = claims.find(name);
  if (found == claims.end() || !found->is_number_integer()) return std::nullopt;
  if (found->is_number_unsigned() &&
      found->get<uint64_t>() > std::numeric_limits<int64_t>::max() / 2) {
    return std::nullopt;
  }
  return found->get<int64_t>();
}

bool Names(const json& claims, const char* name, const std::string& wanted) {
  const auto found = claims.find(name);
  if (found == claims.end()) return false;
  if (found->is_string()) return found->get_ref<const std::string&>() == wanted;
  return found->is_array() && std::ranges::count(*found, json(wanted)) > 0;
}

absl::Status CheckTimes(const json& claims, int64_t now) {
  const std::optional<int64_t> expires = SecondsOf(claims, "exp");
  if (!expires) return Refused("a token that does not say when it expires");
  if (*expires <= now - kClocksDifferSeconds) return Refused("a token that has expired");
  for (const char* name : {"nbf", "iat"}) {
    if (!claims.contains(name)) continue;
    const std::optional<int64_t> from = SecondsOf(claims, name);
    if (!from || *from > now + kClocksDifferSeconds) {
      return Refused(std::string("a token of the future, by `") + name + "`");
    }
  }
  return absl::OkStatus();
}

std::vector<std::string> TextsOf(const json& claims, const std::string& name) {
  const auto found = claims.find(name);
  std::vector<std::string> texts;
  if (found == claims.end()) return texts;
  if (found->is_string()) {
    return absl::StrSplit(found->get_ref<const std::string&>(), ' ', absl::SkipEmpty());
  }
  if (!found->is_array()) return texts;
  for (const json& each : *found) {
    if (each.is_string()) texts.push_back(each.get<std::string>());
  }
  return texts;
}

absl::StatusOr<TokenClaims> ReadClaims(const json& claims, const TokenRules& rules, int64_t now) {
  if (!claims.is_object()) return Refused("a token whose claims are no JSON object");
  if (!Names(claims, "iss", rules.issuer)) return Refused("a token of another issuer");
  if (!Names(claims, "aud", rules.audience)) return Refused("a token for another audience");
  if (absl::Status times = CheckTimes(claims, now); !times.ok()) return times;
  TokenClaims read{TextOf(claims, "sub"), TextsOf(claims, rules.roles_claim)};
  if (read.subject.empty()) return Refused("a token without a subject");
  return read;
}

absl::Status CheckRules(const TokenRules& rules) {
  if (rules.issuer.empty() || rules.audience.empty()) {
    return InvalidArgumentError(
        "tokens are taken of one issuer for one audience: name both beside " + rules.keys);
  }
  return absl::OkStatus();
}

}  // namespace

struct TokenReader::Parts {
  const TokenRules rules;
  const Clock now;
  std::mutex mutex = {};
  std::shared_ptr<const TokenKeys> keys = {};  // these three guarded by mutex
  std::optional<FileStamp> stamp = {};
  int64_t looked = 0;

  std::shared_ptr<const TokenKeys> Keys();
};

std::shared_ptr<const TokenKeys> TokenReader::Parts::Keys() {
  const std::lock_guard<std::mutex> lock(mutex);
  const int64_t today = now();
  // A clock that was set back is no reason to wait.
  if (today >= looked && today - looked < kLookAgainSeconds) return keys;
  looked = today;
  const std::optional<FileStamp> seen = StampOf(rules.keys);
  if (seen == stamp) return keys;
  stamp = seen;
  absl::StatusOr<TokenKeys> read = ReadKeys(rules.keys);
  if (read.ok()) {
    keys = std::make_shared<const TokenKeys>(*std::move(read));
    Log(LogLevel::kInfo, rules.keys + ": the keys of tokens were read again");
  } else {
    Log(LogLevel::kError, std::string(read.status().message()) + "; the keys before it stay");
  }
  return keys;
}

absl::StatusOr<std::unique_ptr<TokenReader>> TokenReader::Open(TokenRules rules, Clock now) {
  if (absl::Status status = CheckRules(rules); !status.ok()) return status;
  const std::optional<FileStamp> stamp = StampOf(rules.keys);
  absl::StatusOr<TokenKeys> keys = ReadKeys(rules.keys);
  if (!keys.ok()) return keys.status();
  auto parts = std::unique_ptr<Parts>(new Parts{std::move(rules), std::move(now)});
  parts->keys = std::make_shared<const TokenKeys>(*std::move(keys));
  parts->stamp = stamp;
  parts->looked = parts->now();
  return std::unique_ptr<TokenReader>(new TokenReader(std::move(parts)));
}

TokenReader::TokenReader(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
TokenReader::~TokenReader() = default;

absl::StatusOr<TokenClaims> TokenReader::Read(std::string_view token) const {
  if (token.size() > kTokenBytesMax) return Refused("a token of more than 16 KiB");
  cjose_err error{};
  const Signed read(cjose_jws_import(token.data(), token.size(), &error));
  if (read == nullptr) return Refused("what is no signed token");
  if (absl::Status status = CheckSignature(read.get(), *parts_->Keys()); !status.ok()) {
    return status;
  }
  uint8_t* bytes = nullptr;
  size_t size = 0;
  if (!cjose_jws_get_plaintext(read.get(), &bytes, &size, &error)) {
    return Refused("a token without claims");
  }
  return ReadClaims(json::parse(bytes, bytes + size, nullptr, /*allow_exceptions=*/false),
                    parts_->rules, parts_->now());
}

}  // namespace credence::server
