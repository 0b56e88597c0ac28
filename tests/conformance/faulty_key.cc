#include "tests/conformance/faulty_key.h"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <functional>
#include <memory>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "engine/crypto/der_reader.h"
#include "engine/crypto/signer.h"
#include "tests/support/national_signer.h"
#include "tests/support/test_der.h"

namespace kepil {
namespace {

namespace der = test_der;

constexpr char kSha256[] = "2.16.840.1.101.3.4.2.1";
constexpr char kSm3[] = "1.2.156.10197.1.401";

using Change = std::function<std::string(std::string)>;

// Signs as `key` does, but publishes and signs what it is told to.
class FaultySigner : public Signer {
 public:
  FaultySigner(TestKey key, std::string spki, Change change,
               std::string identifier)
      : key_(std::move(key)),
        spki_(std::move(spki)),
        identifier_(std::move(identifier)),
        change_(std::move(change)) {}

  const std::string& spki() const override { return spki_; }
  const SignatureAlgorithm& algorithm() const override { return algorithm_; }
  const std::string& algorithm_identifier() const override {
    return identifier_;
  }
  absl::StatusOr<std::string> Sign(absl::string_view message) const override {
    return change_(TestSign(key_, {}, message));
  }

 private:
  const TestKey key_;
  const std::string spki_;
  const SignatureAlgorithm algorithm_;
  const std::string identifier_;
  const Change change_;
};

TestKey Faulty(const TestKey& key, const std::string& spki, Change change) {
  return TestKey::FromSigner(
      std::make_shared<FaultySigner>(key, spki, std::move(change),
                                     TestSignatureAlgorithm(key, {})),
      key.digest_oid().empty() ? kSha256 : key.digest_oid());
}

std::string Same(std::string value) { return value; }

// The two halves of a SubjectPublicKeyInfo.
struct Halves {
  std::string oid, parameters, octets;  // `octets`: x || y, perhaps after 04.
  bool is_gost = false;  // `octets` stand in an OCTET STRING of their own.
};

Halves Split(const std::string& spki) {
  Halves halves;
  DerReader reader = *DerReader(spki).ReadSequence();
  DerReader identifier = *reader.ReadSequence();
  halves.oid = std::string(identifier.ReadAny()->full);
  halves.parameters = std::string(identifier.ReadAny()->full);
  const std::string bits(*reader.ReadBitStringOctets());
  halves.is_gost = DerReader(halves.parameters).PeekTag() == kDerSequence;
  halves.octets =
      halves.is_gost ? std::string(*DerReader(bits).ReadOctetString()) : bits;
  return halves;
}

std::string Join(const Halves& halves) {
  return der::Sequence(
      {der::Sequence({halves.oid, halves.parameters}),
       der::BitString(halves.is_gost ? der::OctetString(halves.octets)
                                     : halves.octets)});
}

bool IsX962(const std::string& octets) { return octets[0] == 4; }

std::string Pair(const std::string& r, const std::string& s) {
  return der::Sequence({r, s});
}

using ValueFault = std::pair<v1::FindingReason, Change>;

// Of a DER pair: Ecdsa-Sig-Value.
std::vector<ValueFault> PairFaults() {
  const std::string one = der::IntegerFromHex("01");
  const std::string zero = der::IntegerFromHex("00");
  const std::string large = der::IntegerFromHex("00" + std::string(64, 'f'));
  const auto always = [](std::string value) {
    return [value = std::move(value)](const std::string&) { return value; };
  };
  return {
      {v1::FINDING_REASON_SIGNATURE_NUMBER_ZERO, always(Pair(zero, one))},
      {v1::FINDING_REASON_SIGNATURE_NUMBER_ZERO, always(Pair(one, zero))},
      {v1::FINDING_REASON_SIGNATURE_NUMBER_TOO_LARGE, always(Pair(large, one))},
      {v1::FINDING_REASON_SIGNATURE_NUMBER_TOO_LARGE, always(Pair(one, large))},
      {v1::FINDING_REASON_SIGNATURE_ENCODING, always(std::string(64, '\1'))},
      {v1::FINDING_REASON_SIGNATURE_ENCODING, always("")},
  };
}

// `value` with octets [from, to) of `size` parts set to `octet`.
Change Filled(int from, int to, int parts, char octet) {
  return [=](std::string value) {
    const size_t part = value.size() / parts;
    return value.replace(part * from, part * (to - from), part * (to - from),
                         octet);
  };
}

std::vector<ValueFault> LengthFaults() {
  const auto reason = v1::FINDING_REASON_SIGNATURE_LENGTH;
  return {{reason, [](std::string value) { return value + '\0'; }},
          {reason,
           [](std::string value) { return value.substr(0, value.size() - 1); }},
          {reason, [](const std::string&) { return std::string(); }}};
}

// Two numbers of one size, in whichever order and byte order.
std::vector<ValueFault> GostFaults() {
  std::vector<ValueFault> faults = LengthFaults();
  for (int i = 0; i < 2; ++i) {
    faults.emplace_back(v1::FINDING_REASON_SIGNATURE_NUMBER_ZERO,
                        Filled(i, i + 1, 2, '\0'));
    faults.emplace_back(v1::FINDING_REASON_SIGNATURE_NUMBER_TOO_LARGE,
                        Filled(i, i + 1, 2, '\xff'));
  }
  return faults;
}

// S0, which may be anything, and twice as long S1.
std::vector<ValueFault> BignFaults() {
  std::vector<ValueFault> faults = LengthFaults();
  faults.emplace_back(v1::FINDING_REASON_SIGNATURE_NUMBER_TOO_LARGE,
                      Filled(1, 3, 3, '\xff'));
  // Zeros are in range: wrong, as any other value.
  faults.emplace_back(v1::FINDING_REASON_VALUE_MISMATCH, Filled(1, 3, 3, '\0'));
  faults.emplace_back(v1::FINDING_REASON_VALUE_MISMATCH, Filled(0, 1, 3, '\0'));
  return faults;
}

}  // namespace

std::vector<NamedKey> KeysOfEveryKind() {
  const std::pair<const char*, NationalKeyKind> national[] = {
      {"KZ 2004", NationalKeyKind::kKzGost2004},
      {"KZ 2015", NationalKeyKind::kKzGost2015_512},
      {"RU 256", NationalKeyKind::kRuGost2012_256},
      {"RU 512", NationalKeyKind::kRuGost2012_512},
      {"BY 256", NationalKeyKind::kByBign256},
      {"BY 512", NationalKeyKind::kByBign512},
  };
  std::vector<NamedKey> keys;
  for (const auto& [name, kind] : national) {
    keys.push_back({name, MakeNationalKey(kind, "faulty")});
  }
  keys.push_back({"P-256", TestKey::Generate(TestKeyKind::kP256)});
  return keys;
}

NamedKey Sm2Key() {
  EVP_PKEY* const made = EVP_EC_gen("SM2");
  unsigned char* spki = nullptr;
  const int length = i2d_PUBKEY(made, &spki);
  KEPIL_CHECK(length > 0);
  const std::string octets(reinterpret_cast<const char*>(spki), length);
  OPENSSL_free(spki);
  EVP_PKEY_free(made);
  return {"SM2", TestKey::FromSigner(
                     std::make_shared<FaultySigner>(
                         TestKey::Generate(TestKeyKind::kP256), octets, Same,
                         der::Sequence({der::Oid("1.2.156.10197.1.501")})),
                     kSm3)};
}

std::vector<FaultyKey> WithFaultyPublicKeys(const NamedKey& key) {
  const Halves good = Split(key.key.Spki());
  std::vector<FaultyKey> faulty;
  const auto add = [&](const char* what, v1::FindingReason reason,
                       const std::function<void(Halves&)>& change) {
    Halves halves = good;
    change(halves);
    faulty.push_back({absl::StrCat(key.name, ", ", what),
                      Faulty(key.key, Join(halves), Same), reason});
  };
  const bool is_x962 = IsX962(good.octets) && good.octets.size() % 2 == 1;
  add("not on its curve", v1::FINDING_REASON_KEY_NOT_ON_CURVE,
      [](Halves& halves) { halves.octets.back() ^= 1; });
  add("a coordinate above the field", v1::FINDING_REASON_KEY_NOT_ON_CURVE,
      [&](Halves& halves) {
        const size_t start = is_x962 ? 1 : 0;
        const size_t size = (halves.octets.size() - start) / 2;
        halves.octets.replace(start, size, size, '\xff');
      });
  add("at infinity", v1::FINDING_REASON_KEY_AT_INFINITY, [&](Halves& halves) {
    halves.octets = std::string(is_x962 ? 1 : halves.octets.size(), '\0');
  });
  add("too short", v1::FINDING_REASON_KEY_LENGTH,
      [](Halves& halves) { halves.octets.pop_back(); });
  add("too long", v1::FINDING_REASON_KEY_LENGTH,
      [](Halves& halves) { halves.octets.push_back('\0'); });
  add("on a curve of nobody", v1::FINDING_REASON_PARAMETER_SET_UNKNOWN,
      [](Halves& halves) {
        const std::string unknown = der::Oid("1.2.3.4");
        halves.parameters = unknown;
        if (halves.is_gost) {
          halves.parameters = der::Sequence({unknown});
        }
      });
  if (good.is_gost) {
    add("with the digest of another kind of key",
        v1::FINDING_REASON_KEY_DIGEST_CONFLICT, [](Halves& halves) {
          const auto set = DerReader(halves.parameters).ReadSequence();
          DerReader reader = *set;
          halves.parameters = der::Sequence(
              {std::string(reader.ReadAny()->full),
               der::Oid("1.2.643.2.2.30.1")});  // Of GOST R 34.10-2001.
        });
  }
  return faulty;
}

std::vector<FaultyKey> WithFaultyValues(const NamedKey& key) {
  const std::vector<ValueFault> faults =
      absl::StartsWith(key.name, "BY") ? BignFaults()
      : key.key.get() != nullptr || absl::StartsWith(key.name, "SM2")
          ? PairFaults()
          : GostFaults();
  std::vector<FaultyKey> faulty;
  for (const auto& [reason, change] : faults) {
    faulty.push_back({absl::StrCat(key.name, ", value ", faulty.size()),
                      Faulty(key.key, key.key.Spki(), change), reason});
  }
  return faulty;
}

}  // namespace kepil
