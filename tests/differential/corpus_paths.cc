#include "tests/differential/corpus_paths.h"

#include <cstdlib>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/crypto/object_identifier.h"
#include "tests/conformance/suite.h"

namespace kepil {
namespace {

std::vector<std::string> ReadAll(const Suite& suite,
                                 const std::vector<std::string>& files) {
  std::vector<std::string> ders;
  for (const std::string& file : files) {
    if (auto der = suite.ReadDer(file); der.ok()) {
      ders.push_back(*std::move(der));
    }
  }
  return ders;
}

InitialPolicies ReadPolicies(const TestCase& policies) {
  InitialPolicies initial;
  for (const std::string& oid : policies.List("initial_policy_set")) {
    initial.user_initial_policy_set.push_back(OidFromText(oid));
  }
  initial.require_explicit_policy = policies.Flag("require_explicit_policy");
  initial.inhibit_policy_mapping = policies.Flag("inhibit_policy_mapping");
  initial.inhibit_any_policy = policies.Flag("inhibit_any_policy");
  return initial;
}

}  // namespace

std::optional<std::vector<NamedQuestion>> CorpusPaths(
    const std::string& suite_name) {
  const char* const corpora = std::getenv("KEPIL_CORPORA");
  if (corpora == nullptr) {
    return std::nullopt;
  }
  const auto suite = Suite::Load(absl::StrCat(corpora, "/", suite_name));
  if (!suite.ok()) {
    return std::nullopt;
  }
  std::vector<NamedQuestion> all;
  for (const TestCase& test_case : suite->cases()) {
    const auto target = suite->ReadDer(test_case.Text("target"));
    if (suite->KindOf(test_case) != "path" || !target.ok()) {
      continue;
    }
    NamedQuestion named;
    named.name = absl::StrCat(suite_name, "/", test_case.id());
    named.question.target = *target;
    named.question.intermediates =
        ReadAll(*suite, test_case.List("intermediates"));
    named.question.anchors = ReadAll(*suite, test_case.List("anchors"));
    named.question.crls = ReadAll(*suite, test_case.List("crls"));
    named.question.with_crls = test_case.Text("revocation") == "crl";
    named.question.time = test_case.Time("time").value_or(absl::UnixEpoch());
    named.question.policies = ReadPolicies(test_case.Member("policies"));
    all.push_back(std::move(named));
  }
  return all;
}

}  // namespace kepil
