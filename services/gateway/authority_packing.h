#ifndef KEPIL_SERVICES_GATEWAY_AUTHORITY_PACKING_H_
#define KEPIL_SERVICES_GATEWAY_AUTHORITY_PACKING_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "engine/crypto/digest.h"
#include "engine/pki/certificate_reader.h"
#include "kepil/storage/v1/registry.pb.h"
#include "kepil/v1/authority_package.pb.h"
#include "services/evidence/revocation_archive.h"
#include "trustlist/recorded_act.h"

namespace kepil {

// Name of an authority's package in the archive.
std::string AuthorityPackageName(absl::string_view authority_id);

// AuthorityPacking gives an ARCHIVED authority to the archive, whole, so that
// it can be examined without this node (CRT-11). Not thread-safe.
class AuthorityPacking {
 public:
  struct Rooms {  // What they borrow outlives this.
    std::function<std::shared_ptr<const storage::v1::RegistryImage>()> registry;
    CertificateReader& certificates;
    // Every act about an authority, oldest first.
    std::function<absl::StatusOr<std::vector<RecordedAct>>(absl::string_view)>
        acts;
    // The tlog-proof of an act, by its sequence: OUT_OF_RANGE/TREE_TOO_SMALL or
    // UNAVAILABLE/NOT_READY until the log of acts has published it.
    std::function<absl::StatusOr<std::string>(int64_t)> prove;
    // CRLs of a key that own queries got, oldest first, and their octets.
    std::function<absl::StatusOr<std::vector<ArchivedRevocation>>(
        const Digest&)>
        crls;
    std::function<absl::StatusOr<std::string>(const Digest&)> read;
    std::string acts_log_vkey;
    // The archive: writes a package durably and reads it back; has it?
    std::function<absl::Status(const std::string&, absl::string_view)> put;
    std::function<bool(const std::string&)> has;
  };
  struct Options {
    int64_t max_crl_bytes = int64_t{512} << 20;  // Of all in one package.
  };
  AuthorityPacking(Rooms rooms, Options options)
      : rooms_(std::move(rooms)), options_(options) {}

  // Errors of the rooms.
  absl::StatusOr<v1::AuthorityPackage> Pack(
      const v1::Authority& authority) const;
  // Writes the packages that are missing: how many were written. Those whose
  // acts the log has not published yet wait for the next call.
  absl::StatusOr<int> Step() const;

 private:
  absl::Status AddActs(v1::AuthorityPackage& package) const;
  absl::Status AddCertificates(v1::AuthorityPackage& package) const;
  absl::Status AddCrls(v1::AuthorityPackage& package) const;

  const Rooms rooms_;
  const Options options_;
};

}  // namespace kepil

#endif  // KEPIL_SERVICES_GATEWAY_AUTHORITY_PACKING_H_
