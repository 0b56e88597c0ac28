#include "services/receipt/group_dvc.h"

#include <utility>

#include "kepil/v1/receipt.pb.h"
#include "services/receipt/dvcs_receipt.h"

namespace kepil {

const char kReceiptGroupOid[] =
    "2.25.140473748375849794583919697175305664098.4";

namespace {

constexpr size_t kSerialSize = 9;

// INTEGER content octets of 2^63 + `serial`.
std::string GroupSerial(int64_t serial) {
  std::string octets(1, '\0');
  for (int shift = 56; shift >= 0; shift -= 8) {
    octets.push_back(static_cast<char>(static_cast<uint64_t>(serial) >> shift));
  }
  octets[1] = static_cast<char>(octets[1] | '\x80');
  return octets;
}

// nullopt if GroupSerial never gives that.
std::optional<int64_t> SerialIn(absl::string_view octets) {
  if (octets.size() != kSerialSize || octets[0] != '\0' ||
      (octets[1] & '\x80') == 0) {
    return std::nullopt;
  }
  uint64_t serial = 0;
  for (const char octet : octets.substr(1)) {
    serial = serial << 8 | static_cast<uint8_t>(octet);
  }
  return static_cast<int64_t>(serial & ~(uint64_t{1} << 63));
}

std::string Write(const DvcsCertificateInfo& info) {
  return WriteDvcsCertificateInfo(info, DvcsEncoding::kRfc3029);
}

}  // namespace

DvcsCertificateInfo GroupCertInfoOf(const GroupFacts& facts) {
  DvcsCertificateInfo info;
  info.information.service = DvcsService::kCcpd;
  info.information.policy_oid = facts.policy_oid;
  info.imprint.hash = HashAlgorithm::kSha256;
  info.imprint.value = std::string(facts.root.bytes());
  info.serial = GroupSerial(facts.first_serial);
  info.response_time.time = facts.issued_at;
  info.status = DvcStatusInfo();
  info.policy_oid = facts.policy_oid;
  v1::ReceiptGroup group;
  group.set_size(facts.size);
  info.extensions.push_back(
      {kReceiptGroupOid, false, group.SerializeAsString()});
  return info;
}

std::optional<GroupFacts> GroupFactsOf(const DvcsCertificateInfo& info) {
  const std::optional<int64_t> serial = SerialIn(info.serial);
  const absl::StatusOr<Digest> root = Digest::FromBytes(info.imprint.value);
  v1::ReceiptGroup group;
  if (!serial.has_value() || !root.ok() || info.extensions.size() != 1 ||
      !group.ParseFromString(info.extensions[0].value)) {
    return std::nullopt;
  }
  GroupFacts facts;
  facts.root = *root;
  facts.size = group.size();
  facts.first_serial = *serial;
  facts.policy_oid = info.policy_oid;
  facts.issued_at = info.response_time.time;
  return Write(GroupCertInfoOf(facts)) == Write(info)
             ? std::optional<GroupFacts>(std::move(facts))
             : std::nullopt;
}

absl::StatusOr<std::string> SignGroupDvc(const GroupFacts& facts,
                                         const ReceiptIdentity& identity) {
  return SignDvcsResponse(Write(GroupCertInfoOf(facts)), facts.issued_at,
                          identity);
}

}  // namespace kepil
