#include "engine/trust/foreign_ttp.h"

#include <algorithm>
#include <cstddef>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "base/error.h"
#include "base/status_macros.h"

namespace kepil {
namespace {

constexpr size_t kMaxUrlOctets = 2048;
constexpr int kMaxEndpoints = 8;
constexpr int kMaxCountries = 64;
constexpr int kMaxPolicies = 16;
constexpr size_t kMaxPolicyOctets = 128;

absl::StatusOr<ForeignTtpProtocol> ProtocolOf(v1::ForeignTtpProtocol protocol) {
  switch (protocol) {
    case v1::FOREIGN_TTP_PROTOCOL_DVCS_RFC3029:
      return ForeignTtpProtocol::kDvcsRfc3029;
    case v1::FOREIGN_TTP_PROTOCOL_DVCS_BOUNCY_CASTLE:
      return ForeignTtpProtocol::kDvcsBouncyCastle;
    case v1::FOREIGN_TTP_PROTOCOL_DVCS_STB:
      return ForeignTtpProtocol::kDvcsStb;
    case v1::FOREIGN_TTP_PROTOCOL_KEPIL_PEER:
      return ForeignTtpProtocol::kKepilPeer;
    case v1::FOREIGN_TTP_PROTOCOL_UNSPECIFIED:
    case v1::ForeignTtpProtocol_INT_MIN_SENTINEL_DO_NOT_USE_:
    case v1::ForeignTtpProtocol_INT_MAX_SENTINEL_DO_NOT_USE_:
      break;
  }
  return MalformedError("foreign_ttp: unknown protocol");
}

bool IsUrl(absl::string_view url) {
  return url.size() <= kMaxUrlOctets && (absl::StartsWith(url, "http://") ||
                                         absl::StartsWith(url, "https://"));
}

absl::Status ReadEndpoints(const v1::ForeignTtp& terms, ForeignTtp& decoded) {
  if (terms.endpoints_size() < 1 || terms.endpoints_size() > kMaxEndpoints) {
    return MalformedError("foreign_ttp: not 1 to 8 endpoints");
  }
  for (const v1::ForeignTtpEndpoint& endpoint : terms.endpoints()) {
    if (!IsUrl(endpoint.url())) {
      return MalformedError("foreign_ttp: not an http or https address");
    }
    KEPIL_ASSIGN_OR_RETURN(const ForeignTtpProtocol protocol,
                           ProtocolOf(endpoint.protocol()));
    decoded.endpoints.push_back({endpoint.url(), protocol});
  }
  return absl::OkStatus();
}

absl::Status ReadCountries(const v1::ForeignTtp& terms, ForeignTtp& decoded) {
  if (terms.countries_size() < 1 || terms.countries_size() > kMaxCountries) {
    return MalformedError("foreign_ttp: not 1 to 64 states");
  }
  absl::flat_hash_set<std::string> seen;
  for (const std::string& country : terms.countries()) {
    if (country.size() != 2 || !absl::ascii_isupper(country[0]) ||
        !absl::ascii_isupper(country[1]) || country == "KZ" ||
        !seen.insert(country).second) {
      return MalformedError(
          "foreign_ttp: a state is no foreign ISO 3166-1 code, or twice");
    }
    decoded.countries.push_back(country);
  }
  return absl::OkStatus();
}

bool IsDottedOid(absl::string_view text) {
  return !text.empty() && text.size() <= kMaxPolicyOctets &&
         text.find_first_not_of("0123456789.") == absl::string_view::npos &&
         absl::StrContains(text, '.') && text.front() != '.' &&
         text.back() != '.';
}

absl::Status ReadPolicies(const v1::ForeignTtp& terms, ForeignTtp& decoded) {
  if (terms.policies_size() > kMaxPolicies) {
    return MalformedError("foreign_ttp: more than 16 policies");
  }
  for (const std::string& policy : terms.policies()) {
    if (!IsDottedOid(policy)) {
      return MalformedError("foreign_ttp: a policy is no dotted OID");
    }
    decoded.policies.push_back(policy);
  }
  decoded.may_see_documents = terms.send_documents();
  return absl::OkStatus();
}

}  // namespace

bool ForeignTtp::AnswersFor(absl::string_view country) const {
  return std::find(countries.begin(), countries.end(), country) !=
         countries.end();
}

absl::StatusOr<std::optional<ForeignTtp>> DecodeForeignTtp(
    const v1::Authority& authority) {
  if (!authority.has_foreign_ttp()) {
    return std::optional<ForeignTtp>();
  }
  if (authority.kind() != v1::AUTHORITY_KIND_FOREIGN_TTP) {
    return MalformedError("foreign_ttp: of another kind of authority");
  }
  const v1::ForeignTtp& terms = authority.foreign_ttp();
  ForeignTtp decoded;
  decoded.authority_id = authority.id();
  decoded.authority_name = authority.legal_name();
  decoded.country = authority.country();
  KEPIL_RETURN_IF_ERROR(ReadEndpoints(terms, decoded));
  KEPIL_RETURN_IF_ERROR(ReadCountries(terms, decoded));
  KEPIL_RETURN_IF_ERROR(ReadPolicies(terms, decoded));
  if (terms.max_receipt_age().seconds() <= 0 ||
      terms.max_receipt_age().nanos() != 0) {
    return MalformedError("foreign_ttp: max_receipt_age is no whole seconds");
  }
  decoded.max_receipt_age = absl::Seconds(terms.max_receipt_age().seconds());
  for (const v1::TrustService& service : authority.services()) {
    if (service.type() != v1::SERVICE_TYPE_RECEIPT) {
      return MalformedError("foreign_ttp: a service that signs no receipts");
    }
    decoded.service_ids.push_back(service.id());
  }
  return std::optional<ForeignTtp>(std::move(decoded));
}

}  // namespace kepil
