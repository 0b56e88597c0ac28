#ifndef KEPIL_TESTS_CONFORMANCE_SUITE_H_
#define KEPIL_TESTS_CONFORMANCE_SUITE_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "engine/pki/certificate.h"
#include "nlohmann/json.hpp"

namespace kepil {

// TestCase is one entry of a cases.json (schema "cases/1"). The getters never
// throw: what is absent, null or of another type is empty.
class TestCase {
 public:
  explicit TestCase(const nlohmann::json& value) : value_(value) {}

  std::string id() const { return Text("id"); }
  std::string Text(const char* key) const;
  std::vector<std::string> List(const char* key) const;
  std::optional<int64_t> Number(const char* key) const;
  bool Flag(const char* key) const;
  std::optional<absl::Time> Time(const char* key) const;  // RFC 3339.
  bool Has(const char* key) const;  // Present and not null.
  bool IsText(const char* key) const;
  bool IsFlag(const char* key) const;
  bool IsList(const char* key) const;
  bool IsObject() const;
  std::string Shown(const char* key) const;  // As JSON, for people.
  std::vector<std::string> Keys() const;
  // A member object; an empty one if there is none.
  TestCase Member(const char* key) const;
  std::vector<TestCase> Members(const char* key) const;  // Of an array.
  bool HasTag(absl::string_view tag) const;
  bool HasTagWithPrefix(absl::string_view prefix) const;

 private:
  const nlohmann::json& value_;
};

// Suite is one folder of test data: cases.json and the files it names.
class Suite {
 public:
  // NOT_FOUND or INVALID_ARGUMENT, without a reason of the project's API.
  static absl::StatusOr<Suite> Load(const std::string& folder);

  std::string name() const { return TestCase(document_).Text("suite"); }
  std::vector<TestCase> cases() const {
    return TestCase(document_).Members("cases");
  }
  // Whether cases.json has an array of cases with something in it.
  bool HasCases() const;
  // Kind of a case: its own, or the suite's.
  std::string KindOf(const TestCase& test_case) const;
  absl::StatusOr<std::string> ReadFile(const std::string& relative) const;
  // The same as JSON.
  absl::StatusOr<nlohmann::json> ReadJson(const std::string& relative) const;
  // The same, with PEM armour taken off.
  absl::StatusOr<std::string> ReadDer(const std::string& relative) const;
  absl::StatusOr<CertificateRef> ReadCertificate(
      const std::string& relative) const;

 private:
  std::string folder_;
  nlohmann::json document_;
};

}  // namespace kepil

#endif  // KEPIL_TESTS_CONFORMANCE_SUITE_H_
