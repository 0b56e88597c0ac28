#include "engine/legal/recognition_ground.h"

namespace kepil {
namespace {

v1::RecognitionGround GroundOf(const Conclusion& conclusion,
                               const TrustSnapshot& trust) {
  if (!conclusion.path.has_value()) {
    return v1::RECOGNITION_GROUND_NONE;
  }
  const TrustService* service =
      trust.FindService(conclusion.path->anchor.service_id);
  if (service == nullptr) {
    return v1::RECOGNITION_GROUND_NONE;
  }
  const ServiceStatus status =
      StatusAt(*service, conclusion.best_signature_time);
  if (status != ServiceStatus::kActive &&
      status != ServiceStatus::kTerminationNotified) {
    return v1::RECOGNITION_GROUND_NONE;
  }
  switch (service->kind) {
    case AuthorityKind::kForeignCa:
      return v1::RECOGNITION_GROUND_FOREIGN_CA_REGISTERED;
    case AuthorityKind::kDomesticCa:
      return v1::RECOGNITION_GROUND_DOMESTIC_ACCREDITED_CA;
    case AuthorityKind::kForeignTtp:
      return v1::RECOGNITION_GROUND_FOREIGN_TTP_REGISTERED;
  }
  return v1::RECOGNITION_GROUND_NONE;
}

}  // namespace

v1::LegalConclusion ConcludeRecognition(const Conclusion& conclusion,
                                        const TrustSnapshot& trust) {
  v1::LegalConclusion legal;
  legal.set_ground(GroundOf(conclusion, trust));
  legal.set_effect(v1::LEGAL_EFFECT_UNDETERMINED);
  legal.add_reasons(v1::LEGAL_REASON_LEGAL_RULES_NOT_LOADED);
  return legal;
}

}  // namespace kepil
