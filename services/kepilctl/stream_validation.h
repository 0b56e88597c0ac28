#ifndef KEPIL_SERVICES_KEPILCTL_STREAM_VALIDATION_H_
#define KEPIL_SERVICES_KEPILCTL_STREAM_VALIDATION_H_

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "kepil/v1/validation.pb.h"
#include "services/kepilctl/client.h"
#include "services/kepilctl/input_files.h"
#include "services/kepilctl/validation_request.h"

namespace kepil {

// What came of one file.
struct StreamAnswer {
  size_t index = 0;  // Of the file.
  absl::StatusOr<v1::ValidateResponse> response;
  std::string signature;  // The signature file, if it could be read.
};

// Asks about `files` on one ValidateStream and hands each answer to `sink` as
// it comes, on any thread, each file once. A content in a file of its own is
// sent in pieces of 1 MiB and may be of any size; with kDigestOnly it stays
// here. So is a signature file of more than 1 MiB, which may be as large as the
// server's limits.max_stream_document_bytes. What was not answered when the
// stream ended gets that error.
void ValidateOnStream(const std::vector<InputFile>& files,
                      const ValidationOptions& options, Client& client,
                      const std::function<void(StreamAnswer answer)>& sink);

// What an error in a stream says, as a call would have said it.
absl::Status StatusOf(const v1::StreamError& error);

}  // namespace kepil

#endif  // KEPIL_SERVICES_KEPILCTL_STREAM_VALIDATION_H_
