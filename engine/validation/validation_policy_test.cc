#include "engine/validation/validation_policy.h"

#include "engine/validation/test_policy.h"
#include "tests/support/pki_builder.h"

namespace kepil {
namespace {

constexpr auto kSignature = v1::SIGNATURE_CONTEXT_SIGNATURE;
constexpr auto kOfficer = v1::SIGNATURE_CONTEXT_OFFICER_ACT;

absl::Time Seconds(int64_t seconds) { return absl::FromUnixSeconds(seconds); }

PublicKeyRef KeyOf(TestKeyKind kind) {
  auto key = PublicKey::FromSpki(TestKey::Generate(kind).Spki());
  EXPECT_THAT(key, IsOk());
  return *key;
}

SignatureAlgorithm Algorithm(SignatureScheme scheme, HashAlgorithm hash) {
  SignatureAlgorithm algorithm;
  algorithm.scheme = scheme;
  algorithm.hash = hash;
  return algorithm;
}

TEST(ValidationPolicyTest, KeepsSourceAndDigest) {
  const std::string source = TestPolicySource("title: \"A title\"");
  const auto policy = ValidationPolicy::Compile(source);
  ASSERT_THAT(policy, IsOk());
  EXPECT_EQ((*policy)->source(), source);
  EXPECT_EQ((*policy)->digest(), Sha256(source));
  EXPECT_EQ((*policy)->urn(), "urn:kepil:policy:test:1");
  EXPECT_EQ((*policy)->oid(), "2.25.1.3.99");
}

TEST(ValidationPolicyTest, LevelIsFailUnlessSaidOtherwise) {
  const auto policy = MakeTestPolicy(R"(
    levels { constraint: CONSTRAINT_ENCODING level: LEVEL_WARN }
    levels { constraint: CONSTRAINT_ENCODING level: LEVEL_INFORM }
    levels { constraint: CONSTRAINT_CLAIMED_TIME
             context: SIGNATURE_CONTEXT_OFFICER_ACT level: LEVEL_FAIL }
    levels { constraint: CONSTRAINT_CLAIMED_TIME level: LEVEL_IGNORE })");
  EXPECT_EQ(policy->LevelOf(v1::CONSTRAINT_STRUCTURE, kSignature),
            v1::LEVEL_FAIL);
  EXPECT_EQ(policy->LevelOf(v1::CONSTRAINT_ENCODING, kSignature),
            v1::LEVEL_INFORM);
  EXPECT_EQ(policy->LevelOf(v1::CONSTRAINT_CLAIMED_TIME, kSignature),
            v1::LEVEL_IGNORE);
  EXPECT_EQ(policy->LevelOf(v1::CONSTRAINT_CLAIMED_TIME, kOfficer),
            v1::LEVEL_FAIL);
}

TEST(ValidationPolicyTest, HasDefaults) {
  const auto policy = MakeTestPolicy();
  EXPECT_EQ(policy->RevocationFreshness(), std::nullopt);
  EXPECT_EQ(policy->CaRevocationFreshness(), std::nullopt);
  EXPECT_EQ(policy->signature_timestamp_delay(), std::nullopt);
  EXPECT_EQ(policy->revocation_mode(), v1::REVOCATION_MODE_CRL_OR_OCSP);
  EXPECT_EQ(policy->clock_skew(), absl::Seconds(300));
  EXPECT_EQ(policy->path_limits().max_depth, 8);
  EXPECT_EQ(policy->path_limits().max_steps, 200);
  EXPECT_EQ(policy->path_limits().max_paths, 16);
  EXPECT_TRUE(policy->signer_key_usages().empty());
}

TEST(ValidationPolicyTest, ReadsRules) {
  const auto policy = MakeTestPolicy(R"(
    revocation_freshness { seconds: 97200 }
    ca_revocation_freshness { seconds: 3024000 }
    signature_timestamp_delay { seconds: 3600 }
    revocation_mode: REVOCATION_MODE_CRL
    clock_skew { seconds: 0 }
    path_limits { max_depth: 3 }
    signer_key_usages: KEY_USAGE_NAME_CONTENT_COMMITMENT
    signer_extended_key_usages: "2.5.29.37.0")");
  EXPECT_EQ(policy->RevocationFreshness(), absl::Hours(27));
  EXPECT_EQ(policy->CaRevocationFreshness(), absl::Hours(840));
  EXPECT_EQ(policy->signature_timestamp_delay(), absl::Hours(1));
  EXPECT_EQ(policy->revocation_mode(), v1::REVOCATION_MODE_CRL);
  EXPECT_EQ(policy->clock_skew(), absl::ZeroDuration());
  EXPECT_EQ(policy->path_limits().max_depth, 3);
  EXPECT_THAT(policy->signer_key_usages(),
              testing::ElementsAre(KeyUsageBit::kContentCommitment));
  EXPECT_THAT(policy->signer_key_purposes(),
              testing::ElementsAre(key_purpose_oid::kAny));
}

TEST(ValidationPolicyTest, EmptyTableMakesEverythingReliable) {
  const auto policy = MakeTestPolicy();
  EXPECT_EQ(policy->ReliableUntil(HashAlgorithm::kMd5), absl::InfiniteFuture());
  EXPECT_EQ(policy->ReliableUntil(
                Algorithm(SignatureScheme::kEcdsa, HashAlgorithm::kSha1),
                *KeyOf(TestKeyKind::kP256)),
            absl::InfiniteFuture());
}

TEST(ValidationPolicyTest, TableGivesTheLatestEndThatMatches) {
  const auto policy = MakeTestPolicy(R"(
    algorithms {
      hashes { hash: "sha1" reliable_until { seconds: 1000 } }
      hashes { hash: "sha256" }
      keys { scheme: "rsa-pkcs1" min_bits: 1024 reliable_until { seconds: 2000 } }
      keys { scheme: "rsa-pkcs1" min_bits: 2048 reliable_until { seconds: 3000 } }
      keys { scheme: "rsa-pkcs1" min_bits: 3000 }
      keys { scheme: "ed25519" }
    })");
  const PublicKeyRef rsa = KeyOf(TestKeyKind::kRsa2048);
  const auto rsa_until = [&](HashAlgorithm hash) {
    return policy->ReliableUntil(Algorithm(SignatureScheme::kRsaPkcs1, hash),
                                 *rsa);
  };
  EXPECT_EQ(policy->ReliableUntil(HashAlgorithm::kSha1), Seconds(1000));
  EXPECT_EQ(policy->ReliableUntil(HashAlgorithm::kSha256),
            absl::InfiniteFuture());
  EXPECT_EQ(policy->ReliableUntil(HashAlgorithm::kSha512),
            absl::InfinitePast());
  EXPECT_EQ(rsa_until(HashAlgorithm::kSha256), Seconds(3000));
  EXPECT_EQ(rsa_until(HashAlgorithm::kSha1), Seconds(1000));
  EXPECT_EQ(rsa_until(HashAlgorithm::kSha512), absl::InfinitePast());
  // RSASSA-PSS and ECDSA are listed nowhere.
  EXPECT_EQ(
      policy->ReliableUntil(
          Algorithm(SignatureScheme::kRsaPss, HashAlgorithm::kSha256), *rsa),
      absl::InfinitePast());
  EXPECT_EQ(policy->ReliableUntil(
                Algorithm(SignatureScheme::kEcdsa, HashAlgorithm::kSha256),
                *KeyOf(TestKeyKind::kP256)),
            absl::InfinitePast());
  const auto eddsa =
      Algorithm(SignatureScheme::kEddsa, HashAlgorithm::kUnknown);
  EXPECT_EQ(policy->ReliableUntil(eddsa, *KeyOf(TestKeyKind::kEd25519)),
            absl::InfiniteFuture());
  EXPECT_EQ(policy->ReliableUntil(eddsa, *KeyOf(TestKeyKind::kEd448)),
            absl::InfinitePast());
}

TEST(ValidationPolicyTest, RefusesWhatItCannotMean) {
  for (const char* text : {
           "urn: \"not-a-urn\"",
           "oid: \"1.2.x\"",
           "levels { constraint: CONSTRAINT_ENCODING }",
           "levels { level: LEVEL_WARN }",
           "revocation_freshness { seconds: 0 }",
           "revocation_freshness { seconds: 1 nanos: -1 }",
           "ca_revocation_freshness { seconds: 0 }",
           "signature_timestamp_delay { seconds: -1 }",
           "clock_skew { seconds: -1 }",
           "clock_skew { seconds: 90000 }",
           "path_limits { max_depth: 33 }",
           "path_limits { max_steps: -1 }",
           "path_limits { max_paths: 65 }",
           "signer_key_usages: KEY_USAGE_NAME_UNSPECIFIED",
           "signer_extended_key_usages: \"mail\"",
           "algorithms { hashes { hash: \"sha257\" } }",
           "algorithms { keys { scheme: \"rsa\" } }",
           "algorithms { keys { scheme: \"dsa\" min_bits: -1 } }",
       }) {
    EXPECT_THAT(ValidationPolicy::Compile(TestPolicySource(text)),
                HasReason(v1::ERROR_REASON_REQUEST_MALFORMED))
        << text;
  }
  EXPECT_THAT(ValidationPolicy::Compile("\xff\xff"),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  EXPECT_THAT(ValidationPolicy::Compile(""),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
}

TEST(ValidationPolicyTest, RefusesToWaiveWhatProvesASignature) {
  for (const v1::Constraint firm :
       {v1::CONSTRAINT_SIGNATURE_INTACT, v1::CONSTRAINT_SIGNED_DATA_INTACT,
        v1::CONSTRAINT_SIGNED_DATA_PRESENT, v1::CONSTRAINT_PATH_SIGNATURES,
        v1::CONSTRAINT_PROSPECTIVE_PATH, v1::CONSTRAINT_TRUST_SERVICE_STATUS,
        v1::CONSTRAINT_NOT_REVOKED, v1::CONSTRAINT_STRUCTURE}) {
    v1::ValidationPolicy message;
    message.ParseFromString(TestPolicySource(""));
    v1::ConstraintLevel& line = *message.add_levels();
    line.set_constraint(firm);
    line.set_level(v1::LEVEL_WARN);
    EXPECT_THAT(ValidationPolicy::Compile(message.SerializeAsString()),
                HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
    line.set_level(v1::LEVEL_FAIL);
    EXPECT_THAT(ValidationPolicy::Compile(message.SerializeAsString()), IsOk());
  }
}

}  // namespace
}  // namespace kepil
