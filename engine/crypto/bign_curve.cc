#include "engine/crypto/bign_curve.h"

#include <memory>

#include "absl/strings/string_view.h"
#include "base/status_macros.h"
#include "engine/crypto/prime_curve.h"

namespace kepil {
namespace {

// 1.2.112.0.2.0.34.101.45.3
#define KEPIL_BIGN_CURVES "\x2a\x70\x00\x02\x00\x22\x65\x2d\x03"
constexpr BignCurve kCurves[] = {
    {128, "bign-curve256v1", {KEPIL_BIGN_CURVES "\x01", 10}},
    {192, "bign-curve384v1", {KEPIL_BIGN_CURVES "\x02", 10}},
    {256, "bign-curve512v1", {KEPIL_BIGN_CURVES "\x03", 10}},
};
#undef KEPIL_BIGN_CURVES

// Tables B.1 to B.3; the base point has x = 0.
constexpr CurveNumbers kNumbers128 = {
    "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff43",
    "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff40",
    "77ce6c1515f3a8edd2c13aabe4d8fbbe4cf55069978b9253b22e7d6bd69c03f1",
    "ffffffffffffffffffffffffffffffffd95c8ed60dfb4dfc7e5abf99263d6607",
    "0",
    "6bf7fc3cfb16d69f5ce4c9a351d6835d78913966c408f6521e29cf1804516a93",
    1};

constexpr CurveNumbers kNumbers192 = {
    "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
    "fffffffffffffffffffffffffffffec3",
    "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
    "fffffffffffffffffffffffffffffec0",
    "3c75dfe1959cef2033075aab655d34d2712748bb0ffbb196a6216af9e9712e3a"
    "14bde2f0f3cebd7cbca7fc236873bf64",
    "fffffffffffffffffffffffffffffffffffffffffffffffe6cccc40373af7bbb"
    "8046dae7a6a4ff0a3db7dc3ff30ca7b7",
    "0",
    "5d438224a82e9e9e6330117e432dbf893a729a11dc86ffa00549e79e66b1d355"
    "84403e276b2a42f9ea5ecb31f733c451",
    1};

constexpr CurveNumbers kNumbers256 = {
    "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
    "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffdc7",
    "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
    "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffdc4",
    "6cb45944933b8c43d88c5d6a60fd58895bc6a9eedd5d255117ce13e3daadb088"
    "2711dcb5c4245e952933008c87aca243ea8622273a49a27a09346998d6139c90",
    "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
    "b2c0092c0198004ef26bebb02e2113f4361bcae59556df32dcffad490d068ef1",
    "0",
    "a826ff7ae4037681b182e6f7a0d18fabb0ab41b3b361bce2d2edf81b00cccada"
    "6973dde20efa6fd2ff777395eee8226167aa83b9c94c0d04b792ae6fceefedbd",
    1};

// Immutable and never freed: it must outlive every key.
const PrimeCurve& Make(const CurveNumbers& numbers) {
  std::unique_ptr<const PrimeCurve> curve = PrimeCurve::Create(numbers);
  KEPIL_CHECK(curve != nullptr);
  return *curve.release();
}

}  // namespace

const BignCurve* FindBignCurve(absl::string_view oid_content) {
  for (const BignCurve& curve : kCurves) {
    if (curve.oid == oid_content) {
      return &curve;
    }
  }
  return nullptr;
}

const PrimeCurve& BignGroup(int level) {
  if (level == 128) {
    static const PrimeCurve& curve = Make(kNumbers128);
    return curve;
  }
  if (level == 192) {
    static const PrimeCurve& curve = Make(kNumbers192);
    return curve;
  }
  KEPIL_CHECK(level == 256);
  static const PrimeCurve& curve = Make(kNumbers256);
  return curve;
}

}  // namespace kepil
