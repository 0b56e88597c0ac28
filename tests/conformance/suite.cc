#include "tests/conformance/suite.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"

namespace kepil {
namespace {

using Json = nlohmann::json;

const Json& NullJson() {
  static const Json* const null = new Json();
  return *null;
}

const Json& EmptyArray() {
  static const Json* const empty = new Json(Json::array());
  return *empty;
}

const Json& MemberOf(const Json& value, const char* key) {
  const auto it = value.is_object() ? value.find(key) : value.end();
  return it == value.end() ? NullJson() : *it;
}

const Json& ArrayOf(const Json& value, const char* key) {
  const Json& member = MemberOf(value, key);
  return member.is_array() ? member : EmptyArray();
}

absl::StatusOr<std::string> ReadWholeFile(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) {
    return absl::NotFoundError(absl::StrCat("no such file: ", path));
  }
  std::ifstream in(path, std::ios::binary);
  if (!in) {
    return absl::NotFoundError(absl::StrCat("cannot read ", path));
  }
  return std::string(std::istreambuf_iterator<char>(in), {});
}

}  // namespace

std::string TestCase::Text(const char* key) const {
  const Json& member = MemberOf(value_, key);
  return member.is_string() ? member.get<std::string>() : "";
}

std::vector<std::string> TestCase::List(const char* key) const {
  std::vector<std::string> list;
  for (const Json& item : ArrayOf(value_, key)) {
    if (item.is_string()) {
      list.push_back(item.get<std::string>());
    }
  }
  return list;
}

std::optional<int64_t> TestCase::Number(const char* key) const {
  const Json& member = MemberOf(value_, key);
  return member.is_number_integer() ? std::make_optional(member.get<int64_t>())
                                    : std::nullopt;
}

bool TestCase::Flag(const char* key) const {
  const Json& member = MemberOf(value_, key);
  return member.is_boolean() && member.get<bool>();
}

std::optional<absl::Time> TestCase::Time(const char* key) const {
  absl::Time time;
  return absl::ParseTime(absl::RFC3339_full, Text(key), &time, nullptr)
             ? std::make_optional(time)
             : std::nullopt;
}

bool TestCase::Has(const char* key) const {
  return !MemberOf(value_, key).is_null();
}

bool TestCase::IsText(const char* key) const {
  return MemberOf(value_, key).is_string();
}

bool TestCase::IsFlag(const char* key) const {
  return MemberOf(value_, key).is_boolean();
}

bool TestCase::IsList(const char* key) const {
  return MemberOf(value_, key).is_array();
}

bool TestCase::IsObject() const { return value_.is_object(); }

std::string TestCase::Shown(const char* key) const {
  const Json& member = MemberOf(value_, key);
  return member.is_string()
             ? member.get<std::string>()
             : member.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::vector<std::string> TestCase::Keys() const {
  std::vector<std::string> keys;
  if (value_.is_object()) {
    for (const auto& item : value_.items()) {
      keys.push_back(item.key());
    }
  }
  return keys;
}

TestCase TestCase::Member(const char* key) const {
  return TestCase(MemberOf(value_, key));
}

std::vector<TestCase> TestCase::Members(const char* key) const {
  std::vector<TestCase> members;
  for (const Json& item : ArrayOf(value_, key)) {
    members.emplace_back(item);
  }
  return members;
}

bool TestCase::HasTag(absl::string_view tag) const {
  for (const std::string& candidate : List("tags")) {
    if (candidate == tag) {
      return true;
    }
  }
  return false;
}

bool TestCase::HasTagWithPrefix(absl::string_view prefix) const {
  for (const std::string& candidate : List("tags")) {
    if (absl::StartsWith(candidate, prefix)) {
      return true;
    }
  }
  return false;
}

absl::StatusOr<Suite> Suite::Load(const std::string& folder) {
  Suite suite;
  suite.folder_ = folder;
  KEPIL_ASSIGN_OR_RETURN(const std::string text,
                         ReadWholeFile(folder + "/cases.json"));
  suite.document_ = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (suite.document_.is_discarded()) {
    return absl::InvalidArgumentError(
        absl::StrCat(folder, "/cases.json is not JSON"));
  }
  if (!suite.document_.is_object() ||
      TestCase(suite.document_).Text("schema") != "cases/1") {
    return absl::InvalidArgumentError(
        absl::StrCat(folder, "/cases.json is not of schema cases/1"));
  }
  return suite;
}

bool Suite::HasCases() const { return !ArrayOf(document_, "cases").empty(); }

std::string Suite::KindOf(const TestCase& test_case) const {
  const std::string kind = test_case.Text("kind");
  return kind.empty() ? TestCase(document_).Text("kind") : kind;
}

absl::StatusOr<std::string> Suite::ReadFile(const std::string& relative) const {
  return ReadWholeFile(absl::StrCat(folder_, "/", relative));
}

absl::StatusOr<nlohmann::json> Suite::ReadJson(
    const std::string& relative) const {
  KEPIL_ASSIGN_OR_RETURN(const std::string text, ReadFile(relative));
  Json json = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (json.is_discarded()) {
    return absl::NotFoundError(absl::StrCat(relative, " is not JSON"));
  }
  return json;
}

absl::StatusOr<std::string> Suite::ReadDer(const std::string& relative) const {
  KEPIL_ASSIGN_OR_RETURN(std::string octets, ReadFile(relative));
  if (octets.empty() || octets[0] == '\x30') {
    return octets;
  }
  const size_t begin = octets.find("-----BEGIN ");
  const size_t first =
      begin == std::string::npos ? begin : octets.find('\n', begin);
  const size_t end = octets.find("-----END ");
  std::string der;
  if (first == std::string::npos || end == std::string::npos || end < first ||
      !absl::Base64Unescape(octets.substr(first, end - first), &der)) {
    return octets;  // Neither form: let the parser refuse it.
  }
  return der;
}

absl::StatusOr<CertificateRef> Suite::ReadCertificate(
    const std::string& relative) const {
  KEPIL_ASSIGN_OR_RETURN(const std::string der, ReadDer(relative));
  return Certificate::FromDer(der);
}

}  // namespace kepil
