#include "trustlist/authority_lifecycle.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"
#include "trustlist/authority_amendment.h"

namespace kepil {
namespace {

const auto kActive = v1::SERVICE_STATUS_ACTIVE;
const auto kSuspended = v1::SERVICE_STATUS_SUSPENDED;
const auto kNotified = v1::SERVICE_STATUS_TERMINATION_NOTIFIED;
const auto kTerminated = v1::SERVICE_STATUS_TERMINATED;

// Day 0 is the day of admission.
absl::Time Day(int day) {
  return absl::FromUnixSeconds(1767225600) + absl::Hours(24) * day;
}

Transition On(int day) { return {Day(day), "change"}; }

v1::Authority Draft() {
  v1::Authority authority;
  authority.set_id("xa-ca");
  authority.set_decision("No. 1");
  authority.add_services()->set_id("xa-sign");
  authority.add_services()->set_id("xa-seal");
  return authority;
}

v1::Authority Admitted() {
  const auto admitted = Admit(nullptr, Draft(), On(0));
  EXPECT_THAT(admitted, IsOk());
  return admitted.value_or(v1::Authority());
}

v1::StatusChange Change() {
  v1::StatusChange change;
  change.set_authority_id("xa-ca");
  change.set_ground("Law 5(1)(9), act 17");
  return change;
}

v1::StatusChange Until(int day) {
  v1::StatusChange change = Change();
  change.mutable_until()->set_seconds(absl::ToUnixSeconds(Day(day)));
  return change;
}

v1::StatusChange From(int day) {
  v1::StatusChange change = Change();
  change.mutable_from()->set_seconds(absl::ToUnixSeconds(Day(day)));
  return change;
}

v1::Authority After(const v1::Authority& before, v1::Act act,
                    const v1::StatusChange& change, int day) {
  const auto after = ChangeStatus(before, act, change, On(day));
  EXPECT_THAT(after, IsOk());
  return after.value_or(v1::Authority());
}

// Of every service: they change together.
v1::ServiceStatus StatusOn(const v1::Authority& authority, int day) {
  const v1::ServiceStatus status = StatusOf(authority.services(0), Day(day));
  for (const v1::TrustService& service : authority.services()) {
    EXPECT_EQ(StatusOf(service, Day(day)), status);
  }
  return status;
}

TEST(AuthorityLifecycleTest, NewAuthorityIsActiveFromItsAdmissionOn) {
  const v1::Authority authority = Admitted();
  EXPECT_EQ(StatusOn(authority, -1), v1::SERVICE_STATUS_UNSPECIFIED);
  EXPECT_EQ(StatusOn(authority, 0), kActive);
  const v1::StatusEntry& entry = authority.services(0).history(0);
  EXPECT_EQ(entry.change_id(), "change");
  EXPECT_EQ(entry.ground(), "No. 1");
  EXPECT_EQ(entry.recorded_at().seconds(), absl::ToUnixSeconds(Day(0)));
}

TEST(AuthorityLifecycleTest, NobodyWritesAHistoryButTheRegistry) {
  v1::Authority draft = Draft();
  draft.mutable_services(0)->add_history()->set_status(kActive);
  EXPECT_THAT(Admit(nullptr, draft, On(0)),
              HasReason(v1::ERROR_REASON_HISTORY_REWRITTEN));
  v1::Authority altered = Admitted();
  altered.mutable_services(0)->mutable_history(0)->set_ground("another");
  const v1::Authority before = Admitted();
  EXPECT_THAT(Admit(&before, altered, On(1)),
              HasReason(v1::ERROR_REASON_HISTORY_REWRITTEN));
}

TEST(AuthorityLifecycleTest, AmendmentKeepsTheHistory) {
  const v1::Authority before = After(Admitted(), v1::ACT_SUSPEND, Until(10), 1);
  v1::Authority draft = Draft();  // Without histories.
  draft.set_legal_name("Renamed");
  draft.add_services()->set_id("xa-new");
  const auto after = Admit(&before, draft, On(2));
  ASSERT_THAT(after, IsOk());
  EXPECT_EQ(after->legal_name(), "Renamed");
  EXPECT_EQ(after->services(0).history_size(), 2);
  EXPECT_EQ(StatusOf(after->services(0), Day(2)), kSuspended);
  EXPECT_EQ(StatusOf(after->services(2), Day(2)), kActive);
  EXPECT_EQ(StatusOf(after->services(2), Day(1)),
            v1::SERVICE_STATUS_UNSPECIFIED);
}

TEST(AuthorityLifecycleTest, ServiceDoesNotEndByOmission) {
  const v1::Authority before = Admitted();
  v1::Authority draft = Draft();
  draft.mutable_services()->RemoveLast();
  EXPECT_THAT(Admit(&before, draft, On(1)),
              HasReason(v1::ERROR_REASON_HISTORY_REWRITTEN));
}

// Law: REG-11.
TEST(AuthorityLifecycleTest, SuspensionTakesEffectAtOnceAndLapsesByItself) {
  const v1::Authority authority =
      After(Admitted(), v1::ACT_SUSPEND, Until(10), 5);
  EXPECT_EQ(StatusOn(authority, 4), kActive);
  EXPECT_EQ(StatusOn(authority, 5), kSuspended);
  EXPECT_EQ(StatusOn(authority, 9), kSuspended);
  EXPECT_EQ(StatusOn(authority, 10), kActive);
}

// Law: REG-11.
TEST(AuthorityLifecycleTest, SuspensionNeedsGroundAndEnd) {
  const v1::Authority before = Admitted();
  v1::StatusChange no_ground = Until(10);
  no_ground.clear_ground();
  v1::StatusChange long_ground = Until(10);
  long_ground.set_ground(std::string(1025, 'g'));
  v1::StatusChange bad_until = Until(10);
  bad_until.mutable_until()->set_nanos(-1);
  for (const v1::StatusChange& change :
       {long_ground, Change(), Until(5), Until(4), bad_until}) {
    EXPECT_THAT(ChangeStatus(before, v1::ACT_SUSPEND, change, On(5)),
                HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  }
  for (const v1::Act act :
       {v1::ACT_SUSPEND, v1::ACT_RESUME, v1::ACT_TERMINATE}) {
    EXPECT_THAT(ChangeStatus(before, act, no_ground, On(5)),
                HasReason(v1::ERROR_REASON_GROUND_MISSING));
  }
  EXPECT_THAT(ChangeStatus(before, v1::ACT_SUSPEND, Until(6), On(5)), IsOk());
}

TEST(AuthorityLifecycleTest, OnlyATerminationLiesAhead) {
  v1::StatusChange ahead = From(7);
  *ahead.mutable_until() = Until(10).until();
  EXPECT_THAT(ChangeStatus(Admitted(), v1::ACT_SUSPEND, ahead, On(5)),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
}

TEST(AuthorityLifecycleTest, BeginningThatHasPassedMeansNow) {
  v1::StatusChange passed = From(1);
  *passed.mutable_until() = Until(10).until();
  const v1::Authority authority = After(Admitted(), v1::ACT_SUSPEND, passed, 5);
  EXPECT_EQ(StatusOn(authority, 4), kActive);
  EXPECT_EQ(StatusOn(authority, 5), kSuspended);
}

TEST(AuthorityLifecycleTest, OnlyASuspensionHasAnEnd) {
  const v1::Authority suspended =
      After(Admitted(), v1::ACT_SUSPEND, Until(10), 5);
  EXPECT_THAT(ChangeStatus(suspended, v1::ACT_RESUME, Until(20), On(6)),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  EXPECT_THAT(ChangeStatus(suspended, v1::ACT_TERMINATE, Until(20), On(6)),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
}

TEST(AuthorityLifecycleTest, ResumptionEndsASuspensionEarly) {
  const v1::Authority suspended =
      After(Admitted(), v1::ACT_SUSPEND, Until(10), 5);
  const v1::Authority resumed = After(suspended, v1::ACT_RESUME, Change(), 7);
  EXPECT_EQ(StatusOn(resumed, 6), kSuspended);
  EXPECT_EQ(StatusOn(resumed, 7), kActive);
  EXPECT_EQ(StatusOn(resumed, 8), kActive);
  EXPECT_EQ(resumed.services(0).history_size(), 3);  // Append-only.
}

TEST(AuthorityLifecycleTest, TransitionsThatDoNotExistAreForbidden) {
  const v1::Authority active = Admitted();
  const v1::Authority suspended = After(active, v1::ACT_SUSPEND, Until(10), 5);
  EXPECT_THAT(ChangeStatus(active, v1::ACT_RESUME, Change(), On(1)),
              HasReason(v1::ERROR_REASON_NOT_SUSPENDED));
  EXPECT_THAT(ChangeStatus(suspended, v1::ACT_SUSPEND, Until(20), On(6)),
              HasReason(v1::ERROR_REASON_ALREADY_SUSPENDED));
  EXPECT_THAT(ChangeStatus(suspended, v1::ACT_RESUME, Change(), On(11)),
              HasReason(v1::ERROR_REASON_NOT_SUSPENDED));
  EXPECT_THAT(ChangeStatus(active, v1::ACT_REFUSE, Change(), On(1)),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
}

// Law: REG-10.
TEST(AuthorityLifecycleTest, TerminationAtOnceIsFinal) {
  const v1::Authority gone = After(Admitted(), v1::ACT_TERMINATE, Change(), 5);
  EXPECT_EQ(StatusOn(gone, 4), kActive);
  EXPECT_EQ(StatusOn(gone, 5), kTerminated);
  EXPECT_EQ(StatusOn(gone, 5000), kTerminated);
  for (const v1::Act act :
       {v1::ACT_SUSPEND, v1::ACT_RESUME, v1::ACT_TERMINATE}) {
    const auto again = ChangeStatus(
        gone, act, act == v1::ACT_SUSPEND ? Until(20) : Change(), On(6));
    EXPECT_THAT(again, StatusIs(absl::StatusCode::kFailedPrecondition));
    EXPECT_THAT(again, HasReason(v1::ERROR_REASON_AUTHORITY_TERMINATED));
  }
  EXPECT_THAT(Admit(&gone, Draft(), On(6)),
              HasReason(v1::ERROR_REASON_AUTHORITY_TERMINATED));
}

TEST(AuthorityLifecycleTest, TerminationAheadIsNotifiedFirst) {
  const v1::Authority ending =
      After(Admitted(), v1::ACT_TERMINATE, From(20), 5);
  EXPECT_EQ(StatusOn(ending, 4), kActive);
  EXPECT_EQ(StatusOn(ending, 5), kNotified);
  EXPECT_EQ(StatusOn(ending, 19), kNotified);
  EXPECT_EQ(StatusOn(ending, 20), kTerminated);
}

TEST(AuthorityLifecycleTest, SuspensionDoesNotOutliveATermination) {
  const v1::Authority ending =
      After(Admitted(), v1::ACT_TERMINATE, From(20), 5);
  const v1::Authority suspended = After(ending, v1::ACT_SUSPEND, Until(30), 10);
  EXPECT_EQ(StatusOn(suspended, 10), kSuspended);
  EXPECT_EQ(StatusOn(suspended, 20), kTerminated);
  EXPECT_EQ(StatusOn(suspended, 30), kTerminated);
  const v1::Authority lapsing = After(ending, v1::ACT_SUSPEND, Until(15), 10);
  EXPECT_EQ(StatusOn(lapsing, 15), kNotified);
  const v1::Authority resumed = After(lapsing, v1::ACT_RESUME, Change(), 12);
  EXPECT_EQ(StatusOn(resumed, 12), kNotified);
}

TEST(AuthorityLifecycleTest, RecordedTerminationIsNotPutOff) {
  const v1::Authority ending =
      After(Admitted(), v1::ACT_TERMINATE, From(20), 5);
  EXPECT_THAT(ChangeStatus(ending, v1::ACT_TERMINATE, From(40), On(6)),
              HasReason(v1::ERROR_REASON_TERMINATION_ON_RECORD));
}

TEST(AuthorityLifecycleTest, NoServiceIsAddedOnceATerminationIsRecorded) {
  const v1::Authority ending =
      After(Admitted(), v1::ACT_TERMINATE, From(20), 5);
  v1::Authority draft = Draft();
  EXPECT_THAT(Admit(&ending, draft, On(6)), IsOk());
  draft.add_services()->set_id("xa-new");
  EXPECT_THAT(Admit(&ending, draft, On(6)),
              HasReason(v1::ERROR_REASON_TERMINATION_ON_RECORD));
}

TEST(AuthorityLifecycleTest, SuspendedAuthorityCanBeTerminated) {
  const v1::Authority suspended =
      After(Admitted(), v1::ACT_SUSPEND, Until(10), 5);
  const v1::Authority gone = After(suspended, v1::ACT_TERMINATE, Change(), 6);
  EXPECT_EQ(StatusOn(gone, 5), kSuspended);
  EXPECT_EQ(StatusOn(gone, 6), kTerminated);
  EXPECT_EQ(StatusOn(gone, 10), kTerminated);
}

// Law: REG-11.
TEST(AuthorityLifecycleTest, SuspensionOfOneServiceLeavesTheOthersAlone) {
  v1::StatusChange scope = Until(10);
  scope.set_service_id("xa-seal");
  const v1::Authority after = After(Admitted(), v1::ACT_SUSPEND, scope, 5);
  EXPECT_EQ(StatusOf(after.services(0), Day(5)), kActive);
  EXPECT_EQ(StatusOf(after.services(1), Day(5)), kSuspended);
  EXPECT_EQ(StatusOf(after.services(1), Day(10)), kActive);
  EXPECT_THAT(ChangeStatus(after, v1::ACT_SUSPEND, scope, On(6)),
              HasReason(v1::ERROR_REASON_ALREADY_SUSPENDED));
  // Of the authority: all of it until then; lifted, all of it.
  const v1::Authority whole = After(after, v1::ACT_SUSPEND, Until(20), 6);
  EXPECT_EQ(StatusOf(whole.services(0), Day(15)), kSuspended);
  EXPECT_EQ(StatusOf(whole.services(1), Day(15)), kSuspended);
  EXPECT_EQ(StatusOn(whole, 20), kActive);
  EXPECT_EQ(StatusOn(After(whole, v1::ACT_RESUME, Change(), 7), 7), kActive);
  scope.set_service_id("xa-other");
  EXPECT_THAT(ChangeStatus(after, v1::ACT_SUSPEND, scope, On(6)),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
}

// Law: REG-10.
TEST(AuthorityLifecycleTest, EndOfOneServiceIsNotThatOfTheAuthority) {
  v1::StatusChange scope = Change();
  scope.set_service_id("xa-seal");
  const v1::Authority after = After(Admitted(), v1::ACT_TERMINATE, scope, 5);
  EXPECT_EQ(StatusOf(after.services(0), Day(6)), kActive);
  EXPECT_EQ(StatusOf(after.services(1), Day(6)), kTerminated);
  EXPECT_THAT(ChangeStatus(after, v1::ACT_TERMINATE, scope, On(6)),
              HasReason(v1::ERROR_REASON_AUTHORITY_TERMINATED));
  v1::StatusChange suspension = Until(10);
  suspension.set_service_id("xa-seal");
  EXPECT_THAT(ChangeStatus(after, v1::ACT_SUSPEND, suspension, On(6)),
              HasReason(v1::ERROR_REASON_AUTHORITY_TERMINATED));
  const v1::Authority gone = After(after, v1::ACT_TERMINATE, Change(), 7);
  EXPECT_TRUE(IsTerminated(gone, Day(7)));
  EXPECT_FALSE(IsTerminated(gone, Day(6)));
}

// Law: REG-20.
TEST(AuthorityLifecycleTest, BackdatedTerminationIsRecordedLate) {
  const v1::Authority suspended =
      After(Admitted(), v1::ACT_SUSPEND, Until(9), 5);
  v1::StatusChange late = From(2);
  late.set_backdated(true);
  const v1::Authority gone = After(suspended, v1::ACT_TERMINATE, late, 10);
  EXPECT_EQ(StatusOn(gone, 1), kActive);
  EXPECT_EQ(StatusOn(gone, 2), kTerminated);
  EXPECT_EQ(StatusOn(gone, 6), kTerminated);
  EXPECT_EQ(gone.services(0).history(1).recorded_at().seconds(),
            absl::ToUnixSeconds(Day(10)));
  v1::StatusChange ahead = From(12);
  ahead.set_backdated(true);
  v1::StatusChange before_admission = From(-1);
  before_admission.set_backdated(true);
  for (const v1::StatusChange& change : {ahead, before_admission}) {
    EXPECT_THAT(ChangeStatus(suspended, v1::ACT_TERMINATE, change, On(10)),
                HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  }
  v1::StatusChange suspension = From(2);
  suspension.set_backdated(true);
  *suspension.mutable_until() = Until(20).until();
  EXPECT_THAT(ChangeStatus(Admitted(), v1::ACT_SUSPEND, suspension, On(10)),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
}

// Law: REG-12.
TEST(AuthorityLifecycleTest, OrderStandsInTheEntriesThatCarryItOut) {
  v1::StatusChange change = Until(10);
  v1::SupervisoryOrder& order = *change.mutable_order();
  order.set_number("17-P");
  order.set_body("Ministry");
  order.mutable_issued_on()->set_year(2026);
  order.mutable_issued_on()->set_month(1);
  order.mutable_issued_on()->set_day(3);
  const v1::Authority after = After(Admitted(), v1::ACT_SUSPEND, change, 5);
  EXPECT_EQ(after.services(1).history(1).order().number(), "17-P");
  *order.mutable_deadline() = order.issued_on();
  order.mutable_deadline()->set_day(2);
  EXPECT_THAT(ChangeStatus(Admitted(), v1::ACT_SUSPEND, change, On(5)),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  order.clear_deadline();
  order.clear_number();
  EXPECT_THAT(ChangeStatus(Admitted(), v1::ACT_SUSPEND, change, On(5)),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
}

}  // namespace
}  // namespace kepil
