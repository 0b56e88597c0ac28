#include "services/kepild/keys.h"

#include <sys/random.h>

#include <utility>

#include "absl/strings/ascii.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "engine/crypto/evp_signer.h"
#include "services/kepild/files.h"
#include "services/receipt/group_signer.h"
#include "services/token/token_signer.h"

namespace kepil {

namespace {

using SignerRef = std::shared_ptr<const Signer>;

absl::StatusOr<SignerRef> SignerInFile(const std::string& path) {
  KEPIL_ASSIGN_OR_RETURN(const std::string key, ReadSecretFile(path));
  return CreateEvpSigner(key);
}

absl::StatusOr<SignerRef> SignerInToken(const config::v1::Pkcs11Key& key,
                                        TokenModules& modules) {
  KEPIL_ASSIGN_OR_RETURN(const std::string pin, ReadSecretFile(key.pin_file()));
  KEPIL_ASSIGN_OR_RETURN(auto module, modules.Get(key.module()));
  TokenSessions::Spec spec;
  spec.token_label = key.token_label();
  spec.key_label = key.key_label();
  spec.pin = std::string(absl::StripTrailingAsciiWhitespace(pin));
  spec.max_sessions = key.sessions();
  return CreateTokenSigner(
      std::move(module), std::move(spec),
      key.rsa_pss() ? RsaPadding::kPss : RsaPadding::kPkcs1);
}

}  // namespace

absl::StatusOr<ReceiptIdentity> LoadReceiptIdentity(
    const config::v1::Keys& keys, TokenModules& modules) {
  ReceiptIdentity identity;
  KEPIL_ASSIGN_OR_RETURN(identity.key.signer,
                         keys.has_receipt_pkcs11()
                             ? SignerInToken(keys.receipt_pkcs11(), modules)
                             : SignerInFile(keys.receipt_key_file()));
  KEPIL_ASSIGN_OR_RETURN(const std::string pem,
                         ReadFile(keys.receipt_cert_file()));
  KEPIL_ASSIGN_OR_RETURN(const std::vector<std::string> chain,
                         CertificatesOfPem(pem));
  for (const std::string& der : chain) {
    KEPIL_ASSIGN_OR_RETURN(CertificateRef certificate,
                           Certificate::FromDer(der));
    if (identity.certificate == nullptr) {
      identity.certificate = std::move(certificate);
    } else {
      identity.issuers.push_back(std::move(certificate));
    }
  }
  return identity;
}

absl::StatusOr<NoteSigner> LoadLogSigner(const config::v1::Keys& keys,
                                         TokenModules& modules,
                                         const std::string& origin) {
  LogSigner signer;
  KEPIL_ASSIGN_OR_RETURN(signer.signer,
                         keys.has_log_pkcs11()
                             ? SignerInToken(keys.log_pkcs11(), modules)
                             : SignerInFile(keys.log_key_file()));
  return NoteSigner::Create(origin, std::move(signer));
}

std::unique_ptr<ReceiptIssuer> MakeIssuer(const Config& config,
                                          ReceiptIssuer::Rooms rooms) {
  if (config.has_receipt_groups()) {
    rooms.groups = std::make_shared<GroupSigner>(
        GroupSigner::Rooms{rooms.store, rooms.identity},
        config.receipt_groups().max_size());
  }
  rooms.shelf = std::make_shared<DvcShelf>(rooms.store, DvcShelf::Options());
  return std::make_unique<ReceiptIssuer>(std::move(rooms));
}

std::string RandomOctets(size_t size) {
  std::string octets(size, '\0');
  size_t filled = 0;
  while (filled < size) {
    const ssize_t got = ::getrandom(&octets[filled], size - filled, 0);
    KEPIL_CHECK(got > 0);
    filled += static_cast<size_t>(got);
  }
  return octets;
}

}  // namespace kepil
