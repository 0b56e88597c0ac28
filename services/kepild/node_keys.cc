#include "services/kepild/node_keys.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "services/kepild/keys.h"
#include "services/receipt/receipt_keys.h"

namespace kepil {

absl::StatusOr<NodeKeys> LoadNodeKeys(const config::v1::Keys& keys,
                                      const std::string& log_origin) {
  NodeKeys held;
  TokenModules modules;
  KEPIL_ASSIGN_OR_RETURN(ReceiptIdentity first,
                         LoadReceiptIdentity(keys, modules));
  held.receipts.push_back(std::move(first));
  for (const config::v1::ReceiptKey& more : keys.more_receipt_keys()) {
    config::v1::Keys files;
    files.set_receipt_key_file(more.key_file());
    files.set_receipt_cert_file(more.cert_file());
    if (more.has_pkcs11()) {
      *files.mutable_receipt_pkcs11() = more.pkcs11();
    }
    KEPIL_ASSIGN_OR_RETURN(ReceiptIdentity next,
                           LoadReceiptIdentity(files, modules));
    held.receipts.push_back(std::move(next));
  }
  KEPIL_ASSIGN_OR_RETURN(NoteSigner log,
                         LoadLogSigner(keys, modules, log_origin));
  held.logs.push_back(std::move(log));
  for (const std::string& file : keys.more_log_key_files()) {
    config::v1::Keys files;
    files.set_log_key_file(file);
    KEPIL_ASSIGN_OR_RETURN(NoteSigner next,
                           LoadLogSigner(files, modules, log_origin));
    held.logs.push_back(std::move(next));
  }
  for (const config::v1::Pkcs11Key& key : keys.more_log_pkcs11()) {
    config::v1::Keys tokens;
    *tokens.mutable_log_pkcs11() = key;
    KEPIL_ASSIGN_OR_RETURN(NoteSigner next,
                           LoadLogSigner(tokens, modules, log_origin));
    held.logs.push_back(std::move(next));
  }
  return held;
}

std::vector<v1::PublishedKey> FirstPublishedKeys(const NodeKeys& keys,
                                                 absl::Time now) {
  const ReceiptIdentity& identity = keys.receipts.front();
  v1::PublishedKey receipt;
  receipt.set_id("receipt-1");
  receipt.set_purpose(v1::PublishedKey::PURPOSE_RECEIPT);
  receipt.set_certificate(std::string(identity.certificate->der()));
  for (const CertificateRef& issuer : identity.issuers) {
    receipt.add_issuers(std::string(issuer->der()));
  }
  receipt.mutable_in_use_from()->set_seconds(absl::ToUnixSeconds(now));
  v1::PublishedKey log;
  log.set_id("log-1");
  log.set_purpose(v1::PublishedKey::PURPOSE_LOG);
  log.set_log_vkey(keys.logs.front().verifier().vkey());
  log.mutable_in_use_from()->set_seconds(absl::ToUnixSeconds(now));
  return {std::move(receipt), std::move(log)};
}

absl::StatusOr<NoteSigner> LogSignerInUse(
    const NodeKeys& keys, const storage::v1::RegistryImage& image,
    absl::Time now) {
  const int64_t seconds = absl::ToUnixSeconds(now);
  const std::string own_log =
      absl::StrCat(keys.logs.front().verifier().name(), "+");
  bool publishes = false;
  const NoteSigner* chosen = nullptr;
  int64_t begun = 0;
  for (const v1::PublishedKey& key : image.keys()) {
    if (key.purpose() != v1::PublishedKey::PURPOSE_LOG ||
        !absl::StartsWith(key.log_vkey(), own_log)) {
      continue;  // Of no log, or of one that is closed.
    }
    publishes = true;
    const int64_t from = key.in_use_from().seconds();
    if (from > seconds || key.has_compromised_from() ||
        (chosen != nullptr && from <= begun)) {
      continue;
    }
    for (const NoteSigner& signer : keys.logs) {
      if (signer.verifier().vkey() == key.log_vkey()) {
        chosen = &signer;
        begun = from;
      }
    }
  }
  if (!publishes) {
    chosen = &keys.logs.front();
  }
  if (chosen == nullptr) {
    return MakeError(absl::StatusCode::kInvalidArgument,
                     v1::ERROR_REASON_CONFIG_INVALID,
                     "no log key of the configuration is published as in use");
  }
  return *chosen;
}

ReceiptTrust TrustInNode(const NodeKeys& keys,
                         const storage::v1::RegistryImage& image,
                         const std::string& log_vkey,
                         std::vector<CertificateRef> tsa_anchors) {
  const absl::StatusOr<ReceiptTrust> published = TrustInKeys(
      {image.keys().data(), static_cast<size_t>(image.keys_size())}, {});
  ReceiptTrust trust = published.ok() ? *published : ReceiptTrust();
  for (const ReceiptIdentity& identity : keys.receipts) {
    trust.anchors.insert(trust.anchors.end(), identity.issuers.begin(),
                         identity.issuers.end());
    if (identity.issuers.empty()) {
      trust.anchors.push_back(identity.certificate);
    }
  }
  trust.log_vkeys.push_back(log_vkey);
  trust.tsa_anchors = std::move(tsa_anchors);
  return trust;
}

}  // namespace kepil
