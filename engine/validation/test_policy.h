#ifndef KEPIL_ENGINE_VALIDATION_TEST_POLICY_H_
#define KEPIL_ENGINE_VALIDATION_TEST_POLICY_H_

#include <string>

#include "engine/validation/validation_policy.h"
#include "google/protobuf/text_format.h"
#include "tests/support/status_matchers.h"

namespace kepil {

// Serialized v1.ValidationPolicy of `text` (text format) and a test identity.
inline std::string TestPolicySource(const std::string& text) {
  v1::ValidationPolicy message;
  message.set_urn("urn:kepil:policy:test:1");
  message.set_oid("2.25.1.3.99");
  EXPECT_TRUE(google::protobuf::TextFormat::MergeFromString(text, &message))
      << text;
  return message.SerializeAsString();
}

inline ValidationPolicyRef MakeTestPolicy(const std::string& text = "") {
  auto policy = ValidationPolicy::Compile(TestPolicySource(text));
  EXPECT_THAT(policy, IsOk());
  return *policy;
}

}  // namespace kepil

#endif  // KEPIL_ENGINE_VALIDATION_TEST_POLICY_H_
