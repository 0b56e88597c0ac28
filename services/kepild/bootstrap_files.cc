#include "services/kepild/bootstrap_files.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "engine/crypto/digest.h"
#include "engine/validation/validation_policy.h"
#include "google/protobuf/text_format.h"
#include "services/gateway/rule_library.h"
#include "services/kepild/files.h"
#include "services/kepild/legal_files.h"

namespace kepil {
namespace {

absl::StatusOr<std::string> LeafOf(const std::string& file) {
  KEPIL_ASSIGN_OR_RETURN(const std::string pem, ReadFile(file));
  KEPIL_ASSIGN_OR_RETURN(std::vector<std::string> certificates,
                         CertificatesOfPem(pem));
  return std::move(certificates[0]);
}

absl::StatusOr<v1::PrincipalRecord> OfficerOf(
    const config::v1::BootstrapOfficer& officer) {
  v1::PrincipalRecord record;
  record.set_id(officer.person());
  record.add_roles(officer.role() == "REGISTRAR" ? v1::PRINCIPAL_ROLE_REGISTRAR
                                                 : v1::PRINCIPAL_ROLE_APPROVER);
  record.set_unit(officer.unit());
  KEPIL_ASSIGN_OR_RETURN(const std::string tls,
                         LeafOf(officer.tls_cert_file()));
  record.set_tls_sha256(std::string(Sha256(tls).bytes()));
  KEPIL_ASSIGN_OR_RETURN(*record.mutable_signing_certificate(),
                         LeafOf(officer.signing_cert_file()));
  return record;
}

absl::StatusOr<v1::RuleFile> RuleOf(const std::string& file) {
  KEPIL_ASSIGN_OR_RETURN(const std::string text, ReadFile(file));
  v1::ValidationPolicy policy;
  if (!google::protobuf::TextFormat::ParseFromString(text, &policy)) {
    return MakeError(absl::StatusCode::kInvalidArgument,
                     v1::ERROR_REASON_CONFIG_INVALID,
                     absl::StrCat(file, ": not a ValidationPolicy"));
  }
  v1::RuleFile rule;
  rule.set_kind(v1::RULE_KIND_VALIDATION_POLICY);
  rule.set_id(policy.urn());
  rule.set_content(policy.SerializeAsString());
  const absl::Status compiled =
      ValidationPolicy::Compile(rule.content()).status();
  if (!compiled.ok()) {
    return MakeError(absl::StatusCode::kInvalidArgument,
                     v1::ERROR_REASON_CONFIG_INVALID,
                     absl::StrCat(file, ": ", compiled.message()));
  }
  return rule;
}

v1::RuleFile LegalRuleOf(const std::string& urn, const std::string& source,
                         v1::RuleKind kind) {
  v1::RuleFile rule;
  rule.set_id(urn);
  rule.set_content(source);
  rule.set_kind(kind);
  return rule;
}

// Whether a registry could start with `rules`: nothing can be changed in one
// whose policies do not compile or whose officers have none.
absl::Status CheckRules(const std::vector<v1::RuleFile>& rules,
                        const config::v1::Rules& names) {
  storage::v1::RegistryImage image;
  for (const v1::RuleFile& rule : rules) {
    *image.add_rules() = rule;
  }
  const auto library = RuleLibrary::Compile(image);
  absl::Status status = library.status();
  for (const std::string& name :
       {names.default_policy(), names.officer_policy()}) {
    if (status.ok()) {
      status = (*library)->Find(name).status();
    }
  }
  return status.ok() ? status
                     : MakeError(absl::StatusCode::kInvalidArgument,
                                 v1::ERROR_REASON_CONFIG_INVALID,
                                 absl::StrCat("rules: ", status.message()));
}

}  // namespace

absl::StatusOr<Registry::Bootstrap> ReadBootstrap(const Config& config) {
  Registry::Bootstrap bootstrap;
  for (const auto& officer : config.bootstrap_officers()) {
    KEPIL_ASSIGN_OR_RETURN(v1::PrincipalRecord record, OfficerOf(officer));
    bootstrap.officers.push_back(std::move(record));
  }
  KEPIL_ASSIGN_OR_RETURN(const std::vector<std::string> files,
                         ListFiles(config.rules().policy_dir(), ".textproto"));
  for (const std::string& file : files) {
    KEPIL_ASSIGN_OR_RETURN(v1::RuleFile rule, RuleOf(file));
    bootstrap.rules.push_back(std::move(rule));
  }
  KEPIL_ASSIGN_OR_RETURN(const LegalRulesRef law,
                         ReadLegalRules(config.rules()));
  if (law != nullptr) {
    bootstrap.rules.push_back(LegalRuleOf(law->pack->urn(), law->pack->source(),
                                          v1::RULE_KIND_RULE_PACK));
    bootstrap.rules.push_back(LegalRuleOf(law->calendar->urn(),
                                          law->calendar->source(),
                                          v1::RULE_KIND_LEGAL_CALENDAR));
  }
  KEPIL_RETURN_IF_ERROR(CheckRules(bootstrap.rules, config.rules()));
  return bootstrap;
}

Registry::Options RegistryOptionsOf(const Config& config) {
  Registry::Options options;
  options.statement_lifetime = DurationOf(config.limits().statement_lifetime());
  options.list_reference = config.rules().require_interstate_list_ref()
                               ? ListReference::kRequired
                               : ListReference::kOptional;
  return options;
}

}  // namespace kepil
