#ifndef KEPIL_TESTS_SUPPORT_REGISTRY_FIXTURE_H_
#define KEPIL_TESTS_SUPPORT_REGISTRY_FIXTURE_H_

#include <string>

#include "kepil/storage/v1/registry.pb.h"
#include "kepil/v1/registrar.pb.h"
#include "kepil/v1/trust.pb.h"
#include "tests/support/pki_builder.h"

namespace kepil {

// A self-signed P-256 CA, valid from 2020 to 2040.
TestIdentity MakeTestRoot(const std::string& name);

// An officer with keys of their own; TLS leaf SHA-256 made of the id.
v1::PrincipalRecord MakeTestOfficer(const std::string& id,
                                    const std::string& unit,
                                    v1::PrincipalRole role);
v1::PrincipalRecord MakeTestRelyingParty(const std::string& id);

// A foreign CA of country XA with one service, "<id>-sign", under `root`, which
// has a CRL address.
v1::Authority MakeTestAuthority(const std::string& id,
                                const TestIdentity& root);
v1::Authority MakeTestAuthority(const std::string& id);

// Version 1: the registrar "aigul" of unit "registry" and the approver
// "daniyar" of unit "supervision", nothing else.
storage::v1::RegistryImage MakeTestRegistryImage();

v1::ChangeDraft AdmissionDraft(const v1::Authority& authority);
// With a ground; SUSPEND until `until_seconds`.
v1::ChangeDraft StatusDraft(v1::Act act, const std::string& authority_id,
                            int64_t until_seconds = 0);

}  // namespace kepil

#endif  // KEPIL_TESTS_SUPPORT_REGISTRY_FIXTURE_H_
