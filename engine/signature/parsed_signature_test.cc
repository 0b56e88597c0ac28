#include "engine/signature/parsed_signature.h"

#include "gtest/gtest.h"

namespace kepil {
namespace {

TEST(ParsedSignatureTest, FatalDeviationsAreTheOnesThatHideWhatWasSigned) {
  for (const FormatDeviation deviation :
       {FormatDeviation::kDuplicateAttribute,
        FormatDeviation::kMultipleAttributeValues,
        FormatDeviation::kMalformedAttribute,
        FormatDeviation::kMissingMandatoryAttribute,
        FormatDeviation::kMalformedSigner}) {
    EXPECT_TRUE(IsFatal(deviation)) << static_cast<int>(deviation);
  }
  for (const FormatDeviation deviation :
       {FormatDeviation::kBerEncoding, FormatDeviation::kSignedAttributesNotDer,
        FormatDeviation::kSignedAttributesAbsent,
        FormatDeviation::kAttributeOrder, FormatDeviation::kVersionMismatch,
        FormatDeviation::kDigestAlgorithmNotListed,
        FormatDeviation::kEmbeddedObjectUnreadable,
        FormatDeviation::kTrailingZeros,
        FormatDeviation::kRepeatedSigningCertificate}) {
    EXPECT_FALSE(IsFatal(deviation)) << static_cast<int>(deviation);
  }
}

}  // namespace
}  // namespace kepil
