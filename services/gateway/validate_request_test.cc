#include "services/gateway/validate_request.h"

#include <functional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using ::testing::HasSubstr;

v1::ValidateRequest Request() {
  v1::ValidateRequest request;
  request.set_signature("signature");
  request.set_content("content");
  request.set_policy_id("urn:kepil:policy:test:1");
  request.set_idempotency_key("key");
  v1::UsageContext& usage = *request.mutable_usage();
  usage.set_relying_party_country("KZ");
  usage.set_lawful_basis("treaty");
  usage.set_document_class("contract");
  usage.set_amount("1500.00 KZT");
  return request;
}

void AddDigest(const std::string& hash, const std::string& value,
               v1::ValidateRequest& request) {
  v1::ContentDigest& digest = *request.mutable_digests()->add_digests();
  digest.set_hash(hash);
  digest.set_value(value);
}

v1::ValidateRequest WithDigest(const std::string& hash,
                               const std::string& value) {
  v1::ValidateRequest request = Request();
  AddDigest(hash, value, request);
  return request;
}

TEST(ValidateRequestTest, AcceptsContentDigestsOrNeither) {
  EXPECT_THAT(CheckValidateRequest(Request()), IsOk());
  v1::ValidateRequest digests = WithDigest("sha256", std::string(32, 'd'));
  AddDigest("sha512", std::string(64, 'd'), digests);
  EXPECT_THAT(CheckValidateRequest(digests), IsOk());
  v1::ValidateRequest attached = Request();
  attached.clear_content();
  EXPECT_THAT(CheckValidateRequest(attached), IsOk());
  v1::ValidateRequest least;
  least.set_signature("s");
  EXPECT_THAT(CheckValidateRequest(least), IsOk());
}

TEST(ValidateRequestTest, NamesTheFieldThatIsWrong) {
  v1::ValidateRequest twice = WithDigest("sha256", std::string(32, 'd'));
  AddDigest("sha256", std::string(32, 'e'), twice);
  v1::ValidateRequest none = Request();
  none.mutable_digests();
  v1::ValidateRequest many = Request();
  for (int i = 0; i < 9; ++i) {
    AddDigest("sha256", std::string(32, 'd'), many);
  }
  std::vector<std::pair<std::string, v1::ValidateRequest>> cases = {
      {"digests", none},
      {"digests", many},
      {"digests.hash", twice},
      {"digests.hash", WithDigest("crc32", "1234")},
      {"digests.value", WithDigest("sha256", std::string(31, 'd'))},
      {"digests.value", WithDigest("sha384", std::string(32, 'd'))},
  };
  const auto add = [&cases](
                       const std::string& field,
                       const std::function<void(v1::ValidateRequest&)>& edit) {
    v1::ValidateRequest request = Request();
    edit(request);
    cases.emplace_back(field, request);
  };
  add("signature", [](auto& r) { r.clear_signature(); });
  add("idempotency_key",
      [](auto& r) { r.set_idempotency_key(std::string(129, 'k')); });
  add("policy_id", [](auto& r) { r.set_policy_id(std::string(257, 'p')); });
  for (const char* country : {"kz", "K", "KAZ", "K1"}) {
    add("usage.relying_party_country", [country](auto& r) {
      r.mutable_usage()->set_relying_party_country(country);
    });
  }
  add("usage.lawful_basis", [](auto& r) {
    r.mutable_usage()->set_lawful_basis(std::string(257, 'b'));
  });
  add("usage.document_class", [](auto& r) {
    r.mutable_usage()->set_document_class(std::string(65, 'c'));
  });
  add("usage.amount",
      [](auto& r) { r.mutable_usage()->set_amount(std::string(65, '1')); });
  add("usage.exchange_governing_law",
      [](auto& r) { r.mutable_usage()->set_exchange_governing_law("xa"); });
  add("usage.agreement_reference", [](auto& r) {
    r.mutable_usage()->set_exchange_governing_law("XA");  // Agreed where?
  });
  add("usage.agreement_reference", [](auto& r) {
    r.mutable_usage()->set_agreement_reference(std::string(257, 'a'));
  });
  add("usage.signing_authority.result",
      [](auto& r) { r.mutable_usage()->mutable_signing_authority(); });
  add("usage.signing_authority.source", [](auto& r) {
    r.mutable_usage()->mutable_signing_authority()->set_result(
        v1::SIGNING_AUTHORITY_CONFIRMED);  // By whom?
  });
  add("usage.signing_authority.source", [](auto& r) {
    v1::AuthorityAnswer& answer =
        *r.mutable_usage()->mutable_signing_authority();
    answer.set_result(v1::SIGNING_AUTHORITY_NOT_CHECKED);
    answer.set_source(std::string(257, 's'));
  });
  add("usage.signing_authority.as_of", [](auto& r) {
    v1::AuthorityAnswer& answer =
        *r.mutable_usage()->mutable_signing_authority();
    answer.set_result(v1::SIGNING_AUTHORITY_NOT_CHECKED);
    answer.mutable_as_of()->set_nanos(-1);
  });
  for (const auto& [field, request] : cases) {
    const absl::Status status = CheckValidateRequest(request);
    EXPECT_THAT(status, HasReason(v1::ERROR_REASON_REQUEST_MALFORMED)) << field;
    EXPECT_THAT(ErrorInfoOf(status).value_or(""), HasSubstr(field));
  }
}

TEST(ValidateRequestTest, RegistrationFillsWhatTheRequestLeavesOut) {
  v1::PrincipalRecord caller;
  caller.set_country("KZ");
  caller.set_lawful_basis("consent");
  caller.set_document_class("invoice");
  v1::UsageContext usage;
  usage.set_amount("1.00 KZT");
  const auto filled = CompleteUsage(usage, caller);
  ASSERT_THAT(filled, IsOk());
  EXPECT_EQ(filled->relying_party_country(), "KZ");
  EXPECT_EQ(filled->lawful_basis(), "consent");
  EXPECT_EQ(filled->document_class(), "invoice");
  EXPECT_EQ(filled->amount(), "1.00 KZT");
  EXPECT_EQ(filled->exchange_governing_law(), "KZ");
  const auto stated = CompleteUsage(Request().usage(), caller);
  ASSERT_THAT(stated, IsOk());
  EXPECT_EQ(stated->lawful_basis(), "treaty");
  EXPECT_EQ(stated->document_class(), "contract");
}

// Law: PDP-02.
TEST(ValidateRequestTest, LawfulBasisAndCountryMustBeSomewhere) {
  v1::UsageContext no_basis = Request().usage();
  no_basis.clear_lawful_basis();
  v1::UsageContext no_country = Request().usage();
  no_country.clear_relying_party_country();
  for (const v1::UsageContext& usage : {no_basis, no_country}) {
    EXPECT_THAT(CompleteUsage(usage, v1::PrincipalRecord()),
                HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  }
}

TEST(ValidateRequestTest, DigestIsBoundToEveryPartOfTheRequest) {
  std::set<Digest> digests;
  int requests = 0;
  const auto add = [&](const v1::ValidateRequest& request) {
    digests.insert(RequestDigest(request));
    ++requests;
  };
  add(Request());
  const auto edited =
      [&add](const std::function<void(v1::ValidateRequest&)>& edit) {
        v1::ValidateRequest request = Request();
        edit(request);
        add(request);
      };
  edited([](auto& r) { r.set_signature("other"); });
  edited([](auto& r) { r.set_content("other"); });
  edited([](auto& r) { r.clear_content(); });
  edited([](auto& r) { r.set_content(""); });
  edited([](auto& r) { r.set_policy_id("other"); });
  edited([](auto& r) { r.mutable_usage()->set_relying_party_country("XA"); });
  edited([](auto& r) { r.mutable_usage()->set_lawful_basis("other"); });
  edited([](auto& r) { r.mutable_usage()->set_document_class("other"); });
  edited([](auto& r) { r.mutable_usage()->set_amount("other"); });
  edited([](auto& r) { r.mutable_usage()->set_exchange_governing_law("KZ"); });
  edited([](auto& r) { r.mutable_usage()->set_agreement_reference("KZ"); });
  const auto answer = [&edited](v1::SigningAuthority result,
                                const std::string& source, int64_t as_of) {
    edited([&](auto& r) {
      v1::AuthorityAnswer& answer =
          *r.mutable_usage()->mutable_signing_authority();
      answer.set_result(result);
      answer.set_source(source);
      if (as_of >= 0) {
        answer.mutable_as_of()->set_seconds(as_of);
      }
    });
  };
  answer(v1::SIGNING_AUTHORITY_CONFIRMED, "registry", -1);
  answer(v1::SIGNING_AUTHORITY_CONFIRMED, "registry", 0);
  answer(v1::SIGNING_AUTHORITY_CONFIRMED, "registry", 1);
  answer(v1::SIGNING_AUTHORITY_REFUTED, "registry", 1);
  answer(v1::SIGNING_AUTHORITY_CONFIRMED, "notary", 1);
  // The same octets, cut otherwise.
  edited([](auto& r) {
    r.mutable_usage()->set_lawful_basis("treatycon");
    r.mutable_usage()->set_document_class("tract");
  });
  add(WithDigest("sha256", std::string(Sha256("content").bytes())));
  add(WithDigest("sha256", std::string(32, 'd')));
  add(WithDigest("sha3-256", std::string(32, 'd')));
  EXPECT_EQ(static_cast<int>(digests.size()), requests);
}

TEST(ValidateRequestTest, DigestLeavesTheKeyOut) {
  v1::ValidateRequest other_key = Request();
  other_key.set_idempotency_key("another");
  EXPECT_EQ(RequestDigest(Request()), RequestDigest(other_key));
}

}  // namespace
}  // namespace kepil
