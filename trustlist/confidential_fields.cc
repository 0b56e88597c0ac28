#include "trustlist/confidential_fields.h"

#include <string>

namespace kepil {
namespace {

struct Field {
  absl::string_view name;
  void (*clear)(v1::Authority& authority);
};

constexpr Field kFields[] = {
    {"legal_name",
     [](v1::Authority& authority) { authority.clear_legal_name(); }},
    {"decision", [](v1::Authority& authority) { authority.clear_decision(); }},
    {"endpoint_country",
     [](v1::Authority& authority) { authority.clear_endpoint_country(); }},
    {"foreign_ttp.endpoints",
     [](v1::Authority& authority) {
       if (authority.has_foreign_ttp()) {
         authority.mutable_foreign_ttp()->clear_endpoints();
       }
     }},
};

const Field* FieldOf(absl::string_view name) {
  for (const Field& field : kFields) {
    if (field.name == name) {
      return &field;
    }
  }
  return nullptr;
}

}  // namespace

bool IsConfidentialField(absl::string_view name) {
  return FieldOf(name) != nullptr;
}

v1::Authority WithoutConfidential(v1::Authority authority) {
  for (const std::string& name : authority.confidential_fields()) {
    const Field* field = FieldOf(name);
    if (field != nullptr) {
      field->clear(authority);
    }
  }
  return authority;
}

}  // namespace kepil
