// DVCS answers: what is read can be written for every peer and reads the same
// again; what our writer made is read and written octet by octet.

#include <string>
#include <vector>

#include "engine/crypto/der_writer.h"
#include "engine/signature/dvcs_answer.h"
#include "services/receipt/dvcs_receipt.h"
#include "tests/fuzz/fuzz_pki.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/support/receipt_fixture.h"

namespace kepil {
namespace {

std::string Write(const DvcsCertificateInfo& info, DvcsEncoding encoding) {
  return WriteDvcsCertificateInfo(info, encoding);
}

bool Run(absl::string_view input) {
  const auto answer = ParseDvcsAnswer(input);
  if (!answer.ok()) {
    return false;
  }
  KEPIL_FUZZ_CHECK(answer->info.has_value() != answer->error.has_value());
  if (answer->error.has_value()) {
    const auto again = ParseDvcsAnswer(WriteDvcsErrorNotice(*answer->error));
    KEPIL_FUZZ_CHECK(again.ok() && again->error.has_value());
    KEPIL_FUZZ_CHECK(again->error->status.status ==
                     answer->error->status.status);
    return true;
  }
  DvcsCertificateInfo info = *answer->info;
  info.targets_der.clear();  // By the fields.
  for (const DvcsEncoding encoding :
       {DvcsEncoding::kRfc3029, DvcsEncoding::kBouncyCastle}) {
    const auto again = ParseDvcsAnswer(Write(info, encoding));
    KEPIL_FUZZ_CHECK(again.ok() && again->info.has_value());
    KEPIL_FUZZ_CHECK(again->info->information.service ==
                     info.information.service);
    KEPIL_FUZZ_CHECK(again->info->serial == info.serial);
    KEPIL_FUZZ_CHECK(again->info->imprint.value == info.imprint.value);
    KEPIL_FUZZ_CHECK(again->info->targets.size() == info.targets.size());
    KEPIL_FUZZ_CHECK(Write(*again->info, encoding) == Write(info, encoding));
  }
  return true;
}

std::vector<FuzzSeed> Seeds() {
  const FuzzPki& pki = GetFuzzPki();
  DvcsCertificateInfo info;
  info.information.nonce = std::string("\x00\x80\x01", 3);
  info.information.policy_oid = "1.2.3";
  info.policy_oid = "1.2.3";
  info.imprint.hash = HashAlgorithm::kSha256;
  info.imprint.value = std::string(32, 'i');
  info.serial = "\x07";
  info.response_time.time = FuzzNow();
  info.status = DvcStatusInfo{DvcStatus::kRejection, {"no", "нет"}, {5, 7}};
  DvcsTarget target;
  target.target = {DvcsToken::Kind::kCertificate, pki.signer.certificate};
  target.chain = {
      {DvcsToken::Kind::kPkiStatus, DerSequence({DerInt64(0)})},
      {DvcsToken::Kind::kCertificate, pki.root.certificate},
      {DvcsToken::Kind::kOcspResponse, DerSequence({DerInt64(1)})},
  };
  info.targets = {target};
  info.extensions.push_back({"1.2.3.4", false, "body"});
  const auto receipt = DvcsResponseOf(MakeTestReceiptRecord(2, FuzzNow()).body);
  KEPIL_FUZZ_CHECK(receipt.ok());
  DvcsErrorNotice notice;
  notice.status = {DvcStatus::kRejection, {"bad"}, {2}};
  notice.transaction_identifier = DerWrap(DerContext(6), "urn:t:1");
  std::vector<FuzzSeed> seeds = {{Write(info, DvcsEncoding::kRfc3029), true},
                                 {*receipt, true},
                                 {WriteDvcsErrorNotice(notice), true}};
  for (const FuzzSeed& seed : seeds) {
    const auto read = ParseDvcsAnswer(seed.octets);
    KEPIL_FUZZ_CHECK(read.ok());
    const std::string written = read->info.has_value()
                                    ? Write(*read->info, DvcsEncoding::kRfc3029)
                                    : WriteDvcsErrorNotice(*read->error);
    KEPIL_FUZZ_CHECK(written == seed.octets);
  }
  return seeds;
}

}  // namespace

const FuzzTarget& ThisFuzzTarget() {
  static const auto& target =
      *new FuzzTarget{"dvcs_answer", FuzzGrammar::kDer, Seeds, Run, {}};
  return target;
}

}  // namespace kepil
