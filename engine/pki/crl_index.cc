#include "engine/pki/crl_index.h"

#include <algorithm>
#include <limits>
#include <string>
#include <tuple>

#include "base/error.h"
#include "base/status_macros.h"
#include "engine/crypto/der_reader.h"
#include "engine/pki/certificate_extensions.h"
#include "engine/pki/general_name.h"
#include "engine/pki/invalidity_date.h"

namespace kepil {
namespace {

absl::Status TooManyEntries() {
  return MakeError(absl::StatusCode::kInvalidArgument,
                   v1::ERROR_REASON_CONTAINER_LIMIT,
                   "the CRL has too many entries");
}

RevocationReason ReasonFromCode(int64_t code) {
  // 7 is not used (RFC 5280, 5.3.1).
  return code >= 0 && code <= 10 && code != 7
             ? static_cast<RevocationReason>(code)
             : RevocationReason::kUnspecified;
}

bool IsRemoval(uint8_t reason) {
  return static_cast<RevocationReason>(reason) ==
         RevocationReason::kRemoveFromCrl;
}

}  // namespace

uint64_t CrlIndex::SortKey(absl::string_view serial) {
  if (serial.size() > sizeof(uint64_t)) {
    serial.remove_prefix(serial.size() - sizeof(uint64_t));
  }
  uint64_t key = 0;
  for (const char octet : serial) {
    key = key << 8 | static_cast<uint8_t>(octet);
  }
  return key;
}

absl::StatusOr<CrlIndex> CrlIndex::Build(absl::string_view revoked,
                                         int64_t max_entries,
                                         absl::string_view crl_issuer) {
  if (revoked.size() > std::numeric_limits<uint32_t>::max()) {
    return MakeError(absl::StatusCode::kInvalidArgument,
                     v1::ERROR_REASON_DOCUMENT_TOO_LARGE,
                     "the CRL is over 4 GiB");
  }
  CrlIndex index;
  index.revoked_ = revoked;
  index.issuers_.emplace(crl_issuer, 0);
  // Counted first, so that memory does not grow by doubling.
  int64_t count = 0;
  for (DerReader counted(revoked); !counted.empty(); ++count) {
    if (count >= max_entries) {
      return TooManyEntries();
    }
    KEPIL_RETURN_IF_ERROR(counted.Read(kDerSequence).status());
  }
  index.rows_.reserve(static_cast<size_t>(count));
  DerReader entries(revoked);
  while (!entries.empty()) {
    KEPIL_ASSIGN_OR_RETURN(const DerValue entry, entries.Read(kDerSequence));
    KEPIL_RETURN_IF_ERROR(index.Append(entry.content));
  }
  index.SortAndDropDuplicates();
  return index;
}

absl::Status CrlIndex::Append(absl::string_view entry) {
  DerReader reader(entry);
  KEPIL_ASSIGN_OR_RETURN(const absl::string_view serial,
                         reader.ReadIntegerBytes());
  if (serial.size() > std::numeric_limits<uint8_t>::max()) {
    return FormatUnknownError("a serial number of more than 255 octets");
  }
  KEPIL_ASSIGN_OR_RETURN(const absl::Time revoked_at, reader.ReadTime());
  Row row;
  row.key = SortKey(serial);
  row.seconds = absl::ToUnixSeconds(revoked_at);
  row.offset = static_cast<uint32_t>(serial.data() - revoked_.data());
  row.length = static_cast<uint8_t>(serial.size());
  row.reason = static_cast<uint8_t>(RevocationReason::kUnspecified);
  KEPIL_ASSIGN_OR_RETURN(const std::optional<DerValue> extensions,
                         reader.ReadOptional(kDerSequence));
  KEPIL_RETURN_IF_ERROR(reader.Finish());
  if (extensions.has_value()) {
    KEPIL_RETURN_IF_ERROR(ReadExtensions(extensions->content, row));
  }
  row.issuer = current_issuer_;
  rows_.push_back(row);
  return absl::OkStatus();
}

// By hand, not with ParseCertificateExtensions: this runs for millions of
// entries and must not allocate.
absl::Status CrlIndex::ReadExtensions(absl::string_view extensions, Row& row) {
  DerReader reader(extensions);
  bool has_reason = false;
  std::optional<absl::Time> invalidity_date;
  while (!reader.empty()) {
    KEPIL_ASSIGN_OR_RETURN(DerReader extension, reader.ReadSequence());
    KEPIL_ASSIGN_OR_RETURN(const absl::string_view oid, extension.ReadOid());
    KEPIL_ASSIGN_OR_RETURN(const bool critical,
                           extension.ReadBooleanDefaultFalse());
    KEPIL_ASSIGN_OR_RETURN(const absl::string_view value,
                           extension.ReadOctetString());
    KEPIL_RETURN_IF_ERROR(extension.Finish());
    if (oid == extension_oid::kReasonCode) {
      if (has_reason) {
        return FormatUnknownError("a CRL entry with two reason codes");
      }
      has_reason = true;
      DerReader code(value);
      KEPIL_ASSIGN_OR_RETURN(const int64_t reason,
                             code.ReadInt64(kDerEnumerated));
      KEPIL_RETURN_IF_ERROR(code.Finish());
      row.reason = static_cast<uint8_t>(ReasonFromCode(reason));
    } else if (oid == extension_oid::kCertificateIssuer) {
      KEPIL_RETURN_IF_ERROR(ReadIssuer(value));
    } else if (oid == extension_oid::kInvalidityDate) {
      invalidity_date = ParseInvalidityDate(value);
      unrecognised_critical_ |= critical && !invalidity_date.has_value();
    } else if (critical) {
      unrecognised_critical_ = true;
    }
  }
  row.seconds = absl::ToUnixSeconds(RevocationCountsFrom(
      absl::FromUnixSeconds(row.seconds),
      static_cast<RevocationReason>(row.reason), invalidity_date));
  return absl::OkStatus();
}

// RFC 5280, 5.3.3.
absl::Status CrlIndex::ReadIssuer(absl::string_view value) {
  certificate_issuer_ = true;
  DerReader reader(value);
  const absl::StatusOr<DerValue> sequence = reader.Read(kDerSequence);
  absl::StatusOr<std::vector<GeneralName>> names = std::vector<GeneralName>();
  if (sequence.ok() && reader.empty()) {
    names = ParseGeneralNames(sequence->content);
  }
  const Name* issuer = nullptr;
  int directory_names = 0;
  if (names.ok()) {
    for (const GeneralName& name : *names) {
      if (name.type == GeneralName::Type::kDirectory) {
        issuer = &name.directory;
        ++directory_names;
      }
    }
  }
  if (directory_names != 1) {
    unreadable_issuer_ = true;
    return absl::OkStatus();
  }
  const auto known = issuers_.find(issuer->comparison_key());
  if (known != issuers_.end()) {
    current_issuer_ = known->second;
    return absl::OkStatus();
  }
  if (issuers_.size() > kMaxIssuers) {
    return MakeError(absl::StatusCode::kInvalidArgument,
                     v1::ERROR_REASON_CONTAINER_LIMIT,
                     "the CRL names too many certificate issuers");
  }
  current_issuer_ = static_cast<IssuerNumber>(issuers_.size());
  issuers_.emplace(issuer->comparison_key(), current_issuer_);
  return absl::OkStatus();
}

void CrlIndex::SortAndDropDuplicates() {
  std::sort(rows_.begin(), rows_.end(), [this](const Row& a, const Row& b) {
    if (a.key != b.key) {
      return a.key < b.key;
    }
    if (a.length != b.length) {
      return a.length < b.length;
    }
    const int order = SerialOf(a).compare(SerialOf(b));
    if (order != 0) {
      return order < 0;
    }
    return std::make_tuple(a.issuer, IsRemoval(a.reason), a.seconds, a.reason) <
           std::make_tuple(b.issuer, IsRemoval(b.reason), b.seconds, b.reason);
  });
  // Keeps the first, that is the strictest, of one issuer's equal serials.
  rows_.erase(std::unique(rows_.begin(), rows_.end(),
                          [this](const Row& a, const Row& b) {
                            return a.key == b.key && a.issuer == b.issuer &&
                                   SerialOf(a) == SerialOf(b);
                          }),
              rows_.end());
  // Not for a few rows: the copy takes as much memory again for a moment.
  if (rows_.capacity() > rows_.size() + rows_.size() / 2) {
    rows_.shrink_to_fit();
  }
}

std::optional<CrlIndex::Entry> CrlIndex::Find(absl::string_view serial) const {
  return FindRow(serial, 0);
}

std::optional<CrlIndex::Entry> CrlIndex::Find(absl::string_view serial,
                                              absl::string_view issuer) const {
  const auto number = issuers_.find(issuer);
  return number == issuers_.end() ? std::nullopt
                                  : FindRow(serial, number->second);
}

std::optional<CrlIndex::Entry> CrlIndex::FindRow(absl::string_view serial,
                                                 IssuerNumber issuer) const {
  const uint64_t key = SortKey(serial);
  const auto row =
      std::lower_bound(rows_.begin(), rows_.end(), serial,
                       [&](const Row& a, absl::string_view wanted) {
                         if (a.key != key) {
                           return a.key < key;
                         }
                         if (a.length != wanted.size()) {
                           return a.length < wanted.size();
                         }
                         const int order = SerialOf(a).compare(wanted);
                         return order != 0 ? order < 0 : a.issuer < issuer;
                       });
  if (row == rows_.end() || row->issuer != issuer || SerialOf(*row) != serial) {
    return std::nullopt;
  }
  return Entry{absl::FromUnixSeconds(row->seconds),
               static_cast<RevocationReason>(row->reason)};
}

}  // namespace kepil
