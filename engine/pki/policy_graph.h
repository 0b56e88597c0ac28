#ifndef KEPIL_ENGINE_PKI_POLICY_GRAPH_H_
#define KEPIL_ENGINE_PKI_POLICY_GRAPH_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "engine/pki/certificate.h"

namespace kepil {

// Content octets of anyPolicy, 2.5.29.32.0.
inline constexpr absl::string_view kAnyPolicy("\x55\x1d\x20\x00", 4);

// RFC 5280, 6.1.1 (c), (e) to (g).
struct InitialPolicies {
  // OID contents; empty, or with anyPolicy in it: any.
  std::vector<std::string> user_initial_policy_set;
  bool require_explicit_policy = false;
  bool inhibit_policy_mapping = false;
  bool inhibit_any_policy = false;
};

// PolicyGraph is the policy state of RFC 5280, 6.1 along one path, with the
// valid_policy_tree kept as the graph of RFC 9618: one node per policy and
// certificate, shared by all its parents. Nodes and edges are therefore linear
// in what the certificates say, where the tree is exponential.
//
// Call order, from the certificate under the anchor to the target:
// AddCertificate, then PrepareForNext, for each but the last; AddCertificate,
// then WrapUp, for the last.
class PolicyGraph {
 public:
  // `certificates` is n, the number of certificates on the path.
  PolicyGraph(const InitialPolicies& initial, int certificates);

  // 6.1.3 (d) and (e). Of the target, whether it is self-issued does not count.
  enum class Position { kIntermediate, kTarget };
  void AddCertificate(const Certificate& certificate, Position position);
  // 6.1.3 (f): no explicit policy is needed, or some policy is still valid.
  bool IsAcceptable() const {
    return explicit_policy_ > 0 || !levels_.back().nodes.empty();
  }
  // 6.1.4 (a), (b) and (h) to (j). False if anyPolicy is mapped; such a mapping
  // is passed over.
  bool PrepareForNext(const Certificate& certificate);

  struct Result {
    bool acceptable = false;  // 6.1.5 (g)
    // user-constrained-policy-set, sorted; {anyPolicy} if anything will do.
    std::vector<std::string> policies;
  };
  // 6.1.5 (a), (b) and (g). `target` is nullptr for a path without
  // certificates.
  Result WrapUp(const Certificate* target);

 private:
  struct Node {
    std::string policy;  // valid_policy.
    // expected_policy_set; empty stands for {policy}, which is never written
    // out.
    std::vector<std::string> expected;
    std::vector<int> parents;  // In the level above.
  };
  struct Level {
    std::vector<Node> nodes;
    absl::flat_hash_map<std::string, int> by_policy;
  };

  static int AddNode(Level& level, absl::string_view policy);
  static const Node* FindNode(const Level& level, absl::string_view policy);
  void Map(const std::vector<PolicyMapping>& mappings);
  std::vector<std::string> AuthorityConstrainedPolicies() const;

  const InitialPolicies initial_;
  // [0] is the root level, {anyPolicy}. A level without nodes is the NULL tree.
  // A node without descendants in the last level is dead; WrapUp skips it.
  std::vector<Level> levels_;
  int64_t explicit_policy_, policy_mapping_, inhibit_any_policy_;
};

}  // namespace kepil

#endif  // KEPIL_ENGINE_PKI_POLICY_GRAPH_H_
