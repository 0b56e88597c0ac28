#ifndef KEPIL_ENGINE_PKI_DIRECTORY_STRING_H_
#define KEPIL_ENGINE_PKI_DIRECTORY_STRING_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "engine/crypto/der_reader.h"

namespace kepil {

// Text of an attribute value (RFC 5280, 4.1.2.4 and appendix A) as UTF-8.
// Reads UTF8String, PrintableString, IA5String, NumericString, VisibleString,
// TeletexString (as Latin-1), BMPString and UniversalString. nullopt for any
// other type and for octets that are no text of their type.
std::optional<std::string> DecodeDirectoryString(DerTag tag,
                                                 absl::string_view content);

// The form in which two texts are compared (RFC 5280, 7.1, after RFC 4518):
// simple case folding of the Latin, Greek, Armenian and Cyrillic letters, white
// space removed at both ends and collapsed to one SPACE inside. Compatibility
// normalisation is not done: text that differs by it compares as different.
// `utf8` must be valid, as DecodeDirectoryString returns it.
std::string FoldForComparison(absl::string_view utf8);

}  // namespace kepil

#endif  // KEPIL_ENGINE_PKI_DIRECTORY_STRING_H_
