#include "engine/pki/crl_index.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "engine/pki/name.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/pki_builder.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_der.h"

namespace kepil {
namespace {

namespace der = test_der;
using testing::Optional;

constexpr int64_t kNoLimit = 1'000'000;
constexpr absl::Time kTime = absl::FromUnixSeconds(1767225600);
constexpr char kReasonCode[] = "2.5.29.21";
constexpr char kInvalidityDate[] = "2.5.29.24";
constexpr char kCertificateIssuer[] = "2.5.29.29";
constexpr char kUnknown[] = "1.2.3.4";

MATCHER_P2(IsEntry, revoked_at, reason, "") {
  return arg.revoked_at == revoked_at && arg.reason == reason;
}

std::string Extension(const std::string& oid, bool critical,
                      const std::string& value) {
  std::vector<std::string> fields = {der::Oid(oid)};
  if (critical) {
    fields.push_back(der::Boolean(1));
  }
  fields.push_back(der::OctetString(value));
  return der::Sequence(fields);
}

std::string Reason(int code) {
  return Extension(kReasonCode, false,
                   der::Tlv(0x0a, std::string(1, static_cast<char>(code))));
}

std::string Entry(const std::string& serial_hex, absl::Time time = kTime,
                  const std::string& extensions = "") {
  std::vector<std::string> fields = {der::IntegerFromHex(serial_hex),
                                     der::X509Time(time)};
  if (!extensions.empty()) {
    fields.push_back(der::Tlv(0x30, extensions));
  }
  return der::Sequence(fields);
}

std::optional<CrlIndex::Entry> FindHex(const CrlIndex& index,
                                       const std::string& hex) {
  return index.Find(der::FromHex(hex));
}

TEST(CrlIndexTest, FindsEverySerialAndNoOther) {
  // Counted serials, with the same start and with the same end, out of order.
  std::vector<std::string> present, absent;
  for (int i = 0; i < 500; ++i) {
    (i % 2 == 0 ? present : absent)
        .push_back(absl::StrFormat("7a5b5c5d5e5f000000000000%08x", i));
    (i % 2 == 0 ? present : absent)
        .push_back(absl::StrFormat("%08x11111111222222220000", i + 0x01000000));
    (i % 2 == 0 ? present : absent).push_back(absl::StrFormat("%04x", i + 256));
  }
  std::reverse(present.begin(), present.end());
  std::string revoked;
  for (size_t i = 0; i < present.size(); ++i) {
    revoked += Entry(present[i], kTime + absl::Seconds(i));
  }
  const auto index = CrlIndex::Build(revoked, kNoLimit);
  ASSERT_THAT(index, IsOk());
  EXPECT_EQ(index->size(), static_cast<int64_t>(present.size()));
  for (size_t i = 0; i < present.size(); ++i) {
    EXPECT_THAT(FindHex(*index, present[i]),
                Optional(IsEntry(kTime + absl::Seconds(i),
                                 RevocationReason::kUnspecified)));
  }
  for (const std::string& serial : absent) {
    EXPECT_EQ(FindHex(*index, serial), std::nullopt) << serial;
  }
}

TEST(CrlIndexTest, TellsSerialsApartByContentOctets) {
  const std::string revoked = Entry("00ff") + Entry("01");
  const auto index = CrlIndex::Build(revoked, kNoLimit);
  ASSERT_THAT(index, IsOk());
  EXPECT_NE(FindHex(*index, "00ff"), std::nullopt);
  EXPECT_EQ(FindHex(*index, "ff"), std::nullopt);    // -1
  EXPECT_EQ(FindHex(*index, "0001"), std::nullopt);  // Not minimal.
  EXPECT_EQ(FindHex(*index, ""), std::nullopt);
}

TEST(CrlIndexTest, AnswersFromAnEmptyList) {
  EXPECT_EQ(FindHex(CrlIndex(), "01"), std::nullopt);
  const auto index = CrlIndex::Build("", kNoLimit);
  ASSERT_THAT(index, IsOk());
  EXPECT_EQ(index->size(), 0);
}

TEST(CrlIndexTest, ReadsReasonsAndBothKindsOfTime) {
  const absl::Time far = kTime + absl::Hours(24 * 365 * 30);
  const std::string revoked =
      Entry("01", kTime, Reason(1)) + Entry("02", far, Reason(6)) +
      Entry("03", kTime, Reason(8)) + Entry("04", kTime, Reason(7)) +
      Entry("05", kTime, Reason(99));
  const auto index = CrlIndex::Build(revoked, kNoLimit);
  ASSERT_THAT(index, IsOk());
  EXPECT_THAT(FindHex(*index, "01"),
              Optional(IsEntry(kTime, RevocationReason::kKeyCompromise)));
  EXPECT_THAT(FindHex(*index, "02"),
              Optional(IsEntry(far, RevocationReason::kCertificateHold)));
  EXPECT_THAT(FindHex(*index, "03"),
              Optional(IsEntry(kTime, RevocationReason::kRemoveFromCrl)));
  EXPECT_THAT(FindHex(*index, "04"),
              Optional(IsEntry(kTime, RevocationReason::kUnspecified)));
  EXPECT_THAT(FindHex(*index, "05"),
              Optional(IsEntry(kTime, RevocationReason::kUnspecified)));
}

TEST(CrlIndexTest, KeepsTheStrictestOfDuplicateSerials) {
  std::vector<std::string> entries = {
      Entry("01", kTime - absl::Hours(9), Reason(8)),
      Entry("01", kTime + absl::Hours(1), Reason(1)),
      Entry("01", kTime, Reason(4)), Entry("02")};
  std::sort(entries.begin(), entries.end());
  do {
    const std::string revoked = absl::StrJoin(entries, "");
    const auto index = CrlIndex::Build(revoked, kNoLimit);
    ASSERT_THAT(index, IsOk());
    EXPECT_EQ(index->size(), 2);
    EXPECT_THAT(FindHex(*index, "01"),
                Optional(IsEntry(kTime, RevocationReason::kSuperseded)));
  } while (std::next_permutation(entries.begin(), entries.end()));
}

TEST(CrlIndexTest, TakesAtMostFortyOctetsAnEntry) {
  constexpr int kEntries = 5000;
  const std::string invalidity =
      Extension(kInvalidityDate, false, der::GeneralizedTime(kTime));
  const auto octets_an_entry = [&](int long_ones, int repeated) {
    std::string revoked;
    for (int i = 0; i < kEntries; ++i) {
      revoked += Entry(absl::StrFormat("%04x", 256 + i / repeated), kTime,
                       i < long_ones ? Reason(1) + invalidity : "");
    }
    const auto index = CrlIndex::Build(revoked, kNoLimit);
    EXPECT_THAT(index, IsOk());
    EXPECT_EQ(index->size(), kEntries / repeated);
    return static_cast<double>(index->MemoryOctets()) /
           static_cast<double>(index->size());
  };
  EXPECT_LE(octets_an_entry(0, 1), 40);  // All alike.
  EXPECT_LE(octets_an_entry(1, 1), 40);  // Too few were foreseen.
  EXPECT_LE(octets_an_entry(kEntries, 1), 40);
  EXPECT_LE(octets_an_entry(kEntries / 2, 1), 40);
  EXPECT_LE(octets_an_entry(0, 5), 40);  // Most go as duplicates.
}

TEST(CrlIndexTest, FlagsUnknownCriticalEntryExtension) {
  const std::string plain = Entry("01", kTime, Extension(kUnknown, false, "x"));
  const std::string critical =
      Entry("01", kTime, Extension(kUnknown, true, "x"));
  const std::string known =
      Entry("01", kTime,
            Extension(kInvalidityDate, true, der::GeneralizedTime(kTime)));
  EXPECT_FALSE(
      CrlIndex::Build(plain, kNoLimit)->HasUnrecognisedCriticalEntry());
  EXPECT_TRUE(
      CrlIndex::Build(critical, kNoLimit)->HasUnrecognisedCriticalEntry());
  EXPECT_FALSE(
      CrlIndex::Build(known, kNoLimit)->HasUnrecognisedCriticalEntry());
}

TEST(CrlIndexTest, FlagsCertificateIssuer) {
  const std::string revoked =
      Entry("01") + Entry("02", kTime, Extension(kCertificateIssuer, true, ""));
  const auto index = CrlIndex::Build(revoked, kNoLimit);
  ASSERT_THAT(index, IsOk());
  EXPECT_TRUE(index->HasCertificateIssuer());
  EXPECT_FALSE(index->HasUnrecognisedCriticalEntry());
}

std::string OfIssuer(const std::string& common_name) {
  return Extension(kCertificateIssuer, true,
                   der::Sequence({der::Explicit(4, TestName(common_name))}));
}

std::string KeyOf(const std::string& common_name) {
  const auto name = Name::FromDer(TestName(common_name));
  EXPECT_THAT(name, IsOk());
  return name->comparison_key();
}

TEST(CrlIndexTest, CertificateIssuerHoldsForWhatFollows) {
  const std::string revoked =
      Entry("01") + Entry("02", kTime, OfIssuer("CN=B")) + Entry("01") +
      Entry("03", kTime, OfIssuer("CN=C")) +
      Entry("04", kTime, OfIssuer("CN=B")) +
      Entry("05", kTime, OfIssuer("CN=A")) + Entry("06");
  const auto index = CrlIndex::Build(revoked, kNoLimit, KeyOf("CN=A"));
  ASSERT_THAT(index, IsOk());
  EXPECT_TRUE(index->HasCertificateIssuer());
  EXPECT_FALSE(index->HasUnreadableIssuer());
  EXPECT_EQ(index->size(), 7);
  const auto listed = [&](const std::string& name) {
    std::string serials;
    for (const char* hex : {"01", "02", "03", "04", "05", "06"}) {
      if (index->Find(der::FromHex(hex), KeyOf(name)).has_value()) {
        serials += hex[1];
      }
    }
    return serials;
  };
  EXPECT_EQ(listed("CN=A"), "156");
  EXPECT_EQ(listed("CN=b"), "124");  // Names match without regard to case.
  EXPECT_EQ(listed("CN=C"), "3");
  EXPECT_EQ(listed("CN=D"), "");
  EXPECT_TRUE(FindHex(*index, "06").has_value());
  EXPECT_FALSE(FindHex(*index, "02").has_value());
}

TEST(CrlIndexTest, SameSerialOfManyIssuersIsManyEntries) {
  std::string revoked;
  for (int i = 0; i < 300; ++i) {
    revoked +=
        Entry("07", kTime + absl::Seconds(i), OfIssuer(absl::StrCat("CN=", i)));
  }
  const auto index = CrlIndex::Build(revoked, kNoLimit);
  ASSERT_THAT(index, IsOk());
  EXPECT_EQ(index->size(), 300);
  for (int i = 0; i < 300; ++i) {
    EXPECT_THAT(index->Find(der::FromHex("07"), KeyOf(absl::StrCat("CN=", i))),
                Optional(IsEntry(kTime + absl::Seconds(i),
                                 RevocationReason::kUnspecified)));
  }
}

TEST(CrlIndexTest, RefusesMoreIssuersThanItCanNumber) {
  std::string revoked;
  for (int i = 0; i <= CrlIndex::kMaxIssuers; ++i) {
    revoked += Entry("07", kTime, OfIssuer(absl::StrCat("CN=", i)));
  }
  EXPECT_THAT(CrlIndex::Build(revoked, kNoLimit),
              HasReason(v1::ERROR_REASON_CONTAINER_LIMIT));
}

TEST(CrlIndexTest, RefusesMoreThanMaxEntries) {
  const std::string revoked = Entry("01") + Entry("02") + Entry("03");
  EXPECT_THAT(CrlIndex::Build(revoked, 3), IsOk());
  EXPECT_THAT(CrlIndex::Build(revoked, 2),
              HasReason(v1::ERROR_REASON_CONTAINER_LIMIT));
}

TEST(CrlIndexTest, RefusesEveryTruncation) {
  const std::string first = Entry("01", kTime, Reason(1));
  const std::string revoked = first + Entry("02", kTime, Reason(1));
  for (size_t length = 1; length < revoked.size(); ++length) {
    if (length != first.size()) {
      EXPECT_THAT(CrlIndex::Build(revoked.substr(0, length), kNoLimit),
                  HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN))
          << length;
    }
  }
}

TEST(CrlIndexTest, RefusesMalformedEntries) {
  const std::string more = der::Sequence(
      {der::IntegerFromHex("01"), der::X509Time(kTime), der::Null()});
  for (const std::string& entry :
       {Entry(std::string(512, '1')),  // 256 octets of serial.
        Entry("0001"),                 // Not minimal.
        Entry(""),                     // No octet at all.
        Entry("01", kTime, Reason(1) + Reason(4)),
        Entry("01", kTime, Extension(kReasonCode, false, der::Integer(1))),
        Entry("01", kTime, Extension(kReasonCode, false, "")), more,
        der::Sequence({der::IntegerFromHex("01")}),
        der::Sequence({der::IntegerFromHex("01"), der::Tlv(0x17, "26")})}) {
    EXPECT_THAT(CrlIndex::Build(entry, kNoLimit),
                HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN));
  }
}

// Law: CRT-12.
TEST(CrlIndexTest, CompromiseCountsFromItsInvalidityDate) {
  const absl::Time lost = kTime - absl::Hours(24);
  const std::string date =
      Extension(kInvalidityDate, false, der::GeneralizedTime(lost));
  const std::string revoked =
      Entry("01", kTime, Reason(1) + date) +
      Entry("02", kTime, date + Reason(1)) +  // In whatever order.
      Entry("03", kTime, Reason(4) + date) + Entry("04", kTime, date);
  const auto index = CrlIndex::Build(revoked, kNoLimit);
  ASSERT_THAT(index, IsOk());
  EXPECT_THAT(FindHex(*index, "01"),
              Optional(IsEntry(lost, RevocationReason::kKeyCompromise)));
  EXPECT_THAT(FindHex(*index, "02"),
              Optional(IsEntry(lost, RevocationReason::kKeyCompromise)));
  EXPECT_THAT(FindHex(*index, "03"),
              Optional(IsEntry(kTime, RevocationReason::kSuperseded)));
  EXPECT_THAT(FindHex(*index, "04"),
              Optional(IsEntry(kTime, RevocationReason::kUnspecified)));
  EXPECT_FALSE(index->HasUnrecognisedCriticalEntry());
}

// A critical one that cannot be read is not understood; else it says nothing.
TEST(CrlIndexTest, UnreadableInvalidityDate) {
  for (const bool critical : {false, true}) {
    const std::string revoked =
        Entry("01", kTime,
              Reason(1) + Extension(kInvalidityDate, critical, der::Null()));
    const auto index = CrlIndex::Build(revoked, kNoLimit);
    ASSERT_THAT(index, IsOk());
    EXPECT_THAT(FindHex(*index, "01"),
                Optional(IsEntry(kTime, RevocationReason::kKeyCompromise)));
    EXPECT_EQ(index->HasUnrecognisedCriticalEntry(), critical);
  }
}

}  // namespace
}  // namespace kepil
