#include "engine/signature/dvcs_token.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "engine/crypto/der_reader.h"
#include "engine/crypto/der_writer.h"
#include "engine/signature/dvcs_status.h"

namespace kepil {
namespace {

using Kind = DvcsToken::Kind;

absl::Status TooMany(absl::string_view what) {
  return MakeError(absl::StatusCode::kInvalidArgument,
                   v1::ERROR_REASON_CONTAINER_LIMIT, what);
}

// Whether `contents` are exactly one SEQUENCE.
bool IsOneSequence(absl::string_view contents) {
  DerReader reader(contents);
  return reader.Read(kDerSequence).ok() && reader.empty();
}

// SMIMECapabilities is a SEQUENCE OF SEQUENCE {OID ...}: under an EXPLICIT tag
// the first value inside the outer SEQUENCE is a SEQUENCE, else an OID.
bool IsExplicitCapabilities(absl::string_view contents) {
  if (!IsOneSequence(contents)) {
    return false;
  }
  DerReader reader(contents);
  const absl::StatusOr<DerReader> inner = reader.ReadSequence();
  return inner.ok() && inner->PeekTag() == kDerSequence;
}

// Whether a constructed token's tag was EXPLICIT. Only kinds that peers write
// both ways are asked about.
bool IsExplicit(Kind kind, absl::string_view contents) {
  switch (kind) {
    case Kind::kEssCertId:
      // IMPLICIT contents end in an OCTET STRING or begin with one.
    case Kind::kAssertion:
      // IMPLICIT contents begin with an OID.
      return IsOneSequence(contents);
    case Kind::kCapabilities:
      return IsExplicitCapabilities(contents);
    case Kind::kOcspCertStatus:
      return true;  // A CHOICE inside: always EXPLICIT (X.680, 31.2.7).
    case Kind::kCertificate:
    case Kind::kPkiStatus:
    case Kind::kCrl:
    case Kind::kOcspCertId:
    case Kind::kOcspResponse:
    case Kind::kExtension:
      return false;
  }
  return false;
}

bool WritesExplicit(Kind kind, DvcsEncoding encoding) {
  if (kind == Kind::kOcspCertStatus) {
    return true;
  }
  return encoding == DvcsEncoding::kBouncyCastle &&
         (kind == Kind::kEssCertId || kind == Kind::kAssertion ||
          kind == Kind::kCapabilities);
}

absl::StatusOr<std::vector<DvcsToken>> ParseChain(absl::string_view contents) {
  std::vector<DvcsToken> tokens;
  DerReader reader(contents);
  while (!reader.empty()) {
    if (tokens.size() == kMaxDvcsElements) {
      return TooMany("tokens in one TargetEtcChain");
    }
    KEPIL_ASSIGN_OR_RETURN(const DerValue value, reader.ReadAny());
    KEPIL_ASSIGN_OR_RETURN(DvcsToken token, ParseDvcsToken(value));
    tokens.push_back(std::move(token));
  }
  return tokens;
}

absl::StatusOr<DvcsTarget> ParseTarget(absl::string_view contents) {
  DvcsTarget target;
  DerReader reader(contents);
  KEPIL_ASSIGN_OR_RETURN(const DerValue first, reader.ReadAny());
  KEPIL_ASSIGN_OR_RETURN(target.target, ParseDvcsToken(first));
  KEPIL_ASSIGN_OR_RETURN(const std::optional<DerValue> chain,
                         reader.ReadOptional(kDerSequence));
  if (chain.has_value()) {
    KEPIL_ASSIGN_OR_RETURN(target.chain, ParseChain(chain->content));
  }
  KEPIL_ASSIGN_OR_RETURN(const std::optional<DerValue> input,
                         reader.ReadOptional(DerContextConstructed(0)));
  if (input.has_value()) {
    target.path_processing_input = DerWrap(kDerSequence, input->content);
  }
  KEPIL_RETURN_IF_ERROR(reader.Finish());
  return target;
}

}  // namespace

std::string WriteDvcsToken(const DvcsToken& token, DvcsEncoding encoding) {
  if (encoding == DvcsEncoding::kStb &&
      (token.kind == Kind::kCapabilities || token.kind == Kind::kExtension)) {
    return "";
  }
  if (token.kind == Kind::kExtension) {
    return token.der;
  }
  const int tag = static_cast<int>(token.kind);
  return WritesExplicit(token.kind, encoding) ? DerExplicit(tag, token.der)
                                              : DerImplicit(tag, token.der);
}

absl::StatusOr<DvcsToken> ParseDvcsToken(const DerValue& value) {
  DvcsToken token;
  if (value.tag == kDerSequence) {
    token.kind = Kind::kExtension;
    token.der = std::string(value.full);
    return token;
  }
  constexpr int kLastTag = static_cast<int>(Kind::kCapabilities);
  const int tag = value.tag - DerContextConstructed(0);
  if (tag < 0 || tag > kLastTag) {
    return FormatUnknownError("no alternative of CertEtcToken");
  }
  token.kind = static_cast<Kind>(tag);
  if (!IsExplicit(token.kind, value.content)) {
    token.der = DerWrap(kDerSequence, value.content);
    return token;
  }
  DerReader reader(value.content);
  KEPIL_ASSIGN_OR_RETURN(const DerValue inner, reader.ReadAny());
  KEPIL_RETURN_IF_ERROR(reader.Finish());
  token.der = std::string(inner.full);
  return token;
}

std::string WriteDvcsTarget(const DvcsTarget& target, DvcsEncoding encoding) {
  std::string content = WriteDvcsToken(target.target, encoding);
  std::string chain;
  for (const DvcsToken& token : target.chain) {
    chain += WriteDvcsToken(token, encoding);
  }
  if (!chain.empty()) {
    content += DerWrap(kDerSequence, chain);
  }
  if (!target.path_processing_input.empty()) {
    content += DerImplicit(0, target.path_processing_input);
  }
  return DerWrap(kDerSequence, content);
}

absl::StatusOr<std::vector<DvcsTarget>> ParseDvcsTargets(
    absl::string_view contents) {
  std::vector<DvcsTarget> targets;
  DerReader reader(contents);
  while (!reader.empty()) {
    if (targets.size() == kMaxDvcsElements) {
      return TooMany("TargetEtcChain");
    }
    KEPIL_ASSIGN_OR_RETURN(const DerValue value, reader.Read(kDerSequence));
    KEPIL_ASSIGN_OR_RETURN(DvcsTarget target, ParseTarget(value.content));
    targets.push_back(std::move(target));
  }
  if (targets.empty()) {
    return FormatUnknownError("no TargetEtcChain");
  }
  return targets;
}

}  // namespace kepil
