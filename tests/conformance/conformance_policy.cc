#include "tests/conformance/conformance_policy.h"

#include <cstdlib>
#include <iostream>

#include "google/protobuf/text_format.h"

namespace kepil {
namespace {

constexpr char kConformance[] =
#include "tests/conformance/conformance_policy.inc"
    ;
constexpr char kCrossBorder[] =
#include "tests/conformance/cross_border_policy.inc"
    ;

ValidationPolicyRef CompilePolicy(const char* text) {
  v1::ValidationPolicy message;
  if (!google::protobuf::TextFormat::ParseFromString(text, &message)) {
    std::cerr << "no v1.ValidationPolicy: " << text << "\n";
    std::abort();
  }
  auto policy = ValidationPolicy::Compile(message.SerializeAsString());
  if (!policy.ok()) {
    std::cerr << message.urn() << ": " << policy.status() << "\n";
    std::abort();
  }
  return *std::move(policy);
}

}  // namespace

const ValidationPolicy& ConformancePolicy() {
  static const ValidationPolicyRef* const policy =
      new ValidationPolicyRef(CompilePolicy(kConformance));
  return **policy;
}

const ValidationPolicy& CrossBorderPolicy() {
  static const ValidationPolicyRef* const policy =
      new ValidationPolicyRef(CompilePolicy(kCrossBorder));
  return **policy;
}

}  // namespace kepil
