#include "tests/differential/certificate_mutation.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "engine/crypto/object_identifier.h"
#include "tests/support/test_der.h"

namespace kepil {
namespace {

constexpr int kMaxDepth = 24;

// One value. What is constructed, or an OCTET STRING around one value, is
// opened: it has children instead of content.
struct Node {
  int tag = 0;
  bool opened = false;
  std::string content;
  std::vector<Node> children;

  std::string Der() const {
    std::string inside = content;
    for (const Node& child : children) {
      inside += child.Der();
    }
    return test_der::Tlv(tag, inside);
  }
};

// Takes one value off the front of `rest`; nullopt if there is none.
std::optional<Node> TakeNode(absl::string_view& rest, int depth);

// All of `octets` as values.
std::optional<std::vector<Node>> ReadNodes(absl::string_view octets,
                                           int depth) {
  std::vector<Node> nodes;
  while (!octets.empty()) {
    std::optional<Node> node = TakeNode(octets, depth);
    if (!node.has_value()) {
      return std::nullopt;
    }
    nodes.push_back(*std::move(node));
  }
  return nodes;
}

std::optional<Node> TakeNode(absl::string_view& rest, int depth) {
  if (rest.size() < 2 || depth > kMaxDepth) {
    return std::nullopt;
  }
  Node node;
  node.tag = static_cast<uint8_t>(rest[0]);
  size_t length = static_cast<uint8_t>(rest[1]);
  size_t start = 2;
  if (length > 0x80 && length <= 0x84) {
    const size_t octets = length & 0x7f;
    length = 0;
    for (size_t i = 0; i < octets && start < rest.size(); ++i) {
      length = length << 8 | static_cast<uint8_t>(rest[start++]);
    }
  }
  if (length > rest.size() - start) {
    return std::nullopt;
  }
  const absl::string_view content = rest.substr(start, length);
  rest.remove_prefix(start + length);
  if ((node.tag & 0x20) != 0 || node.tag == 0x04) {
    auto children = ReadNodes(content, depth + 1);
    if (children.has_value() && (node.tag != 0x04 || children->size() == 1)) {
      node.opened = true;
      node.children = *std::move(children);
      return node;
    }
  }
  node.content = std::string(content);
  return node;
}

Node ReadNode(absl::string_view der) {
  std::optional<Node> node = TakeNode(der, 0);
  KEPIL_CHECK(node.has_value() && der.empty());
  return *std::move(node);
}

// Index of the field `serialNumber`: after version, if that is given.
size_t FirstField(const Node& tbs) { return tbs.children[0].tag == 0xa0; }

constexpr size_t kSpki = 5;  // Counted from serialNumber.
constexpr const char* kFields[] = {"serialNumber", "signature", "issuer",
                                   "validity",     "subject",   "spki"};

// A place in a tree: the parent and which of its children.
struct Place {
  Node* parent;
  size_t index;
  std::string where;
  Node& node() const { return parent->children[index]; }
};

void Collect(Node& parent, const std::string& where,
             std::vector<Place>& places) {
  for (size_t i = 0; i < parent.children.size(); ++i) {
    places.push_back({&parent, i, where});
    Collect(parent.children[i], where, places);
  }
}

void CollectExtensions(Node& wrapper, std::vector<Place>& places) {
  if (wrapper.children.size() != 1) {
    return;
  }
  Node& list = wrapper.children[0];
  for (size_t i = 0; i < list.children.size(); ++i) {
    Node& extension = list.children[i];
    const std::string where = extension.children.empty()
                                  ? "extension"
                                  : OidToText(extension.children[0].content);
    places.push_back({&list, i, where});
    Collect(extension, where, places);
  }
}

// All places but those within the key.
std::vector<Place> PlacesOf(Node& tbs) {
  std::vector<Place> places;
  const size_t first = FirstField(tbs);
  for (size_t i = 0; i < tbs.children.size(); ++i) {
    Node& field = tbs.children[i];
    if (i < first) {
      places.push_back({&tbs, i, "version"});
      Collect(field, "version", places);
    } else if (i - first < kSpki) {
      places.push_back({&tbs, i, kFields[i - first]});
      Collect(field, kFields[i - first], places);
    } else if (field.tag == 0xa3) {
      places.push_back({&tbs, i, "extensions"});
      CollectExtensions(field, places);
    }
  }
  return places;
}

size_t Draw(std::mt19937_64& random, size_t below) {
  return static_cast<size_t>(random() % below);
}

// What may stand anywhere: a value from the same or another certificate.
Node DrawDonor(std::vector<Node>& certificates, std::mt19937_64& random) {
  const std::vector<Place> places =
      PlacesOf(certificates[Draw(random, certificates.size())]);
  return places[Draw(random, places.size())].node();
}

// Changes contents; of an opened value those of a child.
void ChangeContents(Node& node, std::mt19937_64& random) {
  if (node.opened) {
    if (!node.children.empty()) {
      ChangeContents(node.children[Draw(random, node.children.size())], random);
    }
    return;
  }
  std::string& content = node.content;
  const size_t at = content.empty() ? 0 : Draw(random, content.size());
  switch (Draw(random, 6)) {
    case 0:
      content.insert(content.begin(), '\0');
      return;
    case 1:
      content.push_back(static_cast<char>(random()));
      return;
    case 2:
      content = content.substr(0, at);
      return;
    case 3:
      content.assign(1, static_cast<char>(Draw(random, 3)));
      return;
    case 4:
      content[at] = static_cast<char>(random());
      return;
    default:
      content[at] = static_cast<char>(content[at] ^ 1 << Draw(random, 8));
  }
}

void ChangeTag(Node& node, std::mt19937_64& random) {
  constexpr int kTags[] = {0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x0a, 0x0c,
                           0x13, 0x14, 0x16, 0x17, 0x18, 0x1e, 0x30, 0x31,
                           0x80, 0x81, 0x82, 0x84, 0x86, 0x87, 0xa0, 0xa1};
  node.tag = kTags[Draw(random, sizeof(kTags) / sizeof(kTags[0]))];
}

// Changes the tree of one certificate at `place`.
void Change(const Place& place, const Node& donor, std::mt19937_64& random) {
  std::vector<Node>& siblings = place.parent->children;
  const auto at = siblings.begin() + static_cast<int64_t>(place.index);
  switch (Draw(random, 9)) {
    case 0:
      siblings.erase(at);
      return;
    case 1:
      siblings.insert(at, Node(*at));
      return;
    case 2:
      std::swap(*at, siblings[Draw(random, siblings.size())]);
      return;
    case 3:
      *at = donor;
      return;
    case 4:
      siblings.insert(at, donor);
      return;
    case 5:
      ChangeTag(*at, random);
      return;
    default:
      ChangeContents(*at, random);
  }
}

Node TbsOf(const std::string& certificate) {
  Node whole = ReadNode(certificate);
  KEPIL_CHECK(whole.children.size() == 3);
  return std::move(whole.children[0]);
}

}  // namespace

TestKey FixedTestKey(size_t number) {
  const std::string der =
      test_der::FromHex("302e020100300506032b657004220420") +
      std::string(32, static_cast<char>(number + 1));
  return TestKey::FromPem(absl::StrCat("-----BEGIN PRIVATE KEY-----\n",
                                       absl::Base64Escape(der),
                                       "\n-----END PRIVATE KEY-----\n"));
}

PathMutator::PathMutator(const std::vector<std::string>& certificates) {
  std::vector<std::string> seen;  // SPKIs, so that a key stays one key.
  for (const std::string& certificate : certificates) {
    Node tbs = TbsOf(certificate);
    const size_t first = FirstField(tbs);
    Node& spki = tbs.children[first + kSpki];
    const std::string old_key = spki.Der();
    const auto found = std::find(seen.begin(), seen.end(), old_key);
    keys_.push_back(FixedTestKey(static_cast<size_t>(found - seen.begin())));
    if (found == seen.end()) {
      seen.push_back(old_key);
    }
    spki = ReadNode(keys_.back().Spki());
    tbs.children[first + 1] =
        ReadNode(TestSignatureAlgorithm(keys_.back(), TestSigning()));
    tbs_.push_back(tbs.Der());
  }
}

std::string PathMutator::Sign(size_t i, absl::string_view tbs) const {
  return TestSignedObject(tbs, keys_[std::min(i + 1, keys_.size() - 1)],
                          TestSigning());
}

std::vector<std::string> PathMutator::Unchanged() const {
  std::vector<std::string> certificates;
  for (size_t i = 0; i < tbs_.size(); ++i) {
    certificates.push_back(Sign(i, tbs_[i]));
  }
  return certificates;
}

MutatedPath PathMutator::Mutate(std::mt19937_64& random) const {
  MutatedPath path;
  path.certificates = Unchanged();
  const size_t which = Draw(random, tbs_.size());
  std::string& changed = path.certificates[which];
  if (Draw(random, 8) == 0) {
    path.where = "octet";
    changed[Draw(random, changed.size())] ^=
        static_cast<char>(1 + Draw(random, 255));
    return path;
  }
  std::vector<Node> trees;
  for (const std::string& tbs : tbs_) {
    trees.push_back(ReadNode(tbs));
  }
  const Node donor = DrawDonor(trees, random);
  const std::vector<Place> places = PlacesOf(trees[which]);
  const Place& place = places[Draw(random, places.size())];
  path.where = place.where;
  Change(place, donor, random);
  changed = Sign(which, trees[which].Der());
  return path;
}

}  // namespace kepil
