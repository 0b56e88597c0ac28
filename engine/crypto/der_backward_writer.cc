#include "engine/crypto/der_backward_writer.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"
#include "engine/crypto/ber_header.h"

namespace kepil {

DerBackwardWriter::DerBackwardWriter(size_t expected)
    : buffer_(expected, '\0'), begin_(expected) {}

void DerBackwardWriter::Prepend(absl::string_view octets) {
  if (octets.size() > begin_) {
    const size_t more = std::max(octets.size(), buffer_.size());
    buffer_.insert(0, more, '\0');
    begin_ += more;
  }
  begin_ -= octets.size();
  octets.copy(&buffer_[begin_], octets.size());
}

void DerBackwardWriter::PrependValue(DerTag tag, absl::string_view content) {
  const size_t mark = size();
  Prepend(content);
  Wrap(tag, mark);
}

void DerBackwardWriter::Wrap(DerTag tag, size_t mark) {
  Prepend(DerHeader(tag, size() - mark));
}

std::string DerBackwardWriter::Take() && {
  buffer_.erase(0, begin_);
  begin_ = 0;
  return std::move(buffer_);
}

}  // namespace kepil
