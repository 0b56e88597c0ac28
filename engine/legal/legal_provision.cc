#include "engine/legal/legal_provision.h"

namespace kepil {
namespace {

struct Provisions {
  v1::LegalBasis law370;
  v1::LegalBasis code;
};

Provisions ProvisionsOf(LegalConcept subject) {
  switch (subject) {
    case LegalConcept::kTreatyPrecedence:
      return {v1::LEGAL_BASIS_LAW370_2_2, v1::LEGAL_BASIS_CODE_2_2};
    case LegalConcept::kAuthenticity:
      return {v1::LEGAL_BASIS_LAW370_10_1_1, v1::LEGAL_BASIS_CODE_49_2_1};
    case LegalConcept::kPossession:
      return {v1::LEGAL_BASIS_LAW370_10_1_2, v1::LEGAL_BASIS_CODE_49_2_2};
    case LegalConcept::kUseAsStated:
      return {v1::LEGAL_BASIS_LAW370_10_1_3, v1::LEGAL_BASIS_CODE_49_2_3};
    case LegalConcept::kIssuer:
      return {v1::LEGAL_BASIS_LAW370_10_1_4, v1::LEGAL_BASIS_CODE_49_2_4};
    case LegalConcept::kTreatyGround:
      return {v1::LEGAL_BASIS_LAW370_19_1, v1::LEGAL_BASIS_CODE_2_2};
    case LegalConcept::kRegisteredCaGround:
      return {v1::LEGAL_BASIS_LAW370_19_2, v1::LEGAL_BASIS_CODE_49_2_4};
    case LegalConcept::kRegisteredTtpGround:
      return {v1::LEGAL_BASIS_LAW370_19_3, v1::LEGAL_BASIS_CODE_57_2};
    case LegalConcept::kMandatoryAccreditation:
      return {v1::LEGAL_BASIS_LAW370_20_2_1, v1::LEGAL_BASIS_CODE_54_2};
    case LegalConcept::kCeasedCertificates:
      return {v1::LEGAL_BASIS_LAW370_22_4, v1::LEGAL_BASIS_CODE_56_4};
    case LegalConcept::kSystemSignature:
      return {v1::LEGAL_BASIS_UNSPECIFIED, v1::LEGAL_BASIS_CODE_49_3};
    case LegalConcept::kSystemOwner:
      return {v1::LEGAL_BASIS_UNSPECIFIED, v1::LEGAL_BASIS_CODE_58_5};
    case LegalConcept::kEntitySignature:
      return {v1::LEGAL_BASIS_LAW370_10_3, v1::LEGAL_BASIS_CODE_62_6};
    case LegalConcept::kSignedDocument:
      return {v1::LEGAL_BASIS_LAW370_7_1, v1::LEGAL_BASIS_CODE_62_2};
    case LegalConcept::kSeal:
      return {v1::LEGAL_BASIS_UNSPECIFIED, v1::LEGAL_BASIS_CODE_61_5};
  }
  return {v1::LEGAL_BASIS_UNSPECIFIED, v1::LEGAL_BASIS_UNSPECIFIED};
}

}  // namespace

v1::LegalBasis ProvisionOf(LegalConcept subject, v1::LegalRegime regime) {
  switch (regime) {
    case v1::LEGAL_REGIME_CODE:
      return ProvisionsOf(subject).code;
    case v1::LEGAL_REGIME_LAW370:
      return ProvisionsOf(subject).law370;
    case v1::LEGAL_REGIME_LAW370_PRE_TTP:
    case v1::LEGAL_REGIME_NO_REGIME:
    case v1::LEGAL_REGIME_UNSPECIFIED:
    case v1::LegalRegime_INT_MIN_SENTINEL_DO_NOT_USE_:
    case v1::LegalRegime_INT_MAX_SENTINEL_DO_NOT_USE_:
      break;
  }
  return v1::LEGAL_BASIS_UNSPECIFIED;
}

absl::string_view ProvisionText(v1::LegalBasis basis) {
  switch (basis) {
    case v1::LEGAL_BASIS_LAW370_2_2:
      return "L2(2)";
    case v1::LEGAL_BASIS_LAW370_7_1:
      return "L7(1)";
    case v1::LEGAL_BASIS_LAW370_10_1_1:
      return "L10(1)(1)";
    case v1::LEGAL_BASIS_LAW370_10_1_2:
      return "L10(1)(2)";
    case v1::LEGAL_BASIS_LAW370_10_1_3:
      return "L10(1)(3)";
    case v1::LEGAL_BASIS_LAW370_10_1_4:
      return "L10(1)(4)";
    case v1::LEGAL_BASIS_LAW370_10_3:
      return "L10(3)";
    case v1::LEGAL_BASIS_LAW370_13_1:
      return "L13(1)";
    case v1::LEGAL_BASIS_LAW370_13_2:
      return "L13(2)";
    case v1::LEGAL_BASIS_LAW370_13_3:
      return "L13(3)";
    case v1::LEGAL_BASIS_LAW370_19_1:
      return "L19(1)";
    case v1::LEGAL_BASIS_LAW370_19_2:
      return "L19(2)";
    case v1::LEGAL_BASIS_LAW370_19_3:
      return "L19(3)";
    case v1::LEGAL_BASIS_LAW370_20_2_1:
      return "L20-2(1)";
    case v1::LEGAL_BASIS_LAW370_22_4:
      return "L22(4)";
    case v1::LEGAL_BASIS_CODE_2_2:
      return "K2(2)";
    case v1::LEGAL_BASIS_CODE_49_2_1:
      return "K49(2)(1)";
    case v1::LEGAL_BASIS_CODE_49_2_2:
      return "K49(2)(2)";
    case v1::LEGAL_BASIS_CODE_49_2_3:
      return "K49(2)(3)";
    case v1::LEGAL_BASIS_CODE_49_2_4:
      return "K49(2)(4)";
    case v1::LEGAL_BASIS_CODE_49_3:
      return "K49(3)";
    case v1::LEGAL_BASIS_CODE_54_2:
      return "K54(2)";
    case v1::LEGAL_BASIS_CODE_56_4:
      return "K56(4)";
    case v1::LEGAL_BASIS_CODE_57_2:
      return "K57(2)";
    case v1::LEGAL_BASIS_CODE_58_5:
      return "K58(5)";
    case v1::LEGAL_BASIS_CODE_61_5:
      return "K61(5)";
    case v1::LEGAL_BASIS_CODE_62_2:
      return "K62(2)";
    case v1::LEGAL_BASIS_CODE_62_6:
      return "K62(6)";
    case v1::LEGAL_BASIS_UNSPECIFIED:
    case v1::LegalBasis_INT_MIN_SENTINEL_DO_NOT_USE_:
    case v1::LegalBasis_INT_MAX_SENTINEL_DO_NOT_USE_:
      break;
  }
  return "";
}

}  // namespace kepil
