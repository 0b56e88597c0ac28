#include "base/logging.h"

#include <cinttypes>
#include <cstdint>
#include <cstdio>
#include <optional>

#include "absl/strings/str_format.h"
#include "base/error.h"

namespace kepil {
namespace {

constexpr char kReasonPrefix[] = "ERROR_REASON_";

absl::string_view NameOf(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug:
      return "DEBUG";
    case LogLevel::kInfo:
      return "INFO";
    case LogLevel::kWarning:
      return "WARNING";
    case LogLevel::kError:
      return "ERROR";
  }
  return "ERROR";
}

// RFC 8259, 7. Octets over 0x7f stay as they are: sources are UTF-8.
std::string Quote(absl::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      quoted += '\\';
      quoted += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      absl::StrAppendFormat(&quoted, "\\u%04x", c);
    } else {
      quoted += c;
    }
  }
  return quoted + '"';
}

std::string TimeText(absl::Time time) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%E6SZ", time, absl::UTCTimeZone());
}

std::string SecondsJson(absl::Duration duration) {
  if (duration == absl::InfiniteDuration()) {
    return "\"inf\"";
  }
  if (duration == -absl::InfiniteDuration()) {
    return "\"-inf\"";
  }
  return absl::StrFormat("%.6f", absl::ToDoubleSeconds(duration));
}

std::string ReasonName(v1::ErrorReason reason) {
  const std::string name = v1::ErrorReason_Name(reason);
  return name.empty() ? "?" : name.substr(sizeof(kReasonPrefix) - 1);
}

std::string StatusName(const absl::Status& status) {
  std::string name = absl::StatusCodeToString(status.code());
  const std::optional<v1::ErrorReason> reason = ReasonOf(status);
  if (reason.has_value()) {
    absl::StrAppend(&name, "/", ReasonName(*reason));
  }
  return name;
}

}  // namespace

LogField::LogField(LogText key, absl::Duration value)
    : key_(key), json_(SecondsJson(value)) {}
LogField::LogField(LogText key, absl::Time value)
    : key_(key), json_(Quote(TimeText(value))) {}
LogField::LogField(LogText key, const LogToken& value)
    : key_(key), json_(Quote(value.text())) {}
LogField::LogField(LogText key, LogText value)
    : key_(key), json_(Quote(value.text())) {}
LogField::LogField(LogText key, v1::ErrorReason value)
    : key_(key), json_(Quote(ReasonName(value))) {}
LogField::LogField(LogText key, const absl::Status& value)
    : key_(key), json_(Quote(StatusName(value))) {}

void StderrLogSink::Write(absl::string_view line) {
  // One call, because stdio locks per call: lines of two threads do not mix.
  const std::string text = absl::StrCat(line, "\n");
  std::fwrite(text.data(), 1, text.size(), stderr);
}

Logger::Logger(const Clock& clock, LogSink& sink, LogLevel lowest)
    : clock_(clock), sink_(sink), lowest_(lowest) {}

void Logger::Log(LogLevel level, LogText event,
                 std::initializer_list<LogField> fields) const {
  if (level < lowest_) {
    return;
  }
  std::string line = absl::StrCat("{\"time\":", Quote(TimeText(clock_.Now())),
                                  ",\"level\":", Quote(NameOf(level)),
                                  ",\"event\":", Quote(event.text()));
  for (const LogField& field : fields) {
    absl::StrAppend(&line, ",", Quote(field.key().text()), ":", field.json());
  }
  line += '}';
  sink_.Write(line);
}

void Logger::Debug(LogText event,
                   std::initializer_list<LogField> fields) const {
  Log(LogLevel::kDebug, event, fields);
}
void Logger::Info(LogText event, std::initializer_list<LogField> fields) const {
  Log(LogLevel::kInfo, event, fields);
}
void Logger::Warning(LogText event,
                     std::initializer_list<LogField> fields) const {
  Log(LogLevel::kWarning, event, fields);
}
void Logger::Error(LogText event,
                   std::initializer_list<LogField> fields) const {
  Log(LogLevel::kError, event, fields);
}

}  // namespace kepil
