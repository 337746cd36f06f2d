#include "rtl_models/processor/register_map.hpp"

namespace memglia {

const register_block* block_at(std::uint32_t address) {
    for (const register_block& block : register_map()) {
        if (address - block.base < block.size) return &block;
    }
    return nullptr;
}

const register_info* register_at(const register_block& block, std::uint32_t offset) {
    for (const register_info& r : block.registers) {
        if (r.offset == offset) return &r;
    }
    return nullptr;
}

}  // namespace memglia
