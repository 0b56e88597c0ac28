#include "engine/pki/policy_graph.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>
#include <utility>

namespace kepil {
namespace {

void Decrement(int64_t& counter) {
  if (counter > 0) {
    --counter;
  }
}

void LowerTo(int64_t& counter, const std::optional<int64_t>& value) {
  if (value.has_value()) {
    counter = std::min(counter, std::max<int64_t>(*value, 0));
  }
}

// Parents by the policies that they expect below them.
using Expectations = absl::flat_hash_map<std::string, std::vector<int>>;

}  // namespace

PolicyGraph::PolicyGraph(const InitialPolicies& initial, int certificates)
    : initial_(initial),
      explicit_policy_(initial.require_explicit_policy ? 0 : certificates + 1),
      policy_mapping_(initial.inhibit_policy_mapping ? 0 : certificates + 1),
      inhibit_any_policy_(initial.inhibit_any_policy ? 0 : certificates + 1) {
  AddNode(levels_.emplace_back(), kAnyPolicy);
}

int PolicyGraph::AddNode(Level& level, absl::string_view policy) {
  const int index = static_cast<int>(level.nodes.size());
  const auto [it, added] = level.by_policy.emplace(policy, index);
  if (added) {
    level.nodes.push_back({std::string(policy), {}, {}});
  }
  return it->second;
}

const PolicyGraph::Node* PolicyGraph::FindNode(const Level& level,
                                               absl::string_view policy) {
  const auto it = level.by_policy.find(policy);
  return it == level.by_policy.end() ? nullptr : &level.nodes[it->second];
}

void PolicyGraph::AddCertificate(const Certificate& certificate,
                                 Position position) {
  const Level& above = levels_.back();
  Level level;
  const auto& policies = certificate.extensions().policies;
  if (policies.has_value()) {
    Expectations expected;
    for (size_t i = 0; i < above.nodes.size(); ++i) {
      const Node& node = above.nodes[i];
      if (node.expected.empty()) {
        expected[node.policy].push_back(static_cast<int>(i));
      }
      for (const std::string& policy : node.expected) {
        expected[policy].push_back(static_cast<int>(i));
      }
    }
    const auto any = above.by_policy.find(kAnyPolicy);
    bool any_listed = false;
    for (const std::string& policy : *policies) {
      if (policy == kAnyPolicy) {
        any_listed = true;
        continue;
      }
      const auto it = expected.find(policy);
      if (it != expected.end()) {  // (d)(1)(i)
        level.nodes[AddNode(level, policy)].parents = it->second;
      } else if (any != above.by_policy.end()) {  // (d)(1)(ii)
        level.nodes[AddNode(level, policy)].parents = {any->second};
      }
    }
    const bool exempt =
        position == Position::kIntermediate && certificate.IsSelfIssued();
    if (any_listed && (inhibit_any_policy_ > 0 || exempt)) {  // (d)(2)
      for (const auto& [policy, parents] : expected) {
        level.nodes[AddNode(level, policy)].parents = parents;
      }
    }
  }
  levels_.push_back(std::move(level));
}

bool PolicyGraph::PrepareForNext(const Certificate& certificate) {
  const CertificateExtensions& extensions = certificate.extensions();
  bool well_mapped = true;
  if (extensions.policy_mappings.has_value()) {
    std::vector<PolicyMapping> mappings;
    for (const PolicyMapping& mapping : *extensions.policy_mappings) {
      if (mapping.issuer_domain == kAnyPolicy ||
          mapping.subject_domain == kAnyPolicy) {
        well_mapped = false;  // 6.1.4 (a)
      } else {
        mappings.push_back(mapping);
      }
    }
    Map(mappings);
  }
  if (!certificate.IsSelfIssued()) {  // 6.1.4 (h)
    Decrement(explicit_policy_);
    Decrement(policy_mapping_);
    Decrement(inhibit_any_policy_);
  }
  if (extensions.policy_constraints.has_value()) {  // 6.1.4 (i)
    LowerTo(explicit_policy_, extensions.policy_constraints->require_explicit);
    LowerTo(policy_mapping_, extensions.policy_constraints->inhibit_mapping);
  }
  LowerTo(inhibit_any_policy_, extensions.inhibit_any_policy);  // 6.1.4 (j)
  return well_mapped;
}

// 6.1.4 (b)
void PolicyGraph::Map(const std::vector<PolicyMapping>& mappings) {
  Level& level = levels_.back();
  if (policy_mapping_ == 0) {
    std::set<absl::string_view> mapped;
    for (const PolicyMapping& mapping : mappings) {
      mapped.insert(mapping.issuer_domain);
    }
    Level kept;
    for (Node& node : level.nodes) {
      if (mapped.count(node.policy) == 0) {
        kept.nodes[AddNode(kept, node.policy)].parents =
            std::move(node.parents);
      }
    }
    level = std::move(kept);
    return;
  }
  // Where anyPolicy stands, it stands for a policy not named beside it too.
  const Node* any = FindNode(level, kAnyPolicy);
  const std::optional<std::vector<int>> any_parents =
      any == nullptr ? std::nullopt : std::make_optional(any->parents);
  for (const PolicyMapping& mapping : mappings) {
    const Node* found = FindNode(level, mapping.issuer_domain);
    if (found == nullptr && !any_parents.has_value()) {
      continue;
    }
    Node& node = level.nodes[AddNode(level, mapping.issuer_domain)];
    if (found == nullptr) {
      node.parents = *any_parents;
    }
    node.expected.push_back(mapping.subject_domain);
  }
}

std::vector<std::string> PolicyGraph::AuthorityConstrainedPolicies() const {
  std::vector<std::string> policies;
  if (FindNode(levels_.back(), kAnyPolicy) != nullptr) {
    policies.emplace_back(kAnyPolicy);
  }
  std::vector<bool> alive(levels_.back().nodes.size(), true);
  for (size_t depth = levels_.size() - 1; depth > 0; --depth) {
    const Level& above = levels_[depth - 1];
    const auto any = above.by_policy.find(kAnyPolicy);
    std::vector<bool> alive_above(above.nodes.size(), false);
    for (size_t i = 0; i < alive.size(); ++i) {
      const Node& node = levels_[depth].nodes[i];
      if (!alive[i]) {
        continue;
      }
      for (const int parent : node.parents) {
        alive_above[parent] = true;
        // The policy as the anchor's domain knows it: the first named one.
        if (any != above.by_policy.end() && parent == any->second &&
            node.policy != kAnyPolicy) {
          policies.push_back(node.policy);
        }
      }
    }
    alive = std::move(alive_above);
  }
  return policies;
}

PolicyGraph::Result PolicyGraph::WrapUp(const Certificate* target) {
  if (target != nullptr) {
    Decrement(explicit_policy_);  // 6.1.5 (a)
    const auto& constraints = target->extensions().policy_constraints;
    if (constraints.has_value() && constraints->require_explicit == 0) {
      explicit_policy_ = 0;  // 6.1.5 (b)
    }
  }
  std::set<std::string> policies;
  for (std::string& policy : AuthorityConstrainedPolicies()) {
    policies.insert(std::move(policy));
  }
  const std::set<std::string> wanted(initial_.user_initial_policy_set.begin(),
                                     initial_.user_initial_policy_set.end());
  if (!wanted.empty() && wanted.count(std::string(kAnyPolicy)) == 0) {
    if (policies.count(std::string(kAnyPolicy)) != 0) {
      policies = wanted;
    } else {
      std::set<std::string> common;
      std::set_intersection(wanted.begin(), wanted.end(), policies.begin(),
                            policies.end(),
                            std::inserter(common, common.end()));
      policies = std::move(common);
    }
  }
  Result result;
  result.acceptable = explicit_policy_ > 0 || !policies.empty();
  result.policies.assign(policies.begin(), policies.end());
  return result;
}

}  // namespace kepil
