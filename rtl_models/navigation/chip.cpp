#include "rtl_models/navigation/chip.hpp"

#include <algorithm>

#include "base/error.hpp"

namespace memglia {

namespace {
constexpr std::uint32_t control_nodes = 3;
constexpr std::uint64_t answer_cycles = 16;
// A ripple counter: half of the flip-flops before it in every stage.
constexpr std::uint64_t divider_toggles_per_cycle = 2;
}  // namespace

struct chip::pins {
    // Raised by the state machine, lowered half a period later by a process of its own.
    sc_core::sc_signal<bool, sc_core::SC_MANY_WRITERS> clk{"clk"};
    sc_core::sc_signal<bool> clk_en{"clk_en"};
    sc_core::sc_signal<bool> busy{"busy"};
    sc_core::sc_signal<bool> action_valid{"action_valid"};
    sc_core::sc_signal<std::uint32_t> action{"action"};
    sc_core::sc_signal<std::uint32_t> place{"place"};
    sc_core::sc_signal<std::uint32_t> state{"state"};
};

chip::chip(const sc_core::sc_module_name& name, const chip_config& config, std::uint32_t places,
           bool with_pins)
    : sc_module(name),
      config_(config),
      plan_(plan_floor(config, places)),
      prices_(list_prices(config, places)),
      pins_(std::make_unique<pins>()) {
    // Charges must have settled by the end of the tick, and spikes must be back before the second
    // one ends.
    const std::uint64_t settling = settling_cycles(config, plan_);
    if (settling > config.cycles_per_tick()) {
        throw input_error(
            {.path = "chip.tick_s",
             .found = "found " + std::to_string(config.cycles_per_tick()) + " clock cycles a tick",
             .expected = "at least " + std::to_string(settling) +
                         ", which a decision takes to settle on a mesh of " +
                         std::to_string(plan_.mesh_width) + " x " +
                         std::to_string(plan_.mesh_height)});
    }
    context_.clock = {config.period_ps(), config.cycles_per_tick()};
    context_.format = format_packets(plan_, places);
    context_.pins = with_pins;

    const auto module_name = [](const char* kind, std::size_t i) {
        return std::string(kind) + "_" + std::to_string(i);
    };
    const std::uint32_t used = static_cast<std::uint32_t>(plan_.cores.size()) + control_nodes;
    const std::uint32_t width = plan_.mesh_width;
    const std::uint32_t nodes = width * plan_.mesh_height;
    for (std::uint32_t node = 0; node < nodes; ++node) {
        routers_.push_back(std::make_unique<spike_router_module>(
            module_name("router", node).c_str(), config.router, node % width, node / width, width,
            context_));
    }
    for (std::uint32_t node = 0; node < nodes; ++node) {
        if (node % width + 1 < width) {
            routers_[node]->connect(router_port::east, *routers_[node + 1]);
            routers_[node + 1]->connect(router_port::west, *routers_[node]);
        }
        if (node + width < nodes) {
            routers_[node]->connect(router_port::south, *routers_[node + width]);
            routers_[node + width]->connect(router_port::north, *routers_[node]);
        }
    }
    if (used > nodes) throw internal_error("the floor plan has more blocks than nodes");

    // Spikes fire at the end of the first tick and have arrived one way later. The deadline leaves
    // the end of the second tick for the way of the answer's tag.
    const std::uint64_t deadline =
        2 * context_.clock.cycles_per_tick - longest_way_cycles(config, plan_) - answer_cycles;
    controller_ = std::make_unique<navigation_controller_module>(
        "controller", plan_.controller, *routers_[plan_.controller], config.router, plan_, deadline,
        context_);
    learning_ = std::make_unique<learning_engine_module>("learning", plan_.learning,
                                                         *routers_[plan_.learning], config.router,
                                                         config.learning, plan_, context_);
    astrocytes_ = std::make_unique<astrocyte_unit_module>(
        "astrocytes", plan_.astrocytes, *routers_[plan_.astrocytes], config.router,
        config.astrocytes, plan_, settling, context_);
    for (std::size_t i = 0; i < plan_.cores.size(); ++i) {
        cores_.push_back(std::make_unique<core_module>(module_name("core", i).c_str(),
                                                       plan_.cores[i], *routers_[plan_.cores[i]],
                                                       config, plan_, context_));
    }

    host_.bind(controller_->registers);
    controller_->clk(pins_->clk);
    controller_->clk_en(pins_->clk_en);
    controller_->busy(pins_->busy);
    controller_->action_valid(pins_->action_valid);
    controller_->action(pins_->action);
    controller_->place(pins_->place);
    controller_->state(pins_->state);
}

chip::~chip() {
    stop_trace();
}

activity_record chip::load(const chip_image& image) {
    const std::uint32_t capacity =
        plan_.places_per_core * static_cast<std::uint32_t>(plan_.cores.size());
    if (image.places > capacity) {
        throw error("an image of " + std::to_string(image.places) +
                    " places does not fit a chip of " + std::to_string(capacity));
    }
    image.check();
    if (!at_rest()) throw error("a chip cannot be loaded while it is at work");
    const std::uint64_t now_ps = sc_core::sc_time_stamp().value();
    context_.book.open(now_ps);
    for (const auto& router : routers_) router->reset();
    controller_->load(image);
    learning_->load(image);
    astrocytes_->load(image);
    for (std::uint32_t i = 0; i < cores_.size(); ++i) {
        const std::uint32_t first = i * plan_.places_per_core;
        const std::uint32_t left = image.places > first ? image.places - first : 0;
        cores_[i]->load(image, std::min(left, plan_.places_per_core),
                        image.stream_index * cores_.size() + i);
    }
    return context_.book.close(now_ps);
}

void chip::open_book() {
    context_.book.open(sc_core::sc_time_stamp().value());
    opened_cycle_ = context_.clock.now();
    learning_at_open_ = controller_->learning_cycles();
}

activity_record chip::close_book() {
    const std::uint64_t elapsed = context_.clock.now() - opened_cycle_;
    const std::uint64_t learning = controller_->learning_cycles() - learning_at_open_;
    context_.book.count(activity::clock_divider, divider_toggles_per_cycle * (elapsed - learning));
    return context_.book.close(sc_core::sc_time_stamp().value());
}

bool chip::at_rest() const {
    bool resting = !controller_->controller().busy() && controller_->drained() &&
                   learning_->drained() && astrocytes_->drained();
    for (const auto& core : cores_) resting = resting && core->drained();
    for (const auto& router : routers_) resting = resting && router->drained();
    return resting;
}

void chip::transport(tlm::tlm_command command, std::uint32_t offset, std::uint32_t& value) {
    tlm::tlm_generic_payload payload;
    payload.set_command(command);
    payload.set_address(offset);
    payload.set_data_ptr(reinterpret_cast<unsigned char*>(&value));
    payload.set_data_length(sizeof value);
    payload.set_streaming_width(sizeof value);
    payload.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
    sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
    host_->b_transport(payload, delay);
    if (payload.is_response_error()) {
        throw error("bus error at register " + std::to_string(offset) + ": " +
                    payload.get_response_string());
    }
}

std::uint32_t chip::read_register(std::uint32_t offset) {
    std::uint32_t value = 0;
    transport(tlm::TLM_READ_COMMAND, offset, value);
    return value;
}

void chip::write_register(std::uint32_t offset, std::uint32_t value) {
    transport(tlm::TLM_WRITE_COMMAND, offset, value);
}

void chip::run_ticks(std::uint64_t ticks) {
    if (!failure_.empty()) throw error("the simulation has ended before: " + failure_);
    const std::uint64_t tick_ps = context_.clock.period_ps * context_.clock.cycles_per_tick;
    try {
        sc_core::sc_start(sc_core::sc_time::from_value(ticks * tick_ps), sc_core::SC_RUN_TO_TIME);
    } catch (const sc_core::sc_report& report) {
        // An exception that leaves a process arrives as a report: only its text is left.
        failure_ = report.get_msg();
        throw error(failure_);
    }
    check_packets();
}

void chip::start_trace(const std::string& path_without_extension) {
    if (!context_.pins) throw error("a chip built without pins has none to trace");
    if (trace_ != nullptr) throw error("a waveform is being written already");
    trace_ = sc_core::sc_create_vcd_trace_file(path_without_extension.c_str());
    const auto show = [this](const auto& pin) {
        sc_core::sc_trace(trace_, pin, std::string(controller_->name()) + "." + pin.basename());
    };
    show(pins_->clk);
    show(pins_->clk_en);
    show(pins_->busy);
    show(pins_->action_valid);
    show(pins_->action);
    show(pins_->place);
    show(pins_->state);
    for (const auto& router : routers_) router->trace(trace_);
}

void chip::stop_trace() {
    if (trace_ == nullptr) return;
    sc_core::sc_close_vcd_trace_file(trace_);
    trace_ = nullptr;
}

// At every moment a packet that was sent is received or waits in a router.
void chip::check_packets() const {
    std::uint64_t under_way = 0;
    for (const auto& router : routers_) under_way += router->waiting();
    if (context_.packets_sent == context_.packets_received + under_way) return;
    throw internal_error(
        "spike_router: a packet was lost or doubled: " + std::to_string(context_.packets_sent) +
        " sent, " + std::to_string(context_.packets_received) + " received, " +
        std::to_string(under_way) + " under way");
}

requested_writes chip::requested() const {
    requested_writes all = astrocytes_->requested();
    all.rows += learning_->requested().rows;
    all.sum += learning_->requested().sum;
    return all;
}

std::uint64_t chip::rows_written() const {
    std::uint64_t sum = 0;
    for (const auto& core : cores_) sum += core->rows_written();
    return sum;
}

std::uint64_t chip::write_pulses() const {
    std::uint64_t sum = 0;
    for (const auto& core : cores_) sum += core->write_pulses();
    return sum;
}

std::uint64_t chip::load_failures() const {
    std::uint64_t sum = 0;
    for (const auto& core : cores_) sum += core->load_failures();
    return sum;
}

std::uint64_t chip::write_failures() const {
    std::uint64_t sum = 0;
    for (const auto& core : cores_) sum += core->write_failures();
    return sum;
}

}  // namespace memglia
