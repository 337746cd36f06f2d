/* A verdict per block of the processor; the exit code is the number of blocks that failed. */
#include "memglia.h"

extern uint32_t __bss_end[];

/* March C- (van de Goor, 1991) over the words that the program does not use. */
static int march(volatile uint32_t *from, volatile uint32_t *to) {
    for (volatile uint32_t *p = from; p < to; ++p) *p = 0;
    for (volatile uint32_t *p = from; p < to; ++p) {
        if (*p != 0) return 0;
        *p = ~0u;
    }
    for (volatile uint32_t *p = from; p < to; ++p) {
        if (*p != ~0u) return 0;
        *p = 0;
    }
    for (volatile uint32_t *p = to; p-- > from;) {
        if (*p != 0) return 0;
        *p = ~0u;
    }
    for (volatile uint32_t *p = to; p-- > from;) {
        if (*p != ~0u) return 0;
        *p = 0;
    }
    return 1;
}

/* Every word holds its own address: no two addresses reach one word. */
static int addresses(volatile uint32_t *from, volatile uint32_t *to) {
    for (volatile uint32_t *p = from; p < to; ++p) *p = (uint32_t)p;
    for (volatile uint32_t *p = from; p < to; ++p) {
        if (*p != (uint32_t)p) return 0;
    }
    return 1;
}

static int memory(void) {
    const uint32_t bytes = mg_read(MEMGLIA_SYSTEM_BASE + MEMGLIA_SYSTEM_SRAM_BYTES);
    volatile uint32_t *const end = (volatile uint32_t *)(MEMGLIA_SRAM_BASE + bytes);
    volatile uint32_t *from = __bss_end;
    if (from >= end) return 0;
    /* 64 KiB are enough for cells; addresses are tried to the end. */
    volatile uint32_t *const to = end - from > 16384 ? from + 16384 : end;
    return march(from, to) && addresses(from, end);
}

static int core(void) {
    volatile uint32_t a = 0x80000000u, b = 3;
    volatile int32_t c = -7;
    const uint64_t product = (uint64_t)a * b;
    return (uint32_t)(product >> 32) == 1 && (uint32_t)product == a && a / b == 0x2aaaaaaau &&
           c / 2 == -3 && c % 2 == -1 && c >> 1 == -4;
}

static int system_block(void) {
    if (mg_read(MEMGLIA_SYSTEM_BASE + MEMGLIA_SYSTEM_ID) != MEMGLIA_SYSTEM_ID_VALUE) return 0;
    mg_watchdog(1000000);
    const uint32_t left = mg_read(MEMGLIA_SYSTEM_BASE + MEMGLIA_SYSTEM_WATCHDOG);
    mg_watchdog(0);
    return left > 0 && left < 1000000 && mg_read(MEMGLIA_SYSTEM_BASE + MEMGLIA_SYSTEM_WATCHDOG) == 0;
}

static int timer(void) {
    const uint64_t begin = mg_cycles();
    mg_sleep(1000);
    const uint64_t slept = mg_cycles() - begin;
    return slept >= 1000 && slept < 1200;
}

static int mailbox(void) {
    uint32_t word;
    return mg_read(MEMGLIA_MAILBOX_BASE + MEMGLIA_MAILBOX_STATUS) == 0 && !mg_try_receive(&word);
}

int main(void) {
    static const struct {
        const char *name;
        int (*test)(void);
    } blocks[] = {{"core", core},
                  {"memory", memory},
                  {"system", system_block},
                  {"timer", timer},
                  {"mailbox", mailbox}};
    int failed = 0;
    for (unsigned i = 0; i < sizeof blocks / sizeof *blocks; ++i) {
        const int good = blocks[i].test();
        mg_print("%s: %s\n", blocks[i].name, good ? "pass" : "FAIL");
        failed += !good;
    }
    return failed;
}
