#include <string>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "base/status_macros.h"
#include "engine/crypto/public_key.h"
#include "tests/conformance/case_adapter.h"
#include "tests/conformance/conformance_policy.h"
#include "tests/conformance/field_comparison.h"
#include "tests/conformance/offer.h"

// Cases about one signature primitive: keys, messages, values.
namespace kepil {
namespace {

// "SHA-512/256" of the cases is our "sha512-256", "SHA3-256" our "sha3-256".
HashAlgorithm HashNamed(absl::string_view name) {
  std::string text = absl::AsciiStrToLower(name);
  text = absl::StrReplaceAll(text, {{"sha-", "sha"}, {"/", "-"}});
  return HashFromName(text);
}

absl::StatusOr<SignatureAlgorithm> ReadAlgorithm(const TestCase& test_case) {
  const std::string name = test_case.Text("algorithm");
  if (name.empty()) {
    return absl::InvalidArgumentError("the case names no algorithm");
  }
  SignatureAlgorithm algorithm;
  if (name == "RSASSA-PKCS1-v1_5") {
    algorithm.scheme = SignatureScheme::kRsaPkcs1;
  } else if (name == "RSASSA-PSS") {
    algorithm.scheme = SignatureScheme::kRsaPss;
  } else if (name == "ECDSA") {
    algorithm.scheme = SignatureScheme::kEcdsa;
  } else if (name == "DSA") {
    algorithm.scheme = SignatureScheme::kDsa;
  } else if (name == "EdDSA" || absl::StartsWith(name, "Ed")) {
    algorithm.scheme = SignatureScheme::kEddsa;
    return algorithm;  // Ed25519 and Ed448 hash by themselves.
  } else {
    return absl::UnimplementedError(absl::StrCat("algorithm ", name));
  }
  if (!test_case.IsText("hash")) {
    return absl::InvalidArgumentError("the case names no hash");
  }
  algorithm.hash = HashNamed(test_case.Text("hash"));
  if (algorithm.hash == HashAlgorithm::kUnknown) {
    return absl::UnimplementedError(
        absl::StrCat("hash ", test_case.Text("hash")));
  }
  if (algorithm.scheme == SignatureScheme::kRsaPss) {
    if (!test_case.IsText("mgf_hash")) {
      return absl::InvalidArgumentError("RSASSA-PSS without mgf_hash");
    }
    algorithm.mgf1_hash = HashNamed(test_case.Text("mgf_hash"));
    if (algorithm.mgf1_hash == HashAlgorithm::kUnknown) {
      return absl::UnimplementedError(
          absl::StrCat("MGF1 with ", test_case.Text("mgf_hash")));
    }
    if (!test_case.Number("salt_length").has_value()) {
      return absl::InvalidArgumentError("RSASSA-PSS without salt_length");
    }
    algorithm.salt_length = static_cast<int>(*test_case.Number("salt_length"));
  }
  return algorithm;
}

// What the default policy of the product says of `algorithm` under `key`.
std::string PolicyAnswer(const SignatureAlgorithm& algorithm,
                         const PublicKey& key) {
  const ValidationPolicy& policy = CrossBorderPolicy();
  const absl::Time until = policy.ReliableUntil(algorithm, key);
  return absl::StrCat(
      policy.urn(), ": ", SuiteName(algorithm, key.family()), " with ",
      key.size_bits(), " bits ", key.curve().empty() ? "" : key.curve(),
      key.curve().empty() ? "" : " ",
      until == absl::InfinitePast()     ? "is not accepted"
      : until == absl::InfiniteFuture() ? "is accepted"
                                        : "is accepted until ",
      until == absl::InfinitePast() || until == absl::InfiniteFuture()
          ? ""
          : TextOf(until));
}

// PrimitiveRun collects what the vectors of one case gave.
class PrimitiveRun {
 public:
  explicit PrimitiveRun(SignatureAlgorithm algorithm)
      : algorithm_(std::move(algorithm)) {}

  void RunGroup(const TestCase& group) {
    const absl::StatusOr<PublicKeyRef> key =
        PublicKey::FromSpki(absl::HexStringToBytes(group.Text("key")));
    const bool is_offered =
        IsKeyOffered(key) &&
        (!key.ok() || IsAlgorithmOffered(algorithm_, (*key)->family()));
    std::string answer =
        key.ok() ? PolicyAnswer(algorithm_, **key)
                 : absl::StrCat("key not loaded: ", key.status().message());
    if (!absl::c_linear_search(result_.notes, answer)) {
      result_.notes.push_back(answer);
    }
    for (const TestCase& test : group.Members("tests")) {
      ++count_;
      RunVector(test, key, is_offered);
    }
  }

  CaseResult Result() && {
    if (count_ == 0) {
      return FailedResult("no vectors");
    }
    if (!missing_.empty() && result_.outcome == CaseOutcome::kPassed) {
      return UnsupportedResult(missing_);
    }
    result_.notes.push_back(absl::StrCat(count_, " vectors"));
    return std::move(result_);
  }

 private:
  void RunVector(const TestCase& test, const absl::StatusOr<PublicKeyRef>& key,
                 bool is_offered) {
    const std::string expected = test.Text("expect");
    bool verifies = false;  // Also of a key that cannot be loaded.
    if (key.ok() && is_offered) {
      const absl::StatusOr<bool> verified =
          (*key)->Verify(algorithm_, absl::HexStringToBytes(test.Text("msg")),
                         absl::HexStringToBytes(test.Text("sig")));
      verifies = verified.ok() && *verified;
    }
    const std::string name = absl::StrCat(
        "vector ", test.Shown("id"), " (", test.Text("comment"),
        absl::StrCat("; ", absl::StrJoin(test.List("flags"), " ")), ")");
    if (expected == "acceptable") {
      result_.notes.push_back(absl::StrCat(
          name, ": acceptable; it ", verifies ? "verifies" : "does not verify",
          key.ok() ? "; " + PolicyAnswer(algorithm_, **key) : ""));
    } else if (expected != "valid" && expected != "invalid") {
      AddDifference(result_, name, "valid, invalid or acceptable",
                    test.Shown("expect"));
    } else if (expected == "valid" && !is_offered) {
      missing_ = key.ok() ? absl::StrCat("suite of ", (*key)->curve(), " key")
                          : std::string(key.status().message());
    } else if (verifies != (expected == "valid")) {
      AddDifference(result_, name, expected, verifies ? "valid" : "invalid");
      result_.false_acceptance |= verifies;
    }
  }

  const SignatureAlgorithm algorithm_;
  CaseResult result_;
  int count_ = 0;
  std::string missing_;  // What is not offered, if anything.
};

}  // namespace

CaseResult RunPrimitiveCase(const Suite& suite, const TestCase& test_case) {
  const std::string encoding = test_case.Text("signature_encoding");
  if (encoding == "p1363") {
    return UnsupportedResult("signature encoding p1363");
  }
  const absl::StatusOr<SignatureAlgorithm> algorithm = ReadAlgorithm(test_case);
  if (absl::IsUnimplemented(algorithm.status())) {
    return UnsupportedResult(std::string(algorithm.status().message()));
  }
  if (!algorithm.ok()) {
    return FailedResult(std::string(algorithm.status().message()));
  }
  const absl::StatusOr<nlohmann::json> vectors =
      suite.ReadJson(test_case.Text("vectors"));
  if (!vectors.ok()) {
    return FailedResult(std::string(vectors.status().message()));
  }
  PrimitiveRun run(*algorithm);
  for (const TestCase& group : TestCase(*vectors).Members("groups")) {
    run.RunGroup(group);
  }
  return std::move(run).Result();
}

}  // namespace kepil
