#include "services/kepild/config_paths.h"

#include "absl/strings/str_cat.h"

namespace kepil {
namespace {

void Resolve(const std::string& folder, std::string& path) {
  if (!path.empty() && path[0] != '/') {
    path = absl::StrCat(folder, "/", path);
  }
}

}  // namespace

config::v1::Config WithResolvedPaths(config::v1::Config config,
                                     const std::string& folder) {
  Resolve(folder, *config.mutable_storage()->mutable_rocksdb_path());
  Resolve(folder, *config.mutable_keys()->mutable_receipt_key_file());
  Resolve(folder, *config.mutable_keys()->mutable_receipt_cert_file());
  Resolve(folder, *config.mutable_keys()->mutable_log_key_file());
  Resolve(folder, *config.mutable_log()->mutable_anchor_file());
  Resolve(folder, *config.mutable_rules()->mutable_policy_dir());
  Resolve(folder, *config.mutable_rules()->mutable_rule_pack_file());
  Resolve(folder, *config.mutable_rules()->mutable_calendar_file());
  for (auto& key : *config.mutable_keys()->mutable_more_receipt_keys()) {
    Resolve(folder, *key.mutable_key_file());
    Resolve(folder, *key.mutable_cert_file());
  }
  for (auto& file : *config.mutable_keys()->mutable_more_log_key_files()) {
    Resolve(folder, file);
  }
  if (config.keys().has_storage()) {
    auto& storage = *config.mutable_keys()->mutable_storage();
    Resolve(folder, *storage.mutable_key_file());
    for (auto& file : *storage.mutable_old_key_files()) {
      Resolve(folder, file);
    }
  }
  if (config.has_archive()) {
    Resolve(folder, *config.mutable_archive()->mutable_folder());
  }
  if (config.has_backup()) {
    Resolve(folder, *config.mutable_backup()->mutable_folder());
  }
  for (auto& listener : *config.mutable_listeners()) {
    if (listener.has_tls()) {
      Resolve(folder, *listener.mutable_tls()->mutable_cert_file());
      Resolve(folder, *listener.mutable_tls()->mutable_key_file());
    }
  }
  for (auto& officer : *config.mutable_bootstrap_officers()) {
    Resolve(folder, *officer.mutable_tls_cert_file());
    Resolve(folder, *officer.mutable_signing_cert_file());
  }
  return config;
}

}  // namespace kepil
