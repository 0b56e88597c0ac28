// DVCS requests, which anybody may send: what is read can be written for every
// peer and reads the same again.

#include <string>
#include <vector>

#include "engine/crypto/der_writer.h"
#include "engine/signature/dvcs_request.h"
#include "tests/fuzz/fuzz_pki.h"
#include "tests/fuzz/fuzz_target.h"

namespace kepil {
namespace {

bool Run(absl::string_view input) {
  const auto request = ParseDvcsRequest(input);
  if (!request.ok()) {
    return false;
  }
  DvcsRequest copy = *request;
  copy.data.certificates_der.clear();  // By the fields.
  for (const DvcsEncoding encoding :
       {DvcsEncoding::kRfc3029, DvcsEncoding::kBouncyCastle}) {
    const std::string written = WriteDvcsRequest(copy, encoding);
    const auto again = ParseDvcsRequest(written);
    KEPIL_FUZZ_CHECK(again.ok());
    KEPIL_FUZZ_CHECK(again->information.service == copy.information.service);
    KEPIL_FUZZ_CHECK(again->information.nonce == copy.information.nonce);
    KEPIL_FUZZ_CHECK(again->data.kind == copy.data.kind);
    KEPIL_FUZZ_CHECK(again->data.message == copy.data.message);
    KEPIL_FUZZ_CHECK(again->data.certificates.size() ==
                     copy.data.certificates.size());
    KEPIL_FUZZ_CHECK(FitsService(*again) == FitsService(copy));
  }
  const auto imprint = ImprintOf(request->data, HashAlgorithm::kSha256);
  KEPIL_FUZZ_CHECK(imprint.ok());
  return true;
}

std::vector<FuzzSeed> Seeds() {
  const FuzzPki& pki = GetFuzzPki();
  DvcsRequest vsd;
  vsd.information.nonce = std::string("\x00\x80\x01", 3);
  vsd.information.request_time = DvcsTime{FuzzNow(), "", ""};
  vsd.information.requester = DerWrap(DerContext(6), "https://r.example/");
  vsd.information.dvcs = DerWrap(DerContext(6), "https://d.example/");
  vsd.information.policy_oid = "1.2.3";
  vsd.information.extensions = {{"1.2.3.4", true, "x"}};
  vsd.data.message = "message";
  vsd.transaction_identifier = DerWrap(DerContext(6), "urn:t:1");
  DvcsRequest ccpd;
  ccpd.information.service = DvcsService::kCcpd;
  ccpd.data.kind = DvcsData::Kind::kImprint;
  ccpd.data.imprint.hash = HashAlgorithm::kSha256;
  ccpd.data.imprint.value = std::string(32, 'i');
  DvcsRequest cpkc;
  cpkc.information.service = DvcsService::kCpkc;
  cpkc.data.kind = DvcsData::Kind::kCertificates;
  DvcsTarget target;
  target.target = {DvcsToken::Kind::kCertificate, pki.signer.certificate};
  target.chain = {{DvcsToken::Kind::kCertificate, pki.root.certificate}};
  cpkc.data.certificates = {target, target};
  std::vector<FuzzSeed> seeds;
  for (const DvcsRequest& request : {vsd, ccpd, cpkc}) {
    for (const DvcsEncoding encoding :
         {DvcsEncoding::kRfc3029, DvcsEncoding::kBouncyCastle}) {
      seeds.push_back({WriteDvcsRequest(request, encoding), true});
    }
  }
  return seeds;
}

}  // namespace

const FuzzTarget& ThisFuzzTarget() {
  static const auto& target =
      *new FuzzTarget{"dvcs_request", FuzzGrammar::kDer, Seeds, Run, {}};
  return target;
}

}  // namespace kepil
