#include "engine/pki/crl_delta.h"

#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace kepil {
namespace {

// Zero is one octet of zero.
absl::string_view MagnitudeOf(const std::optional<std::string>& number) {
  absl::string_view octets =
      number.has_value() ? absl::string_view(*number) : absl::string_view();
  if (octets.empty() || (static_cast<unsigned char>(octets[0]) & 0x80) != 0) {
    return "";
  }
  if (octets.size() > 1 && octets[0] == '\0') {
    octets.remove_prefix(1);
  }
  return octets;
}

// 6.3.3 (c)(2) and (3).
bool HaveOneScope(const Crl& a, const Crl& b) {
  if (a.idp().has_value() != b.idp().has_value() ||
      (a.idp().has_value() && a.idp()->encoded != b.idp()->encoded)) {
    return false;
  }
  const auto& of_a = a.authority_key_id();
  const auto& of_b = b.authority_key_id();
  return of_a.has_value() == of_b.has_value() &&
         (!of_a.has_value() ||
          (of_a->key_id == of_b->key_id && of_a->serial == of_b->serial));
}

}  // namespace

bool IsLowerCrlNumber(absl::string_view a, absl::string_view b) {
  return a.size() == b.size() ? a < b : a.size() < b.size();
}

absl::string_view CrlNumberOf(const Crl& crl) {
  return MagnitudeOf(crl.crl_number());
}

DeltaRelation RelationOf(const Crl& delta, const Crl& complete) {
  const absl::string_view base = MagnitudeOf(delta.delta_base());
  const absl::string_view number = CrlNumberOf(delta);
  const absl::string_view held = CrlNumberOf(complete);
  if (complete.delta_base().has_value() || base.empty() || number.empty() ||
      held.empty() || delta.issuer() != complete.issuer() ||
      !HaveOneScope(delta, complete)) {
    return DeltaRelation::kOther;
  }
  if (!IsLowerCrlNumber(held, number)) {
    return DeltaRelation::kOlder;
  }
  return IsLowerCrlNumber(held, base) ? DeltaRelation::kGap
                                      : DeltaRelation::kCombines;
}

}  // namespace kepil
