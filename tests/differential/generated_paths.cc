#include "tests/differential/generated_paths.h"

#include <initializer_list>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/crypto/object_identifier.h"
#include "tests/differential/certificate_mutation.h"
#include "tests/support/pki_builder.h"
#include "tests/support/revocation_builder.h"

namespace kepil {
namespace {

constexpr absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);

using Extensions = std::vector<std::pair<std::string, std::string>>;

const Extensions kCa = {{"basicConstraints", "critical,CA:TRUE"},
                        {"keyUsage", "critical,keyCertSign,cRLSign"}};
const Extensions kLeaf = {{"keyUsage", "critical,digitalSignature"}};

Extensions With(Extensions base, const Extensions& more) {
  base.insert(base.end(), more.begin(), more.end());
  return base;
}

// One certificate of a path, from the anchor down.
struct Layer {
  std::string subject;
  Extensions extensions;
  absl::Duration ends_in = absl::Hours(2400);
};

struct Scene {
  std::string name;
  bool valid = true;
  std::vector<Layer> layers;  // Anchor first.
  InitialPolicies policies = {};
  bool with_crls = false;
  size_t revoked = 0;  // Layer; 0: none.
  int reason = 1;
};

Layer Root(const Extensions& more = {}) {
  return {"C=XA,CN=Root", With(kCa, more)};
}
Layer Ca(const Extensions& more = {}) {
  return {"C=XA,O=Xalandia,CN=CA", With(kCa, more)};
}
Layer SubCa(const Extensions& more = {}) {
  return {"C=XA,O=Xalandia,CN=Sub CA", With(kCa, more)};
}
Layer Leaf(const Extensions& more = {}) {
  return {"C=XA,O=Xalandia,CN=Signer", With(kLeaf, more)};
}

const Extensions kNames = {{"subjectAltName",
                            "DNS:a.example.kz,email:a@example.kz,IP:10.0.0.1,"
                            "URI:https://a.example.kz/x"}};
// CertificatePolicies of 1.2.3.4 and of 1.2.3.5.
constexpr char kPolicy4[] = "DER:3007300506032a0304";
constexpr char kPolicy5[] = "DER:3007300506032a0305";
const Extensions kPolicy = {{"certificatePolicies", kPolicy4}};
const Extensions kAnyPolicyListed = {
    {"certificatePolicies", "DER:300830060604551d2000"}};

InitialPolicies Wanting(const std::string& policy) {
  InitialPolicies policies;
  policies.user_initial_policy_set = {OidFromText(policy)};
  policies.require_explicit_policy = true;
  return policies;
}

std::vector<Scene> PlainScenes() {
  Layer expired = Ca();
  expired.ends_in = -absl::Hours(1);
  return {
      {"one-step", true, {Root(), Leaf()}},
      {"two-steps", true, {Root(), Ca(), Leaf()}},
      {"three-steps", true, {Root(), Ca(), SubCa(), Leaf()}},
      {"ca-expired", false, {Root(), expired, Leaf()}},
      {"ca-without-basic-constraints",
       false,
       {Root(), {"C=XA,CN=CA", kLeaf}, Leaf()}},
      {"ca-without-cert-sign",
       false,
       {Root(),
        {"C=XA,CN=CA",
         {{"basicConstraints", "critical,CA:TRUE"},
          {"keyUsage", "critical,cRLSign"}}},
        Leaf()}},
      {"path-length-kept",
       true,
       {{"C=XA,CN=Root", {{"basicConstraints", "critical,CA:TRUE,pathlen:1"}}},
        Ca(),
        Leaf()}},
      {"path-length-exceeded",
       false,
       {{"C=XA,CN=Root", {{"basicConstraints", "critical,CA:TRUE,pathlen:0"}}},
        Ca(),
        Leaf()}},
      {"path-length-counts-no-self-issued",
       true,
       {{"C=XA,CN=Root", {{"basicConstraints", "critical,CA:TRUE,pathlen:1"}}},
        Ca(),
        Ca(),
        Leaf()}},
      {"unknown-critical",
       false,
       {Root(), Ca(), Leaf({{"1.2.3.4", "critical,DER:0500"}})}},
      {"unknown", true, {Root(), Ca(), Leaf({{"1.2.3.4", "DER:0500"}})}},
      {"malformed-key-usage",
       false,
       {Root(), Ca(), {"C=XA,CN=Signer", {{"2.5.29.15", "DER:0500"}}}}},
  };
}

std::vector<Scene> NameScenes() {
  const auto constrained = [](const std::string& name, bool valid,
                              const std::string& constraints) {
    return Scene{name,
                 valid,
                 {Root(), Ca({{"nameConstraints", "critical," + constraints}}),
                  Leaf(kNames)}};
  };
  return {
      constrained("names-permitted", true,
                  "permitted;DNS:example.kz,permitted;email:example.kz,"
                  "permitted;IP:10.0.0.0/255.0.0.0,permitted;URI:.example.kz"),
      constrained("dns-not-permitted", false, "permitted;DNS:example.org"),
      constrained("dns-excluded", false, "excluded;DNS:a.example.kz"),
      constrained("email-not-permitted", false, "permitted;email:b@example.kz"),
      constrained("email-excluded", false, "excluded;email:example.kz"),
      constrained("ip-excluded", false, "excluded;IP:10.0.0.0/255.255.0.0"),
      constrained("ip-not-permitted", false,
                  "permitted;IP:192.168.0.0/255.255.0.0"),
      constrained("uri-excluded", false, "excluded;URI:a.example.kz"),
      constrained("uri-not-permitted", false, "permitted;URI:.example.org"),
  };
}

std::vector<Scene> PolicyScenes() {
  const Extensions mapped = {{"certificatePolicies", kPolicy4},
                             {"policyMappings", "1.2.3.4:1.2.3.5"}};
  const Extensions explicit_now = {
      {"policyConstraints", "critical,requireExplicitPolicy:0"}};
  return {
      {"policy-wanted",
       true,
       {Root(), Ca(kPolicy), Leaf(kPolicy)},
       Wanting("1.2.3.4")},
      {"policy-not-there",
       false,
       {Root(), Ca(kPolicy), Leaf(kPolicy)},
       Wanting("1.2.3.9")},
      {"policy-lost", false, {Root(), Ca(kPolicy), Leaf()}, Wanting("1.2.3.4")},
      {"any-policy",
       true,
       {Root(), Ca(kAnyPolicyListed), Leaf(kPolicy)},
       Wanting("1.2.3.4")},
      {"any-policy-inhibited",
       false,
       {Root(), Ca(With(kPolicy, {{"inhibitAnyPolicy", "critical,0"}})),
        Leaf(kAnyPolicyListed)},
       Wanting("1.2.3.4")},
      {"policy-mapped",
       true,
       {Root(), Ca(mapped), Leaf({{"certificatePolicies", kPolicy5}})},
       Wanting("1.2.3.4")},
      {"mapping-inhibited",
       false,
       {Root(),
        Ca(With(kPolicy,
                {{"policyConstraints", "critical,inhibitPolicyMapping:0"}})),
        SubCa(mapped), Leaf({{"certificatePolicies", kPolicy5}})},
       Wanting("1.2.3.4")},
      {"any-policy-mapped",
       false,
       {Root(), Ca(With(kPolicy, {{"policyMappings", "1.2.3.4:2.5.29.32.0"}})),
        Leaf(kPolicy)}},
      {"explicit-policy-kept",
       true,
       {Root(), Ca(With(kPolicy, explicit_now)), Leaf(kPolicy)}},
      {"explicit-policy-missing", false, {Root(), Ca(explicit_now), Leaf()}},
  };
}

std::vector<Scene> RevocationScenes() {
  const std::vector<Layer> layers = {Root(), Ca(), Leaf()};
  return {
      {"crl-good", true, layers, {}, true},
      {"crl-leaf-revoked", false, layers, {}, true, 2},
      {"crl-ca-revoked", false, layers, {}, true, 1},
      {"crl-on-hold", false, layers, {}, true, 2, 6},
  };
}

std::string SerialOf(size_t layer) { return absl::StrCat("0", layer + 1); }

TestIdentity Issue(const Layer& layer, size_t i,
                   const std::vector<TestIdentity>& above) {
  TestCertificateSpec spec;
  spec.subject = layer.subject;
  spec.key = FixedTestKey(i);
  spec.serial_hex = SerialOf(i);
  spec.not_before = kNow - absl::Hours(4800);
  spec.not_after = kNow + layer.ends_in;
  for (const auto& [name, value] : layer.extensions) {
    spec.extensions.push_back(MakeTestExtension(name, value));
  }
  return above.empty() ? SelfSignTestCertificate(spec)
                       : IssueTestCertificate(spec, above.back());
}

std::string CrlOf(const Scene& scene, size_t issuer,
                  const TestIdentity& identity) {
  TestCrlSpec spec;
  spec.this_update = kNow - absl::Hours(1);
  spec.next_update = kNow + absl::Hours(24);
  if (scene.revoked == issuer + 1) {
    TestRevoked revoked;
    revoked.serial_hex = SerialOf(scene.revoked);
    revoked.revoked_at = kNow - absl::Hours(2);
    revoked.reason = scene.reason;
    spec.revoked.push_back(revoked);
  }
  return MakeTestCrl(spec, identity);
}

GeneratedQuestion Build(const Scene& scene) {
  std::vector<TestIdentity> identities;
  for (size_t i = 0; i < scene.layers.size(); ++i) {
    identities.push_back(Issue(scene.layers[i], i, identities));
  }
  GeneratedQuestion made;
  made.name = absl::StrCat("generated/", scene.name);
  made.valid = scene.valid;
  made.question.time = kNow;
  made.question.policies = scene.policies;
  made.question.with_crls = scene.with_crls;
  for (size_t i = 0; i < identities.size(); ++i) {
    made.path.insert(made.path.begin(), identities[i].certificate);
    if (i == 0) {
      made.question.anchors = {identities[i].certificate};
    } else if (i + 1 < identities.size()) {
      made.question.intermediates.push_back(identities[i].certificate);
    }
    if (scene.with_crls && i + 1 < identities.size()) {
      made.question.crls.push_back(CrlOf(scene, i, identities[i]));
    }
  }
  made.question.target = made.path[0];
  return made;
}

}  // namespace

std::vector<GeneratedQuestion> GeneratedPaths() {
  std::vector<GeneratedQuestion> all;
  for (const auto& scenes :
       {PlainScenes(), NameScenes(), PolicyScenes(), RevocationScenes()}) {
    for (const Scene& scene : scenes) {
      all.push_back(Build(scene));
    }
  }
  return all;
}

}  // namespace kepil
