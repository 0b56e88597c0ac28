#include "engine/pki/path_builder.h"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "engine/pki/certificate.h"
#include "engine/pki/certificate_extensions.h"
#include "engine/pki/certificate_path.h"
#include "engine/pki/certificate_pool.h"
#include "engine/pki/trust_anchor.h"

namespace kepil {
namespace {

// How the identifiers of subordinate and candidate fit; lower is tried first.
enum class Fit { kMatch = 0, kNoneGiven = 1, kMismatch = 2 };

bool NamesDirectory(const std::vector<GeneralName>& names, const Name& name) {
  for (const GeneralName& candidate : names) {
    if (candidate.type == GeneralName::Type::kDirectory &&
        candidate.directory == name) {
      return true;
    }
  }
  return false;
}

// RFC 5280, 4.2.1.1. Only an order of trial: a CA may have changed its
// identifiers, and whoever wants a wrong one can write it.
Fit FitOf(const Certificate& subordinate, const Certificate& candidate) {
  const auto& authority = subordinate.extensions().authority_key_id;
  if (!authority.has_value()) {
    return Fit::kNoneGiven;
  }
  const auto& key_id = candidate.extensions().subject_key_id;
  if (authority->key_id.has_value() && key_id.has_value()) {
    return *authority->key_id == *key_id ? Fit::kMatch : Fit::kMismatch;
  }
  if (authority->serial.has_value() && !authority->issuer.empty()) {
    return *authority->serial == candidate.serial() &&
                   NamesDirectory(authority->issuer, candidate.issuer())
               ? Fit::kMatch
               : Fit::kMismatch;
  }
  return Fit::kNoneGiven;
}

bool IsSameEntity(const Certificate& a, const Certificate& b) {
  return a.spki_digest() == b.spki_digest() && a.subject() == b.subject();
}

// Whether `a` is tried before `b` as issuer of `subordinate`.
bool IsTriedBefore(const Certificate& subordinate, const Certificate& a,
                   const Certificate& b) {
  const Fit fit_a = FitOf(subordinate, a);
  const Fit fit_b = FitOf(subordinate, b);
  if (fit_a != fit_b) {
    return fit_a < fit_b;
  }
  if (a.not_before() != b.not_before()) {
    return a.not_before() > b.not_before();
  }
  return a.fingerprint() < b.fingerprint();
}

// One depth-first search.
class Search {
 public:
  Search(const CertificatePool& pool, const AnchorSource& anchors,
         const PathBuilder::Limits& limits)
      : pool_(pool), anchors_(anchors), limits_(limits) {}

  PathBuilder::Result Run(const CertificateRef& target) {
    path_.push_back(target);
    Extend();
    return std::move(result_);
  }

 private:
  // Tries every issuer of path_.back(); at most limits_.max_depth deep.
  void Extend();
  std::vector<TrustAnchor> SortedAnchors() const;
  // Issuers that would make no loop; as many in order as steps are left, and
  // one, at which the search stops.
  std::vector<CertificateRef> SortedIssuers() const;
  bool IsOnPath(const Certificate& candidate) const;
  void TryAnchor(const TrustAnchor& anchor);
  void TryIssuer(const CertificateRef& issuer);
  // Counts a candidate; false if there were too many.
  bool TakeStep();
  void AddPath(std::vector<CertificateRef> certificates,
               const TrustAnchor& anchor);
  void Stop() { result_.limit_reached = is_over_ = true; }

  const CertificatePool& pool_;
  const AnchorSource& anchors_;
  const PathBuilder::Limits limits_;
  std::vector<CertificateRef> path_;
  bool is_over_ = false;
  PathBuilder::Result result_;
};

std::vector<TrustAnchor> Search::SortedAnchors() const {
  const Certificate& subordinate = *path_.back();
  std::vector<TrustAnchor> anchors = anchors_.AnchorsFor(subordinate);
  std::sort(
      anchors.begin(), anchors.end(),
      [&](const TrustAnchor& a, const TrustAnchor& b) {
        return a.certificate->fingerprint() == b.certificate->fingerprint()
                   ? a.service_id < b.service_id
                   : IsTriedBefore(subordinate, *a.certificate, *b.certificate);
      });
  return anchors;
}

bool Search::IsOnPath(const Certificate& candidate) const {
  return std::any_of(path_.begin(), path_.end(),
                     [&](const CertificateRef& certificate) {
                       return IsSameEntity(candidate, *certificate);
                     });
}

std::vector<CertificateRef> Search::SortedIssuers() const {
  const Certificate& subordinate = *path_.back();
  std::vector<CertificateRef> issuers =
      pool_.FindBySubject(subordinate.issuer());
  issuers.erase(std::remove_if(issuers.begin(), issuers.end(),
                               [this](const CertificateRef& issuer) {
                                 return IsOnPath(*issuer);
                               }),
                issuers.end());
  const size_t count =
      std::min(issuers.size(),
               static_cast<size_t>(limits_.max_steps - result_.steps) + 1);
  std::partial_sort(
      issuers.begin(), issuers.begin() + static_cast<std::ptrdiff_t>(count),
      issuers.end(), [&](const CertificateRef& a, const CertificateRef& b) {
        return IsTriedBefore(subordinate, *a, *b);
      });
  issuers.resize(count);
  return issuers;
}

void Search::Extend() {
  for (const TrustAnchor& anchor : SortedAnchors()) {
    TryAnchor(anchor);
    if (is_over_) {
      return;
    }
  }
  for (const CertificateRef& issuer : SortedIssuers()) {
    if (static_cast<int>(path_.size()) >= limits_.max_depth) {
      result_.limit_reached = true;
      return;
    }
    TryIssuer(issuer);
    if (is_over_) {
      return;
    }
  }
}

void Search::TryAnchor(const TrustAnchor& anchor) {
  if (!TakeStep()) {
    return;
  }
  const Certificate& certificate = *anchor.certificate;
  if (path_.size() == 1 &&
      certificate.fingerprint() == path_[0]->fingerprint()) {
    AddPath({}, anchor);  // The target is the anchor.
    return;
  }
  if (certificate.subject() != path_.back()->issuer()) {
    return;  // An intermediate that is an anchor: tried below it already.
  }
  // Above its own second certificate an anchor adds nothing: the path that
  // ends at the anchor one certificate earlier is among the results. A target
  // may be the successor of its anchor.
  for (size_t i = 1; i < path_.size(); ++i) {
    if (IsSameEntity(certificate, *path_[i])) {
      return;
    }
  }
  AddPath(path_, anchor);
}

void Search::TryIssuer(const CertificateRef& issuer) {
  if (!TakeStep()) {
    return;
  }
  path_.push_back(issuer);
  Extend();
  path_.pop_back();
}

bool Search::TakeStep() {
  if (result_.steps >= limits_.max_steps) {
    Stop();
    return false;
  }
  ++result_.steps;
  return true;
}

void Search::AddPath(std::vector<CertificateRef> certificates,
                     const TrustAnchor& anchor) {
  if (static_cast<int>(result_.paths.size()) >= limits_.max_paths) {
    Stop();
    return;
  }
  result_.paths.push_back({std::move(certificates), anchor});
}

}  // namespace

PathBuilder::Result PathBuilder::Build(const CertificateRef& target,
                                       const CertificatePool& pool,
                                       const AnchorSource& anchors,
                                       const Limits& limits) {
  return Search(pool, anchors, limits).Run(target);
}

}  // namespace kepil
