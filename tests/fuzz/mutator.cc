#include "tests/fuzz/mutator.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "tests/fuzz/der_tree.h"

namespace kepil {
namespace {

// Trees of larger inputs cost too much for what they find.
constexpr size_t kMaxTree = 64 << 10;
constexpr size_t kMaxPiece = 64;

// Content octets at the edges of what INTEGERs, lengths and strings may be.
constexpr absl::string_view kContents[] = {
    "",
    absl::string_view("\0", 1),
    absl::string_view("\0\0", 2),
    "\x01",
    "\x7f",
    "\x80",
    "\xff",
    absl::string_view("\0\x80", 2),
    "\xff\x7f",
    "\x7f\xff\xff\xff\xff\xff\xff\xff",
    "\x80\x01\x01\x01\x01\x01\x01\x01\x01",
    "20491231235959Z",
    "99991231235959Z",
    "500101000000Z",
    "491231235959Z",
    "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b",
};
constexpr absl::string_view kLineContents[] = {
    "",
    "0",
    "-1",
    "9223372036854775807",
    "9223372036854775808",
    "18446744073709551616",
    "\xe2\x80\x94 ",
    " ",
    "\t",
    "\r",
    "{",
    "}",
    "\"",
    "#",
};

}  // namespace

Mutator::Mutator(FuzzGrammar grammar, uint64_t seed)
    : grammar_(grammar), random_(seed) {}

size_t Mutator::Below(size_t bound) {
  return bound == 0 ? 0 : static_cast<size_t>(random_() % bound);
}

std::string Mutator::Mutate(absl::string_view octets, absl::string_view donor) {
  std::string result(octets);
  const size_t changes = 1 + Below(3);
  for (size_t i = 0; i < changes; ++i) {
    const bool by_octets = Below(3) == 0;
    if (by_octets) {
      result = ChangeOctets(std::move(result), donor);
    } else if (grammar_ == FuzzGrammar::kDer) {
      result = ChangeDer(result, donor);
    } else {
      result = ChangeLines(result, donor);
    }
  }
  return result;
}

std::string Mutator::ChangeOctets(std::string octets, absl::string_view donor) {
  const size_t at = Below(octets.size());
  const size_t length = Below(std::min(octets.size() - at, kMaxPiece)) + 1;
  switch (Below(octets.empty() ? 1 : 7)) {
    case 0: {
      const size_t from = Below(donor.size());
      octets.insert(at, std::string(donor.substr(from, 1 + Below(kMaxPiece))));
      break;
    }
    case 1:
    case 2:
      octets[at] = static_cast<char>(octets[at] ^ (1 << Below(8)));
      break;
    case 3:
      octets[at] = static_cast<char>(Below(256));
      break;
    case 4:
      octets.erase(at, length);
      break;
    case 5:
      octets.insert(at, octets.substr(at, length));
      break;
    default:
      octets.resize(at);
      break;
  }
  return octets;
}

std::string Mutator::ChangeDer(absl::string_view octets,
                               absl::string_view donor) {
  std::optional<DerTree> tree =
      octets.size() > kMaxTree ? std::nullopt : DerTree::FromDer(octets);
  if (!tree.has_value()) {
    return ChangeOctets(std::string(octets), donor);
  }
  const std::vector<DerTree*> all = tree->All();
  DerTree& node = *all[Below(all.size())];
  const size_t at = Below(node.children.size());
  const auto place = node.children.begin() + static_cast<ptrdiff_t>(at);
  switch (Below(8)) {
    case 0:
      if (!node.children.empty()) {
        node.children.erase(place);
      }
      break;
    case 1:
      if (!node.children.empty()) {
        const DerTree twin = *place;
        node.children.insert(place, twin);
      }
      break;
    case 2:
      if (!node.children.empty()) {
        std::swap(*place, node.children[Below(node.children.size())]);
      }
      break;
    case 3: {
      const DerTree other = *all[Below(all.size())];
      node = other;
      break;
    }
    case 4: {
      std::optional<DerTree> other =
          donor.size() > kMaxTree ? std::nullopt : DerTree::FromDer(donor);
      if (other.has_value()) {
        const std::vector<DerTree*> parts = other->All();
        node = *parts[Below(parts.size())];
      }
      break;
    }
    case 5:
      node.tag = static_cast<uint8_t>(node.tag ^ (1 << Below(8)));
      break;
    case 6:
      node.children.clear();
      node.content = std::string(kContents[Below(std::size(kContents))]);
      break;
    default:
      if (node.children.empty()) {
        node.content = ChangeOctets(std::move(node.content), donor);
      }
      break;
  }
  return tree->ToDer();
}

std::string Mutator::ChangeLines(absl::string_view octets,
                                 absl::string_view donor) {
  std::vector<std::string> lines = absl::StrSplit(octets, '\n');
  const size_t at = Below(lines.size());
  const auto place = lines.begin() + static_cast<ptrdiff_t>(at);
  const size_t other = Below(lines.size());
  switch (Below(6)) {
    case 0:
      lines.erase(place);
      break;
    case 1:
      lines.insert(place, std::string(lines[other]));
      break;
    case 2:
      std::swap(lines[at], lines[other]);
      break;
    case 3: {
      const std::vector<std::string> from = absl::StrSplit(donor, '\n');
      lines[at] = from[Below(from.size())];
      break;
    }
    case 4: {
      const size_t cut = Below(lines[at].size() + 1);
      lines[at].insert(
          cut, std::string(kLineContents[Below(std::size(kLineContents))]));
      break;
    }
    default: {
      const size_t space = lines[at].rfind(' ');
      const size_t cut = space == std::string::npos ? 0 : space + 1;
      lines[at] = absl::StrCat(lines[at].substr(0, cut),
                               kLineContents[Below(std::size(kLineContents))]);
      break;
    }
  }
  return absl::StrJoin(lines, "\n");
}

}  // namespace kepil
