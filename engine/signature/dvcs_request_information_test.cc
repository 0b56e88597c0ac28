#include "engine/signature/dvcs_request_information.h"

#include <optional>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "engine/crypto/der_reader.h"
#include "engine/crypto/der_writer.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using testing::SizeIs;

// GeneralName: uniformResourceIdentifier.
std::string Uri(absl::string_view text) { return DerWrap(DerContext(6), text); }

DvcsRequestInformation Full() {
  DvcsRequestInformation info;
  info.service = DvcsService::kCpkc;
  info.nonce = std::string("\x01\x02", 2);
  info.request_time = DvcsTime{absl::FromUnixSeconds(1700000000), "", ""};
  info.requester = Uri("https://xa.example/");
  info.policy_oid = "1.2.398.1";
  info.dvcs = Uri("https://xb.example/") + Uri("https://xc.example/");
  info.data_locations = Uri("https://data.example/1");
  info.extensions = {{"1.2.3", false, "one"}, {"1.2.4", true, "two"}};
  return info;
}

absl::StatusOr<DvcsRequestInformation> Read(absl::string_view der) {
  DerReader reader(der);
  return ReadDvcsRequestInformation(reader);
}

TEST(DvcsRequestInformationTest, ReadsWhatItWrote) {
  const DvcsRequestInformation full = Full();
  const std::string der = WriteDvcsRequestInformation(full);
  const auto read = Read(der);
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(read->service, DvcsService::kCpkc);
  EXPECT_EQ(read->nonce, full.nonce);
  EXPECT_EQ(read->request_time->time, full.request_time->time);
  EXPECT_EQ(read->requester, full.requester);
  EXPECT_EQ(read->policy_oid, full.policy_oid);
  EXPECT_EQ(read->dvcs, full.dvcs);
  EXPECT_EQ(read->data_locations, full.data_locations);
  ASSERT_THAT(read->extensions, SizeIs(2));
  EXPECT_TRUE(read->extensions[1].is_critical);
  EXPECT_EQ(WriteDvcsRequestInformation(*read), der);
}

// version DEFAULT 1 is not encoded; tags as RFC 3029, 7.1.
TEST(DvcsRequestInformationTest, WritesTheOctetsOfTheRfc) {
  DvcsRequestInformation info;
  info.nonce = std::string("\x05", 1);
  info.policy_oid = "1.1";
  info.dvcs = DerWrap(DerContext(6), "u:");
  EXPECT_EQ(absl::BytesToHexString(WriteDvcsRequestInformation(info)),
            "3011"
            "0a0102"
            "020105"
            "a103060129"
            "a2048602753a");
}

TEST(DvcsRequestInformationTest, KeepsTheFractionOfATime) {
  const std::string der = DerWrap(
      kDerSequence, absl::HexStringToBytes("0a0102") +
                        DerWrap(kDerGeneralizedTime, "20200415091500.123Z"));
  const auto read = Read(der);
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(absl::ToUnixMillis(read->request_time->time) % 1000, 123);
  EXPECT_EQ(WriteDvcsRequestInformation(*read), der);
}

TEST(DvcsRequestInformationTest, TakesATokenAsTime) {
  DvcsRequestInformation info;
  info.request_time = DvcsTime{absl::UnixEpoch(), DerSequence({DerNull()}), ""};
  const auto read = Read(WriteDvcsRequestInformation(info));
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(read->request_time->token, info.request_time->token);
}

TEST(DvcsRequestInformationTest, RefusesWhatTheRfcDoesNotHave) {
  for (const char* hex : {
           "30030a0100",                  // No such service.
           "30030a0105",                  // No such service.
           "3000",                        // No service.
           "30070201050a010200",          // Trailing octets.
           "300a0a0102a20502030101ff",    // Not a GeneralName.
           "30050a0102a400",              // Empty Extensions.
           "30090a0102a4000500",          // Something after the last field.
           "300c0a0102a2028600a0028600",  // Fields out of order.
       }) {
    EXPECT_FALSE(Read(absl::HexStringToBytes(hex)).ok()) << hex;
  }
}

TEST(DvcsRequestInformationTest, RefusesANonceOverTheLimit) {
  DvcsRequestInformation info;
  info.nonce = std::string(kMaxDvcsNonce, '\x11');
  EXPECT_THAT(Read(WriteDvcsRequestInformation(info)), IsOk());
  info.nonce->push_back('\x11');
  EXPECT_FALSE(Read(WriteDvcsRequestInformation(info)).ok());
}

TEST(DvcsRequestInformationTest, RefusesAnExtensionTwice) {
  DvcsRequestInformation info;
  info.extensions = {{"1.2.3", false, "a"}, {"1.2.3", false, "b"}};
  EXPECT_FALSE(Read(WriteDvcsRequestInformation(info)).ok());
}

TEST(PermittedCopyTest, AllowsWhatAServerMayChange) {
  DvcsRequestInformation answered = Full();
  answered.requester.clear();
  answered.dvcs = Uri("https://xd.example/");
  answered.data_locations.clear();
  answered.nonce->append("more");
  EXPECT_TRUE(IsPermittedCopy(Full(), answered));
  DvcsRequestInformation asked = Full();
  asked.nonce.reset();
  EXPECT_TRUE(IsPermittedCopy(asked, answered));
}

TEST(PermittedCopyTest, RefusesEveryOtherChange) {
  std::vector<DvcsRequestInformation> changed(7, Full());
  changed[0].service = DvcsService::kVsd;
  changed[1].nonce.reset();
  changed[2].nonce = std::string("\x01\x03", 2);
  changed[3].request_time.reset();
  changed[4].request_time->time += absl::Seconds(1);
  changed[5].policy_oid = "1.2.399";
  changed[6].extensions.pop_back();
  for (size_t i = 0; i < changed.size(); ++i) {
    EXPECT_FALSE(IsPermittedCopy(Full(), changed[i])) << i;
  }
}

}  // namespace
}  // namespace kepil
