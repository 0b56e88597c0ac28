#include "services/kepild/service_config.h"

#include <algorithm>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"

namespace kepil {
namespace {

using Problems = std::vector<std::string>;

constexpr size_t kMaxName = 256;
constexpr size_t kMaxModuleName = 128;
constexpr size_t kMaxVersion = 64;
constexpr size_t kMaxText = 65536;
constexpr size_t kBinDigits = 12;
constexpr int kMinRetentionYears = 5;  // K55(7).
constexpr int kMaxRetentionYears = 100;

void RequireText(const std::string& value, size_t limit,
                 absl::string_view field, Problems& problems) {
  if (value.empty()) {
    problems.push_back(absl::StrCat(field, ": required"));
  } else if (value.size() > limit) {
    problems.push_back(absl::StrCat(field, ": over ", limit, " octets"));
  }
}

bool IsBin(const std::string& bin) {
  return bin.size() == kBinDigits &&
         std::all_of(bin.begin(), bin.end(), absl::ascii_isdigit);
}

std::optional<absl::Time> TimeOf(const std::string& text) {
  absl::Time time;
  return absl::ParseTime(absl::RFC3339_sec, text, &time, nullptr)
             ? std::optional<absl::Time>(time)
             : std::nullopt;
}

void CheckModule(const config::v1::Module& module, Problems& problems) {
  RequireText(module.name(), kMaxModuleName, "service.module.name", problems);
  RequireText(module.version(), kMaxVersion, "service.module.version",
              problems);
  if (module.conformity_certificate().size() > kMaxName) {
    problems.push_back(
        "service.module.conformity_certificate: over 256 octets");
  }
  if (module.conformity_until().empty()) {
    return;
  }
  if (module.conformity_certificate().empty()) {
    problems.push_back(
        "service.module.conformity_certificate: required, it has an end");
  }
  if (!TimeOf(module.conformity_until()).has_value()) {
    problems.push_back("service.module.conformity_until: not RFC 3339");
  }
}

void CheckTerms(const config::v1::Terms& terms, Problems& problems) {
  RequireText(terms.version(), kMaxVersion, "service.terms.version", problems);
  RequireText(terms.contact(), kMaxName, "service.terms.contact", problems);
  RequireText(terms.text_kk(), kMaxText, "service.terms.text_kk", problems);
  RequireText(terms.text_ru(), kMaxText, "service.terms.text_ru", problems);
  RequireText(terms.text_en(), kMaxText, "service.terms.text_en", problems);
  if (terms.retention_years() < kMinRetentionYears ||
      terms.retention_years() > kMaxRetentionYears) {
    problems.push_back("service.terms.retention_years: not between 5 and 100");
  }
}

}  // namespace

std::vector<std::string> ServiceProblems(const config::v1::Service& service) {
  Problems problems;
  if (service.has_owner()) {
    RequireText(service.owner().name(), kMaxName, "service.owner.name",
                problems);
    if (!service.owner().bin().empty() && !IsBin(service.owner().bin())) {
      problems.push_back("service.owner.bin: not 12 digits");
    }
  }
  if (service.has_module()) {
    CheckModule(service.module(), problems);
  }
  if (service.has_terms()) {
    CheckTerms(service.terms(), problems);
  }
  if (service.profile() == config::v1::Service::PRODUCTION &&
      !service.has_owner()) {
    problems.push_back("service.owner: required in production");
  }
  return problems;
}

NodeStatement NodeStatementOf(const config::v1::Service& service) {
  NodeStatement statement;
  if (service.has_owner()) {
    v1::SystemOwner& owner = statement.owner.emplace();
    owner.set_name(service.owner().name());
    owner.set_bin(service.owner().bin());
  }
  if (service.has_module()) {
    const config::v1::Module& module = service.module();
    v1::CryptographicModule& said = statement.module.emplace();
    said.set_name(module.name());
    said.set_version(module.version());
    said.set_conformity_certificate(module.conformity_certificate());
    const std::optional<absl::Time> until = TimeOf(module.conformity_until());
    if (until.has_value()) {
      said.mutable_conformity_until()->set_seconds(absl::ToUnixSeconds(*until));
    }
    statement.when_expired = module.when_expired() == config::v1::Module::REFUSE
                                 ? ExpiredModule::kRefuse
                                 : ExpiredModule::kWarn;
  }
  statement.terms_version = service.terms().version();
  return statement;
}

void AddService(const config::v1::Service& service,
                v1::GetServiceInfoResponse& info) {
  const NodeStatement statement = NodeStatementOf(service);
  if (statement.owner.has_value()) {
    *info.mutable_owner() = *statement.owner;
  }
  if (statement.module.has_value()) {
    *info.mutable_module() = *statement.module;
    info.set_conformity_certificate(statement.module->conformity_certificate());
  }
  if (!service.has_terms()) {
    return;
  }
  const config::v1::Terms& terms = service.terms();
  v1::ServiceTerms& said = *info.mutable_terms();
  said.set_version(terms.version());
  said.set_contact(terms.contact());
  said.set_retention_years(terms.retention_years());
  (*said.mutable_text())["kk"] = terms.text_kk();
  (*said.mutable_text())["ru"] = terms.text_ru();
  (*said.mutable_text())["en"] = terms.text_en();
}

}  // namespace kepil
