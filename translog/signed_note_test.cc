#include "translog/signed_note.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "engine/crypto/evp_signer.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/log_fixture.h"
#include "tests/support/status_matchers.h"

namespace kepil {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

// From the documentation of Go's note package: another implementation's key
// and note.
constexpr char kGoVkey[] =
    "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
constexpr char kGoNote[] =
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "\xe2\x80\x94 PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngot"
    "pRZb6KE6RyyBwJnAM=\n";

std::string SignatureLine(absl::string_view name, absl::string_view octets) {
  return absl::StrCat("\xe2\x80\x94 ", name, " ", absl::Base64Escape(octets),
                      "\n");
}

absl::StatusOr<NoteVerdict> Verdict(absl::string_view octets,
                                    const NoteVerifier& verifier) {
  const auto note = ParseSignedNote(octets);
  if (!note.ok()) {
    return note.status();
  }
  return VerifyNote(*note, verifier);
}

TEST(SignedNoteTest, VerifiesNoteOfAnotherImplementation) {
  const auto verifier = NoteVerifier::FromVkey(kGoVkey);
  ASSERT_THAT(verifier, IsOk());
  EXPECT_EQ(verifier->name(), "PeterNeumann");
  EXPECT_EQ(verifier->key_id(), 0xc74f20a3u);
  EXPECT_EQ(verifier->vkey(), kGoVkey);
  EXPECT_THAT(Verdict(kGoNote, *verifier),
              IsOkAndHolds(NoteVerdict::kVerified));
}

TEST(SignedNoteTest, NoFlippedBitOfTextOrSignaturePasses) {
  const auto verifier = NoteVerifier::FromVkey(kGoVkey);
  ASSERT_THAT(verifier, IsOk());
  const auto note = ParseSignedNote(kGoNote);
  ASSERT_THAT(note, IsOk());
  for (size_t bit = 0; bit < 8 * note->text.size(); ++bit) {
    SignedNote damaged = *note;
    damaged.text[bit / 8] ^= static_cast<char>(1 << bit % 8);
    ASSERT_THAT(VerifyNote(damaged, *verifier),
                IsOkAndHolds(NoteVerdict::kSignatureInvalid));
  }
  for (size_t bit = 0; bit < 8 * note->signatures[0].value.size(); ++bit) {
    SignedNote damaged = *note;
    damaged.signatures[0].value[bit / 8] ^= static_cast<char>(1 << bit % 8);
    ASSERT_THAT(VerifyNote(damaged, *verifier),
                IsOkAndHolds(NoteVerdict::kSignatureInvalid));
  }
}

TEST(SignedNoteTest, SignsWhatItsVerifierAccepts) {
  const NoteSigner signer = MakeTestNoteSigner("example.com/log");
  const auto octets = signer.Sign("first\n\nlast\n");
  ASSERT_THAT(octets, IsOk());
  const auto note = ParseSignedNote(*octets);
  ASSERT_THAT(note, IsOk());
  EXPECT_EQ(note->text, "first\n\nlast\n");
  EXPECT_EQ(note->octets, *octets);
  ASSERT_THAT(note->signatures, SizeIs(1));
  EXPECT_EQ(note->signatures[0].name, "example.com/log");
  EXPECT_EQ(note->signatures[0].value.size(), 64u);
  EXPECT_THAT(VerifyNote(*note, signer.verifier()),
              IsOkAndHolds(NoteVerdict::kVerified));
  const auto again = NoteVerifier::FromVkey(signer.verifier().vkey());
  ASSERT_THAT(again, IsOk());
  EXPECT_THAT(VerifyNote(*note, *again), IsOkAndHolds(NoteVerdict::kVerified));
}

TEST(SignedNoteTest, SignerRefusesTextThatIsNoNote) {
  const NoteSigner signer = MakeTestNoteSigner("example.com/log");
  for (const char* text : {"", "no newline", "a\tb\n", "\xff\n", "a\r\n"}) {
    EXPECT_THAT(signer.Sign(text),
                HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  }
}

TEST(SignedNoteTest, PassesOverSignaturesOfOthers) {
  const NoteSigner signer = MakeTestNoteSigner("example.com/log");
  const auto octets = signer.Sign("text\n");
  ASSERT_THAT(octets, IsOk());
  const std::string witness =
      SignatureLine("witness.example", std::string(80, 'w'));
  const std::string twin =  // The name is known, the key is not.
      SignatureLine("example.com/log", std::string(68, 't'));
  EXPECT_THAT(Verdict(absl::StrCat(*octets, witness, twin), signer.verifier()),
              IsOkAndHolds(NoteVerdict::kVerified));
  EXPECT_THAT(
      Verdict(absl::StrCat("text\n\n", witness, twin), signer.verifier()),
      IsOkAndHolds(NoteVerdict::kUnknownKey));
}

TEST(SignedNoteTest, KeyOfSameNameOrIdAloneIsUnknown) {
  const NoteSigner signer = MakeTestNoteSigner("example.com/log");
  const auto octets = signer.Sign("text\n");
  ASSERT_THAT(octets, IsOk());
  EXPECT_THAT(
      Verdict(*octets, MakeTestNoteSigner("example.com/log", 'x').verifier()),
      IsOkAndHolds(NoteVerdict::kUnknownKey));
  EXPECT_THAT(Verdict(*octets, MakeTestNoteSigner("example.com/b").verifier()),
              IsOkAndHolds(NoteVerdict::kUnknownKey));
}

TEST(SignedNoteTest, OneBadSignatureOfTheKeySpoilsTheNote) {
  const NoteSigner signer = MakeTestNoteSigner("example.com/log");
  const auto good = signer.Sign("text\n");
  const auto other = signer.Sign("other text\n");
  ASSERT_THAT(good, IsOk());
  ASSERT_THAT(other, IsOk());
  const std::string foreign_line = other->substr(other->find("\n\n") + 2);
  EXPECT_THAT(Verdict(absl::StrCat(*good, foreign_line), signer.verifier()),
              IsOkAndHolds(NoteVerdict::kSignatureInvalid));
  EXPECT_THAT(
      Verdict(absl::StrCat("text\n\n", foreign_line), signer.verifier()),
      IsOkAndHolds(NoteVerdict::kSignatureInvalid));
}

TEST(SignedNoteTest, RefusesOctetsThatAreNoNote) {
  const std::string line = SignatureLine("name", "1234signature");
  ASSERT_THAT(ParseSignedNote("text\n\n" + line), IsOk());
  const std::string bad[] = {
      "",
      "\n",
      "\n\n",
      "text\n",
      "text\n\n",
      "text\n" + line,
      line,
      "text\n\n" + line.substr(0, line.size() - 1),
      "text\n\n" + line + "trailer\n",
      "text\n\n" + line + "\n",
      "te\txt\n\n" + line,
      "te\rxt\n\n" + line,
      std::string("te\0xt\n\n", 7) + line,
      "\xc0\xaf\n\n" + line,
      "\xe0\x80\xaf\n\n" + line,
      "\xf0\x80\x80\xaf\n\n" + line,
      "\xed\xa0\x80\n\n" + line,
      "\xf4\x90\x80\x80\n\n" + line,
      "\xe2\x80\n\n" + line,
      "text\n\n- name MTIzNHNpZ25hdHVyZQ==\n",
      "text\n\n\xe2\x80\x94 name\n",
      "text\n\n\xe2\x80\x94  MTIzNHNpZ25hdHVyZQ==\n",
      "text\n\n\xe2\x80\x94 a+b MTIzNHNpZ25hdHVyZQ==\n",
      "text\n\n\xe2\x80\x94 a\xc2\xa0"
      "b MTIzNHNpZ25hdHVyZQ==\n",
      "text\n\n\xe2\x80\x94 name MTIzNHNpZ25hdHVyZQ\n",
      "text\n\n\xe2\x80\x94 name MTIzNHNpZ25hdHVyZR==\n",
      "text\n\n\xe2\x80\x94 name MTIz NHNpZ25hdHVyZQ==\n",
      "text\n\n" + SignatureLine("name", "1234"),
      "text\n\n" + SignatureLine("name", ""),
  };
  for (const std::string& octets : bad) {
    EXPECT_THAT(ParseSignedNote(octets),
                HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN))
        << absl::CEscape(octets);
  }
}

TEST(SignedNoteTest, LastBlankLineEndsTheText) {
  const auto note = ParseSignedNote("a\n\n" + SignatureLine("name", "1234x") +
                                    "\n" + SignatureLine("other", "1234y"));
  ASSERT_THAT(note, IsOk());
  EXPECT_THAT(note->text, HasSubstr("name"));
  ASSERT_THAT(note->signatures, SizeIs(1));
  EXPECT_EQ(note->signatures[0].name, "other");
}

TEST(SignedNoteTest, KeepsToItsLimits) {
  std::string octets = "text\n\n";
  for (int i = 0; i < 17; ++i) {
    octets += SignatureLine(absl::StrCat("name", i), "1234signature");
  }
  EXPECT_THAT(ParseSignedNote(octets), IsOk());
  NoteLimits limits;
  limits.max_signatures = 16;
  EXPECT_THAT(ParseSignedNote(octets, limits),
              HasReason(v1::ERROR_REASON_CONTAINER_LIMIT));
  limits.max_octets = static_cast<int>(octets.size()) - 1;
  EXPECT_THAT(ParseSignedNote(octets, limits),
              HasReason(v1::ERROR_REASON_DOCUMENT_TOO_LARGE));
}

TEST(SignedNoteTest, RefusesVkeysThatAreNotWhole) {
  const std::string good = kGoVkey;
  const std::string bad[] = {
      "",
      "+",
      "PeterNeumann",
      good.substr(0, good.size() - 1),
      good + "=",
      good.substr(good.find('+')),
      absl::StrReplaceAll(good, {{"c74f20a3", "c74f20a4"}}),
      absl::StrReplaceAll(good, {{"c74f20a3", "C74F20A3"}}),
      absl::StrReplaceAll(good, {{"Peter", "Petra"}}),
      absl::StrReplaceAll(good, {{"Peter", "Peter "}}),
      absl::StrReplaceAll(good, {{"+ARpc", "+AhpC"}}),
      absl::StrReplaceAll(good, {{"+ARpc", "+BRpc"}}),
  };
  for (const std::string& vkey : bad) {
    EXPECT_THAT(NoteVerifier::FromVkey(vkey),
                HasReason(v1::ERROR_REASON_REQUEST_MALFORMED))
        << vkey;
  }
}

TEST(SignedNoteTest, SignerNeedsEd25519KeyAndName) {
  // P-256, made for this test only.
  const auto ec = CreateEvpSigner(
      "-----BEGIN PRIVATE KEY-----\n"
      "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgRA3/Xm2+1LdY7CBV\n"
      "JhVSehzQ1N1z7+JGl8IH7+woPrWhRANCAAS6Jyg+4DiUOfHaQjNi5fG4aHeSWHva\n"
      "xHL3vHhpvDCawqSLhoowX2GZUb/JFm6Kl52ZtXpDV72/MPaDM1l8sxBE\n"
      "-----END PRIVATE KEY-----\n");
  ASSERT_THAT(ec, IsOk());
  LogSigner key;
  key.signer = *ec;
  EXPECT_THAT(NoteSigner::Create("name", key),
              HasReason(v1::ERROR_REASON_CONFIG_INVALID));
  EXPECT_THAT(NoteSigner::Create("two words", MakeTestLogKey('k')),
              HasReason(v1::ERROR_REASON_CONFIG_INVALID));
  EXPECT_THAT(NoteSigner::Create("", MakeTestLogKey('k')),
              HasReason(v1::ERROR_REASON_CONFIG_INVALID));
}

}  // namespace
}  // namespace kepil
