// Personal data of signers go to whom the receipt is for and nowhere else: not
// into logs, metrics or the public log, in whatever form.

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "kepil/v1/validation.grpc.pb.h"
#include "services/rpc/status_mapping.h"
#include "tests/integration/demo_calls.h"
#include "tests/integration/demo_house.h"
#include "tests/integration/demo_officers.h"
#include "tests/integration/personal_traces.h"
#include "tests/support/cms_builder.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr char kIin[] = "870412350714";
constexpr char kBin[] = "991140004321";
constexpr char kSurname[] = "Zhaqsybekova";
constexpr char kName[] = "Жақсыбекова Айгерім";
constexpr char kMail[] = "aigerim.zh@persons.example";
constexpr char kContent[] = "Salary of Zhaqsybekova, 870412350714: 1 tenge\n";
// No data of a person, but content.
constexpr char kSecret[] = "pterodactyl-57";

const PersonalTraces& Traces() {
  static const auto& traces =
      *new PersonalTraces({kIin, kBin, kSurname, kName, kMail, kSecret});
  return traces;
}

TEST(PersonalTracesTest, FindsAWordInEveryForm) {
  const PersonalTraces traces({kIin, kName});
  EXPECT_THAT(traces.In("nothing of the kind 8704 1235"), IsEmpty());
  for (const std::string& word : {std::string(kIin), std::string(kName)}) {
    for (const std::string& text :
         {word, absl::BytesToHexString(word),
          absl::AsciiStrToUpper(absl::BytesToHexString(word)),
          absl::Base64Escape(word), absl::Base64Escape("x" + word + "yz"),
          absl::Base64Escape("xy" + word + "z"),
          absl::WebSafeBase64Escape("abcd" + word), absl::CEscape(word),
          absl::BytesToHexString(Sha256(word).bytes()),
          std::string(Sha256(word).bytes())}) {
      EXPECT_THAT(traces.In("before " + text + " after"), Not(IsEmpty()))
          << text;
    }
  }
  EXPECT_THAT(traces.In("\\u0416\\u0430\\u049B\\u0441\\u044b\\u0431\\u0435\\u"
                        "043A\\u043e\\u0432\\u0430 \\u0410\\u0439\\u0433\\u0435"
                        "\\u0440\\u0456\\u043c"),
              Not(IsEmpty()));
}

class PersonalDataTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_THAT(house_.Start(), IsOk());
    ASSERT_THAT(AdmitUsual(house_), IsOk());
    ASSERT_THAT(Admit(house_, AuditorDraft(house_)), IsOk());
    party_ = house_.ChannelAs("relying-party");
  }

  // A person's certificate under the registered CA, with the serial number of
  // `standing`, for which the responder answers.
  TestIdentity Person(absl::string_view standing) const {
    TestCertificateSpec spec;
    spec.subject =
        absl::StrCat("C=XA,serialNumber=IIN", kIin, ",OU=BIN", kBin,
                     ",SN=", kSurname, ",CN=", kName, ",emailAddress=", kMail);
    spec.key = TestKey::Generate(TestKeyKind::kP256);
    spec.not_before = house_.pki().options().time - absl::Hours(24);
    spec.not_after = house_.pki().options().time + absl::Hours(24);
    spec.serial_hex = house_.pki().Get(standing).SerialHex();
    spec.extensions = TestSignerExtensions();
    return IssueTestCertificate(spec, house_.pki().Get("xa-issuing-1"));
  }
  v1::ValidateRequest RequestOf(const TestIdentity& signer) const {
    TestCmsSpec cms;
    cms.content = absl::StrCat(kContent, kSecret);
    cms.signers.resize(1);
    cms.signers[0].identity = signer;
    cms.certificates = {signer.certificate,
                        house_.pki().Get("xa-issuing-1").certificate};
    v1::ValidateRequest request;
    request.set_signature(MakeTestCms(cms));
    request.set_content(cms.content);
    return request;
  }
  std::string Get(const std::string& kind, const std::string& path) const {
    return RunProgram({"curl", "--silent", "--include", "--max-time", "20",
                       absl::StrCat("http://", house_.AddressOf(kind), path)},
                      house_.folder())
        .out;
  }
  v1::EvidenceBundle ExportAs(absl::string_view id,
                              const std::string& receipt_id) const {
    v1::ExportEvidenceRequest request;
    request.set_receipt_id(receipt_id);
    CallDeadline call;
    const auto stub = v1::ValidationService::NewStub(house_.ChannelAs(id));
    const auto reader = stub->ExportEvidence(call.context(), request);
    v1::ExportEvidenceResponse piece;
    std::string octets;
    while (reader->Read(&piece)) {
      octets += piece.chunk();
    }
    EXPECT_THAT(FromGrpc(reader->Finish()), IsOk());
    v1::EvidenceBundle bundle;
    EXPECT_TRUE(bundle.ParseFromString(octets));
    return bundle;
  }

  // What a hostile or careless client puts a person's data into.
  void SendWhatIsMalformed(const v1::ValidateRequest& good) const {
    int sent = 0;
    const auto send = [&](auto edit) {
      v1::ValidateRequest request = good;
      edit(request);
      ++sent;
      EXPECT_THAT(Validate(party_, request), Not(IsOk())) << sent;
    };
    const std::string& cms = good.signature();
    send([&](auto& r) { r.set_signature(cms.substr(0, cms.size() / 2)); });
    send([&](auto& r) { r.set_signature(cms + kIin); });
    send([&](auto& r) { r.set_signature(kContent); });
    send([&](auto& r) {
      r.set_signature(Person("xa-signer-p256").certificate);
    });
    send([&](auto& r) { r.set_policy_id(absl::StrCat("urn:", kIin)); });
    send([&](auto& r) { r.set_policy_id(kName); });
    send([&](auto& r) {
      r.set_idempotency_key(absl::StrCat(std::string(200, 'k'), kIin));
    });
    send([&](auto& r) {
      r.mutable_usage()->set_amount(absl::StrCat(std::string(60, '1'), kIin));
    });
    send([&](auto& r) {
      r.mutable_usage()->set_relying_party_country(kSurname);
    });
    send([&](auto& r) {
      r.mutable_usage()->set_lawful_basis(
          absl::StrCat(std::string(300, 'b'), kIin));
    });
    EXPECT_THAT(GetReceipt(party_, kIin), Not(IsOk()));
    v1::IssuedReceipt forged;
    forged.set_dvc(cms);
    forged.set_tlog_proof(kContent);
    VerifyByServer(house_.OpenChannel(), forged).IgnoreError();
    for (const char* kind : {"TILES", "METRICS"}) {
      Get(kind, absl::StrCat("/receipts/", kIin));
      Get(kind, absl::StrCat("/", kSurname, "?iin=", kIin));
    }
  }

  // By the client's own hand, so it may stand in what is issued, never in what
  // is written down.
  v1::ValidateRequest WithClientData(v1::ValidateRequest request) const {
    request.set_idempotency_key(absl::StrCat("key-", kIin));
    request.mutable_usage()->set_lawful_basis(
        absl::StrCat("Consent of ", kSurname));
    return request;
  }

  DemoHouse house_;
  ChannelRef party_;
};

// Law: PDP-02, PDP-07, PDP-08, PDP-10.
TEST_F(PersonalDataTest, StandsInNoLogNoMetricAndNotInThePublicLog) {
  const v1::ValidateRequest good = RequestOf(Person("xa-signer-p256"));
  const auto valid = Validate(party_, good);
  ASSERT_THAT(valid, IsOk());
  EXPECT_EQ(VerdictText(*valid), "TOTAL_PASSED");
  ASSERT_THAT(Validate(party_, WithClientData(good)), IsOk());
  v1::ValidateRequest changed = good;
  changed.set_content(absl::StrCat(kContent, "and another"));
  const auto invalid = Validate(party_, changed);
  ASSERT_THAT(invalid, IsOk());
  EXPECT_THAT(VerdictText(*invalid), HasSubstr("TOTAL_FAILED"));
  SendWhatIsMalformed(good);

  const int64_t size = 3;
  while (*LogSize(house_.OpenChannel()) < size) {
  }
  std::string published = Get("METRICS", "/metrics");
  EXPECT_THAT(published, HasSubstr("kepil_rpc_calls_total"));
  for (const std::string& path :
       {absl::StrCat("/receipts/checkpoint"),
        absl::StrCat("/receipts/tile/0/000.p/", size),
        absl::StrCat("/receipts/tile/entries/000.p/", size)}) {
    const std::string answer = Get("TILES", path);
    published += answer;
  }
  const auto info = GetServiceInfo(house_.OpenChannel());
  ASSERT_THAT(info, IsOk());
  published += info->SerializeAsString();
  EXPECT_THAT(published, HasSubstr("kepil.example/demo-1/receipts"));
  EXPECT_THAT(Traces().In(published), IsEmpty());

  party_.reset();
  EXPECT_EQ(house_.Stop(), 0);
  const std::string log = house_.Read("kepild.log");
  EXPECT_THAT(log, HasSubstr("\"method\":\"Validate\""));
  EXPECT_THAT(Traces().In(log), IsEmpty());
  EXPECT_THAT(Traces().In(house_.Read("anchor/checkpoints")), IsEmpty());
}

// Law: VER-03, PDP-07.
TEST_F(PersonalDataTest, IsForWhomTheReceiptIsFor) {
  const auto receipt = Validate(party_, RequestOf(Person("xa-signer-p256")));
  ASSERT_THAT(receipt, IsOk());
  const std::vector<std::string> owner =
      Traces().In(ExportAs("relying-party", receipt->id()).SerializeAsString());
  EXPECT_THAT(owner, Contains(absl::StrCat(kIin, " as text")));
  EXPECT_THAT(owner, Contains(absl::StrCat(kName, " as text")));
  const v1::EvidenceBundle seen = ExportAs("auditor", receipt->id());
  EXPECT_GT(seen.objects_size(), 0);
  EXPECT_THAT(Traces().In(seen.SerializeAsString()), IsEmpty());
  // The receipt itself names signers by digest, whoever reads it.
  EXPECT_THAT(Traces().In(receipt->SerializeAsString()), IsEmpty());
  const auto read = GetReceipt(house_.ChannelAs("auditor"), receipt->id());
  ASSERT_THAT(read, IsOk());
  EXPECT_THAT(Traces().In(read->SerializeAsString()), IsEmpty());
}

// Law: PDP-05.
TEST_F(PersonalDataTest, RestrictedEvidenceIsKeptFromItsHolder) {
  const auto receipt = Validate(party_, RequestOf(Person("xa-signer-p256")));
  ASSERT_THAT(receipt, IsOk());
  const std::vector<std::string> words = {"evidence", "restrict", receipt->id(),
                                          "--ground", "K41(3)"};
  EXPECT_EQ(house_.Kepilctl("relying-party", words).exit_code, 2);
  EXPECT_EQ(ExportAs("relying-party", receipt->id()).expired_size(), 0);
  EXPECT_EQ(house_.Kepilctl("officer-a", words).exit_code, 0);
  v1::ExportEvidenceRequest request;
  request.set_receipt_id(receipt->id());
  CallDeadline call;
  const auto stub = v1::ValidationService::NewStub(party_);
  const auto reader = stub->ExportEvidence(call.context(), request);
  v1::ExportEvidenceResponse piece;
  EXPECT_FALSE(reader->Read(&piece));
  EXPECT_THAT(FromGrpc(reader->Finish()),
              HasReason(v1::ERROR_REASON_EVIDENCE_RESTRICTED));
  EXPECT_GT(ExportAs("auditor", receipt->id()).objects_size(), 0);
}

// Law: PDP-08.
TEST_F(PersonalDataTest, ContentIsStoredNowhere) {
  ASSERT_THAT(Validate(party_, RequestOf(Person("xa-signer-p256"))), IsOk());
  house_.Kill();  // What it wrote last is not yet compressed.
  const auto find = [&](const char* text) {
    return RunProgram({"grep", "--recursive", "--files-with-matches", "--text",
                       "--fixed-strings", text, house_.PathOf("db")},
                      house_.folder());
  };
  EXPECT_EQ(find("kepil.example/demo-1/receipts").exit_code, 0);
  const FinishedProgram found = find(kSecret);
  EXPECT_EQ(found.exit_code, 1) << found.out;  // Nothing found, no trouble.
}

// All files of a folder, one behind the other.
std::string ReadFolder(const std::string& folder) {
  std::string octets;
  for (const auto& file :
       std::filesystem::recursive_directory_iterator(folder)) {
    if (file.is_regular_file()) {
      std::ifstream stream(file.path(), std::ios::binary);
      octets.append(std::istreambuf_iterator<char>(stream), {});
    }
  }
  return octets;
}

// Whoever has the files and not the key finds neither a person nor a
// certificate in them.
// Law: PDP-07, REG-19.
TEST_F(PersonalDataTest, FilesOfTheDatabaseShowNeitherPersonsNorCertificates) {
  const TestIdentity person = Person("xa-signer-p256");
  ASSERT_THAT(Validate(party_, WithClientData(RequestOf(person))), IsOk());
  while (*LogSize(house_.OpenChannel()) < 1) {
  }
  house_.Kill();  // What it wrote last is not yet compressed.
  const std::string files = ReadFolder(house_.PathOf("db"));
  EXPECT_THAT(files, HasSubstr("kepil.example/demo-1/receipts"));
  EXPECT_THAT(Traces().In(files), IsEmpty());
  for (const std::string& certificate :
       {person.certificate, house_.pki().Get("xa-issuing-1").certificate,
        house_.pki().Get("xa-root").certificate}) {
    for (size_t at = 0; at + 24 <= certificate.size(); at += 8) {
      EXPECT_EQ(files.find(certificate.substr(at, 24)), std::string::npos)
          << at;
    }
  }
  ASSERT_THAT(house_.Start(), IsOk());  // And with the key it goes on.
  EXPECT_THAT(LogSize(house_.OpenChannel()), IsOkAndHolds(1));
}

}  // namespace
}  // namespace kepil
