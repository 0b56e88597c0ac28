// DVCS responses: what is read can be written and reads the same again; what
// our writer made is read and written octet by octet.

#include <string>
#include <vector>

#include "engine/crypto/der_writer.h"
#include "engine/signature/dvcs_response.h"
#include "services/receipt/dvcs_receipt.h"
#include "tests/fuzz/fuzz_pki.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/support/receipt_fixture.h"

namespace kepil {
namespace {

bool Run(absl::string_view input) {
  const auto info = ParseDvcCertInfo(input);
  if (!info.ok()) {
    return false;
  }
  const std::string written = WriteDvcCertInfo(*info);
  const auto again = ParseDvcCertInfo(written);
  KEPIL_FUZZ_CHECK(again.ok());
  KEPIL_FUZZ_CHECK(again->service == info->service);
  KEPIL_FUZZ_CHECK(again->serial == info->serial);
  KEPIL_FUZZ_CHECK(again->response_time == info->response_time);
  KEPIL_FUZZ_CHECK(again->imprint == info->imprint);
  KEPIL_FUZZ_CHECK(again->extension_value == info->extension_value);
  KEPIL_FUZZ_CHECK(again->targets.size() == info->targets.size());
  KEPIL_FUZZ_CHECK(WriteDvcCertInfo(*again) == written);
  return true;
}

std::vector<FuzzSeed> Seeds() {
  const FuzzPki& pki = GetFuzzPki();
  DvcCertInfo info;
  info.nonce = std::string("\x00\x80\x01", 3);
  info.policy_oid = "1.2.3";
  info.imprint = std::string(32, 'i');
  info.serial = 7;
  info.response_time = FuzzNow();
  info.status = DvcStatusInfo{DvcStatus::kRejection, {"no", "нет"}, {5, 7}};
  DvcTarget target;
  target.target = pki.signer.certificate;
  target.path = {pki.root.certificate};
  target.ocsp_responses = {DerSequence({DerInt64(1)})};
  target.crls = {DerSequence({DerInt64(2)})};
  target.status = DvcStatusInfo{DvcStatus::kGranted, {}, {}};
  info.targets = {target};
  info.extension_oid = "1.2.3.4";
  info.extension_value = "body";
  const auto receipt = DvcsResponseOf(MakeTestReceiptRecord(2, FuzzNow()).body);
  KEPIL_FUZZ_CHECK(receipt.ok());
  std::vector<FuzzSeed> seeds = {{WriteDvcCertInfo(info), true},
                                 {*receipt, true}};
  for (const FuzzSeed& seed : seeds) {
    const auto read = ParseDvcCertInfo(seed.octets);
    KEPIL_FUZZ_CHECK(read.ok() && WriteDvcCertInfo(*read) == seed.octets);
  }
  return seeds;
}

}  // namespace

const FuzzTarget& ThisFuzzTarget() {
  static const auto& target =
      *new FuzzTarget{"dvcs_response", FuzzGrammar::kDer, Seeds, Run, {}};
  return target;
}

}  // namespace kepil
