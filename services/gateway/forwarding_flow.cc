#include "services/gateway/forwarding_flow.h"

#include <algorithm>
#include <map>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "engine/crypto/der_reader.h"
#include "engine/crypto/der_writer.h"
#include "services/evidence/acquisition_failure.h"
#include "services/receipt/peer_answer.h"

namespace kepil {

// What is asked of the TTPs of one state.
struct ForwardingFlow::Question {
  std::vector<const ForeignTtp*> ttps;
  std::vector<CertificateRef> signers;  // Each once.
};

namespace {

constexpr char kHopPrefix[] = "urn:kepil:hop:";
constexpr int kNonceSize = 16;
constexpr size_t kMaxChain = 16;
// Context tags of GeneralName.
constexpr int kDirectoryName = 4;
constexpr int kUri = 6;

void AddOnce(const CertificateRef& certificate,
             std::vector<CertificateRef>& all) {
  if (std::none_of(all.begin(), all.end(), [&](const CertificateRef& one) {
        return one->fingerprint() == certificate->fingerprint();
      })) {
    all.push_back(certificate);
  }
}

bool IsCa(const Certificate& certificate) {
  const auto& constraints = certificate.extensions().basic_constraints;
  return constraints.has_value() && constraints->ca;
}

// CA certificates of the document, for whoever builds the path.
std::vector<DvcsToken> ChainFrom(const SignatureDocument& document) {
  std::vector<CertificateRef> all;
  for (const auto& signature : document.signatures) {
    for (const CertificateRef& one : signature->embedded_certificates()) {
      if (IsCa(*one) && all.size() < kMaxChain) {
        AddOnce(one, all);
      }
    }
  }
  std::vector<DvcsToken> chain;
  for (const CertificateRef& one : all) {
    chain.push_back({DvcsToken::Kind::kCertificate, std::string(one->der())});
  }
  return chain;
}

// Whether the file may and can be asked about as it is.
bool IsAboutFile(const ForeignTtp& ttp, const SignatureDocument& document) {
  return ttp.may_see_documents && document.attached_content.has_value() &&
         !document.ber &&
         document.signatures.front()->format() == SignatureFormat::kCms;
}

// The name of who is meant: that of its first registered certificate.
std::string PeerName(const ForeignTtp& ttp, const TrustSnapshot& trust) {
  for (const std::string& id : ttp.service_ids) {
    const TrustService* service = trust.FindService(id);
    if (service != nullptr && !service->anchors.empty()) {
      return DerExplicit(kDirectoryName,
                         service->anchors.front()->subject().der());
    }
  }
  return "";
}

// Calls `see` with each URI; stops when it returns true.
bool AnyUri(absl::string_view general_names,
            const std::function<bool(absl::string_view)>& see) {
  DerReader reader(general_names);
  while (!reader.empty()) {
    const absl::StatusOr<DerValue> name = reader.ReadAny();
    if (!name.ok()) {
      return false;
    }
    if (name->tag == DerContext(kUri) && see(name->content)) {
      return true;
    }
  }
  return false;
}

}  // namespace

std::string HopName(absl::string_view origin) {
  return DerWrap(DerContext(kUri), absl::StrCat(kHopPrefix, origin));
}

bool HoldsHop(absl::string_view general_names, absl::string_view origin) {
  const std::string hop = absl::StrCat(kHopPrefix, origin);
  return AnyUri(general_names,
                [&hop](absl::string_view uri) { return uri == hop; });
}

bool HoldsAnyHop(absl::string_view general_names) {
  return AnyUri(general_names, [](absl::string_view uri) {
    return absl::StartsWith(uri, kHopPrefix);
  });
}

bool WasForwarded(const v1::PrincipalRecord& caller, v1::IngressMode mode,
                  const v1::DvcsExchange* dvcs) {
  if (mode == v1::INGRESS_MODE_FORWARDED || mode == v1::INGRESS_MODE_RELAYED ||
      std::any_of(caller.roles().begin(), caller.roles().end(), [](int role) {
        return role == v1::PRINCIPAL_ROLE_FOREIGN_TTP;
      })) {
    return true;
  }
  if (dvcs == nullptr) {
    return false;
  }
  DerReader reader(dvcs->request_information());
  const absl::StatusOr<DvcsRequestInformation> information =
      ReadDvcsRequestInformation(reader);
  return !information.ok() || HoldsAnyHop(information->dvcs);
}

absl::StatusOr<DvcsRequest> ForwardingFlow::RequestTo(
    const ForeignTtp& ttp, const Question& question, const Input& input) const {
  DvcsRequest request;
  DvcsRequestInformation& information = request.information;
  std::string nonce = rooms_.random(kNonceSize);
  if (nonce.size() != kNonceSize) {
    return MakeError(absl::StatusCode::kUnavailable,
                     v1::ERROR_REASON_STORE_DOWN, "no random octets");
  }
  // A positive INTEGER in its shortest form.
  nonce[0] = static_cast<char>((nonce[0] & 0x3f) | 0x40);
  information.nonce = std::move(nonce);
  information.request_time = DvcsTime{input.control_time, "", ""};
  information.dvcs = PeerName(ttp, input.trust) + HopName(options_.origin);
  if (ttp.policies.size() == 1) {
    information.policy_oid = ttp.policies.front();
  }
  if (IsAboutFile(ttp, input.document)) {
    information.service = DvcsService::kVsd;
    request.data.message = std::string(input.file);
    return request;
  }
  information.service = DvcsService::kCpkc;
  request.data.kind = DvcsData::Kind::kCertificates;
  const std::vector<DvcsToken> chain = ChainFrom(input.document);
  for (const CertificateRef& signer : question.signers) {
    request.data.certificates.push_back(
        {{DvcsToken::Kind::kCertificate, std::string(signer->der())},
         chain,
         ""});
  }
  return request;
}

absl::Status ForwardingFlow::AskAll(const Question& question,
                                    const Input& input,
                                    Gathered& gathered) const {
  const absl::Time deadline =
      std::min(input.now + options_.budget, input.deadline - options_.reserve);
  absl::Status failure;
  for (const ForeignTtp* ttp : question.ttps) {
    KEPIL_ASSIGN_OR_RETURN(const DvcsRequest request,
                           RequestTo(*ttp, question, input));
    absl::StatusOr<PeerEvidence> asked =
        rooms_.inquiry.Ask(*ttp, request, deadline);
    if (asked.ok()) {
      KEPIL_RETURN_IF_ERROR(
          rooms_.evidence.Archive(asked->digest, PeerEvidenceToObject(*asked)));
      gathered.peers.push_back(*std::move(asked));
      return absl::OkStatus();
    }
    failure = asked.status();
  }
  for (const CertificateRef& signer : question.signers) {
    gathered.failures.push_back(MakeAcquisitionFailure(
        signer->fingerprint(), AcquisitionReasonOf(failure)));
  }
  return absl::OkStatus();
}

absl::StatusOr<ForwardingFlow::Gathered> ForwardingFlow::Gather(
    const Input& input) const {
  std::map<std::string, Question> questions;  // By country.
  Gathered gathered;
  for (const Conclusion& conclusion : input.conclusions) {
    if (!IsOpenToPeers(conclusion)) {
      continue;
    }
    const CertificateRef& signer = conclusion.signing_certificate;
    const std::string country = CountryOfCertificate(*signer);
    const std::vector<const ForeignTtp*> ttps =
        input.trust.ForeignTtpsFor(country, input.control_time);
    if (ttps.empty()) {
      continue;
    }
    if (questions.size() == kMaxPeerQuestions &&
        questions.find(country) == questions.end()) {
      gathered.failures.push_back(MakeAcquisitionFailure(
          signer->fingerprint(), v1::FINDING_REASON_LIMIT_REACHED));
      continue;
    }
    Question& question = questions[country];
    question.ttps = ttps;
    AddOnce(signer, question.signers);
  }
  for (const auto& [country, question] : questions) {
    KEPIL_RETURN_IF_ERROR(AskAll(question, input, gathered));
  }
  return gathered;
}

}  // namespace kepil
