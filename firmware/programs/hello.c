#include "memglia.h"

int main(void) {
    const uint64_t begin = mg_cycles();
    mg_print("hello from a chip with %u KiB of memory\n",
             mg_read(MEMGLIA_SYSTEM_BASE + MEMGLIA_SYSTEM_SRAM_BYTES) / 1024);
    mg_print("printing that took %u cycles\n", (uint32_t)(mg_cycles() - begin));
    return 0;
}
