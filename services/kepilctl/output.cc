#include "services/kepilctl/output.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "base/error.h"

namespace kepil {
namespace {

struct Character {
  uint32_t code = 0;
  size_t octets = 0;  // 0: no UTF-8 here.
};

// The first character of `text`, which is not empty (RFC 3629).
Character FirstCharacter(absl::string_view text) {
  const auto octet = [text](size_t i) {
    return static_cast<unsigned char>(text[i]);
  };
  const unsigned char first = octet(0);
  if (first < 0x80) {
    return {first, 1};
  }
  const size_t octets = first >= 0xF0   ? 4
                        : first >= 0xE0 ? 3
                        : first >= 0xC2 ? 2
                                        : 0;
  if (octets == 0 || first > 0xF4 || text.size() < octets) {
    return {};
  }
  uint32_t code = first & (0x7F >> octets);
  for (size_t i = 1; i < octets; ++i) {
    if ((octet(i) & 0xC0) != 0x80) {
      return {};
    }
    code = code << 6 | (octet(i) & 0x3F);
  }
  const uint32_t least = octets == 4 ? 0x10000 : octets == 3 ? 0x800 : 0x80;
  if (code < least || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) {
    return {};
  }
  return {code, octets};
}

// Controls of C0 and C1, marks and overrides of direction, line separators.
bool IsUnprintable(uint32_t code) {
  return code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0x61C ||
         (code >= 0x200B && code <= 0x200F) ||
         (code >= 0x2028 && code <= 0x202E) ||
         (code >= 0x2060 && code <= 0x2069) || code == 0xFEFF;
}

std::string ValueText(const Record::Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) {
    return PrintableText(*text);
  }
  if (const auto* number = std::get_if<int64_t>(&value)) {
    return absl::StrCat(*number);
  }
  if (const auto* flag = std::get_if<bool>(&value)) {
    return *flag ? "yes" : "no";
  }
  return PrintableText(
      absl::StrJoin(std::get<std::vector<std::string>>(value), ","));
}

std::string CellText(const Record::Value& value) {
  const std::string text = ValueText(value);
  return text.empty() ? "-" : text;
}

std::string JsonValue(const Record::Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) {
    return JsonString(*text);
  }
  if (const auto* number = std::get_if<int64_t>(&value)) {
    return absl::StrCat(*number);
  }
  if (const auto* flag = std::get_if<bool>(&value)) {
    return *flag ? "true" : "false";
  }
  const auto& list = std::get<std::vector<std::string>>(value);
  return absl::StrCat(
      "[",
      absl::StrJoin(list, ",",
                    [](std::string* out, const std::string& item) {
                      absl::StrAppend(out, JsonString(item));
                    }),
      "]");
}

void AppendRow(const std::vector<std::string>& cells,
               const std::vector<size_t>& widths, std::string* out) {
  for (size_t i = 0; i < cells.size(); ++i) {
    absl::StrAppend(out, cells[i]);
    if (i + 1 < cells.size()) {
      out->append(widths[i] - cells[i].size() + 2, ' ');
    }
  }
  out->push_back('\n');
}

}  // namespace

Record& Record::AddText(absl::string_view name, absl::string_view value) {
  fields_.emplace_back(std::string(name), std::string(value));
  return *this;
}

Record& Record::AddNumber(absl::string_view name, int64_t value) {
  fields_.emplace_back(std::string(name), value);
  return *this;
}

Record& Record::AddFlag(absl::string_view name, bool value) {
  fields_.emplace_back(std::string(name), value);
  return *this;
}

Record& Record::AddList(absl::string_view name,
                        std::vector<std::string> value) {
  fields_.emplace_back(std::string(name), std::move(value));
  return *this;
}

std::string JsonString(absl::string_view text) {
  std::string out = "\"";
  while (!text.empty()) {
    const Character character = FirstCharacter(text);
    if (character.octets == 0) {
      out.append("\\ufffd");
      text.remove_prefix(1);
      continue;
    }
    if (character.code == '"' || character.code == '\\') {
      out.push_back('\\');
      out.push_back(static_cast<char>(character.code));
    } else if (IsUnprintable(character.code)) {
      absl::StrAppendFormat(&out, "\\u%04x", character.code);
    } else {
      out.append(text.data(), character.octets);
    }
    text.remove_prefix(character.octets);
  }
  out.push_back('"');
  return out;
}

std::string PrintableText(absl::string_view text) {
  std::string out;
  while (!text.empty()) {
    const Character character = FirstCharacter(text);
    if (character.octets == 0) {
      absl::StrAppendFormat(&out, "\\x%02x",
                            static_cast<unsigned char>(text[0]));
      text.remove_prefix(1);
      continue;
    }
    if (IsUnprintable(character.code)) {
      absl::StrAppendFormat(&out, "\\u%04x", character.code);
    } else {
      out.append(text.data(), character.octets);
    }
    text.remove_prefix(character.octets);
  }
  return out;
}

std::string JsonLine(const Record& record) {
  std::string out = "{";
  for (const auto& [name, value] : record.fields()) {
    absl::StrAppend(&out, out.size() > 1 ? "," : "", JsonString(name), ":",
                    JsonValue(value));
  }
  out.append("}\n");
  return out;
}

std::string TextBlock(const Record& record) {
  size_t width = 0;
  for (const auto& field : record.fields()) {
    width = std::max(width, field.first.size());
  }
  std::string out;
  for (const auto& [name, value] : record.fields()) {
    absl::StrAppend(&out, name, ":", std::string(width - name.size() + 1, ' '),
                    CellText(value), "\n");
  }
  return out;
}

std::string TextTable(absl::Span<const Record> records) {
  if (records.empty()) {
    return "";
  }
  std::vector<std::vector<std::string>> rows(1);
  for (const auto& field : records.front().fields()) {
    rows.front().push_back(absl::AsciiStrToUpper(field.first));
  }
  for (const Record& record : records) {
    rows.emplace_back();
    for (const auto& field : record.fields()) {
      rows.back().push_back(CellText(field.second));
    }
    rows.back().resize(rows.front().size());
  }
  std::vector<size_t> widths(rows.front().size());
  for (const auto& row : rows) {
    for (size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], row[i].size());
    }
  }
  std::string out;
  for (const auto& row : rows) {
    AppendRow(row, widths, &out);
  }
  return out;
}

void PrintRecord(const Record& record, Console& console) {
  console.out << (console.format == OutputFormat::kJson ? JsonLine(record)
                                                        : TextBlock(record))
              << std::flush;
}

void PrintRecords(absl::Span<const Record> records, Console& console) {
  if (console.format == OutputFormat::kText) {
    console.out << TextTable(records);
  } else {
    for (const Record& record : records) {
      console.out << JsonLine(record);
    }
  }
  console.out << std::flush;
}

void Complain(absl::string_view text, Console& console) {
  console.err << "kepilctl: " << text << "\n" << std::flush;
}

std::string ErrorWord(const absl::Status& status) {
  const auto reason = ReasonOf(status);
  if (!reason.has_value()) {
    return absl::StatusCodeToString(status.code());
  }
  return std::string(
      absl::StripPrefix(v1::ErrorReason_Name(*reason), "ERROR_REASON_"));
}

std::string ErrorText(const absl::Status& status) {
  return absl::StrCat(ErrorWord(status), ": ", PrintableText(status.message()));
}

}  // namespace kepil
