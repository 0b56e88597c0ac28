// Time-stamp tokens: what verifies under our TSA's key says what our TSA said;
// a token stamps the octets it was made for and no others.

#include <set>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "engine/signature/timestamp_token.h"
#include "tests/fuzz/fuzz_pki.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/support/timestamp_builder.h"

namespace kepil {
namespace {

constexpr char kStamped[] = "the signature value";

TestTimestampSpec SpecOf() {
  TestTimestampSpec spec;
  spec.stamped = kStamped;
  spec.gen_time = FuzzNow();
  return spec;
}

std::vector<FuzzSeed> Seeds() {
  const FuzzPki& pki = GetFuzzPki();
  TestTimestampSpec rich = SpecOf();
  rich.hash = "sha512";
  rich.nonce_hex = "0080";
  rich.critical_extension = true;
  rich.more_certificates = {pki.root.certificate};
  TestTimestampSpec other = SpecOf();
  other.stamped = "other octets";
  return {{MakeTestTimestamp(SpecOf(), pki.tsa), true},
          {MakeTestTimestamp(rich, pki.tsa), true},
          {MakeTestTimestamp(other, pki.tsa), false}};
}

absl::StatusOr<TimestampTokenRef> Read(absl::string_view octets) {
  PlainCertificateReader reader;
  return TimestampToken::FromDer(octets, reader, ParseLimits());
}

std::string Says(const TimestampToken& token) {
  const TimestampInfo& info = token.info();
  return absl::StrCat(
      absl::BytesToHexString(info.policy), " ",
      absl::BytesToHexString(info.hash_oid), " ",
      absl::BytesToHexString(info.imprint), " ",
      absl::BytesToHexString(info.serial), " ", absl::FormatTime(info.gen_time),
      " ",
      info.accuracy.has_value() ? absl::FormatDuration(*info.accuracy) : "-",
      info.ordering ? " ordered " : " ",
      absl::BytesToHexString(info.nonce.value_or("-")),
      info.has_critical_extension ? " critical" : "");
}

bool IsIntact(const TimestampToken& token) {
  static const auto& tsa =
      *new CertificateRef(ReadFuzzCertificate(GetFuzzPki().tsa));
  const ParsedSignature& signature = token.signature();
  const auto verified = signature.VerifyValue(**tsa->public_key());
  if (!verified.ok() || !*verified ||
      signature.attributes().content_type !=
          signature.encapsulated_content_type()) {
    return false;
  }
  for (const SignedDataObject& object : signature.signed_data()) {
    if (object.outcome != SignedDataObject::Outcome::kMatched) {
      return false;
    }
  }
  return true;
}

bool Run(absl::string_view input) {
  static const auto& said = *new std::set<std::string>([] {
    std::set<std::string> all;
    for (const FuzzSeed& seed : Seeds()) {
      const auto token = Read(seed.octets);
      KEPIL_CHECK(token.ok());
      all.insert(Says(**token));
    }
    return all;
  }());
  const auto token = Read(input);
  if (!token.ok()) {
    return false;
  }
  KEPIL_FUZZ_CHECK((*token)->der() == input);
  const auto unrelated = (*token)->MatchesImprint("what nobody stamped");
  KEPIL_FUZZ_CHECK(!unrelated.ok() || !*unrelated);
  if (!IsIntact(**token)) {
    return false;
  }
  KEPIL_FUZZ_CHECK(said.count(Says(**token)) != 0);
  const auto matches = (*token)->MatchesImprint(kStamped);
  return matches.ok() && *matches;
}

}  // namespace

const FuzzTarget& ThisFuzzTarget() {
  static const auto& target = *new FuzzTarget{"timestamp_token",
                                              FuzzGrammar::kDer,
                                              Seeds,
                                              Run,
                                              {{"tsp/files", {".tst"}}}};
  return target;
}

}  // namespace kepil
