#include "rtl_models/processor/dma_engine.hpp"

namespace memglia {

namespace {
constexpr std::uint32_t most_words = (1U << 20) - 1;
}

bus_reply dma_engine::read(std::uint32_t offset, std::uint32_t& value) {
    switch (offset) {
        case offset_of(dma_block, "SOURCE"):
            value = source_;
            break;
        case offset_of(dma_block, "DESTINATION"):
            value = destination_;
            break;
        case offset_of(dma_block, "WORDS"):
            value = words_;
            break;
        default:
            value = (busy_ ? constant_of(dma_block, "STATUS_BUSY") : 0) |
                    (done_ ? constant_of(dma_block, "STATUS_DONE") : 0) |
                    (fault_ ? constant_of(dma_block, "STATUS_FAULT") : 0);
            break;
    }
    return bus_reply::done;
}

bus_reply dma_engine::write(std::uint32_t offset, std::uint32_t value) {
    if (busy_) return bus_reply::fault;
    switch (offset) {
        case offset_of(dma_block, "SOURCE"):
            source_ = value;
            break;
        case offset_of(dma_block, "DESTINATION"):
            destination_ = value;
            break;
        case offset_of(dma_block, "WORDS"):
            words_ = value & most_words;
            break;
        default:
            if (value != constant_of(dma_block, "CONTROL_START") &&
                value != constant_of(dma_block, "CONTROL_CLEAR")) {
                return bus_reply::fault;
            }
            done_ = fault_ = holds_ = false;
            busy_ = value == constant_of(dma_block, "CONTROL_START");
            next_ = now_ + 1;
            break;
    }
    return bus_reply::done;
}

void dma_engine::advance(std::uint64_t cycle) {
    now_ = cycle;
    while (busy_ && next_ <= cycle) step();
}

void dma_engine::step() {
    if (words_ == 0) {
        finish(false);
        return;
    }
    std::uint64_t retry = 0;
    const bus_reply reply = holds_ ? system_.write_word(destination_, word_, next_, retry)
                                   : system_.read_word(source_, word_, next_, retry);
    if (reply == bus_reply::again) {
        next_ = retry > next_ ? retry : next_ + 1;
        return;
    }
    if (reply != bus_reply::done) {
        finish(true);
        return;
    }
    if (holds_) {
        source_ += 4;
        destination_ += 4;
        --words_;
        ++moved_;
    }
    holds_ = !holds_;
    ++next_;
}

void dma_engine::finish(bool fault) {
    busy_ = holds_ = false;
    done_ = true;
    fault_ = fault;
}

std::uint32_t dma_engine::interrupts() const {
    return done_ ? constant_of("SYSTEM", "INTERRUPT_DMA") : 0;
}

void dma_engine::reset() {
    source_ = destination_ = words_ = 0;
    busy_ = done_ = fault_ = holds_ = false;
    now_ = moved_ = 0;
}

}  // namespace memglia
