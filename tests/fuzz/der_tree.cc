#include "tests/fuzz/der_tree.h"

#include <utility>

#include "engine/crypto/der_reader.h"
#include "engine/crypto/der_writer.h"

namespace kepil {
namespace {

constexpr int kMaxDepth = 40;

bool ReadChildren(absl::string_view content, int depth, DerTree& parent);

bool ReadValue(const DerValue& value, int depth, DerTree& tree) {
  tree.tag = value.tag;
  if ((value.tag & 0x20) != 0) {
    return ReadChildren(value.content, depth + 1, tree);
  }
  const bool is_bits = value.tag == kDerBitString && !value.content.empty();
  const size_t skipped = is_bits ? 1 : 0;
  const bool may_nest = is_bits || value.tag == kDerOctetString;
  if (may_nest && value.content.size() > skipped + 2 &&
      value.content[skipped] == '\x30' &&
      ReadChildren(value.content.substr(skipped), depth + 1, tree)) {
    tree.prefix = std::string(value.content.substr(0, skipped));
    return true;
  }
  tree.children.clear();
  tree.content = std::string(value.content);
  return true;
}

bool ReadChildren(absl::string_view content, int depth, DerTree& parent) {
  if (depth > kMaxDepth) {
    return false;
  }
  DerReader reader(content);
  while (!reader.empty()) {
    const auto value = reader.ReadAny();
    if (!value.ok()) {
      return false;
    }
    parent.children.emplace_back();
    if (!ReadValue(*value, depth, parent.children.back())) {
      return false;
    }
  }
  return true;
}

}  // namespace

std::optional<DerTree> DerTree::FromDer(absl::string_view octets) {
  DerReader reader(octets);
  const auto value = reader.ReadAny();
  DerTree tree;
  if (!value.ok() || !reader.empty() || !ReadValue(*value, 0, tree)) {
    return std::nullopt;
  }
  return tree;
}

std::string DerTree::ToDer() const {
  if (children.empty()) {
    return DerWrap(tag, content);
  }
  std::string inside = prefix;
  for (const DerTree& child : children) {
    inside += child.ToDer();
  }
  return DerWrap(tag, inside);
}

std::vector<DerTree*> DerTree::All() {
  std::vector<DerTree*> all = {this};
  for (size_t i = 0; i < all.size(); ++i) {
    for (DerTree& child : all[i]->children) {
      all.push_back(&child);
    }
  }
  return all;
}

}  // namespace kepil
