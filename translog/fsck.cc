#include "translog/fsck.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "engine/crypto/digest.h"
#include "translog/checkpoint.h"
#include "translog/compact_range.h"
#include "translog/merkle_hash.h"
#include "translog/tile_layout.h"

namespace kepil {
namespace {

// A read that failed because of what the log holds, not because of the way to
// it: part of the answer.
bool IsDamage(const absl::Status& status) {
  return absl::IsNotFound(status) || absl::IsDataLoss(status) ||
         absl::IsInvalidArgument(status);
}

absl::string_view Describe(CheckpointVerdict verdict) {
  switch (verdict) {
    case CheckpointVerdict::kVerified:
      return "is verified";
    case CheckpointVerdict::kUnknownKey:
      return "is not signed by the key of this log";
    case CheckpointVerdict::kSignatureInvalid:
      return "has a signature that does not verify";
    case CheckpointVerdict::kOtherOrigin:
      return "is of another log";
  }
  return "";
}

// A root that the walk must meet when it has hashed `tree_size` leaves.
struct ExpectedRoot {
  std::string source;
  int64_t tree_size;
  Digest root;
};

class LogWalk {
 public:
  explicit LogWalk(const FsckInput& input) : input_(input) {}

  absl::StatusOr<FsckReport> Run() {
    KEPIL_RETURN_IF_ERROR(ReadHeads());
    CompareRoots();
    while (report_.leaves_hashed < report_.tree_size) {
      KEPIL_ASSIGN_OR_RETURN(const Walk walk, WalkBundle());
      if (walk == Walk::kStop) {
        return std::move(report_);
      }
    }
    for (int level = 0; level <= kMaxTileLevel; ++level) {
      if (!rows_[level].empty()) {
        KEPIL_RETURN_IF_ERROR(CompareTile(level));
      }
    }
    if (input_.state.has_value() && *input_.state != range_) {
      Report("tree state is not the right edge of the entries");
    }
    return std::move(report_);
  }

 private:
  enum class Walk { kGoOn, kStop };

  void Report(std::string difference) {
    ++report_.difference_count;
    if (report_.differences.size() <
        static_cast<size_t>(std::max(input_.max_differences, 0))) {
      report_.differences.push_back(std::move(difference));
    }
  }

  // Collects what the log claims, and with it how far to walk.
  absl::Status ReadHeads() {
    const absl::StatusOr<std::string> published =
        input_.source.ReadCheckpoint();
    if (published.ok()) {
      KEPIL_RETURN_IF_ERROR(ReadHead("published checkpoint", *published));
    } else if (IsDamage(published.status())) {
      Report("there is no published checkpoint");
    } else {
      return published.status();
    }
    const int64_t published_size = report_.tree_size;
    if (input_.kept_checkpoint.has_value()) {
      KEPIL_RETURN_IF_ERROR(
          ReadHead("kept checkpoint", *input_.kept_checkpoint));
    }
    if (input_.state.has_value()) {
      report_.tree_size = input_.state->size();
    } else if (report_.tree_size > published_size) {
      report_.tree_size = published_size;
    }
    for (const ExpectedRoot& expected : expected_) {
      if (expected.tree_size > report_.tree_size) {
        Report(absl::StrCat(expected.source, " has ", expected.tree_size,
                            " leaves, the log ", report_.tree_size));
      }
    }
    return absl::OkStatus();
  }

  absl::Status ReadHead(std::string source, const std::string& note) {
    const absl::StatusOr<SignedCheckpoint> head = ParseCheckpoint(note);
    if (!head.ok()) {
      Report(absl::StrCat(source, " is unreadable: ", head.status().message()));
      return absl::OkStatus();
    }
    KEPIL_ASSIGN_OR_RETURN(const CheckpointVerdict verdict,
                           VerifyCheckpoint(*head, input_.verifier));
    if (verdict != CheckpointVerdict::kVerified) {
      Report(absl::StrCat(source, " ", Describe(verdict)));
    }
    report_.tree_size = std::max(report_.tree_size, head->checkpoint.tree_size);
    expected_.push_back(
        {std::move(source), head->checkpoint.tree_size, head->checkpoint.root});
    return absl::OkStatus();
  }

  void CompareRoots() {
    for (const ExpectedRoot& expected : expected_) {
      if (expected.tree_size == range_.size() &&
          expected.root != range_.Root()) {
        Report(absl::StrCat(expected.source, " of ", expected.tree_size,
                            " leaves has another root than the entries"));
      }
    }
  }

  absl::StatusOr<Walk> WalkBundle() {
    const TileId id =
        TileAt(0, report_.leaves_hashed / kTileWidth, report_.tree_size);
    const absl::StatusOr<std::string> octets =
        input_.source.ReadEntryBundle(id);
    if (!octets.ok() && !IsDamage(octets.status())) {
      return octets.status();
    }
    const absl::StatusOr<std::vector<std::string>> entries =
        octets.ok() ? DecodeEntryBundle(*octets, id.width) : octets.status();
    if (!entries.ok()) {
      Report(absl::StrCat(EntryBundlePath(id),
                          " is unreadable: ", entries.status().message()));
      return Walk::kStop;
    }
    for (const std::string& entry : *entries) {
      KEPIL_RETURN_IF_ERROR(AppendEntry(entry));
    }
    return Walk::kGoOn;
  }

  absl::Status AppendEntry(const std::string& entry) {
    range_.Append(LeafHash(entry),
                  [this](int level, int64_t, const Digest& hash) {
                    if (level % kTileHeight == 0) {
                      rows_[level / kTileHeight].push_back(hash);
                    }
                  });
    ++report_.leaves_hashed;
    CompareRoots();
    for (int level = 0; level <= kMaxTileLevel; ++level) {
      if (rows_[level].size() == kTileWidth) {
        KEPIL_RETURN_IF_ERROR(CompareTile(level));
        rows_[level].clear();
      }
    }
    return absl::OkStatus();
  }

  // Compares the tile that ends with the newest hash of `level`.
  absl::Status CompareTile(int level) {
    TileId id;
    id.level = level;
    id.index = (HashesAtLevel(level, range_.size()) - 1) / kTileWidth;
    id.width = static_cast<int>(rows_[level].size());
    const absl::StatusOr<std::string> octets = input_.source.ReadTile(id);
    if (!octets.ok()) {
      if (!IsDamage(octets.status())) {
        return octets.status();
      }
      Report(absl::StrCat(TilePath(id),
                          " is unreadable: ", octets.status().message()));
    } else if (*octets != EncodeTile(rows_[level])) {
      Report(absl::StrCat(TilePath(id), " differs from the entries"));
    }
    return absl::OkStatus();
  }

  const FsckInput& input_;
  FsckReport report_;
  std::vector<ExpectedRoot> expected_;
  CompactRange range_;
  std::array<std::vector<Digest>, kMaxTileLevel + 1> rows_;
};

}  // namespace

absl::StatusOr<FsckReport> CheckLog(const FsckInput& input) {
  return LogWalk(input).Run();
}

}  // namespace kepil
