#ifndef KEPIL_TESTS_SUPPORT_STATUS_MATCHERS_H_
#define KEPIL_TESTS_SUPPORT_STATUS_MATCHERS_H_

#include <string>
#include <type_traits>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/error.h"
#include "gmock/gmock.h"

// Matchers over absl::Status and absl::StatusOr<T>. Debian's Abseil has none.
namespace kepil {
namespace status_matchers_internal {

inline const absl::Status& StatusOf(const absl::Status& status) {
  return status;
}
template <typename T>
const absl::Status& StatusOf(const absl::StatusOr<T>& value) {
  return value.status();
}

// Says what was found: the status with its reason, which a status's own text
// shows only as octets.
inline std::string Describe(const absl::Status& status) {
  const auto reason = ReasonOf(status);
  return status.ToString(absl::StatusToStringMode::kWithNoExtraData) +
         (reason.has_value() ? " [" + v1::ErrorReason_Name(*reason) + "]" : "");
}

template <typename Inner>
class IsOkAndHoldsMatcher {
 public:
  explicit IsOkAndHoldsMatcher(Inner inner) : inner_(std::move(inner)) {}

  template <typename StatusOrType>
  operator testing::Matcher<StatusOrType>() const {  // NOLINT: gMock's way.
    return testing::Matcher<StatusOrType>(new Impl<StatusOrType>(inner_));
  }

 private:
  template <typename StatusOrType>
  class Impl : public testing::MatcherInterface<StatusOrType> {
   public:
    using Value = typename std::decay_t<StatusOrType>::value_type;

    explicit Impl(const Inner& inner)
        : inner_(testing::SafeMatcherCast<const Value&>(inner)) {}

    bool MatchAndExplain(
        StatusOrType actual,
        testing::MatchResultListener* listener) const override {
      if (!actual.ok()) {
        *listener << Describe(actual.status());
        return false;
      }
      return inner_.MatchAndExplain(*actual, listener);
    }
    void DescribeTo(std::ostream* os) const override {
      *os << "is OK and holds a value that ";
      inner_.DescribeTo(os);
    }
    void DescribeNegationTo(std::ostream* os) const override {
      *os << "is not OK or holds a value that ";
      inner_.DescribeNegationTo(os);
    }

   private:
    testing::Matcher<const Value&> inner_;
  };

  Inner inner_;
};

}  // namespace status_matchers_internal

MATCHER(IsOk, negation ? "is not OK" : "is OK") {
  const absl::Status& status = status_matchers_internal::StatusOf(arg);
  *result_listener << status_matchers_internal::Describe(status);
  return status.ok();
}

MATCHER_P(StatusIs, code,
          std::string(negation ? "has not" : "has") + " code " +
              absl::StatusCodeToString(code)) {
  const absl::Status& status = status_matchers_internal::StatusOf(arg);
  *result_listener << status_matchers_internal::Describe(status);
  return status.code() == code;
}

// HasReason(v1::ERROR_REASON_X)
MATCHER_P(HasReason, reason,
          std::string(negation ? "has not" : "has") + " reason " +
              v1::ErrorReason_Name(reason)) {
  const absl::Status& status = status_matchers_internal::StatusOf(arg);
  *result_listener << status_matchers_internal::Describe(status);
  return ReasonOf(status) == reason;
}

// IsOkAndHolds(m), m a matcher of the value or a value.
template <typename Inner>
status_matchers_internal::IsOkAndHoldsMatcher<std::decay_t<Inner>> IsOkAndHolds(
    Inner&& inner) {
  return status_matchers_internal::IsOkAndHoldsMatcher<std::decay_t<Inner>>(
      std::forward<Inner>(inner));
}

}  // namespace kepil

#endif  // KEPIL_TESTS_SUPPORT_STATUS_MATCHERS_H_
