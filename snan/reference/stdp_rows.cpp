#include <immintrin.h>

#include <array>
#include <limits>
#include <utility>

#include "snan/reference/frame.hpp"
#include "snan/reference/synapse_rows.hpp"
#include "snan/reference/wide.hpp"

namespace memglia {

namespace {

constexpr double never = std::numeric_limits<double>::infinity();

/// What synapses ask of their target: its trace, in the frame of tau_minus, and e^(-t/tau_plus) at
/// its last three spikes, the last first: a gain of weight is the trace of arrivals times that.
struct alignas(32) target_record {
    double trace = 0;
    double last = never;
    double second = never;
    double third = never;
};

/// Ticks of a target's last spikes, for rows that were silent for more than three of them.
struct spike_ring {
    static constexpr std::uint32_t kept = 64;
    std::array<std::uint32_t, kept> tick{};
    std::uint32_t count = 0;
};

/// A row's trace of arrivals, in the frame of tau_plus, and its last visit, as e^(-t/tau_plus) and
/// as a tick; where it lies.
struct alignas(32) row_state {
    double trace = 0;
    double visited = 0;
    std::size_t begin = 0;
    std::uint32_t visited_tick = 0;
    std::uint32_t synapses = 0;

    std::size_t end() const { return begin + (synapses + 3) / 4 * 4; }
};

/// Plasticity without work for spikes of targets: a row takes what its targets' spikes did to it
/// when it is next visited, in their order, each change clipped; then it delivers, then it takes
/// what its own arrival costs. A spike in the tick of a visit comes after that visit. Rows that are
/// silent for long are settled now and then, so that the targets' spikes need not be kept.
template <class Index, gate_place gate>
class stdp_rows final : public synapse_rows {
  public:
    stdp_rows(const network& net, std::size_t projection_index, row_layout layout,
              std::uint32_t targets, registers allowed)
        : synapse_rows(std::move(layout)),
          is_wide_(uses_wide(allowed)),
          config_(*net.projections[projection_index].stdp),
          plus_(config_.tau_plus_s / net.tick_s),
          minus_(config_.tau_minus_s / net.tick_s),
          check_every_(std::min(longest_check_ticks, plus_.period())),
          longest_silence_(std::min(longest_silence_ticks, 10 * plus_.period())),
          target_(targets_of<Index>(net, projection_index, this->layout(), targets)),
          weight_(weights_of(net, projection_index, this->layout())),
          row_(this->layout().rows()),
          record_(targets + 1),
          ring_(targets) {
        for (std::size_t row = 0; row < row_.size(); ++row) {
            row_[row].begin = this->layout().begin(row);
            row_[row].synapses = this->layout().synapses(row);
        }
    }

    void deliver(std::span<const due_row> due, const delivery_site& site) override {
        const double now = plus_.shrunk(plus_ticks_);
        const double rise = config_.a_plus * plus_.grown(plus_ticks_);
        for (std::size_t i = 0; i < due.size(); ++i) {
            if (i + far_ahead < due.size()) __builtin_prefetch(&row_[due[i + far_ahead].row]);
            if (i + near_ahead < due.size()) {
                const row_state& next = row_[due[i + near_ahead].row];
                prefetch_places(weight_, target_, next.begin, next.end());
            }
            row_state& row = row_[due[i].row];
            if (row.synapses == 0) continue;
            visit<true>(due[i].row, due[i].source, site, weight_.data());
            row.trace += rise;
            row.visited = now;
            row.visited_tick = tick_;
            deliveries_ += row.synapses;
        }
    }

    void end_tick(std::span<const std::uint32_t> spiking_targets) override {
        make_room(spiking_targets);
        const double at = plus_.shrunk(plus_ticks_);
        const double rise = config_.a_minus * minus_.grown(minus_ticks_);
        for (const std::uint32_t j : spiking_targets) {
            ring_[j].tick[ring_[j].count++ % spike_ring::kept] = tick_;
            target_record& r = record_[j];
            r.third = r.second;
            r.second = r.last;
            r.last = at;
            r.trace += rise;
        }
        ++tick_;
        if (++minus_ticks_ == minus_.period()) move_minus();
        if (++plus_ticks_ == plus_.period()) move_plus();
        if (tick_ % check_every_ == 0 && tick_ > longest_silence_) settle(tick_ - longest_silence_);
    }

    line_vector<double> settled_weights() const override {
        line_vector<double> settled(weight_);
        for (std::size_t row = 0; row < row_.size(); ++row) {
            visit<false>(row, 0, {}, settled.data());
        }
        return settled;
    }

  private:
    static constexpr std::uint32_t longest_check_ticks = 256;
    static constexpr std::uint32_t longest_silence_ticks = 1000;

    // Spikes before the last three that came after the row's visit, the oldest first.
    double after_older(double weight, std::size_t j, std::size_t row) const {
        if (!(record_[j].third <= row_[row].visited)) return weight;
        const spike_ring& ring = ring_[j];
        const std::uint32_t first = ring.count - std::min(ring.count, spike_ring::kept);
        const std::uint32_t end = ring.count - 3;
        std::uint32_t k = end;
        while (k > first && ring.tick[(k - 1) % spike_ring::kept] >= row_[row].visited_tick) --k;
        for (; k < end; ++k) {
            const double at = plus_at(ring.tick[k % spike_ring::kept]);
            weight = std::min(weight + row_[row].trace * at, config_.w_max);
        }
        return weight;
    }

    // e^(-t/tau_plus) in the frame as it stands, of a tick before now.
    double plus_at(std::uint32_t tick) const {
        const std::uint32_t start = tick_ - plus_ticks_;
        if (tick >= start) return plus_.shrunk(tick - start);
        double factor = 1;
        std::uint32_t before = start - tick;
        for (; before > plus_.period(); before -= plus_.period()) factor *= plus_.stretch();
        return factor * plus_.grown(before);
    }

    template <bool delivers>
    void visit(std::size_t row, std::size_t source, const delivery_site& site,
               double* weights) const {
        if (is_wide_) {
            visit_wide<delivers>(row, source, site, weights);
        } else {
            visit_narrow<delivers>(row, source, site, weights);
        }
    }

    // Two synapses at once; the same operations in the same order as one by one.
    template <bool delivers>
    void visit_narrow(std::size_t row, std::size_t source, const delivery_site& site,
                      double* weights) const {
        const row_state state = row_[row];
        const __m128d visited = _mm_set1_pd(state.visited);
        const __m128d trace = _mm_set1_pd(state.trace);
        const __m128d w_max = _mm_set1_pd(config_.w_max);
        const __m128d decay = _mm_set1_pd(minus_.shrunk(minus_ticks_));
        const __m128d zero = _mm_setzero_pd();
        const auto gain = [&](__m128d at) {
            return _mm_and_pd(_mm_cmple_pd(at, visited), _mm_mul_pd(trace, at));
        };
        const std::size_t end = state.end();
        for (std::size_t k = state.begin; k < end; k += 2) {
            const std::size_t a = target_[k];
            const std::size_t b = target_[k + 1];
            const __m128d low_a = _mm_load_pd(&record_[a].trace);
            const __m128d low_b = _mm_load_pd(&record_[b].trace);
            const __m128d high_a = _mm_load_pd(&record_[a].second);
            const __m128d high_b = _mm_load_pd(&record_[b].second);
            const __m128d third = _mm_unpackhi_pd(high_a, high_b);
            __m128d w = _mm_loadu_pd(&weights[k]);
            if (_mm_movemask_pd(_mm_cmple_pd(third, visited)) != 0) {
                w = _mm_set_pd(after_older(weights[k + 1], b, row),
                               after_older(weights[k], a, row));
            }
            w = _mm_min_pd(_mm_add_pd(w, gain(third)), w_max);
            w = _mm_min_pd(_mm_add_pd(w, gain(_mm_unpacklo_pd(high_a, high_b))), w_max);
            w = _mm_min_pd(_mm_add_pd(w, gain(_mm_unpackhi_pd(low_a, low_b))), w_max);
            if constexpr (delivers) {
                __m128d given = w;
                if constexpr (gate == gate_place::target) {
                    given = _mm_mul_pd(given, _mm_set_pd(site.share[b], site.share[a]));
                } else if constexpr (gate == gate_place::source) {
                    given = _mm_mul_pd(given, _mm_set1_pd(site.share[source]));
                }
                site.inbox[a] += _mm_cvtsd_f64(given);
                site.inbox[b] += _mm_cvtsd_f64(_mm_unpackhi_pd(given, given));
                const __m128d loss = _mm_mul_pd(_mm_unpacklo_pd(low_a, low_b), decay);
                w = _mm_max_pd(_mm_sub_pd(w, loss), zero);
            }
            _mm_storeu_pd(&weights[k], w);
        }
    }

    [[gnu::target("avx2"), gnu::always_inline]] static __m256d gain(__m256d at, __m256d visited,
                                                                    __m256d trace) {
        return _mm256_and_pd(_mm256_cmp_pd(at, visited, _CMP_LE_OQ), _mm256_mul_pd(trace, at));
    }

    // Four synapses at once: their targets' records, turned, are traces and last spikes.
    template <bool delivers>
    [[gnu::target("avx2")]] void visit_wide(std::size_t row, std::size_t source,
                                            const delivery_site& site, double* weights) const {
        const row_state state = row_[row];
        const __m256d visited = _mm256_set1_pd(state.visited);
        const __m256d trace = _mm256_set1_pd(state.trace);
        const __m256d w_max = _mm256_set1_pd(config_.w_max);
        const __m256d decay = _mm256_set1_pd(minus_.shrunk(minus_ticks_));
        const __m256d zero = _mm256_setzero_pd();
        const target_record* const records = record_.data();
        const Index* const targets = target_.data();
        const std::size_t end = state.end();
        for (std::size_t k = state.begin; k < end; k += 4) {
            const std::size_t j[4] = {targets[k], targets[k + 1], targets[k + 2], targets[k + 3]};
            const __m256d a = _mm256_load_pd(&records[j[0]].trace);
            const __m256d b = _mm256_load_pd(&records[j[1]].trace);
            const __m256d c = _mm256_load_pd(&records[j[2]].trace);
            const __m256d d = _mm256_load_pd(&records[j[3]].trace);
            const __m256d even_ab = _mm256_unpacklo_pd(a, b);
            const __m256d even_cd = _mm256_unpacklo_pd(c, d);
            const __m256d odd_ab = _mm256_unpackhi_pd(a, b);
            const __m256d odd_cd = _mm256_unpackhi_pd(c, d);
            const __m256d last = _mm256_permute2f128_pd(odd_ab, odd_cd, 0x20);
            const __m256d second = _mm256_permute2f128_pd(even_ab, even_cd, 0x31);
            const __m256d third = _mm256_permute2f128_pd(odd_ab, odd_cd, 0x31);
            __m256d w = _mm256_loadu_pd(&weights[k]);
            if (_mm256_movemask_pd(_mm256_cmp_pd(third, visited, _CMP_LE_OQ)) != 0) {
                w = _mm256_set_pd(
                    after_older(weights[k + 3], j[3], row), after_older(weights[k + 2], j[2], row),
                    after_older(weights[k + 1], j[1], row), after_older(weights[k], j[0], row));
            }
            w = _mm256_min_pd(_mm256_add_pd(w, gain(third, visited, trace)), w_max);
            w = _mm256_min_pd(_mm256_add_pd(w, gain(second, visited, trace)), w_max);
            w = _mm256_min_pd(_mm256_add_pd(w, gain(last, visited, trace)), w_max);
            if constexpr (delivers) {
                __m256d given = w;
                if constexpr (gate == gate_place::target) {
                    const double* s = site.share;
                    given = _mm256_mul_pd(given, _mm256_set_pd(s[j[3]], s[j[2]], s[j[1]], s[j[0]]));
                } else if constexpr (gate == gate_place::source) {
                    given = _mm256_mul_pd(given, _mm256_set1_pd(site.share[source]));
                }
                const __m128d low = _mm256_castpd256_pd128(given);
                const __m128d high = _mm256_extractf128_pd(given, 1);
                site.inbox[j[0]] += _mm_cvtsd_f64(low);
                site.inbox[j[1]] += _mm_cvtsd_f64(_mm_unpackhi_pd(low, low));
                site.inbox[j[2]] += _mm_cvtsd_f64(high);
                site.inbox[j[3]] += _mm_cvtsd_f64(_mm_unpackhi_pd(high, high));
                const __m256d traces = _mm256_permute2f128_pd(even_ab, even_cd, 0x20);
                w = _mm256_max_pd(_mm256_sub_pd(w, _mm256_mul_pd(traces, decay)), zero);
            }
            _mm256_storeu_pd(&weights[k], w);
        }
    }

    // Rows last visited before this tick. None is older then.
    void settle(std::uint32_t before) {
        const double now = plus_.shrunk(plus_ticks_);
        for (std::size_t row = 0; row < row_.size(); ++row) {
            if (row_[row].trace == 0 || row_[row].visited_tick >= before) continue;
            visit<false>(row, 0, {}, weight_.data());
            row_[row].visited = now;
            row_[row].visited_tick = tick_;
        }
        oldest_visit_ = before;
    }

    // Where a spike that some row may still need would be dropped, all rows take it first: before
    // any spike of this tick is noted, for a visit now lies before them.
    void make_room(std::span<const std::uint32_t> spiking_targets) {
        for (const std::uint32_t j : spiking_targets) {
            const spike_ring& ring = ring_[j];
            if (ring.count < spike_ring::kept ||
                ring.tick[ring.count % spike_ring::kept] < oldest_visit_) {
                continue;
            }
            settle(tick_);
            return;
        }
    }

    // Below this a trace is nothing; smaller numbers would be slow.
    static double kept(double trace) {
        constexpr double nothing = 1e-200;
        return trace < nothing ? 0 : trace;
    }

    void move_minus() {
        minus_ticks_ = 0;
        for (target_record& r : record_) r.trace = kept(r.trace * minus_.shrink());
    }

    void move_plus() {
        plus_ticks_ = 0;
        const double stretch = plus_.stretch();
        for (row_state& r : row_) {
            r.trace = kept(r.trace * plus_.shrink());
            r.visited = r.trace > 0 ? r.visited * stretch : 0;
        }
        for (target_record& r : record_) {
            r.last *= stretch;
            r.second *= stretch;
            r.third *= stretch;
        }
    }

    bool is_wide_;
    pair_stdp_config config_;
    exponential_frame plus_;
    exponential_frame minus_;
    std::uint32_t check_every_;
    std::uint32_t longest_silence_;
    std::uint32_t plus_ticks_ = 0;  ///< since the start of the frame
    std::uint32_t minus_ticks_ = 0;
    std::uint32_t tick_ = 0;
    std::uint32_t oldest_visit_ = 0;  ///< no row with a trace was visited before
    line_vector<Index> target_;
    line_vector<double> weight_;
    line_vector<row_state> row_;
    line_vector<target_record> record_;
    std::vector<spike_ring> ring_;
};

template <class Index>
std::unique_ptr<synapse_rows> make(const network& net, std::size_t index, gate_place gate,
                                   std::uint32_t targets, registers allowed) {
    row_layout layout(net, index, 4);  // as many as are visited at once
    switch (gate) {
        case gate_place::target:
            return std::make_unique<stdp_rows<Index, gate_place::target>>(
                net, index, std::move(layout), targets, allowed);
        case gate_place::source:
            return std::make_unique<stdp_rows<Index, gate_place::source>>(
                net, index, std::move(layout), targets, allowed);
        default:
            return std::make_unique<stdp_rows<Index, gate_place::nowhere>>(
                net, index, std::move(layout), targets, allowed);
    }
}

}  // namespace

std::unique_ptr<synapse_rows> make_stdp_rows(const network& net, std::size_t projection_index,
                                             gate_place gate, registers allowed) {
    const projection& p = net.projections[projection_index];
    const std::uint32_t targets = net.populations[index_of(net.populations, p.target)].size;
    return has_short_targets(targets)
               ? make<std::uint16_t>(net, projection_index, gate, targets, allowed)
               : make<std::uint32_t>(net, projection_index, gate, targets, allowed);
}

}  // namespace memglia
