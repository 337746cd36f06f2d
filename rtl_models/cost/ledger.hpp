#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "rtl_models/cost/technology.hpp"

// The energy ledger: blocks book integer activity and analogue joules; the ledger alone knows what
// an activity costs and to which part of the bill it belongs.
namespace memglia {

/// The parts of the bill. All before the controller are "dynamic".
enum class component : std::uint8_t {
    router,
    crossbar_read,
    neurons,
    astrocytes,
    learning,
    crossbar_write,
    clock,
    controller,
    processor,
    leakage,
    rest
};
inline constexpr std::size_t component_count = 11;
std::string_view name_of(component c);
constexpr bool is_dynamic(component c) {
    return c < component::controller;
}
/// The same of a part by its name; of no part of the bill, false.
bool is_dynamic(std::string_view part);

/// Events that cost a table entry each.
enum class activity : std::uint8_t {
    router_hop,
    router_hop_bit,
    router_link_bit,
    read_row_drive,
    read_integrate,
    read_convert,
    read_sign,
    read_gain,
    read_table,
    neuron_add,
    neuron_compare,
    neuron_spike,
    astrocyte_sram_read,
    astrocyte_sram_write,
    astrocyte_multiply,
    astrocyte_add,
    astrocyte_flip_flop,
    astrocyte_table,
    learning_sram_read,
    learning_sram_write,
    learning_add,
    learning_flip_flop,
    write_row_drive,
    write_column_drive,
    write_integrate,
    write_convert,
    write_sign,
    write_compare,
    clock_node,
    clock_divider,
    controller_flip_flop,
    // Of the processor, in the order of instruction_class.
    processor_integer,
    processor_multiply,
    processor_multiply_high,
    processor_divide,
    processor_load,
    processor_store,
    processor_branch,
    processor_branch_taken,
    processor_jump,
    processor_csr,
    processor_system,
    processor_trap,
    processor_split,      ///< a load or store across a word's end: a cycle and an access more
    processor_fetch,      ///< 16 bits of instructions
    processor_sram_read,  ///< a word, or a part of it
    processor_sram_write,
    processor_rom_read,
    processor_register,  ///< read or written
    processor_stall,     ///< a cycle in which a store waits for its tick
    processor_sleep,     ///< a cycle
    rest_decision
};
inline constexpr std::size_t activity_count = 52;

/// Energy that is integrated from voltages and currents.
enum class analogue : std::uint8_t {
    read_cells,
    read_lines,
    write_cells,
    write_verify_cells,
    write_lines
};
inline constexpr std::size_t analogue_count = 5;

/// What an activity is called, where it is billed and which table entry prices it: none where that
/// takes more than one number (price_list).
struct activity_price {
    activity what;
    std::string_view name;
    component billed_to;
    technology_entry technology::*entry;
};
const std::array<activity_price, activity_count>& activity_prices();

/// Booked activity over some stretch of time.
struct activity_record {
    std::array<std::uint64_t, activity_count> counts{};
    std::array<double, analogue_count> analogue_j{};
    std::uint64_t elapsed_ps = 0;

    activity_record& operator+=(const activity_record& other);
};

/// Joules by component; the parts add up to total_j() by construction. over(): of the mean one of
/// so many, of none as if of one.
struct energy_bill {
    std::array<double, component_count> j{};

    double of(component c) const { return j[static_cast<std::size_t>(c)]; }
    double dynamic_j() const;
    double controller_j() const { return of(component::controller); }
    double processor_j() const { return of(component::processor); }
    double static_j() const { return of(component::leakage); }
    energy_bill over(std::uint64_t decisions) const;
    double rest_j() const { return of(component::rest); }
    double total_j() const {
        return dynamic_j() + controller_j() + processor_j() + static_j() + rest_j();
    }
};

/// What everything costs. A chip's own list: list_prices().
struct price_list {
    std::array<double, activity_count> each_j{};
    double line_charge = 1;   ///< J for a joule that was integrated on a line
    double write_supply = 1;  ///< J for a joule that a write pulse delivers
    double leakage_w = 0;

    /// The entries alone; a bit of a hop and of a link from those of a flit. What takes the size of
    /// a chip (clock.node, rest.decision) or its processor (price_processor()) costs nothing here.
    price_list(const technology& table, double leakage_w);
};

/// Prices a record: counts x prices + analogue + leakage x time.
energy_bill price(const activity_record& record, const price_list& prices);

class ledger {
  public:
    void count(activity what, std::uint64_t times = 1) {
        now_.counts[static_cast<std::size_t>(what)] += times;
    }
    void add(analogue what, double joules) {
        now_.analogue_j[static_cast<std::size_t>(what)] += joules;
    }

    /// Starts a stretch at this time; what was booked since the last close() belongs to no stretch
    /// and is returned (programming the chip, for one).
    activity_record open(std::uint64_t now_ps);

    /// Ends the stretch and returns what was booked in it.
    activity_record close(std::uint64_t now_ps);

  private:
    activity_record now_;
    std::uint64_t opened_ps_ = 0;
};

}  // namespace memglia
