#include "engine/pki/policy_graph.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "engine/crypto/der_reader.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/pki_builder.h"
#include "tests/support/test_der.h"

namespace kepil {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kAny[] = "2.5.29.32.0";

struct Spec {
  std::string policies;     // Comma-separated OIDs, or "".
  std::string mappings;     // "1.2:1.3,...", or "".
  std::string constraints;  // OpenSSL's policyConstraints, or "".
  std::string inhibit_any;  // A number, or "".
};

// certificatePolicies of comma-separated OIDs, without qualifiers.
TestExtension PoliciesExtension(const std::string& policies) {
  std::vector<std::string> values;
  for (const absl::string_view policy : absl::StrSplit(policies, ',')) {
    values.push_back(test_der::Sequence({test_der::Oid(policy)}));
  }
  TestExtension extension;
  extension.oid = "2.5.29.32";
  extension.value = test_der::Sequence(values);
  return extension;
}

CertificateRef Make(const std::string& subject, const std::string& issuer,
                    const Spec& spec) {
  static const TestKey key = TestKey::Generate(TestKeyKind::kEd25519);
  const absl::Time now = absl::FromUnixSeconds(1'700'000'000);
  TestCertificateSpec parent;
  parent.subject = issuer;
  parent.key = key;
  parent.not_before = now;
  parent.not_after = now + absl::Hours(1);
  const TestIdentity ca = SelfSignTestCertificate(parent);
  TestCertificateSpec child = parent;
  child.subject = subject;
  const auto add = [&child](const std::string& name, const std::string& value) {
    if (!value.empty()) {
      child.extensions.push_back(MakeTestExtension(name, value));
    }
  };
  if (!spec.policies.empty()) {
    child.extensions.push_back(PoliciesExtension(spec.policies));
  }
  add("policyMappings", spec.mappings);
  add("policyConstraints", spec.constraints);
  add("inhibitAnyPolicy", spec.inhibit_any);
  auto certificate =
      Certificate::FromDer(IssueTestCertificate(child, ca).certificate);
  EXPECT_TRUE(certificate.ok()) << certificate.status();
  EXPECT_FALSE((*certificate)->extensions().HasMalformed());
  return *std::move(certificate);
}

// Runs a path given from the one under the anchor to the target. A subject is
// the letter of its place; see `self_issued` for the exception.
struct PolicyRun {
  InitialPolicies initial;
  int self_issued = -1;  // Which one names itself as issuer.
  bool acceptable = true;
  bool well_mapped = true;
  std::vector<std::string> policies{};

  PolicyRun& On(const std::vector<Spec>& specs) {
    PolicyGraph graph(initial, static_cast<int>(specs.size()));
    CertificateRef certificate;
    acceptable = true;
    for (size_t i = 0; i < specs.size(); ++i) {
      const bool self = static_cast<int>(i) == self_issued;
      certificate = Make(absl::StrCat("CN=", i),
                         absl::StrCat("CN=", self ? i : i + 100), specs[i]);
      const bool last = i + 1 == specs.size();
      graph.AddCertificate(*certificate,
                           last ? PolicyGraph::Position::kTarget
                                : PolicyGraph::Position::kIntermediate);
      acceptable &= graph.IsAcceptable();
      if (!last) {
        well_mapped &= graph.PrepareForNext(*certificate);
      }
    }
    const PolicyGraph::Result result = graph.WrapUp(certificate.get());
    acceptable &= result.acceptable;
    for (const std::string& policy : result.policies) {
      policies.push_back(OidToText(policy));
    }
    return *this;
  }
};

InitialPolicies Explicit(const std::vector<std::string>& wanted = {}) {
  InitialPolicies initial;
  for (const std::string& policy : wanted) {
    initial.user_initial_policy_set.push_back(OidFromText(policy));
  }
  initial.require_explicit_policy = true;
  return initial;
}

TEST(PolicyGraphTest, KeepsPoliciesFoundInEveryCertificate) {
  const PolicyRun run = PolicyRun{Explicit()}.On(
      {{"1.2.1,1.2.2", "", "", ""}, {"1.2.2,1.2.3", "", "", ""}});
  EXPECT_TRUE(run.acceptable);
  EXPECT_THAT(run.policies, ElementsAre("1.2.2"));
}

TEST(PolicyGraphTest, RefusesDisjointPoliciesWhenOneIsRequired) {
  const std::vector<Spec> path = {{"1.2.1", "", "", ""}, {"1.2.2", "", "", ""}};
  EXPECT_FALSE(PolicyRun{Explicit()}.On(path).acceptable);
  const PolicyRun relaxed = PolicyRun{}.On(path);
  EXPECT_TRUE(relaxed.acceptable);
  EXPECT_THAT(relaxed.policies, IsEmpty());
}

TEST(PolicyGraphTest, NoPoliciesMeansNone) {
  EXPECT_FALSE(
      PolicyRun{Explicit()}.On({{"1.2.1", "", "", ""}, {}}).acceptable);
  EXPECT_FALSE(
      PolicyRun{Explicit()}.On({{}, {"1.2.1", "", "", ""}}).acceptable);
}

TEST(PolicyGraphTest, RemembersAPolicyLostInTheMiddle) {
  EXPECT_FALSE(PolicyRun{Explicit()}
                   .On({{"1.2.1", "", "", ""}, {}, {"1.2.1", "", "", ""}})
                   .acceptable);
}

TEST(PolicyGraphTest, AnyPolicyStandsForWhatIsAskedFor) {
  const std::vector<Spec> path = {{kAny, "", "", ""}, {kAny, "", "", ""}};
  EXPECT_THAT(PolicyRun{Explicit()}.On(path).policies, ElementsAre(kAny));
  EXPECT_THAT(PolicyRun{Explicit({"1.2.1"})}.On(path).policies,
              ElementsAre("1.2.1"));
  const PolicyRun narrowed =
      PolicyRun{Explicit()}.On({{kAny, "", "", ""}, {"1.2.1", "", "", ""}});
  EXPECT_THAT(narrowed.policies, ElementsAre("1.2.1"));
}

TEST(PolicyGraphTest, UserSetMustMeetTheAuthorities) {
  const std::vector<Spec> path = {{"1.2.1", "", "", ""}, {"1.2.1", "", "", ""}};
  EXPECT_TRUE(PolicyRun{Explicit({"1.2.1", "1.2.9"})}.On(path).acceptable);
  EXPECT_FALSE(PolicyRun{Explicit({"1.2.9"})}.On(path).acceptable);
}

TEST(PolicyGraphTest, InitialInhibitAnyPolicyDisablesIt) {
  InitialPolicies initial = Explicit();
  initial.inhibit_any_policy = true;
  EXPECT_FALSE(PolicyRun{initial}
                   .On({{kAny, "", "", ""}, {"1.2.1", "", "", ""}})
                   .acceptable);
}

TEST(PolicyGraphTest, InhibitAnyPolicyCountsCertificates) {
  const Spec zero{"1.2.1", "", "", "0"}, one{"1.2.1", "", "", "1"};
  const Spec any{kAny, "", "", ""};
  EXPECT_FALSE(PolicyRun{Explicit()}.On({zero, any}).acceptable);
  EXPECT_TRUE(PolicyRun{Explicit()}.On({one, any}).acceptable);
  EXPECT_FALSE(PolicyRun{Explicit()}.On({one, any, any}).acceptable);
}

TEST(PolicyGraphTest, SelfIssuedIntermediateMayUseInhibitedAnyPolicy) {
  const Spec zero{"1.2.1", "", "", "0"}, any{kAny, "", "", ""};
  PolicyRun middle{Explicit(), 1};
  EXPECT_TRUE(middle.On({zero, any, {"1.2.1", "", "", ""}}).acceptable);
  PolicyRun last{Explicit(), 1};
  EXPECT_FALSE(last.On({zero, any}).acceptable);
}

TEST(PolicyGraphTest, MappedPolicyIsReportedInTheAnchorsWords) {
  const PolicyRun run = PolicyRun{Explicit()}.On(
      {{"1.2.1", "1.2.1:1.3.1", "", ""}, {"1.3.1", "", "", ""}});
  EXPECT_TRUE(run.acceptable);
  EXPECT_THAT(run.policies, ElementsAre("1.2.1"));
  EXPECT_FALSE(
      PolicyRun{Explicit()}
          .On({{"1.2.1", "1.2.1:1.3.1", "", ""}, {"1.2.1", "", "", ""}})
          .acceptable);
}

TEST(PolicyGraphTest, OnePolicyMayMapToSeveralAndSeveralToOne) {
  const std::string two = "1.2.1:1.3.1,1.2.1:1.3.2,1.2.2:1.3.2";
  const PolicyRun run = PolicyRun{Explicit()}.On(
      {{"1.2.1,1.2.2", two, "", ""}, {"1.3.2", "", "", ""}});
  EXPECT_THAT(run.policies, ElementsAre("1.2.1", "1.2.2"));
  const PolicyRun other = PolicyRun{Explicit()}.On(
      {{"1.2.1,1.2.2", two, "", ""}, {"1.3.1", "", "", ""}});
  EXPECT_THAT(other.policies, ElementsAre("1.2.1"));
}

TEST(PolicyGraphTest, MapsAPolicyThatStandsUnderAnyPolicy) {
  const PolicyRun run = PolicyRun{Explicit()}.On(
      {{kAny, "1.2.1:1.3.1", "", ""}, {"1.3.1", "", "", ""}});
  EXPECT_TRUE(run.acceptable);
  EXPECT_THAT(run.policies, ElementsAre("1.2.1"));
}

TEST(PolicyGraphTest, InhibitedMappingDropsThePolicy) {
  const std::vector<Spec> path = {{"1.2.1,1.2.2", "1.2.1:1.3.1", "", ""},
                                  {"1.3.1,1.2.1,1.2.2", "", "", ""}};
  InitialPolicies initial = Explicit();
  initial.inhibit_policy_mapping = true;
  EXPECT_THAT(PolicyRun{initial}.On(path).policies, ElementsAre("1.2.2"));
  EXPECT_THAT(PolicyRun{Explicit()}.On(path).policies,
              ElementsAre("1.2.1", "1.2.2"));
}

TEST(PolicyGraphTest, InhibitMappingConstraintCountsCertificates) {
  const Spec top{"1.2.1", "", "inhibitPolicyMapping:0", ""};
  const Spec map{"1.2.1", "1.2.1:1.3.1", "", ""};
  EXPECT_FALSE(
      PolicyRun{Explicit()}.On({top, map, {"1.3.1", "", "", ""}}).acceptable);
  const Spec later{"1.2.1", "", "inhibitPolicyMapping:1", ""};
  EXPECT_TRUE(
      PolicyRun{Explicit()}.On({later, map, {"1.3.1", "", "", ""}}).acceptable);
}

TEST(PolicyGraphTest, CountersPassOverSelfIssuedCertificates) {
  const Spec plain{"1.2.1", "", "", ""};
  const Spec map{"1.2.1", "1.2.1:1.3.1", "", ""};
  const Spec mapped{"1.3.1", "", "", ""};
  const Spec one{"1.2.1", "", "inhibitPolicyMapping:1", ""};
  EXPECT_FALSE(PolicyRun{Explicit()}.On({one, plain, map, mapped}).acceptable);
  EXPECT_TRUE(
      (PolicyRun{Explicit(), 1}).On({one, plain, map, mapped}).acceptable);
  const Spec two{"", "", "requireExplicitPolicy:2", ""};
  EXPECT_FALSE(PolicyRun{}.On({two, {}, {}}).acceptable);
  EXPECT_TRUE((PolicyRun{{}, 1}).On({two, {}, {}}).acceptable);
}

TEST(PolicyGraphTest, ReportsAMappedAnyPolicy) {
  const std::string any(kAny);
  EXPECT_FALSE(
      PolicyRun{}.On({{"1.2.1", any + ":1.3.1", "", ""}, {}}).well_mapped);
  EXPECT_FALSE(
      PolicyRun{}.On({{"1.2.1", "1.2.1:" + any, "", ""}, {}}).well_mapped);
  EXPECT_TRUE(
      PolicyRun{}.On({{"1.2.1", "1.2.1:1.3.1", "", ""}, {}}).well_mapped);
}

TEST(PolicyGraphTest, RequireExplicitPolicyCountsCertificates) {
  const Spec zero{"", "", "requireExplicitPolicy:0", ""};
  const Spec one{"", "", "requireExplicitPolicy:1", ""};
  const Spec two{"", "", "requireExplicitPolicy:2", ""};
  EXPECT_FALSE(PolicyRun{}.On({zero, {}}).acceptable);
  EXPECT_FALSE(PolicyRun{}.On({one, {}}).acceptable);
  EXPECT_TRUE(PolicyRun{}.On({two, {}}).acceptable);
  EXPECT_FALSE(PolicyRun{}.On({two, {}, {}}).acceptable);
  // In the target itself only 0 counts (6.1.5 (b)).
  EXPECT_FALSE(PolicyRun{}.On({{}, zero}).acceptable);
  EXPECT_TRUE(PolicyRun{}.On({{}, one}).acceptable);
}

TEST(PolicyGraphTest, PathWithoutCertificatesAllowsWhatIsAskedFor) {
  PolicyGraph any(Explicit(), 0);
  const auto result = any.WrapUp(nullptr);
  EXPECT_TRUE(result.acceptable);
  EXPECT_THAT(result.policies, ElementsAre(std::string(kAnyPolicy)));
}

// The tree of RFC 5280 would have 60^5 leaves here.
TEST(PolicyGraphTest, StaysLinearWhereTheTreeIsExponential) {
  std::vector<std::string> policies, mappings;
  for (int i = 0; i < 60; ++i) {
    policies.push_back(absl::StrCat("1.2.", i));
    for (int k = 0; k < 60; ++k) {
      mappings.push_back(absl::StrCat("1.2.", i, ":1.2.", k));
    }
  }
  const Spec spec{absl::StrJoin(policies, ","), absl::StrJoin(mappings, ","),
                  "", ""};
  const PolicyRun run =
      PolicyRun{Explicit()}.On({spec, spec, spec, spec, spec});
  EXPECT_TRUE(run.acceptable);
  EXPECT_THAT(run.policies, SizeIs(60));
}

}  // namespace
}  // namespace kepil
