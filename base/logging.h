#ifndef KEPIL_BASE_LOGGING_H_
#define KEPIL_BASE_LOGGING_H_

#include <cstddef>
#include <initializer_list>
#include <string>
#include <type_traits>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "base/log_token.h"
#include "kepil/v1/errors.pb.h"

namespace kepil {

enum class LogLevel { kDebug, kInfo, kWarning, kError };

// LogText is text written in the source, and no other: what a caller, a
// certificate or a database said cannot become one.
class LogText {
 public:
  template <size_t N>
  constexpr LogText(const char (&literal)[N])  // NOLINT: implicit by design.
      : text_(literal) {}
  template <size_t N>
  LogText(char (&buffer)[N]) = delete;

  absl::string_view text() const { return text_; }

 private:
  const char* text_;
};

// LogField is one named value of a log line. Its constructors are the whole
// list of what may be logged; none takes a string or a Status's message, so
// personal data has no way in.
class LogField {
 public:
  template <typename Integer,
            std::enable_if_t<std::is_integral_v<Integer> &&
                                 !std::is_same_v<Integer, bool> &&
                                 !std::is_same_v<Integer, char>,
                             int> = 0>
  LogField(LogText key, Integer value)
      : key_(key), json_(absl::StrCat(value)) {}
  template <typename Bool,
            std::enable_if_t<std::is_same_v<Bool, bool>, int> = 0>
  LogField(LogText key, Bool value)
      : key_(key), json_(value ? "true" : "false") {}
  LogField(LogText key, absl::Duration value);  // Seconds, to microseconds.
  LogField(LogText key, absl::Time value);      // RFC 3339, UTC.
  LogField(LogText key, const LogToken& value);
  LogField(LogText key, LogText value);
  LogField(LogText key, v1::ErrorReason value);  // E.g. "POLICY_UNKNOWN".
  // Code and reason, e.g. "UNAVAILABLE/FETCH_FAILED"; never the message.
  LogField(LogText key, const absl::Status& value);

  LogText key() const { return key_; }
  const std::string& json() const { return json_; }

 private:
  LogText key_;
  std::string json_;
};

// Where lines go. Thread-safe.
class LogSink {
 public:
  virtual ~LogSink() = default;
  // `line` is one JSON object without a line feed.
  virtual void Write(absl::string_view line) = 0;
};

// Writes each line, with its line feed, at once to standard error.
class StderrLogSink : public LogSink {
 public:
  void Write(absl::string_view line) override;
};

// Logger writes one JSON object per call: time, level, event, then the fields
// in the order given. Thread-safe.
class Logger {
 public:
  // Lines below `lowest` are dropped. `clock` and `sink` outlive the logger.
  Logger(const Clock& clock, LogSink& sink, LogLevel lowest);

  void Log(LogLevel level, LogText event,
           std::initializer_list<LogField> fields = {}) const;
  void Debug(LogText event, std::initializer_list<LogField> fields = {}) const;
  void Info(LogText event, std::initializer_list<LogField> fields = {}) const;
  void Warning(LogText event,
               std::initializer_list<LogField> fields = {}) const;
  void Error(LogText event, std::initializer_list<LogField> fields = {}) const;

 private:
  const Clock& clock_;
  LogSink& sink_;
  const LogLevel lowest_;
};

}  // namespace kepil

#endif  // KEPIL_BASE_LOGGING_H_
