#include "services/receipt/authority_package_check.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "engine/crypto/digest.h"
#include "engine/pki/certificate_reader.h"
#include "engine/pki/crl.h"
#include "engine/signature/signature_document.h"
#include "kepil/storage/v1/registry.pb.h"
#include "translog/tlog_proof.h"

namespace kepil {
namespace {

using storage::v1::AuditEvent;

std::string LeafOf(const AuditEvent& event, absl::string_view octets) {
  storage::v1::ActLeaf leaf;
  leaf.set_sequence(event.sequence());
  leaf.set_event_sha256(std::string(Sha256(octets).bytes()));
  return leaf.SerializeAsString();
}

// Takes effect by the signature of who is named in the event.
bool IsDecision(storage::v1::AuditKind kind) {
  return kind == storage::v1::AUDIT_KIND_APPROVED ||
         kind == storage::v1::AUDIT_KIND_SUSPENDED ||
         kind == storage::v1::AUDIT_KIND_REFUSED;
}

class Examination {
 public:
  Examination(absl::string_view octets, absl::string_view vkey)
      : verifier_(NoteVerifier::FromVkey(vkey)) {
    if (!report_.package.ParseFromArray(octets.data(),
                                        static_cast<int>(octets.size())) ||
        !verifier_.ok()) {
      Add(PackageProblem::kUnreadable);
    }
  }

  AuthorityPackageReport Run() {
    ReadCertificates();
    for (const v1::PackagedAct& act : package().acts()) {
      CheckAct(act);
    }
    if (!is_archived_) {
      Add(PackageProblem::kNotArchived);
    }
    CheckRecord();
    for (const v1::PackagedCrl& crl : package().crls()) {
      CheckCrl(crl.der());
    }
    return std::move(report_);
  }

 private:
  const v1::AuthorityPackage& package() const { return report_.package; }
  void Add(PackageProblem problem) {
    std::vector<PackageProblem>& all = report_.problems;
    if (std::find(all.begin(), all.end(), problem) == all.end()) {
      all.push_back(problem);
    }
  }

  void ReadCertificates() {
    for (const std::string& der : package().certificates()) {
      absl::StatusOr<CertificateRef> certificate = Certificate::FromDer(der);
      if (certificate.ok()) {
        certificates_.push_back(*std::move(certificate));
      } else {
        Add(PackageProblem::kUnreadable);
      }
    }
  }

  void CheckAct(const v1::PackagedAct& act) {
    AuditEvent event;
    v1::ChangeStatement statement;
    if (!event.ParseFromString(act.event()) ||
        !statement.ParseFromString(act.statement())) {
      return Add(PackageProblem::kUnreadable);
    }
    if (event.sequence() <= last_sequence_) {
      Add(PackageProblem::kActsOutOfOrder);
    }
    last_sequence_ = event.sequence();
    if (!IsInLog(act, event)) {
      return Add(PackageProblem::kActNotInLog);
    }
    const bool refuses = event.kind() == storage::v1::AUDIT_KIND_REFUSED;
    if (statement.change_id() != event.change_id() ||
        (statement.act() == v1::ACT_REFUSE) != refuses ||
        (!refuses && statement.authority().id() != package().authority().id() &&
         statement.status().authority_id() != package().authority().id())) {
      return Add(PackageProblem::kStatementForeign);
    }
    if (!IsDecision(event.kind())) {
      return;
    }
    if (!IsSignedByDecider(act, event.principal())) {
      return Add(PackageProblem::kNotSigned);
    }
    if (!refuses) {
      TakeEffect(event, statement);
    }
  }

  bool IsInLog(const v1::PackagedAct& act, const AuditEvent& event) const {
    const absl::StatusOr<TlogProof> proof = ParseTlogProof(act.tlog_proof());
    if (!proof.ok() || !verifier_.ok() ||
        proof->index != event.sequence() - 1) {
      return false;
    }
    const absl::StatusOr<TlogProofVerdict> verdict =
        VerifyTlogProof(*proof, LeafOf(event, act.event()), *verifier_);
    return verdict.ok() && *verdict == TlogProofVerdict::kValid;
  }

  bool IsSignedByDecider(const v1::PackagedAct& act,
                         const std::string& principal) {
    SignatureInput input;
    input.signature = act.signature();
    input.content = act.statement();
    const absl::StatusOr<SignatureDocument> document =
        ParseSignatureDocument(input, reader_, ParseLimits());
    if (!document.ok() || document->signatures.size() != 1) {
      return false;
    }
    const ParsedSignature& signature = *document->signatures[0];
    const auto matches = [](const SignedDataObject& object) {
      return object.outcome == SignedDataObject::Outcome::kMatched;
    };
    if (!std::all_of(signature.signed_data().begin(),
                     signature.signed_data().end(), matches)) {
      return false;
    }
    return std::any_of(
        package().officers().begin(), package().officers().end(),
        [&](const v1::PrincipalRecord& officer) {
          const absl::StatusOr<CertificateRef> certificate =
              Certificate::FromDer(officer.signing_certificate());
          if (officer.id() != principal || !certificate.ok() ||
              !(*certificate)->public_key().ok()) {
            return false;
          }
          const absl::StatusOr<bool> verified =
              signature.VerifyValue(**(*certificate)->public_key());
          return verified.ok() && *verified;
        });
  }

  // What a decision puts on record.
  void TakeEffect(const AuditEvent& event,
                  const v1::ChangeStatement& statement) {
    decided_.insert(event.change_id());
    is_archived_ |= statement.act() == v1::ACT_ARCHIVE;
    for (const v1::TrustService& service : statement.authority().services()) {
      admitted_.insert(service.anchors().begin(), service.anchors().end());
      admitted_.insert(service.intermediates().begin(),
                       service.intermediates().end());
    }
  }

  void CheckRecord() {
    for (const v1::TrustService& service : package().authority().services()) {
      for (const auto* list : {&service.anchors(), &service.intermediates()}) {
        for (const std::string& der : *list) {
          if (admitted_.count(der) == 0) {
            Add(PackageProblem::kRecordNotDecided);
          }
          if (std::count(package().certificates().begin(),
                         package().certificates().end(), der) == 0) {
            Add(PackageProblem::kCertificateMissing);
          }
        }
      }
      for (const v1::StatusEntry& entry : service.history()) {
        if (decided_.count(entry.change_id()) == 0) {
          Add(PackageProblem::kRecordNotDecided);
        }
      }
    }
    if (!package().authority().has_archived_at()) {
      Add(PackageProblem::kNotArchived);
    }
  }

  void CheckCrl(const std::string& der) {
    const absl::StatusOr<CrlRef> crl = Crl::FromDer(der);
    if (!crl.ok()) {
      return Add(PackageProblem::kUnreadable);
    }
    const bool verifies =
        std::any_of(certificates_.begin(), certificates_.end(),
                    [&](const CertificateRef& certificate) {
                      if (!certificate->public_key().ok()) {
                        return false;
                      }
                      const absl::StatusOr<bool> verified =
                          VerifyCrl(**crl, **certificate->public_key());
                      return verified.ok() && *verified;
                    });
    if (!verifies) {
      Add(PackageProblem::kCrlNotOfAuthority);
    }
  }

  const absl::StatusOr<NoteVerifier> verifier_;
  PlainCertificateReader reader_;
  AuthorityPackageReport report_;
  std::vector<CertificateRef> certificates_;
  int64_t last_sequence_ = 0;
  bool is_archived_ = false;
  std::set<std::string> decided_;   // Change ids.
  std::set<std::string> admitted_;  // DER.
};

}  // namespace

absl::string_view PackageProblemName(PackageProblem problem) {
  switch (problem) {
    case PackageProblem::kUnreadable:
      return "UNREADABLE";
    case PackageProblem::kNotArchived:
      return "NOT_ARCHIVED";
    case PackageProblem::kActNotInLog:
      return "ACT_NOT_IN_LOG";
    case PackageProblem::kActsOutOfOrder:
      return "ACTS_OUT_OF_ORDER";
    case PackageProblem::kStatementForeign:
      return "STATEMENT_FOREIGN";
    case PackageProblem::kNotSigned:
      return "NOT_SIGNED";
    case PackageProblem::kRecordNotDecided:
      return "RECORD_NOT_DECIDED";
    case PackageProblem::kCertificateMissing:
      return "CERTIFICATE_MISSING";
    case PackageProblem::kCrlNotOfAuthority:
      return "CRL_NOT_OF_AUTHORITY";
  }
  return "UNKNOWN";
}

AuthorityPackageReport CheckAuthorityPackage(absl::string_view octets,
                                             absl::string_view acts_log_vkey) {
  return Examination(octets, acts_log_vkey).Run();
}

}  // namespace kepil
