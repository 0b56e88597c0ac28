#include "services/kepild/key_config.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "services/receipt/group_tree.h"

namespace kepil {
namespace {

using Problems = std::vector<std::string>;

constexpr int kMaxMoreKeys = 8;
constexpr int kDefaultSessions = 4;
constexpr int kMaxSessions = 64;

void Resolve(const std::string& folder, std::string& path) {
  if (!path.empty() && path[0] != '/') {
    path = absl::StrCat(folder, "/", path);
  }
}

void Complete(const std::string& folder, config::v1::Pkcs11Key& key) {
  if (key.sessions() == 0) {
    key.set_sessions(kDefaultSessions);
  }
  Resolve(folder, *key.mutable_module());
  Resolve(folder, *key.mutable_pin_file());
}

void Require(const std::string& value, absl::string_view field,
             Problems& problems) {
  if (value.empty()) {
    problems.push_back(absl::StrCat(field, ": required"));
  }
}

void CheckToken(const config::v1::Pkcs11Key& key, absl::string_view field,
                Problems& problems) {
  Require(key.module(), absl::StrCat(field, ".module"), problems);
  Require(key.token_label(), absl::StrCat(field, ".token_label"), problems);
  Require(key.key_label(), absl::StrCat(field, ".key_label"), problems);
  Require(key.pin_file(), absl::StrCat(field, ".pin_file"), problems);
  if (key.sessions() < 1 || key.sessions() > kMaxSessions) {
    problems.push_back(absl::StrCat(field, ".sessions: not between 1 and 64"));
  }
}

// A key is in a file or in a token.
struct KeyPlace {
  absl::string_view file_field;
  const std::string& file;
  absl::string_view token_field;
  const config::v1::Pkcs11Key* token = nullptr;  // nullptr: none is named.
};

void CheckPlace(const KeyPlace& place, Problems& problems) {
  if (place.token == nullptr) {
    Require(place.file, place.file_field, problems);
    return;
  }
  if (!place.file.empty()) {
    problems.push_back(
        absl::StrCat(place.file_field, ": not with ", place.token_field));
  }
  CheckToken(*place.token, place.token_field, problems);
}

void CheckMoreKeys(const config::v1::Keys& keys, Problems& problems) {
  if (keys.more_receipt_keys_size() > kMaxMoreKeys ||
      keys.more_log_key_files_size() + keys.more_log_pkcs11_size() >
          kMaxMoreKeys) {
    problems.push_back("keys: over 8 further keys of a kind");
  }
  for (const auto& key : keys.more_receipt_keys()) {
    CheckPlace({"keys.more_receipt_keys.key_file", key.key_file(),
                "keys.more_receipt_keys.pkcs11",
                key.has_pkcs11() ? &key.pkcs11() : nullptr},
               problems);
    Require(key.cert_file(), "keys.more_receipt_keys.cert_file", problems);
  }
  for (const auto& key : keys.more_log_pkcs11()) {
    CheckToken(key, "keys.more_log_pkcs11", problems);
  }
}

}  // namespace

config::v1::Config WithKeyDefaults(config::v1::Config config,
                                   const std::string& folder) {
  config::v1::Keys& keys = *config.mutable_keys();
  if (keys.has_receipt_pkcs11()) {
    Complete(folder, *keys.mutable_receipt_pkcs11());
  }
  if (keys.has_log_pkcs11()) {
    Complete(folder, *keys.mutable_log_pkcs11());
  }
  for (auto& key : *keys.mutable_more_receipt_keys()) {
    if (key.has_pkcs11()) {
      Complete(folder, *key.mutable_pkcs11());
    }
  }
  for (auto& key : *keys.mutable_more_log_pkcs11()) {
    Complete(folder, key);
  }
  if (config.has_receipt_groups() && config.receipt_groups().max_size() == 0) {
    config.mutable_receipt_groups()->set_max_size(kMaxGroupSize);
  }
  return config;
}

std::vector<std::string> KeyProblemsOf(const config::v1::Config& config) {
  Problems problems;
  const config::v1::Keys& keys = config.keys();
  CheckPlace(
      {"keys.receipt_key_file", keys.receipt_key_file(), "keys.receipt_pkcs11",
       keys.has_receipt_pkcs11() ? &keys.receipt_pkcs11() : nullptr},
      problems);
  Require(keys.receipt_cert_file(), "keys.receipt_cert_file", problems);
  CheckPlace({"keys.log_key_file", keys.log_key_file(), "keys.log_pkcs11",
              keys.has_log_pkcs11() ? &keys.log_pkcs11() : nullptr},
             problems);
  CheckMoreKeys(keys, problems);
  if (config.has_receipt_groups() &&
      (config.receipt_groups().max_size() < 2 ||
       config.receipt_groups().max_size() > kMaxGroupSize)) {
    problems.push_back(absl::StrCat(
        "receipt_groups.max_size: not between 2 and ", kMaxGroupSize));
  }
  return problems;
}

}  // namespace kepil
