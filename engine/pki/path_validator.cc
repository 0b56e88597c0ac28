#include "engine/pki/path_validator.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "engine/pki/certificate_profile.h"
#include "engine/pki/name_constraints.h"

namespace kepil {
namespace {

constexpr int kAnchor = -1;

const Certificate& At(const CertificatePath& path, int index) {
  return index == kAnchor ? *path.anchor.certificate
                          : *path.certificates[index];
}

// What an error of a key or of a signature check means for a path.
PathProblem ProblemOf(const absl::Status& error) {
  return absl::IsUnimplemented(error) ? PathProblem::kSignatureUnsupported
                                      : PathProblem::kSignatureInvalid;
}

// Whether `deviation` is of no account in an anchor: only its own issuer, above
// which nobody looks, would need it, or old roots commonly have it.
bool IsTolerableInAnchor(ProfileDeviation deviation) {
  return deviation == ProfileDeviation::kSerialZero ||
         deviation == ProfileDeviation::kAuthorityKeyIdMissing ||
         deviation == ProfileDeviation::kAuthorityKeyIdIncomplete;
}

bool HasDeviation(const Certificate& certificate, int index) {
  const std::vector<ProfileDeviation> deviations =
      FindProfileDeviations(certificate);
  return std::any_of(deviations.begin(), deviations.end(),
                     [index](ProfileDeviation deviation) {
                       return index != kAnchor ||
                              !IsTolerableInAnchor(deviation);
                     });
}

// PathWalk is one run of RFC 5280, 6.1 from the anchor down to the target, with
// the state variables of 6.1.2. A failed check is recorded and the run goes on.
class PathWalk {
 public:
  PathWalk(const CertificatePath& path, const PathInputs& inputs)
      : path_(path),
        inputs_(inputs),
        names_(inputs.max_name_constraint_checks),
        policies_(inputs.policies, Length()),
        max_path_length_(Length()) {}

  PathOutcome Run() {
    if (inputs_.anchor == AnchorUse::kCertificate) {
      UseAnchor();
    }
    for (int i = Length() - 1; i >= 0; --i) {
      CheckCertificate(i);
      if (i > 0) {
        PrepareForNext(i);
      }
    }
    WrapUp();
    return std::move(outcome_);
  }

 private:
  int Length() const { return static_cast<int>(path_.certificates.size()); }

  void Report(PathProblem problem, int index,
              CryptoDefect defect = CryptoDefect::kNone) {
    outcome_.findings.push_back(
        {problem, At(path_, index).fingerprint(), index, defect});
  }

  // The anchor's certificate as if another anchor stood above it.
  void UseAnchor() {
    const Certificate& anchor = *path_.anchor.certificate;
    CheckForm(kAnchor);
    if (Length() > 0) {
      CheckAuthority(kAnchor);
      LowerPathLength(anchor);
      if (anchor.extensions().name_constraints.has_value()) {
        names_.Restrict(*anchor.extensions().name_constraints);
      }
    }
  }

  // What does not depend on the place in the path: 6.1.4 (o), 6.1.5 (f) and
  // section 4.
  void CheckForm(int index) {
    const Certificate& certificate = At(path_, index);
    if (!certificate.SignatureAlgorithmsMatch()) {
      Report(PathProblem::kAlgorithmMismatch, index);
    }
    if (certificate.extensions().HasUnrecognisedCritical()) {
      Report(PathProblem::kUnknownCriticalExtension, index);
    }
    if (certificate.extensions().HasMalformed()) {
      Report(PathProblem::kMalformedExtension, index);
    }
    if (inputs_.profile == PathProfile::kStrict &&
        HasDeviation(certificate, index)) {
      Report(PathProblem::kProfileDeviation, index);
    }
  }

  // 6.1.3, without the clock and revocation.
  void CheckCertificate(int i) {
    CheckSignature(i);
    if (At(path_, i).issuer() != path_.IssuerOf(i)->subject()) {
      Report(PathProblem::kNameChaining, i);
    }
    CheckForm(i);
    CheckNames(i);
    policies_.AddCertificate(At(path_, i),
                             i == 0 ? PolicyGraph::Position::kTarget
                                    : PolicyGraph::Position::kIntermediate);
    if (i > 0 && !policies_.IsAcceptable()) {  // Of the target: WrapUp.
      Report(PathProblem::kExplicitPolicyMissing, i);
    }
  }

  // 6.1.3 (a)(1)
  void CheckSignature(int i) {
    const Certificate& certificate = At(path_, i);
    const absl::StatusOr<PublicKeyRef> key = IssuerKeyOf(path_, i);
    if (!key.ok()) {
      Report(ProblemOf(key.status()), i, DefectOf(key.status()));
      return;
    }
    const absl::StatusOr<bool> verified =
        VerifySignedObject(**key, certificate.signature_algorithm(),
                           certificate.tbs(), certificate.signature());
    if (!verified.ok()) {
      Report(ProblemOf(verified.status()), i, DefectOf(verified.status()));
    } else if (!*verified) {
      Report(PathProblem::kSignatureInvalid, i,
             DefectOfSignedObject(**key, certificate.signature_algorithm(),
                                  certificate.signature()));
    }
  }

  // 6.1.3 (b), (c)
  void CheckNames(int i) {
    if (i > 0 && At(path_, i).IsSelfIssued()) {
      return;
    }
    const NameConstraints::Verdict verdict = names_.Check(At(path_, i));
    if (!verdict.permitted) {
      Report(PathProblem::kNotPermittedName, i);
    }
    if (verdict.excluded) {
      Report(PathProblem::kExcludedName, i);
    }
    if (verdict.limit_reached) {
      Report(PathProblem::kNameConstraintLimit, i);
    }
  }

  // 6.1.4
  void PrepareForNext(int i) {
    const Certificate& certificate = At(path_, i);
    if (!policies_.PrepareForNext(certificate)) {
      Report(PathProblem::kAnyPolicyMapped, i);
    }
    if (certificate.extensions().name_constraints.has_value()) {
      names_.Restrict(*certificate.extensions().name_constraints);
    }
    CheckAuthority(i);
    if (!certificate.IsSelfIssued()) {
      if (max_path_length_ > 0) {
        --max_path_length_;
      } else {
        Report(PathProblem::kPathLengthExceeded, i);
      }
    }
    LowerPathLength(certificate);
  }

  // 6.1.4 (k), (n)
  void CheckAuthority(int index) {
    const Certificate& certificate = At(path_, index);
    const CertificateExtensions& extensions = certificate.extensions();
    if (certificate.version() != 3) {
      Report(PathProblem::kNotVersion3, index);
    }
    if (!extensions.basic_constraints.has_value() ||
        !extensions.basic_constraints->ca) {
      Report(PathProblem::kNotCa, index);
    }
    if (extensions.key_usage.has_value() &&
        !extensions.key_usage->Has(KeyUsageBit::kKeyCertSign)) {
      Report(PathProblem::kNoCertSign, index);
    }
  }

  // 6.1.4 (m)
  void LowerPathLength(const Certificate& certificate) {
    const auto& constraints = certificate.extensions().basic_constraints;
    if (constraints.has_value() && constraints->path_length.has_value()) {
      max_path_length_ = std::min(max_path_length_, *constraints->path_length);
    }
  }

  // 6.1.5
  void WrapUp() {
    const int target = Length() > 0 ? 0 : kAnchor;
    PolicyGraph::Result result =
        policies_.WrapUp(Length() > 0 ? path_.certificates[0].get() : nullptr);
    if (!result.acceptable) {
      Report(PathProblem::kExplicitPolicyMissing, target);
    }
    outcome_.policies = std::move(result.policies);
  }

  const CertificatePath& path_;
  const PathInputs& inputs_;
  NameConstraints names_;
  PolicyGraph policies_;
  int64_t max_path_length_;
  PathOutcome outcome_;
};

}  // namespace

PathOutcome ValidatePath(const CertificatePath& path,
                         const PathInputs& inputs) {
  return PathWalk(path, inputs).Run();
}

std::vector<PathFinding> CheckValidityPeriods(const CertificatePath& path,
                                              const PathInputs& inputs,
                                              absl::Time time) {
  std::vector<PathFinding> findings;
  const auto check = [&](int index) {
    const Certificate& certificate = At(path, index);
    // notAfter names a whole second (RFC 5280, 4.1.2.5), all of it valid.
    if (time < certificate.not_before() ||
        time >= certificate.not_after() + absl::Seconds(1)) {
      findings.push_back(
          {PathProblem::kOutsideValidity, certificate.fingerprint(), index});
    }
  };
  if (inputs.anchor == AnchorUse::kCertificate) {
    check(kAnchor);
  }
  for (int i = static_cast<int>(path.certificates.size()) - 1; i >= 0; --i) {
    check(i);
  }
  return findings;
}

absl::StatusOr<PublicKeyRef> IssuerKeyOf(const CertificatePath& path,
                                         size_t i) {
  // Up to the first key that stands by itself, then down again (6.1.4 (f)).
  size_t above = i;
  while (!path.IssuerOf(above)->public_key().ok() &&
         above + 1 <= path.certificates.size() - 1) {
    ++above;
  }
  absl::StatusOr<PublicKeyRef> key = path.IssuerOf(above)->public_key();
  while (above > i && key.ok()) {
    --above;
    const Certificate& issuer = *path.IssuerOf(above);
    key = (*key)->family() == KeyFamily::kDsa
              ? PublicKey::FromSpkiInheriting(issuer.spki(), **key)
              : issuer.public_key();
  }
  return above > i ? path.IssuerOf(i)->public_key() : key;
}

}  // namespace kepil
