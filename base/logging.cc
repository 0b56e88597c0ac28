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
constexpr int64_t kMicros = 1000000;
constexpr size_t kUsualLine = 256;

// 0 <= micros < 1000000, with its leading zeroes.
std::string SixDigits(int64_t micros) {
  std::string digits(6, '0');
  for (size_t at = digits.size(); at > 0; --at, micros /= 10) {
    digits[at - 1] = static_cast<char>('0' + micros % 10);
  }
  return digits;
}

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
void AppendQuoted(absl::string_view text, std::string& line) {
  line += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      line += '\\';
      line += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      absl::StrAppendFormat(&line, "\\u%04x", c);
    } else {
      line += c;
    }
  }
  line += '"';
}

std::string Quote(absl::string_view text) {
  std::string quoted;
  AppendQuoted(text, quoted);
  return quoted;
}

// The second's text is kept: of a thousand lines of one second it is the same.
std::string TimeText(absl::Time time) {
  thread_local absl::Time kept = absl::InfinitePast();
  thread_local std::string text;
  if (time == absl::InfinitePast() || time == absl::InfiniteFuture()) {
    return absl::FormatTime(absl::RFC3339_sec, time, absl::UTCTimeZone());
  }
  const absl::Time second = absl::FromUnixSeconds(absl::ToUnixSeconds(time));
  if (second != kept) {
    text = absl::FormatTime("%Y-%m-%dT%H:%M:%S.", second, absl::UTCTimeZone());
    kept = second;
  }
  return text + SixDigits(absl::ToInt64Microseconds(time - second)) + "Z";
}

std::string SecondsJson(absl::Duration duration) {
  if (duration == absl::InfiniteDuration()) {
    return "\"inf\"";
  }
  if (duration == -absl::InfiniteDuration()) {
    return "\"-inf\"";
  }
  const bool is_negative = duration < absl::ZeroDuration();
  const int64_t micros = absl::ToInt64Microseconds(absl::AbsDuration(duration));
  return absl::StrCat(is_negative ? "-" : "", micros / kMicros, ".",
                      SixDigits(micros % kMicros));
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
  std::string line;
  line.reserve(kUsualLine);
  absl::StrAppend(&line, "{\"time\":\"", TimeText(clock_.Now()),
                  "\",\"level\":\"", NameOf(level), "\",\"event\":");
  AppendQuoted(event.text(), line);
  for (const LogField& field : fields) {
    line += ',';
    AppendQuoted(field.key().text(), line);
    line += ':';
    line += field.json();
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
