#ifndef KEPIL_BASE_METRICS_H_
#define KEPIL_BASE_METRICS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/log_token.h"

namespace kepil {

// A family of metrics holds at most this many combinations of label values.
// What comes after is counted under the one combination "other", ..., "other",
// so that no caller can grow the registry, and the overflow shows.
inline constexpr size_t kMaxLabelCombinations = 512;

// One value of a label as text: an integer, a LogToken, or an enum for which a
// function `LogToken LabelOf(E)` stands in the enum's namespace.
inline std::string LabelText(const LogToken& value) { return value.text(); }
template <typename T, std::enable_if_t<std::is_integral_v<T>, int> = 0>
std::string LabelText(T value) {
  return std::to_string(value);
}
template <typename E, std::enable_if_t<std::is_enum_v<E>, int> = 0>
std::string LabelText(E value) {
  return LabelOf(value).text();
}

// Names and help of a family. Names follow Prometheus: kepil_<what>_<unit>,
// counters end in _total.
struct MetricName {
  std::string name, help;
};

// MetricsRegistry owns all metrics of a process. Thread-safe.
class MetricsRegistry {
 public:
  class Family;

  MetricsRegistry();
  ~MetricsRegistry();
  MetricsRegistry(const MetricsRegistry&) = delete;
  MetricsRegistry& operator=(const MetricsRegistry&) = delete;

  // All metrics in Prometheus' text format 0.0.4.
  std::string Text() const;

 private:
  template <typename... Labels>
  friend class Counter;
  template <typename... Labels>
  friend class Gauge;
  template <typename... Labels>
  friend class Histogram;

  using Names = std::vector<std::string>;
  Family& AddCounter(const MetricName& name, Names labels);
  Family& AddGauge(const MetricName& name, Names labels);
  Family& AddHistogram(const MetricName& name, Names labels,
                       std::vector<double> buckets);
  // Increments a counter, sets a gauge, observes in a histogram.
  static void Record(Family& family, Names values, double amount);

  struct State;
  const std::unique_ptr<State> state_;
};

// Counter<LogToken, int>: label count and types are part of the type. Metrics
// are made once, at wiring; a name registered twice or malformed ends the
// process. `registry` outlives them.
template <typename... Labels>
class Counter {
 public:
  using LabelNames = std::array<const char*, sizeof...(Labels)>;
  Counter(MetricsRegistry& registry, const MetricName& name,
          const LabelNames& labels = {})
      : family_(registry.AddCounter(name, {labels.begin(), labels.end()})) {}

  void Increment(const Labels&... labels) { IncrementBy(1, labels...); }
  // Negative amounts are ignored: a counter never falls.
  void IncrementBy(int64_t amount, const Labels&... labels) {
    MetricsRegistry::Record(family_, {LabelText(labels)...},
                            static_cast<double>(amount));
  }

 private:
  MetricsRegistry::Family& family_;
};

template <typename... Labels>
class Gauge {
 public:
  using LabelNames = std::array<const char*, sizeof...(Labels)>;
  Gauge(MetricsRegistry& registry, const MetricName& name,
        const LabelNames& labels = {})
      : family_(registry.AddGauge(name, {labels.begin(), labels.end()})) {}

  void Set(double value, const Labels&... labels) {
    MetricsRegistry::Record(family_, {LabelText(labels)...}, value);
  }

 private:
  MetricsRegistry::Family& family_;
};

template <typename... Labels>
class Histogram {
 public:
  using LabelNames = std::array<const char*, sizeof...(Labels)>;
  // `buckets`: upper bounds, rising.
  Histogram(MetricsRegistry& registry, const MetricName& name,
            std::vector<double> buckets, const LabelNames& labels = {})
      : family_(registry.AddHistogram(name, {labels.begin(), labels.end()},
                                      std::move(buckets))) {}

  void Observe(double value, const Labels&... labels) {
    MetricsRegistry::Record(family_, {LabelText(labels)...}, value);
  }

 private:
  MetricsRegistry::Family& family_;
};

}  // namespace kepil

#endif  // KEPIL_BASE_METRICS_H_
