#include "services/rpc/trust_list_service.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "base/error.h"
#include "engine/pki/certificate_reader.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/rpc/call_fixture.h"
#include "tests/support/memory_registry_store.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using ::testing::SizeIs;

// Two authorities at version 4; the second is suspended from day 10 to day 20.
RegistryCommit CommitOfTwo() {
  RegistryCommit commit;
  commit.version = 4;
  v1::SnapshotSource source;
  source.set_version(4);
  source.mutable_issued_at()->set_seconds(0);
  for (const std::string& id : {std::string("xa-trust"), std::string("xb")}) {
    v1::Authority authority;
    authority.set_id(id);
    authority.set_kind(v1::AUTHORITY_KIND_FOREIGN_CA);
    authority.set_country("XA");
    v1::TrustService& service = *authority.add_services();
    service.set_id(id + "-ca");
    service.set_type(v1::SERVICE_TYPE_CA);
    service.add_anchors(MakeTlsIdentity(TestCaExtensions()).certificate);
    v1::StatusEntry& active = *service.add_history();
    active.set_status(v1::SERVICE_STATUS_ACTIVE);
    active.mutable_legal_from()->set_seconds(0);
    if (id == "xb") {
      v1::StatusEntry& suspended = *service.add_history();
      suspended.set_status(v1::SERVICE_STATUS_SUSPENDED);
      suspended.mutable_legal_from()->set_seconds(10 * 86400);
      suspended.mutable_until()->set_seconds(20 * 86400);
    }
    *source.add_authorities() = authority;
    commit.authorities.push_back(authority);
  }
  commit.snapshot_source = source.SerializeAsString();
  return commit;
}

struct House {
  explicit House(v1::PrincipalRole role = v1::PRINCIPAL_ROLE_RELYING_PARTY,
                 RegistryCommit first = CommitOfTwo())
      : commit(std::move(first)) {
    KEPIL_CHECK(store.Commit(commit, 0).ok());
    auto opened = Registry::Open(
        {fixture.clock, store, certificates, publisher,
         [](int size) { return std::string(static_cast<size_t>(size), 'r'); }},
        Registry::Options(), Registry::Bootstrap());
    KEPIL_CHECK(opened.ok());
    registry = *std::move(opened);
    list = std::make_unique<TrustList>(
        TrustList::Rooms{fixture.clock, *registry,
                         [] { return std::shared_ptr<const RuleLibrary>(); }});
    face = std::make_unique<TrustListServiceFace>(fixture.runner, *list);
    if (role == v1::PRINCIPAL_ROLE_UNSPECIFIED) {
      fixture.Serve(*face);
    } else {
      fixture.ServeTo(role, *face);
    }
    stub = v1::TrustListService::NewStub(fixture.channel);
  }
  ~House() { fixture.server->Shutdown(); }

  absl::Status List(std::optional<int64_t> day = std::nullopt) {
    grpc::ClientContext context;
    v1::ListAuthoritiesRequest request;
    if (day.has_value()) {
      request.mutable_at()->set_seconds(*day * 86400);
    }
    listed.Clear();
    return FromGrpc(stub->ListAuthorities(&context, request, &listed));
  }
  absl::Status Get(const std::string& id) {
    grpc::ClientContext context;
    v1::GetAuthorityRequest request;
    request.set_authority_id(id);
    return FromGrpc(stub->GetAuthority(&context, request, &got));
  }
  absl::Status LegalRecords() {
    grpc::ClientContext context;
    return FromGrpc(stub->ListLegalRecords(
        &context, v1::ListLegalRecordsRequest(), &legal));
  }
  absl::Status Snapshot(int64_t version) {
    grpc::ClientContext context;
    v1::GetSnapshotRequest request;
    request.set_version(version);
    return FromGrpc(stub->GetSnapshot(&context, request, &snapshot));
  }

  CallFixture fixture;
  MemoryRegistryStore store;
  PlainCertificateReader certificates;
  SnapshotPublisher publisher;
  RegistryCommit commit;
  std::unique_ptr<Registry> registry;
  std::unique_ptr<TrustList> list;
  std::unique_ptr<TrustListServiceFace> face;
  std::unique_ptr<v1::TrustListService::Stub> stub;
  v1::ListAuthoritiesResponse listed;
  v1::GetAuthorityResponse got;
  v1::GetSnapshotResponse snapshot;
  v1::ListLegalRecordsResponse legal;
};

TEST(TrustListServiceTest, ListsWithTheStatusAtTheTimeAskedFor) {
  House house;
  ASSERT_THAT(house.List(), IsOk());
  ASSERT_THAT(house.listed.authorities(), SizeIs(2));
  EXPECT_EQ(house.listed.version(), 4);
  EXPECT_EQ(house.listed.authorities(0).authority().id(), "xa-trust");
  EXPECT_EQ(house.listed.authorities(1).authority().id(), "xb");
  // The suspension has lapsed long ago.
  EXPECT_EQ(house.listed.authorities(1).status(), v1::SERVICE_STATUS_ACTIVE);
  ASSERT_THAT(house.List(15), IsOk());
  EXPECT_EQ(house.listed.authorities(0).status(), v1::SERVICE_STATUS_ACTIVE);
  EXPECT_EQ(house.listed.authorities(1).status(), v1::SERVICE_STATUS_SUSPENDED);
}

TEST(TrustListServiceTest, GetsOneAuthority) {
  House house;
  ASSERT_THAT(house.Get("xb"), IsOk());
  EXPECT_EQ(house.got.authority().authority().id(), "xb");
  EXPECT_EQ(house.got.version(), 4);
  const absl::Status unknown = house.Get("xc");
  EXPECT_THAT(unknown, StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(unknown, HasReason(v1::ERROR_REASON_AUTHORITY_UNKNOWN));
}

TEST(TrustListServiceTest, ServesTheSnapshotsBytes) {
  House house;
  for (const int64_t version : {0, 4}) {
    ASSERT_THAT(house.Snapshot(version), IsOk());
    EXPECT_EQ(house.snapshot.source(), house.commit.snapshot_source);
  }
  EXPECT_THAT(house.Snapshot(3), HasReason(v1::ERROR_REASON_EVIDENCE_UNKNOWN));
}

// Law: CRT-25.
TEST(TrustListServiceTest, TheCallersRoleSaysWhatIsPublished) {
  RegistryCommit commit = CommitOfTwo();
  v1::SnapshotSource source;
  ASSERT_TRUE(source.ParseFromString(commit.snapshot_source));
  for (v1::Authority* authority :
       {&commit.authorities[1], source.mutable_authorities(1)}) {
    authority->set_legal_name("Secret Trust");
    authority->add_confidential_fields("legal_name");
  }
  commit.snapshot_source = source.SerializeAsString();
  House party(v1::PRINCIPAL_ROLE_RELYING_PARTY, commit);
  ASSERT_THAT(party.List(), IsOk());
  EXPECT_EQ(party.listed.authorities(1).authority().legal_name(), "");
  ASSERT_THAT(party.Get("xb"), IsOk());
  EXPECT_EQ(party.got.authority().authority().legal_name(), "");
  EXPECT_THAT(party.Snapshot(4), HasReason(v1::ERROR_REASON_ROLE_FORBIDDEN));
  House auditor(v1::PRINCIPAL_ROLE_AUDITOR, commit);
  ASSERT_THAT(auditor.List(), IsOk());
  EXPECT_EQ(auditor.listed.authorities(1).authority().legal_name(),
            "Secret Trust");
  EXPECT_THAT(auditor.Snapshot(4), IsOk());
}

TEST(TrustListServiceTest, StrangersSeeNothing) {
  House house(v1::PRINCIPAL_ROLE_UNSPECIFIED);
  EXPECT_THAT(house.List(), HasReason(v1::ERROR_REASON_CALLER_UNKNOWN));
  EXPECT_THAT(house.Get("xb"), HasReason(v1::ERROR_REASON_CALLER_UNKNOWN));
  EXPECT_THAT(house.Snapshot(0), HasReason(v1::ERROR_REASON_CALLER_UNKNOWN));
}

TEST(TrustListServiceTest, RecordsOfLawAreForOfficersAndAuditors) {
  House party;
  EXPECT_THAT(party.LegalRecords(), HasReason(v1::ERROR_REASON_ROLE_FORBIDDEN));
  House auditor(v1::PRINCIPAL_ROLE_AUDITOR);
  ASSERT_THAT(auditor.LegalRecords(), IsOk());
  EXPECT_EQ(auditor.legal.version(), 4);
}

}  // namespace
}  // namespace kepil
