#include "translog/checkpoint.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/log_fixture.h"
#include "tests/support/status_matchers.h"
#include "translog/merkle_hash.h"

namespace kepil {
namespace {

using ::testing::ElementsAre;

constexpr char kOrigin[] = "example.com/log";
// A signature line that is well formed and by nobody.
constexpr char kLine[] =
    "\n\xe2\x80\x94 example.com/log MTIzNHNpZ25hdHVyZQ==\n";

Checkpoint MakeCheckpoint(int64_t tree_size) {
  Checkpoint checkpoint;
  checkpoint.origin = kOrigin;
  checkpoint.tree_size = tree_size;
  checkpoint.root = EmptyRoot();
  return checkpoint;
}

TEST(CheckpointTest, WritesTheThreeLines) {
  EXPECT_THAT(FormatCheckpoint(MakeCheckpoint(20852163)),
              IsOkAndHolds("example.com/log\n20852163\n"
                           "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"));
}

TEST(CheckpointTest, ReadsTheExampleOfTheSpecification) {
  const auto parsed = ParseCheckpoint(
      "example.com/behind-the-sofa\n"
      "20852163\n"
      "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
      "\n"
      "\xe2\x80\x94 example.com/behind-the-sofa "
      "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/"
      "Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n");
  ASSERT_THAT(parsed, IsOk());
  EXPECT_EQ(parsed->checkpoint.origin, "example.com/behind-the-sofa");
  EXPECT_EQ(parsed->checkpoint.tree_size, 20852163);
  EXPECT_EQ(parsed->checkpoint.root.hex(),
            "0ac5186a91863e8e1d90c808014aa89bf5da8e3ee1d9f07630f0378f68f1ab62");
  EXPECT_EQ(parsed->note.signatures[0].key_id, 0x033de0aeu);
}

TEST(CheckpointTest, SignedOneIsReadBackAndVerified) {
  const NoteSigner signer = MakeTestNoteSigner(kOrigin);
  for (const int64_t size : {int64_t{0}, int64_t{1}, INT64_MAX}) {
    const auto note = SignCheckpoint(MakeCheckpoint(size), signer);
    ASSERT_THAT(note, IsOk());
    const auto parsed = ParseCheckpoint(*note);
    ASSERT_THAT(parsed, IsOk());
    EXPECT_EQ(parsed->checkpoint.tree_size, size);
    EXPECT_EQ(parsed->checkpoint.root, EmptyRoot());
    EXPECT_THAT(VerifyCheckpoint(*parsed, signer.verifier()),
                IsOkAndHolds(CheckpointVerdict::kVerified));
  }
}

TEST(CheckpointTest, TellsOtherSizeOtherKeyAndOtherOriginApart) {
  const NoteSigner signer = MakeTestNoteSigner(kOrigin);
  const auto note = SignCheckpoint(MakeCheckpoint(5), signer);
  ASSERT_THAT(note, IsOk());
  const auto forged =
      ParseCheckpoint(absl::StrReplaceAll(*note, {{"\n5\n", "\n6\n"}}));
  ASSERT_THAT(forged, IsOk());
  EXPECT_THAT(VerifyCheckpoint(*forged, signer.verifier()),
              IsOkAndHolds(CheckpointVerdict::kSignatureInvalid));

  const auto parsed = ParseCheckpoint(*note);
  ASSERT_THAT(parsed, IsOk());
  EXPECT_THAT(
      VerifyCheckpoint(*parsed, MakeTestNoteSigner(kOrigin, 'x').verifier()),
      IsOkAndHolds(CheckpointVerdict::kUnknownKey));

  Checkpoint other = MakeCheckpoint(5);
  other.origin = "example.com/other";
  const auto other_note = SignCheckpoint(other, signer);
  ASSERT_THAT(other_note, IsOk());
  const auto other_parsed = ParseCheckpoint(*other_note);
  ASSERT_THAT(other_parsed, IsOk());
  EXPECT_THAT(VerifyCheckpoint(*other_parsed, signer.verifier()),
              IsOkAndHolds(CheckpointVerdict::kOtherOrigin));
}

TEST(CheckpointTest, KeepsExtensionLines) {
  Checkpoint checkpoint = MakeCheckpoint(1);
  checkpoint.extensions = {"one", "two words"};
  const auto note = SignCheckpoint(checkpoint, MakeTestNoteSigner(kOrigin));
  ASSERT_THAT(note, IsOk());
  const auto parsed = ParseCheckpoint(*note);
  ASSERT_THAT(parsed, IsOk());
  EXPECT_THAT(parsed->checkpoint.extensions, ElementsAre("one", "two words"));
}

TEST(CheckpointTest, RefusesTextThatIsNoCheckpoint) {
  const std::string root = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n";
  ASSERT_THAT(ParseCheckpoint(absl::StrCat("o\n5\n", root, kLine)), IsOk());
  for (const std::string& text :
       {std::string("o\n"), std::string("o\n5\n"), "o\n" + root, "\n5\n" + root,
        "o\n\n5\n" + root, "o\n05\n" + root, "o\n-5\n" + root, "o\n+5\n" + root,
        "o\n 5\n" + root, "o\n5 \n" + root, "o\n0x5\n" + root,
        "o\n9223372036854775808\n" + root, std::string("o\n5\nAAAA\n"),
        "o\n5\n" + root.substr(0, root.size() - 2) + "\n",
        "o\n5\n" + root + "\next\n"}) {
    EXPECT_THAT(ParseCheckpoint(text + kLine),
                HasReason(v1::ERROR_REASON_FORMAT_UNKNOWN))
        << text;
  }
}

TEST(CheckpointTest, RefusesToWriteWhatCannotBeRead) {
  Checkpoint checkpoint = MakeCheckpoint(-1);
  EXPECT_THAT(FormatCheckpoint(checkpoint),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  checkpoint = MakeCheckpoint(1);
  checkpoint.origin = "two\nlines";
  EXPECT_THAT(FormatCheckpoint(checkpoint),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
  checkpoint = MakeCheckpoint(1);
  checkpoint.extensions = {""};
  EXPECT_THAT(FormatCheckpoint(checkpoint),
              HasReason(v1::ERROR_REASON_REQUEST_MALFORMED));
}

}  // namespace
}  // namespace kepil
