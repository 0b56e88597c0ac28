#include "engine/signature/dvcs_status.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "engine/crypto/der_reader.h"
#include "engine/crypto/der_writer.h"

namespace kepil {
namespace {

// Octets of failInfo that are read: 27 bits are named (RFC 4210, F).
constexpr size_t kMaxFailInfoOctets = 5;

// A BIT STRING with named bits: no zero bits at its end (X.690, 11.2.2).
std::string NamedBits(const std::vector<int>& bits) {
  std::string octets;
  for (const int bit : bits) {
    const size_t index = static_cast<size_t>(bit) / 8;
    if (octets.size() <= index) {
      octets.resize(index + 1, '\0');
    }
    octets[index] = static_cast<char>(octets[index] | (0x80 >> (bit % 8)));
  }
  int unused = 0;
  while (!octets.empty() && (octets.back() >> unused & 1) == 0) {
    ++unused;
  }
  return DerWrap(
      kDerBitString,
      absl::StrCat(std::string(1, static_cast<char>(unused)), octets));
}

absl::StatusOr<std::vector<int>> ParseNamedBits(absl::string_view content) {
  if (content.empty() || content[0] < 0 || content[0] > 7 ||
      content.size() > kMaxFailInfoOctets) {
    return FormatUnknownError("failInfo is no BIT STRING that we read");
  }
  std::vector<int> bits;
  for (size_t i = 1; i < content.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      if ((static_cast<uint8_t>(content[i]) << bit & 0x80) != 0) {
        bits.push_back(static_cast<int>(i - 1) * 8 + bit);
      }
    }
  }
  return bits;
}

}  // namespace

std::string WriteDvcStatusInfo(DerTag tag, const DvcStatusInfo& status) {
  std::string content = DerInt64(static_cast<int64_t>(status.status));
  if (!status.text.empty()) {
    std::vector<std::string> texts;
    for (const std::string& text : status.text) {
      texts.push_back(DerUtf8String(text));
    }
    content += DerSequence(texts);
  }
  if (!status.fail_info.empty()) {
    content += NamedBits(status.fail_info);
  }
  return DerWrap(tag, content);
}

absl::StatusOr<DvcStatusInfo> ParseDvcStatusInfo(absl::string_view content) {
  DvcStatusInfo info;
  DerReader reader(content);
  KEPIL_ASSIGN_OR_RETURN(const int64_t status, reader.ReadInt64());
  if (status < 0 || status > static_cast<int64_t>(DvcStatus::kWaiting)) {
    return FormatUnknownError("PKIStatus has no meaning in a DVC");
  }
  info.status = static_cast<DvcStatus>(status);
  KEPIL_ASSIGN_OR_RETURN(const std::optional<DerValue> texts,
                         reader.ReadOptional(kDerSequence));
  if (texts.has_value()) {
    DerReader list(texts->content);
    while (!list.empty()) {
      KEPIL_ASSIGN_OR_RETURN(const DerValue text, list.Read(kDerUtf8String));
      if (info.text.size() == kMaxDvcsElements) {
        return FormatUnknownError("too much statusString");
      }
      info.text.emplace_back(text.content);
    }
  }
  KEPIL_ASSIGN_OR_RETURN(const std::optional<DerValue> bits,
                         reader.ReadOptional(kDerBitString));
  if (bits.has_value()) {
    KEPIL_ASSIGN_OR_RETURN(info.fail_info, ParseNamedBits(bits->content));
  }
  KEPIL_RETURN_IF_ERROR(reader.Finish());
  return info;
}

}  // namespace kepil
