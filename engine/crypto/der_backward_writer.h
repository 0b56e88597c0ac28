#ifndef KEPIL_ENGINE_CRYPTO_DER_BACKWARD_WRITER_H_
#define KEPIL_ENGINE_CRYPTO_DER_BACKWARD_WRITER_H_

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"
#include "engine/crypto/der_reader.h"

namespace kepil {

// DerBackwardWriter writes nested DER into one buffer from its last octet to
// its first: when a header is due the length of its content is known, so
// nothing is copied from a string into a larger one. der_writer.h is for what
// is small.
class DerBackwardWriter {
 public:
  // Room for `expected` octets is made at once, and more if it is needed.
  explicit DerBackwardWriter(size_t expected);

  // Octets written so far; a mark for Wrap.
  size_t size() const { return buffer_.size() - begin_; }

  // Puts octets, or a value, before what was written.
  void Prepend(absl::string_view octets);
  void PrependValue(DerTag tag, absl::string_view content);
  // Makes what was written since size() was `mark` the content of one value.
  void Wrap(DerTag tag, size_t mark);

  // What was written; the writer is spent.
  std::string Take() &&;

 private:
  std::string buffer_;
  size_t begin_;  // Of what was written.
};

}  // namespace kepil

#endif  // KEPIL_ENGINE_CRYPTO_DER_BACKWARD_WRITER_H_
