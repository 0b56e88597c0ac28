#include "services/receipt/receipt_record.h"

namespace kepil {
namespace {

constexpr char kLeafVersion = 1;

// How bad an indication is; what is no known indication never looks good.
int Badness(v1::Indication indication) {
  if (indication == v1::INDICATION_TOTAL_PASSED) {
    return 0;
  }
  if (indication == v1::INDICATION_TOTAL_FAILED) {
    return 3;
  }
  return indication == v1::INDICATION_INDETERMINATE ? 2 : 1;
}

v1::Indication WorstIndication(const v1::ReceiptBody& body) {
  if (body.signatures().empty()) {
    return v1::INDICATION_UNSPECIFIED;
  }
  v1::Indication worst = v1::INDICATION_TOTAL_PASSED;
  for (const v1::SignatureReport& signature : body.signatures()) {
    const v1::Indication indication = signature.conclusion().indication();
    if (Badness(indication) > Badness(worst)) {
      worst = indication;
    }
  }
  return worst;
}

void AppendNumber(int64_t number, std::string& out) {
  for (int shift = 56; shift >= 0; shift -= 8) {
    out.push_back(static_cast<char>(static_cast<uint64_t>(number) >> shift));
  }
}

}  // namespace

std::string ReceiptLeaf(const v1::ReceiptBody& parsed, absl::string_view body) {
  std::string salted = parsed.salt();
  salted.append(body.data(), body.size());
  std::string leaf(1, kLeafVersion);
  const Digest digest = Sha256(salted);
  leaf.append(digest.bytes().data(), digest.bytes().size());
  leaf.push_back(static_cast<char>(WorstIndication(parsed)));
  AppendNumber(parsed.trust_snapshot().version(), leaf);
  AppendNumber(parsed.issued_at().seconds(), leaf);
  return leaf;
}

}  // namespace kepil
