#ifndef KEPIL_TESTS_SUPPORT_TEST_DER_H_
#define KEPIL_TESTS_SUPPORT_TEST_DER_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

// DER by hand for the builders of test data, so that they share no code with
// what they test. All take and return complete values unless said otherwise.
namespace kepil {
namespace test_der {

std::string Tlv(int tag, absl::string_view content);
std::string Sequence(const std::vector<std::string>& values);
std::string SetOf(std::vector<std::string> values);  // Sorted as DER asks.
std::string Explicit(int n, absl::string_view value);
// Hex of content octets as they shall stand: nothing is added or dropped.
std::string IntegerFromHex(absl::string_view content_hex);
std::string Integer(int value);  // 0 to 32767.
std::string Oid(absl::string_view dotted_or_name);
std::string OctetString(absl::string_view octets);
std::string BitString(absl::string_view octets);
std::string Boolean(int value);
std::string Null();
std::string GeneralizedTime(absl::Time time);
// UTCTime until 2049, then GeneralizedTime.
std::string X509Time(absl::Time time);
std::string FromHex(absl::string_view hex);

}  // namespace test_der
}  // namespace kepil

#endif  // KEPIL_TESTS_SUPPORT_TEST_DER_H_
