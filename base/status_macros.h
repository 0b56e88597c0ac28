#ifndef KEPIL_BASE_STATUS_MACROS_H_
#define KEPIL_BASE_STATUS_MACROS_H_

#include <cstdio>
#include <cstdlib>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

// Returns from the enclosing function if `expression` is not OK.
#define KEPIL_RETURN_IF_ERROR(expression)     \
  do {                                        \
    absl::Status kepil_status = (expression); \
    if (!kepil_status.ok()) {                 \
      return kepil_status;                    \
    }                                         \
  } while (false)

#define KEPIL_CONCAT_INNER(a, b) a##b
#define KEPIL_CONCAT(a, b) KEPIL_CONCAT_INNER(a, b)

// KEPIL_ASSIGN_OR_RETURN(const auto x, F()): declares or assigns from a
// StatusOr, or returns its status.
#define KEPIL_ASSIGN_OR_RETURN(lhs, expression)                       \
  KEPIL_ASSIGN_OR_RETURN_IMPL(KEPIL_CONCAT(kepil_or_, __LINE__), lhs, \
                              expression)
#define KEPIL_ASSIGN_OR_RETURN_IMPL(name, lhs, expression) \
  auto name = (expression);                                \
  if (!name.ok()) {                                        \
    return std::move(name).status();                       \
  }                                                        \
  lhs = *std::move(name)

// Ends the process: a broken invariant of our own code, never input (R13).
#define KEPIL_CHECK(condition)                                              \
  do {                                                                      \
    if (!(condition)) {                                                     \
      std::fprintf(stderr, "%s:%d: check failed: %s\n", __FILE__, __LINE__, \
                   #condition);                                             \
      std::abort();                                                         \
    }                                                                       \
  } while (false)

#endif  // KEPIL_BASE_STATUS_MACROS_H_
