#ifndef KEPIL_TRUSTLIST_CONFIDENTIAL_FIELDS_H_
#define KEPIL_TRUSTLIST_CONFIDENTIAL_FIELDS_H_

#include "absl/strings/string_view.h"
#include "kepil/v1/trust.pb.h"

namespace kepil {

// What is confidential by agreement stays out of what is published (CRT-25,
// L23(2)): fields of an authority's record that its `confidential_fields` name.
// What trust rests on (keys, status, state) is never confidential.

// Whether a field of that name may be kept back.
bool IsConfidentialField(absl::string_view name);

// `authority` as it may be published: without the fields it names. Their names
// stay, so that a reader knows what is kept back.
v1::Authority WithoutConfidential(v1::Authority authority);

}  // namespace kepil

#endif  // KEPIL_TRUSTLIST_CONFIDENTIAL_FIELDS_H_
