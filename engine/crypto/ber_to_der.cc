#include "engine/crypto/ber_to_der.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "engine/crypto/ber_header.h"

namespace kepil {
namespace {

constexpr uint8_t kConstructed = 0x20;
constexpr uint8_t kBitString = 0x03;
constexpr uint8_t kOctetString = 0x04;
constexpr uint8_t kSequence = 0x10;
constexpr uint8_t kSet = 0x11;

absl::Status TooDeep() {
  return MakeError(absl::StatusCode::kInvalidArgument,
                   v1::ERROR_REASON_CONTAINER_LIMIT,
                   "ASN.1 values are nested too deeply");
}

absl::Status TooLarge() {
  return MakeError(absl::StatusCode::kInvalidArgument,
                   v1::ERROR_REASON_DOCUMENT_TOO_LARGE,
                   "the ASN.1 value is over its size limit");
}

bool IsUniversal(uint8_t tag) { return (tag & 0xc0) == 0; }

// Universal types whose value BER may cut into segments: BIT STRING, OCTET
// STRING and everything defined as an implicit OCTET STRING (X.690, 8.6, 8.7,
// 8.23, 8.25 and 8.26).
bool IsSegmentable(uint8_t tag) {
  const int number = tag & 0x1f;
  return IsUniversal(tag) &&
         (number == 3 || number == 4 || number == 7 || number == 12 ||
          (number >= 18 && number <= 30 && number != 29));
}

// Whether a universal tag has the form, primitive or constructed, that DER
// gives it.
bool HasDerForm(const BerHeader& header) {
  if (!IsUniversal(header.tag)) {
    return true;
  }
  const int number = header.tag & 0x1f;
  const bool is_constructed_type = number == kSequence || number == kSet ||
                                   number == 8 || number == 11 || number == 29;
  return header.constructed() == is_constructed_type;
}

// Converter writes DER while it walks the input once, with a stack of open
// constructed values instead of recursion.
class Converter {
 public:
  Converter(absl::string_view ber, const DerLimits& limits)
      : ber_(ber), limits_(limits) {}

  absl::StatusOr<std::string> Run();

 private:
  struct Frame {
    uint8_t tag = 0;  // As written; for a segment, of the whole string.
    bool indefinite = false;
    size_t end = 0;          // In the input: own end or the nearest one around.
    bool is_string = false;  // Constructed string: its contents are joined.
    bool is_segment = false;  // Nested in such a string: writes no header.
    size_t header_at = 0;     // In the output.
    size_t header_size = 0;   // Octets set aside there.
  };

  absl::Status Step();
  absl::Status Open(const BerHeader& header);
  absl::Status Close();
  absl::Status AppendSegment(const BerHeader& header);
  // Whether a value with this tag may stand as a segment of the open string.
  bool IsSegmentOfOpenString(uint8_t tag) const;
  bool InString() const { return !stack_.empty() && stack_.back().is_string; }
  size_t End() const {
    return stack_.empty() ? ber_.size() : stack_.back().end;
  }

  const absl::string_view ber_;
  const DerLimits& limits_;
  size_t at_ = 0;
  std::string out_;
  std::vector<Frame> stack_;
  int unused_bits_ = 0;  // Of the last segment of the open BIT STRING.
};

absl::StatusOr<std::string> Converter::Run() {
  if (static_cast<int64_t>(ber_.size()) > limits_.max_bytes) {
    return TooLarge();
  }
  out_.reserve(ber_.size());
  do {
    KEPIL_RETURN_IF_ERROR(Step());
    if (static_cast<int64_t>(out_.size()) > limits_.max_bytes) {
      return TooLarge();
    }
  } while (!stack_.empty());
  if (at_ != ber_.size()) {
    return FormatUnknownError("octets follow the ASN.1 value");
  }
  return std::move(out_);
}

// Takes one value's header (and its content, if primitive) or one end.
absl::Status Converter::Step() {
  const absl::string_view rest = ber_.substr(at_, End() - at_);
  if (!stack_.empty()) {
    if (stack_.back().indefinite) {
      if (rest.size() >= 2 && rest[0] == 0 && rest[1] == 0) {
        at_ += 2;
        return Close();
      }
    } else if (rest.empty()) {
      return Close();
    }
  }
  const std::optional<BerHeader> header = ReadBerHeader(rest);
  if (!header.has_value() || header->length > rest.size() - header->size) {
    return FormatUnknownError("malformed or truncated BER value");
  }
  const bool is_segmented = header->constructed() && IsSegmentable(header->tag);
  if (!HasDerForm(*header) && !is_segmented) {
    return FormatUnknownError("a universal type in the wrong form");
  }
  if (InString() && !IsSegmentOfOpenString(header->tag)) {
    return FormatUnknownError("a constructed string holds another type");
  }
  if (header->constructed()) {
    return Open(*header);
  }
  if (InString()) {
    return AppendSegment(*header);
  }
  out_ += DerHeader(header->tag, header->length);
  out_.append(rest.data() + header->size, header->length);
  at_ += header->size + header->length;
  return absl::OkStatus();
}

bool Converter::IsSegmentOfOpenString(uint8_t tag) const {
  const bool is_bit_string = (stack_.back().tag & ~kConstructed) == kBitString;
  return (tag & ~kConstructed) == (is_bit_string ? kBitString : kOctetString);
}

absl::Status Converter::Open(const BerHeader& header) {
  if (stack_.size() >= static_cast<size_t>(limits_.max_depth)) {
    return TooDeep();
  }
  Frame frame;
  frame.tag = header.tag;
  frame.indefinite = header.indefinite;
  frame.is_string = IsSegmentable(header.tag);
  frame.end = header.indefinite ? End() : at_ + header.size + header.length;
  frame.header_at = out_.size();
  at_ += header.size;
  if (InString()) {
    frame.tag = stack_.back().tag;
    frame.is_segment = true;
  } else {
    // As many octets as the header will need if nothing shrinks, so that
    // large contents are seldom moved when it is written.
    frame.header_size = DerHeader(header.tag, frame.end - at_).size();
    out_.append(frame.header_size, '\0');
    if (frame.is_string && (frame.tag & ~kConstructed) == kBitString) {
      out_.push_back('\0');
      unused_bits_ = 0;
    }
  }
  stack_.push_back(frame);
  return absl::OkStatus();
}

absl::Status Converter::Close() {
  const Frame frame = stack_.back();
  stack_.pop_back();
  if (frame.is_segment) {
    return absl::OkStatus();
  }
  const size_t content_at = frame.header_at + frame.header_size;
  uint8_t tag = frame.tag;
  if (frame.is_string) {
    tag &= ~kConstructed;
    if (tag == kBitString) {
      out_[content_at] = static_cast<char>(unused_bits_);
    }
  }
  out_.replace(frame.header_at, frame.header_size,
               DerHeader(tag, out_.size() - content_at));
  return absl::OkStatus();
}

absl::Status Converter::AppendSegment(const BerHeader& header) {
  absl::string_view content = ber_.substr(at_ + header.size, header.length);
  at_ += header.size + header.length;
  if (header.tag == kBitString) {
    // Only the last segment may end inside an octet (X.690, 8.6.4).
    if (content.empty() || unused_bits_ != 0 ||
        static_cast<uint8_t>(content[0]) > 7 ||
        (content[0] != 0 && content.size() == 1)) {
      return FormatUnknownError("malformed segment of a BIT STRING");
    }
    unused_bits_ = content[0];
    content.remove_prefix(1);
  }
  out_.append(content.data(), content.size());
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::string> BerToDer(absl::string_view ber,
                                     const DerLimits& limits) {
  return Converter(ber, limits).Run();
}

absl::Status CheckDerFraming(absl::string_view der, const DerLimits& limits) {
  if (static_cast<int64_t>(der.size()) > limits.max_bytes) {
    return TooLarge();
  }
  std::vector<size_t> ends;  // Of the open constructed values.
  size_t at = 0;
  do {
    const size_t end = ends.empty() ? der.size() : ends.back();
    const absl::string_view rest = der.substr(at, end - at);
    const std::optional<BerHeader> header = ReadBerHeader(rest);
    if (!header.has_value() || !header->is_der() || !HasDerForm(*header) ||
        header->length > rest.size() - header->size) {
      return FormatUnknownError("not in DER");
    }
    at += header->size;
    if (header->constructed()) {
      if (ends.size() >= static_cast<size_t>(limits.max_depth)) {
        return TooDeep();
      }
      ends.push_back(at + header->length);
    } else {
      at += header->length;
    }
    while (!ends.empty() && at == ends.back()) {
      ends.pop_back();
    }
  } while (!ends.empty());
  if (at != der.size()) {
    return FormatUnknownError("octets follow the DER value");
  }
  return absl::OkStatus();
}

}  // namespace kepil
