#include "engine/pki/name_constraints.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "engine/crypto/der_reader.h"
#include "engine/pki/general_name_syntax.h"

namespace kepil {
namespace {

using Type = GeneralName::Type;

// 1.2.840.113549.1.9.1
constexpr absl::string_view kEmailAddress(
    "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x01", 9);

int IndexOf(Type type) { return static_cast<int>(type); }

// A host, or a dot and the domain that lies above it (e-mail and URI).
bool IsHostOrDomain(absl::string_view text) {
  return IsHostName(!text.empty() && text[0] == '.' ? text.substr(1) : text);
}

bool IsUsableSubtree(const GeneralName& base) {
  switch (base.type) {
    case Type::kDns:
      return base.value.empty() || IsHostName(base.value);
    case Type::kEmail:
      return absl::StrContains(base.value, '@')
                 ? ParseMailbox(base.value).has_value()
                 : IsHostOrDomain(base.value);
    case Type::kUri:
      return IsHostOrDomain(base.value);
    case Type::kIpAddress:
      return IsAddressRange(base.value);
    case Type::kDirectory:
      return true;
    case Type::kOtherName:
    case Type::kX400:
    case Type::kEdiParty:
    case Type::kRegisteredId:
      return false;
  }
  return false;
}

bool IsUsableName(const GeneralName& name) {
  switch (name.type) {
    case Type::kDns:
      return IsHostNameOrWildcard(name.value);
    case Type::kEmail:
      return ParseMailbox(name.value).has_value();
    case Type::kUri:
      return UriHost(name.value).has_value();
    case Type::kIpAddress:
      return name.value.size() == 4 || name.value.size() == 16;
    case Type::kDirectory:
      return true;
    case Type::kOtherName:
    case Type::kX400:
    case Type::kEdiParty:
    case Type::kRegisteredId:
      return false;
  }
  return false;
}

bool HostMatches(absl::string_view host, absl::string_view base) {
  if (base[0] == '.') {
    return absl::EndsWithIgnoreCase(host, base);
  }
  return absl::EqualsIgnoreCase(host, base);
}

bool EmailMatches(absl::string_view text, absl::string_view base) {
  const Mailbox name = *ParseMailbox(text);
  const std::optional<Mailbox> mailbox = ParseMailbox(base);
  if (mailbox.has_value()) {
    return name.local == mailbox->local &&
           absl::EqualsIgnoreCase(name.host, mailbox->host);
  }
  return HostMatches(name.host, base);
}

bool AddressMatches(absl::string_view address, absl::string_view range) {
  if (range.size() != 2 * address.size()) {
    return false;
  }
  for (size_t i = 0; i < address.size(); ++i) {
    if ((address[i] ^ range[i]) & range[address.size() + i]) {
      return false;
    }
  }
  return true;
}

// Both usable and of one type.
bool IsWithinSubtree(const GeneralName& name, const GeneralName& base) {
  switch (name.type) {
    case Type::kDns:
      return base.value.empty() || IsHostWithin(name.value, base.value);
    case Type::kEmail:
      return EmailMatches(name.value, base.value);
    case Type::kUri:
      return HostMatches(*UriHost(name.value), base.value);
    case Type::kIpAddress:
      return AddressMatches(name.value, base.value);
    case Type::kDirectory:
      return name.directory.IsWithin(base.directory);
    case Type::kOtherName:
    case Type::kX400:
    case Type::kEdiParty:
    case Type::kRegisteredId:
      return false;
  }
  return false;
}

// A wildcard also stands for the hosts one label below its domain, so it
// touches an excluded subtree that begins there.
bool TouchesSubtree(const GeneralName& name, const GeneralName& base) {
  if (IsWithinSubtree(name, base)) {
    return true;
  }
  if (name.type != Type::kDns || !absl::StartsWith(name.value, "*.")) {
    return false;
  }
  const size_t dot = base.value.find('.');
  return dot != std::string::npos &&
         absl::EqualsIgnoreCase(absl::string_view(base.value).substr(dot + 1),
                                absl::string_view(name.value).substr(2));
}

GeneralName EmailNameOf(const DerValue& value) {
  GeneralName name;
  name.type = Type::kEmail;
  // A string type of several octets a character is left empty: unusable.
  if (value.tag != kDerBmpString && value.tag != kDerUniversalString) {
    name.value = std::string(value.content);
  }
  return name;
}

// emailAddress attributes of a distinguished name, which parsed before.
std::vector<GeneralName> EmailsIn(const Name& subject) {
  std::vector<GeneralName> emails;
  DerReader outer(subject.der());
  absl::StatusOr<DerReader> rdns = outer.ReadSequence();
  while (rdns.ok() && !rdns->empty()) {
    absl::StatusOr<DerReader> rdn = rdns->ReadConstructed(kDerSet);
    if (!rdn.ok()) {
      break;
    }
    while (!rdn->empty()) {
      absl::StatusOr<DerReader> attribute = rdn->ReadSequence();
      if (!attribute.ok()) {
        return emails;
      }
      const absl::StatusOr<absl::string_view> oid = attribute->ReadOid();
      const absl::StatusOr<DerValue> value = attribute->ReadAny();
      if (oid.ok() && value.ok() && *oid == kEmailAddress) {
        emails.push_back(EmailNameOf(*value));
      }
    }
  }
  return emails;
}

}  // namespace

void NameConstraints::Restrict(const NameConstraintsExtension& extension) {
  unsupported_distance_ |= extension.has_unsupported_distance;
  std::array<Subtrees, kForms> permitted;
  for (const GeneralName& base : extension.permitted) {
    const bool usable = IsUsableSubtree(base);
    forms_[IndexOf(base.type)].malformed |= !usable;
    if (usable) {
      permitted[IndexOf(base.type)].push_back(&base);
    }
  }
  for (int i = 0; i < kForms; ++i) {
    if (!permitted[i].empty()) {
      forms_[i].subtrees += static_cast<int64_t>(permitted[i].size());
      forms_[i].permitted.push_back(std::move(permitted[i]));
    }
  }
  for (const GeneralName& base : extension.excluded) {
    Form& form = forms_[IndexOf(base.type)];
    if (IsUsableSubtree(base)) {
      form.excluded.push_back(&base);
      ++form.subtrees;
    } else {
      form.malformed = true;
    }
  }
}

NameConstraints::Verdict NameConstraints::Check(
    const Certificate& certificate) {
  std::vector<GeneralName> subject_names = EmailsIn(certificate.subject());
  if (!certificate.subject().empty()) {
    GeneralName subject;
    subject.type = Type::kDirectory;
    subject.directory = certificate.subject();
    subject_names.push_back(std::move(subject));
  }
  std::array<Subtrees, kForms> names;
  for (const GeneralName& name : subject_names) {
    names[IndexOf(name.type)].push_back(&name);
  }
  const auto& alt_names = certificate.extensions().subject_alt_names;
  if (alt_names.has_value()) {
    for (const GeneralName& name : *alt_names) {
      names[IndexOf(name.type)].push_back(&name);
    }
  }
  Verdict verdict;
  for (int i = 0; i < kForms; ++i) {
    if (!names[i].empty()) {
      verdict.permitted &= !unsupported_distance_;
      CheckForm(forms_[i], names[i], verdict);
    }
  }
  return verdict;
}

void NameConstraints::CheckForm(const Form& form, const Subtrees& names,
                                Verdict& verdict) {
  verdict.permitted &= !form.malformed;
  if (form.subtrees == 0) {
    return;
  }
  const auto count = static_cast<int64_t>(names.size());
  if (form.subtrees > checks_left_ / count) {
    verdict.limit_reached = true;
    return;
  }
  checks_left_ -= form.subtrees * count;
  for (const GeneralName* name : names) {
    if (!IsUsableName(*name)) {
      verdict.permitted = false;
      continue;
    }
    verdict.excluded |= std::any_of(form.excluded.begin(), form.excluded.end(),
                                    [name](const GeneralName* base) {
                                      return TouchesSubtree(*name, *base);
                                    });
    for (const Subtrees& subtrees : form.permitted) {
      verdict.permitted &= std::any_of(subtrees.begin(), subtrees.end(),
                                       [name](const GeneralName* base) {
                                         return IsWithinSubtree(*name, *base);
                                       });
    }
  }
}

}  // namespace kepil
