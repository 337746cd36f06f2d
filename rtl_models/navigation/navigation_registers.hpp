#pragma once

#include "rtl_models/processor/register_map.hpp"

namespace memglia {

namespace register_tables {

inline constexpr std::array navigation{
    register_info{"ID", 0x00, read, 0x4d474e31, "constant, \"MGN1\""},
    register_info{"CONTROL", 0x04, write, 0, "one command bit"},
    register_info{"STATUS", 0x08, read, 0, "status bits"},
    register_info{"PLACE", 0x0c, read_write, 0, "index of the cell the agent is in"},
    register_info{"CONTACTS", 0x10, read_write, 0,
                  "bit d: something touches side d (0 north, 1 east, 2 south, 3 west)"},
    register_info{"ACTION", 0x14, read, 0, "side chosen by the last decision"},
    register_info{"SPIKES", 0x18, read, 0,
                  "action neurons that fired in the last decision, a bit each"},
    register_info{"DECISIONS", 0x1c, read, 0, "decisions since the chip was loaded"},
    register_info{"CYCLES", 0x20, read, 0,
                  "clock cycles in which the controller's clock ran, since load"},
};
inline constexpr std::array navigation_constants{
    register_constant{"ID_VALUE", 0x4d474e31, "what ID reads"},
    register_constant{"CONTROL_DECIDE", 0x1, "decide from PLACE and CONTACTS"},
    register_constant{"CONTROL_REWARD", 0x2, "the last decision was rewarded: learn"},
    register_constant{"CONTROL_EPISODE", 0x4, "a new trial begins"},
    register_constant{"STATUS_BUSY", 0x1, "a command is being carried out"},
    register_constant{"STATUS_ACTION_VALID", 0x2, "ACTION holds the answer to the last DECIDE"},
    register_constant{"STATUS_NO_SPIKE", 0x4,
                      "no action neuron fired: ACTION is a random open side"},
};

}  // namespace register_tables

/// The navigation controller. A command, or a store into PLACE or CONTACTS, while it is busy is a
/// bus error.
inline constexpr register_block navigation_block{"NAV",
                                                 0x40000000,
                                                 0x24,
                                                 "navigation controller",
                                                 register_tables::navigation,
                                                 register_tables::navigation_constants};

}  // namespace memglia
