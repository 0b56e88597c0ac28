#include "base/metrics.h"

#include <deque>
#include <exception>
#include <functional>
#include <map>
#include <sstream>
#include <utility>

#include "base/mutex.h"
#include "base/status_macros.h"
#include "prometheus/counter.h"
#include "prometheus/gauge.h"
#include "prometheus/histogram.h"
#include "prometheus/registry.h"
#include "prometheus/text_serializer.h"

namespace kepil {

class MetricsRegistry::Family {
 public:
  using Recorder = std::function<void(double)>;
  using MakeRecorder = std::function<Recorder(const prometheus::Labels&)>;

  Family(Names labels, MakeRecorder make)
      : labels_(std::move(labels)), make_(std::move(make)) {
    if (labels_.empty()) {
      Find({});  // A metric without labels is there from the start.
    }
  }

  void Record(Names values, double amount) { Find(std::move(values))(amount); }

 private:
  // The recorder lives as long as the family.
  const Recorder& Find(Names values) {
    MutexLock lock(mutex_);
    auto it = recorders_.find(values);
    if (it != recorders_.end()) {
      return it->second;
    }
    if (recorders_.size() >= kMaxLabelCombinations) {
      values.assign(labels_.size(), "other");
      it = recorders_.find(values);
      if (it != recorders_.end()) {
        return it->second;
      }
    }
    prometheus::Labels pairs;
    for (size_t i = 0; i < labels_.size(); ++i) {
      pairs[labels_[i]] = values[i];
    }
    return recorders_.emplace(std::move(values), make_(pairs)).first->second;
  }

  const Names labels_;
  const MakeRecorder make_;
  Mutex mutex_;
  std::map<Names, Recorder> recorders_ ABSL_GUARDED_BY(mutex_);
};

struct MetricsRegistry::State {
  // Runs `add`; prometheus-cpp throws on a name that is malformed or taken.
  Family& Add(Names labels, const std::function<Family::MakeRecorder()>& add) {
    Family::MakeRecorder make;
    try {
      make = add();
    } catch (const std::exception&) {
      KEPIL_CHECK(!"metric name is malformed or taken");
    }
    MutexLock lock(mutex);
    return families.emplace_back(std::move(labels), std::move(make));
  }

  prometheus::Registry registry{prometheus::Registry::InsertBehavior::Throw};
  Mutex mutex;
  std::deque<Family> families ABSL_GUARDED_BY(mutex);
};

MetricsRegistry::MetricsRegistry() : state_(std::make_unique<State>()) {}
MetricsRegistry::~MetricsRegistry() = default;

std::string MetricsRegistry::Text() const {
  std::ostringstream text;
  prometheus::TextSerializer().Serialize(text, state_->registry.Collect());
  return text.str();
}

MetricsRegistry::Family& MetricsRegistry::AddCounter(const MetricName& name,
                                                     Names labels) {
  return state_->Add(std::move(labels), [&] {
    auto& family =
        prometheus::BuildCounter().Name(name.name).Help(name.help).Register(
            state_->registry);
    return [&family](const prometheus::Labels& values) {
      prometheus::Counter& counter = family.Add(values);
      return [&counter](double amount) { counter.Increment(amount); };
    };
  });
}

MetricsRegistry::Family& MetricsRegistry::AddGauge(const MetricName& name,
                                                   Names labels) {
  return state_->Add(std::move(labels), [&] {
    auto& family =
        prometheus::BuildGauge().Name(name.name).Help(name.help).Register(
            state_->registry);
    return [&family](const prometheus::Labels& values) {
      prometheus::Gauge& gauge = family.Add(values);
      return [&gauge](double value) { gauge.Set(value); };
    };
  });
}

MetricsRegistry::Family& MetricsRegistry::AddHistogram(
    const MetricName& name, Names labels, std::vector<double> buckets) {
  return state_->Add(std::move(labels), [&] {
    auto& family =
        prometheus::BuildHistogram().Name(name.name).Help(name.help).Register(
            state_->registry);
    return [&family, buckets](const prometheus::Labels& values) {
      prometheus::Histogram& histogram = family.Add(values, buckets);
      return [&histogram](double value) { histogram.Observe(value); };
    };
  });
}

void MetricsRegistry::Record(Family& family, Names values, double amount) {
  family.Record(std::move(values), amount);
}

}  // namespace kepil
