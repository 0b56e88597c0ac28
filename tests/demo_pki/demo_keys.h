#ifndef KEPIL_TESTS_DEMO_PKI_DEMO_KEYS_H_
#define KEPIL_TESTS_DEMO_PKI_DEMO_KEYS_H_

#include "absl/strings/string_view.h"

namespace kepil {

// The committed test key keys/<id>.pem; "" if there is none. Published, so
// worth nothing.
absl::string_view DemoKeyPem(absl::string_view id);

}  // namespace kepil

#endif  // KEPIL_TESTS_DEMO_PKI_DEMO_KEYS_H_
