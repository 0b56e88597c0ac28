#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "base/status_macros.h"
#include "engine/crypto/object_identifier.h"
#include "tests/differential/path_question.h"

namespace kepil {
namespace {

struct Deleter {
  void operator()(X509* p) const { X509_free(p); }
  void operator()(X509_CRL* p) const { X509_CRL_free(p); }
  void operator()(X509_STORE* p) const { X509_STORE_free(p); }
  void operator()(X509_STORE_CTX* p) const { X509_STORE_CTX_free(p); }
  void operator()(STACK_OF(X509) * p) const { sk_X509_pop_free(p, X509_free); }
  void operator()(STACK_OF(X509_CRL) * p) const {
    sk_X509_CRL_pop_free(p, X509_CRL_free);
  }
};
template <typename T>
using Owned = std::unique_ptr<T, Deleter>;

Owned<X509> ReadCertificate(const std::string& der) {
  const auto* octets = reinterpret_cast<const unsigned char*>(der.data());
  const auto* const end = octets + der.size();
  Owned<X509> certificate(
      d2i_X509(nullptr, &octets, static_cast<long>(der.size())));
  return octets == end ? std::move(certificate) : nullptr;
}

Owned<STACK_OF(X509_CRL)> ReadCrls(const std::vector<std::string>& ders) {
  Owned<STACK_OF(X509_CRL)> crls(sk_X509_CRL_new_null());
  for (const std::string& der : ders) {
    const auto* octets = reinterpret_cast<const unsigned char*>(der.data());
    X509_CRL* crl =
        d2i_X509_CRL(nullptr, &octets, static_cast<long>(der.size()));
    if (crl != nullptr) {
      sk_X509_CRL_push(crls.get(), crl);
    }
  }
  return crls;
}

void SetParameters(const PathQuestion& question, X509_VERIFY_PARAM* param) {
  unsigned long flags = X509_V_FLAG_POLICY_CHECK;
  if (question.with_crls) {
    flags |= X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL |
             X509_V_FLAG_EXTENDED_CRL_SUPPORT | X509_V_FLAG_USE_DELTAS;
  }
  const InitialPolicies& policies = question.policies;
  flags |= policies.require_explicit_policy ? X509_V_FLAG_EXPLICIT_POLICY : 0;
  flags |= policies.inhibit_policy_mapping ? X509_V_FLAG_INHIBIT_MAP : 0;
  flags |= policies.inhibit_any_policy ? X509_V_FLAG_INHIBIT_ANY : 0;
  X509_VERIFY_PARAM_set_flags(param, flags);
  for (const std::string& policy : policies.user_initial_policy_set) {
    X509_VERIFY_PARAM_add0_policy(param,
                                  OBJ_txt2obj(OidToText(policy).c_str(), 1));
  }
  if (policies.user_initial_policy_set.empty()) {
    // To OpenSSL no policy would mean none, not any.
    X509_VERIFY_PARAM_add0_policy(param, OBJ_nid2obj(NID_any_policy));
  }
  X509_VERIFY_PARAM_set_purpose(param, X509_PURPOSE_ANY);
  X509_VERIFY_PARAM_set_time(
      param, static_cast<time_t>(absl::ToUnixSeconds(question.time)));
}

// Whether the keys of those that can be read can be used.
bool KnowsKeysOf(const std::vector<std::string>& ders) {
  for (const std::string& der : ders) {
    const Owned<X509> certificate = ReadCertificate(der);
    if (certificate != nullptr &&
        X509_get0_pubkey(certificate.get()) == nullptr) {
      return false;
    }
  }
  return true;
}

PathAnswer Refusal(const std::string& reason) {
  return {PathAnswer::Verdict::kRefused,
          absl::StrReplaceAll(reason, {{" ", "-"}})};
}

}  // namespace

PathAnswer AskOpenSsl(const PathQuestion& question) {
  ERR_clear_error();
  const Owned<X509> target = ReadCertificate(question.target);
  if (target == nullptr) {
    return Refusal("unreadable");
  }
  const Owned<X509_STORE> store(X509_STORE_new());
  for (const std::string& der : question.anchors) {
    if (const Owned<X509> anchor = ReadCertificate(der)) {
      X509_STORE_add_cert(store.get(), anchor.get());
    }
  }
  const Owned<STACK_OF(X509)> untrusted(sk_X509_new_null());
  for (const std::string& der : question.intermediates) {
    if (Owned<X509> certificate = ReadCertificate(der)) {
      sk_X509_push(untrusted.get(), certificate.release());
    }
  }
  const Owned<STACK_OF(X509_CRL)> crls = ReadCrls(question.crls);
  const Owned<X509_STORE_CTX> context(X509_STORE_CTX_new());
  KEPIL_CHECK(X509_STORE_CTX_init(context.get(), store.get(), target.get(),
                                  untrusted.get()) == 1);
  X509_STORE_CTX_set0_crls(context.get(), crls.get());
  SetParameters(question, X509_STORE_CTX_get0_param(context.get()));
  const bool accepted = X509_verify_cert(context.get()) == 1;
  const int error = X509_STORE_CTX_get_error(context.get());
  ERR_clear_error();
  if (accepted) {
    return {PathAnswer::Verdict::kAccepted, ""};
  }
  PathAnswer refusal =
      Refusal(absl::StrCat(X509_verify_cert_error_string(error)));
  if (!KnowsKeysOf({question.target}) || !KnowsKeysOf(question.intermediates) ||
      !KnowsKeysOf(question.anchors)) {
    refusal.verdict = PathAnswer::Verdict::kNotAsked;
  }
  return refusal;
}

std::string OpenSslLinkProblem(const std::vector<std::string>& path) {
  for (size_t i = 0; i < path.size(); ++i) {
    const Owned<X509> subject = ReadCertificate(path[i]);
    const Owned<X509> issuer =
        ReadCertificate(path[i + 1 < path.size() ? i + 1 : i]);
    if (subject == nullptr || issuer == nullptr) {
      return "unreadable";
    }
    const int problem = X509_check_issued(issuer.get(), subject.get());
    if (problem != X509_V_OK) {
      return absl::StrCat(
          i + 1 < path.size() ? "" : "anchor:",
          Refusal(X509_verify_cert_error_string(problem)).reason);
    }
  }
  return "none";
}

}  // namespace kepil
