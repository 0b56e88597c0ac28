#ifndef KEPIL_ENGINE_PKI_NAME_CONSTRAINTS_H_
#define KEPIL_ENGINE_PKI_NAME_CONSTRAINTS_H_

#include <array>
#include <cstdint>
#include <vector>

#include "engine/pki/certificate.h"
#include "engine/pki/certificate_extensions.h"

namespace kepil {

// NameConstraints is the permitted_subtrees and excluded_subtrees of RFC 5280,
// 6.1.2 (b) and (c), along one path. Subtrees are kept per certificate that
// imposed them: a name must lie within one permitted subtree of each, which is
// their intersection without computing it.
//
// What cannot be judged is refused: a name form that this code does not compare
// (otherName, x400Address, ediPartyName, registeredID), a malformed name or a
// malformed subtree, or a minimum or maximum, as soon as a constraint on that
// form is in force, critical or not.
class NameConstraints {
 public:
  // At most `max_checks` comparisons of a name with a subtree over the life of
  // the object.
  explicit NameConstraints(int64_t max_checks) : checks_left_(max_checks) {}

  // 6.1.4 (g). `extension` must outlive this object.
  void Restrict(const NameConstraintsExtension& extension);

  struct Verdict {
    bool permitted = true;       // 6.1.3 (b)
    bool excluded = false;       // 6.1.3 (c)
    bool limit_reached = false;  // Nothing can be said; treat as a failure.
  };
  // Judges the subject, its emailAddress attributes (as rfc822Name) and all
  // subjectAltNames of `certificate`. Whether it is exempt (self-issued and not
  // the last of the path) is for the caller to know.
  Verdict Check(const Certificate& certificate);

 private:
  static constexpr int kForms = 9;  // GeneralName::Type.
  using Subtrees = std::vector<const GeneralName*>;
  struct Form {
    std::vector<Subtrees> permitted;  // One per certificate that permits.
    Subtrees excluded;
    bool malformed = false;
    int64_t subtrees = 0;
  };
  void CheckForm(const Form& form, const Subtrees& names, Verdict& verdict);

  std::array<Form, kForms> forms_;
  bool unsupported_distance_ = false;
  int64_t checks_left_;
};

}  // namespace kepil

#endif  // KEPIL_ENGINE_PKI_NAME_CONSTRAINTS_H_
