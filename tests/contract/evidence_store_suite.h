#ifndef KEPIL_TESTS_CONTRACT_EVIDENCE_STORE_SUITE_H_
#define KEPIL_TESTS_CONTRACT_EVIDENCE_STORE_SUITE_H_

#include <optional>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/evidence/evidence_store.h"
#include "tests/support/status_matchers.h"

namespace kepil {

// What every EvidenceStore must do. `Backend` has `EvidenceStore& evidence()`
// and `void Reopen()`.
template <typename Backend>
class EvidenceStoreSuite : public testing::Test {
 protected:
  static RevocationScope Scope() {
    return {RevocationKind::kCrl, Sha256("issuer"), Sha256("address")};
  }
  static absl::Time Now() { return absl::FromUnixSeconds(1767225600); }
  EvidenceStore& store() { return backend_.evidence(); }

  Backend backend_;
};

TYPED_TEST_SUITE_P(EvidenceStoreSuite);

TYPED_TEST_P(EvidenceStoreSuite, FindsTheNewestAnswerOfAScope) {
  const std::string large(100000, 'x');
  ASSERT_THAT(this->store().PutRevocation(this->Scope(), "old", this->Now()),
              IsOk());
  const absl::Time later =
      this->Now() + absl::Seconds(9) + absl::Nanoseconds(7);
  ASSERT_THAT(this->store().PutRevocation(this->Scope(), large, later), IsOk());
  this->backend_.Reopen();
  const auto found = this->store().FindRevocation(this->Scope());
  ASSERT_THAT(found, IsOk());
  ASSERT_TRUE(found->has_value());
  EXPECT_EQ((*found)->der, large);
  EXPECT_EQ((*found)->obtained_at, later);
}

TYPED_TEST_P(EvidenceStoreSuite, TellsScopesApart) {
  ASSERT_THAT(this->store().PutRevocation(this->Scope(), "crl", this->Now()),
              IsOk());
  RevocationScope kind = this->Scope();
  kind.kind = RevocationKind::kOcsp;
  RevocationScope issuer = this->Scope();
  issuer.issuer_key = Sha256("another");
  RevocationScope detail = this->Scope();
  detail.detail = Sha256("another");
  for (const RevocationScope& other : {kind, issuer, detail}) {
    const auto found = this->store().FindRevocation(other);
    ASSERT_THAT(found, IsOk());
    EXPECT_FALSE(found->has_value());
  }
}

TYPED_TEST_P(EvidenceStoreSuite, ArchiveKeepsObjectsByDigest) {
  const std::string large(100000, 'y');
  ASSERT_THAT(this->store().Archive(Sha256("object"), "object"), IsOk());
  ASSERT_THAT(this->store().Archive(Sha256(large), large), IsOk());
  ASSERT_THAT(this->store().Archive(Sha256("object"), "object"), IsOk());
  this->backend_.Reopen();
  EXPECT_THAT(this->store().Read(Sha256("object")),
              IsOkAndHolds(std::string("object")));
  EXPECT_THAT(this->store().Read(Sha256(large)), IsOkAndHolds(large));
}

TYPED_TEST_P(EvidenceStoreSuite, UnknownObjectIsNotFound) {
  const auto read = this->store().Read(Sha256("object"));
  EXPECT_THAT(read, StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(read, HasReason(v1::ERROR_REASON_EVIDENCE_UNKNOWN));
}

REGISTER_TYPED_TEST_SUITE_P(EvidenceStoreSuite, FindsTheNewestAnswerOfAScope,
                            TellsScopesApart, ArchiveKeepsObjectsByDigest,
                            UnknownObjectIsNotFound);

}  // namespace kepil

#endif  // KEPIL_TESTS_CONTRACT_EVIDENCE_STORE_SUITE_H_
