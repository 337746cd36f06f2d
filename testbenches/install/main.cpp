#include <iostream>

#include "base/random.hpp"
#include "crossbar/device/vteam.hpp"
#include "rtl_models/navigation/chip.hpp"
#include "snan/mapping/chip_decider.hpp"
#include "snan/maze_generator.hpp"

// One thing of every library, so that all are linked.
int main() {
    using namespace memglia;
    const vteam_config device;
    device.validate();
    const maze task = generate_maze(10, 10, 0.2, 7);
    const chip hardware("chip", chip_config{}, task.map.cells(), false);
    const auto drawn = random_stream(1, "consumer", "test").below(1000);
    std::cout << "shortest " << task.shortest << ", drawn " << drawn << '\n';
    return task.shortest > 0 ? 0 : 1;
}
