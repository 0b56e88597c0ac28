#include "tests/conformance/conformance_policy.h"

#include <cstdlib>
#include <iostream>

#include "google/protobuf/text_format.h"

namespace kepil {
namespace {

constexpr char kText[] =
#include "tests/conformance/conformance_policy.inc"
    ;

ValidationPolicyRef CompilePolicy() {
  v1::ValidationPolicy message;
  if (!google::protobuf::TextFormat::ParseFromString(kText, &message)) {
    std::cerr << "the policy conformance is no v1.ValidationPolicy\n";
    std::abort();
  }
  auto policy = ValidationPolicy::Compile(message.SerializeAsString());
  if (!policy.ok()) {
    std::cerr << "the policy conformance: " << policy.status() << "\n";
    std::abort();
  }
  return *std::move(policy);
}

}  // namespace

const ValidationPolicy& ConformancePolicy() {
  static const ValidationPolicyRef* const policy =
      new ValidationPolicyRef(CompilePolicy());
  return **policy;
}

}  // namespace kepil
