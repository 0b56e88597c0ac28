#include "engine/pki/name.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "engine/crypto/der_reader.h"
#include "engine/pki/directory_string.h"

namespace kepil {
namespace {

struct Attribute {
  absl::string_view type;  // OID content octets.
  DerTag tag = 0;
  absl::string_view value;
};
using RelativeName = std::vector<Attribute>;

constexpr absl::string_view kCommonName = "\x55\x04\x03";
constexpr absl::string_view kCountryName = "\x55\x04\x06";

absl::Status LimitError(absl::string_view message) {
  return MakeError(absl::StatusCode::kInvalidArgument,
                   v1::ERROR_REASON_CONTAINER_LIMIT, message);
}

absl::StatusOr<RelativeName> ReadRelativeName(DerReader& names) {
  KEPIL_ASSIGN_OR_RETURN(DerReader set, names.ReadConstructed(kDerSet));
  RelativeName attributes;
  do {  // SET SIZE (1..MAX)
    if (attributes.size() == Name::kMaxAttributesPerRdn) {
      return LimitError("too many attributes in one RDN");
    }
    KEPIL_ASSIGN_OR_RETURN(DerReader sequence, set.ReadSequence());
    Attribute attribute;
    KEPIL_ASSIGN_OR_RETURN(attribute.type, sequence.ReadOid());
    KEPIL_ASSIGN_OR_RETURN(const DerValue value, sequence.ReadAny());
    KEPIL_RETURN_IF_ERROR(sequence.Finish());
    attribute.tag = value.tag;
    attribute.value = value.content;
    attributes.push_back(attribute);
  } while (!set.empty());
  return attributes;
}

absl::StatusOr<std::vector<RelativeName>> ReadName(absl::string_view der) {
  DerReader outer(der);
  KEPIL_ASSIGN_OR_RETURN(DerReader names, outer.ReadSequence());
  KEPIL_RETURN_IF_ERROR(outer.Finish());
  std::vector<RelativeName> rdns;
  while (!names.empty()) {
    if (rdns.size() == Name::kMaxRdns) {
      return LimitError("too many RDNs in one name");
    }
    KEPIL_ASSIGN_OR_RETURN(RelativeName rdn, ReadRelativeName(names));
    rdns.push_back(std::move(rdn));
  }
  return rdns;
}

void AppendPrefixed(absl::string_view octets, std::string& out) {
  const uint64_t size = octets.size();
  char prefix[sizeof(size)];
  for (size_t i = 0; i < sizeof(size); ++i) {
    prefix[i] = static_cast<char>(size >> (56 - 8 * i));
  }
  out.append(prefix, sizeof(prefix));
  out.append(octets.data(), octets.size());
}

std::string AttributeKey(const Attribute& attribute) {
  std::string key;
  AppendPrefixed(attribute.type, key);
  const std::optional<std::string> text =
      DecodeDirectoryString(attribute.tag, attribute.value);
  if (text.has_value()) {
    // No value has tag 0, so text never equals octets.
    key.push_back('\0');
    AppendPrefixed(FoldForComparison(*text), key);
  } else {
    key.push_back(static_cast<char>(attribute.tag));
    AppendPrefixed(attribute.value, key);
  }
  return key;
}

std::string ComparisonKey(const std::vector<RelativeName>& rdns) {
  std::string key;
  for (const RelativeName& rdn : rdns) {
    if (rdn.size() == 1) {
      AppendPrefixed(AttributeKey(rdn.front()), key);
      continue;
    }
    std::vector<std::string> attributes;
    attributes.reserve(rdn.size());
    for (const Attribute& attribute : rdn) {
      attributes.push_back(AttributeKey(attribute));
    }
    std::sort(attributes.begin(), attributes.end());
    std::string joined;
    for (const std::string& attribute : attributes) {
      joined += attribute;
    }
    AppendPrefixed(joined, key);
  }
  return key;
}

struct ShortName {
  absl::string_view type;
  absl::string_view text;
};
// RFC 4514, 3, and what certificates of persons and organisations hold besides.
constexpr ShortName kShortNames[] = {
    {kCommonName, "CN"},
    {"\x55\x04\x04", "SN"},
    {"\x55\x04\x05", "serialNumber"},
    {kCountryName, "C"},
    {"\x55\x04\x07", "L"},
    {"\x55\x04\x08", "ST"},
    {"\x55\x04\x09", "STREET"},
    {"\x55\x04\x0a", "O"},
    {"\x55\x04\x0b", "OU"},
    {"\x55\x04\x0c", "T"},
    {"\x55\x04\x0f", "businessCategory"},
    {"\x55\x04\x11", "postalCode"},
    {"\x55\x04\x2a", "GN"},
    {"\x55\x04\x61", "organizationIdentifier"},
    {"\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x01", "UID"},
    {"\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x19", "DC"},
    {"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x01", "emailAddress"},
};

std::string TypeText(absl::string_view type) {
  for (const ShortName& name : kShortNames) {
    if (name.type == type) {
      return std::string(name.text);
    }
  }
  return OidToText(type);
}

// Octets of the code point that starts at `at`, for valid UTF-8.
size_t CodePointSize(absl::string_view text, size_t at) {
  size_t size = 1;
  while (at + size < text.size() && (text[at + size] & 0xc0) == 0x80) {
    ++size;
  }
  return size;
}

// Control characters, line separators and those that change the direction in
// which the rest is shown.
bool IsHidden(absl::string_view c) {
  const uint8_t first = static_cast<uint8_t>(c[0]);
  if (c.size() == 1) {
    return first < 0x20 || first == 0x7f;
  }
  const uint8_t second = static_cast<uint8_t>(c[1]);
  if (c.size() == 2) {
    return first == 0xc2 && second < 0xa0;  // U+0080 to U+009F
  }
  if (c.size() == 3 && first == 0xe2) {
    const uint8_t third = static_cast<uint8_t>(c[2]);
    return (second == 0x80 && ((third >= 0x8b && third <= 0x8f) ||
                               (third >= 0xa8 && third <= 0xae))) ||
           (second == 0x81 && third >= 0xa0 && third <= 0xaf);
  }
  return c == "\xef\xbb\xbf";
}

// RFC 4514, 2.4. `room` is how many octets of text are read at most.
std::string EscapeValue(absl::string_view text, size_t room) {
  std::string out;
  for (size_t i = 0; i < text.size();) {
    if (i >= room) {
      return out + "...";
    }
    const absl::string_view c = text.substr(i, CodePointSize(text, i));
    const bool at_edge = i == 0 || i + 1 == text.size();
    if (IsHidden(c)) {
      for (const char octet : c) {
        absl::StrAppend(&out, "\\", absl::BytesToHexString({&octet, 1}));
      }
    } else if (absl::string_view(",+\"\\<>;=").find(c) != c.npos ||
               (i == 0 && c == "#") || (at_edge && c == " ")) {
      absl::StrAppend(&out, "\\", c);
    } else {
      absl::StrAppend(&out, c);
    }
    i += c.size();
  }
  return out;
}

std::string AttributeText(const Attribute& attribute) {
  constexpr size_t kMaxValueOctets = 256;
  const std::optional<std::string> text =
      DecodeDirectoryString(attribute.tag, attribute.value);
  if (text.has_value()) {
    return absl::StrCat(TypeText(attribute.type), "=",
                        EscapeValue(*text, kMaxValueOctets));
  }
  const absl::string_view shown = attribute.value.substr(0, kMaxValueOctets);
  return absl::StrCat(TypeText(attribute.type), "=#",
                      absl::BytesToHexString(shown),
                      shown.size() < attribute.value.size() ? "..." : "");
}

std::vector<std::string> Texts(absl::string_view der, absl::string_view type) {
  const auto rdns = ReadName(der);
  if (!rdns.ok()) {
    return {};  // The default-constructed name.
  }
  std::vector<std::string> texts;
  for (const RelativeName& rdn : *rdns) {
    for (const Attribute& attribute : rdn) {
      std::optional<std::string> text =
          attribute.type == type
              ? DecodeDirectoryString(attribute.tag, attribute.value)
              : std::nullopt;
      if (text.has_value()) {
        texts.push_back(*std::move(text));
      }
    }
  }
  return texts;
}

std::string FirstText(absl::string_view der, absl::string_view type) {
  const auto rdns = ReadName(der);
  if (!rdns.ok()) {
    return "";  // The default-constructed name.
  }
  for (const RelativeName& rdn : *rdns) {
    for (const Attribute& attribute : rdn) {
      if (attribute.type == type) {
        return DecodeDirectoryString(attribute.tag, attribute.value)
            .value_or("");
      }
    }
  }
  return "";
}

}  // namespace

absl::StatusOr<Name> Name::FromDer(absl::string_view der) {
  KEPIL_ASSIGN_OR_RETURN(const std::vector<RelativeName> rdns, ReadName(der));
  Name name;
  name.der_ = std::string(der);
  name.key_ = ComparisonKey(rdns);
  return name;
}

bool Name::empty() const { return key_.empty(); }

bool Name::IsWithin(const Name& base) const {
  return key_.compare(0, base.key_.size(), base.key_) == 0;
}

std::string Name::ToText() const {
  const auto rdns = ReadName(der_);
  if (!rdns.ok()) {
    return "";  // The default-constructed name.
  }
  std::string text;
  for (auto rdn = rdns->rbegin(); rdn != rdns->rend(); ++rdn) {
    absl::string_view separator = text.empty() ? "" : ",";
    for (const Attribute& attribute : *rdn) {
      const std::string next = AttributeText(attribute);
      if (text.size() + next.size() > kMaxTextOctets) {
        return text + ",...";
      }
      absl::StrAppend(&text, separator, next);
      separator = "+";
    }
  }
  return text;
}

std::string Name::CommonName() const { return FirstText(der_, kCommonName); }

std::string Name::Country() const { return FirstText(der_, kCountryName); }

std::vector<std::string> Name::TextsOf(absl::string_view type) const {
  return Texts(der_, type);
}

}  // namespace kepil
