#include "snan/mapping/soft_decider.hpp"

#include <algorithm>
#include <string>

#include "base/error.hpp"
#include "snan/astrocyte_layout.hpp"

namespace memglia {

namespace {

// As firmware/programs/nav_soft.c reads and writes them.
constexpr std::uint32_t new_trial = 1U << 31;
constexpr unsigned contacts_shift = 24;
constexpr std::uint32_t side_bits = 3;
constexpr std::uint32_t goal_event = constant_of("SYSTEM", "INTERRUPT_EVENT_0");
constexpr std::uint16_t nowhere = 0xffff;
enum table_flags : std::uint32_t {
    by_waves = 1,
    guided = 2,
    by_tags = 4,
    per_synapse = 8,
    primes_sensed = 16
};
constexpr std::uint64_t header_words = 15;
constexpr std::uint64_t fixed_table_bytes = 4 * header_words + 2 * 64 * 2 + 256 + 32;
// More than the largest wave over the largest map takes.
constexpr std::uint64_t most_steps = 1'000'000'000;

// Little endian, each table from a multiple of four bytes.
class table_bytes {
  public:
    template <class T>
    void put(T value) {
        const auto bits = static_cast<std::uint64_t>(value);
        for (std::size_t i = 0; i < sizeof(T); ++i) {
            bytes.push_back(static_cast<std::uint8_t>(bits >> (8 * i)));
        }
    }
    template <class List>
    void put_all(const List& list) {
        for (const auto value : list) put(value);
        while (bytes.size() % 4 != 0) bytes.push_back(0);
    }
    std::vector<std::uint8_t> bytes;
};

std::uint32_t flags_of(const rule_config& rule) {
    std::uint32_t flags = 0;
    if (rule.learning == snan_learning::wave) flags |= by_waves;
    if (rule.guided()) flags |= guided;
    if (rule.learning == snan_learning::eligibility) flags |= by_tags;
    if (rule.astrocyte_per == astrocyte_extent::synapse) flags |= per_synapse;
    if (rule.wave_over == wave_cells::sensed) flags |= primes_sensed;
    return flags;
}

std::vector<std::uint8_t> tables_of(const rule_config& rule, const grid_map& map,
                                    std::uint32_t seed) {
    const quantised_rule q(rule);
    const astrocyte_layout layout(rule, map);
    table_bytes t;
    for (const std::uint32_t word :
         {map.cells(), layout.astrocytes(), flags_of(rule), std::uint32_t{q.calcium_per_visit},
          static_cast<std::uint32_t>(q.fire_threshold),
          static_cast<std::uint32_t>(quantised_rule::contact_inhibition), q.rest_decisions,
          std::uint32_t{q.weight_initial}, std::uint32_t{q.weight_max}, std::uint32_t{q.wave_step},
          rule.wave_reach_cells, rule.reward_memory, seed,
          static_cast<std::uint32_t>(q.learning_steps.size()),
          static_cast<std::uint32_t>(q.transient.size())}) {
        t.put(word);
    }
    t.put_all(q.decay_fine);
    t.put_all(q.decay_coarse);
    t.put_all(q.gate_of_calcium);
    t.put_all(q.gain_of_gate);
    t.put_all(q.learning_steps);
    t.put_all(q.transient);
    std::vector<std::uint16_t> cells;
    for (cell_index cell = 0; cell < map.cells(); ++cell) {
        for (const direction side : all_directions) {
            const auto to = map.neighbour(cell, side);
            cells.push_back(to ? static_cast<std::uint16_t>(*to) : nowhere);
        }
    }
    t.put_all(cells);
    cells.clear();
    for (cell_index cell = 0; cell < map.cells(); ++cell) {
        cells.push_back(layout.per_synapse() ? nowhere
                                             : static_cast<std::uint16_t>(layout.of_cell(cell)));
    }
    t.put_all(cells);
    return t.bytes;
}

// Behind the program, from a multiple of 16.
std::uint32_t tables_at(const program_image& program) {
    std::uint32_t end = block_named("SRAM").base;
    for (const program_image::piece& piece : program.pieces) {
        end = std::max(end, piece.address + static_cast<std::uint32_t>(piece.bytes.size()));
    }
    return (end + 15) & ~15U;
}

}  // namespace

std::uint32_t soft_decider::memory_kib(const program_image& program, const rule_config& rule,
                                       std::uint32_t cells) {
    const quantised_rule q(rule);
    const auto words = [](std::uint64_t bytes) { return (bytes + 3) & ~std::uint64_t{3}; };
    const std::uint64_t astrocytes =
        (flags_of(rule) & per_synapse) != 0 ? std::uint64_t{4} * cells : cells;
    std::uint64_t bytes = tables_at(program) - block_named("SRAM").base + fixed_table_bytes;
    bytes += words(q.learning_steps.size()) + words(q.transient.size());
    bytes += words(8 * std::uint64_t{cells}) + words(2 * cells);  // neighbours, astrocytes
    bytes += 4 * astrocytes + words(astrocytes) + 4 * std::uint64_t{cells};  // state, weights
    if ((flags_of(rule) & by_tags) != 0) {
        bytes += 4 * std::uint64_t{cells} + words(cells) + words(2 * std::uint64_t{cells});
    }
    if ((flags_of(rule) & by_waves) != 0) {
        bytes += 4 * std::uint64_t{cells} + 3 * words(cells) + 3 * words(2 * std::uint64_t{cells});
    }
    constexpr std::uint64_t page = 4096;
    return static_cast<std::uint32_t>((bytes + page - 1) / page * (page / 1024));
}

soft_decider::soft_decider(const processor_config& config, const program_image& program,
                           const rule_config& rule, const grid_map& map, std::uint32_t seed)
    : system_(config, nullptr),
      meter_(system_),
      rest_decisions_(quantised_rule(rule).rest_decisions) {
    if (map.cells() > most_cells) throw internal_error("a map too large for nav_soft");
    system_.load(program);
    if (!system_.write_memory(tables_at(program), tables_of(rule, map, seed))) {
        throw internal_error("no room for the tables of nav_soft");
    }
    run();
    cycles_ = 0;
    spent_ = {};
}

// To the next sleep. Returns the last word that came.
std::uint32_t soft_decider::run() {
    const std::uint64_t begin = system_.core().cycle();
    const program_stop stop = system_.run(riscv_core::no_limit, most_steps);
    if (stop != program_stop::asleep) {
        throw error("nav_soft has stopped: " + std::string(name_of(stop)) + " at " +
                    std::to_string(system_.core().pc()));
    }
    cycles_ += system_.core().cycle() - begin;
    std::uint32_t last = 0;
    while (const auto word = system_.receive()) last = *word;
    meter_.book(spent_);
    return last;
}

void soft_decider::begin_episode() {
    first_ = true;
    if (decisions_ > 0) {
        spent_.counts[static_cast<std::size_t>(activity::rest_decision)] += rest_decisions_;
    }
}

direction soft_decider::decide(const observation& seen) {
    system_.send(seen.cell | std::uint32_t{seen.contacts} << contacts_shift |
                 (first_ ? new_trial : 0));
    first_ = false;
    ++decisions_;
    return static_cast<direction>(run() & side_bits);
}

void soft_decider::outcome(bool rewarded) {
    if (!rewarded) return;
    system_.raise(goal_event);
    run();
}

std::uint32_t soft_decider::draw(std::uint32_t& random, std::uint32_t below) {
    random ^= random << 13;
    random ^= random >> 17;
    random ^= random << 5;
    return (random >> 16) * below >> 16;
}

}  // namespace memglia
