/* A verdict per block of the chip; the exit code is the number of blocks that failed. */
#include "memglia.h"

extern uint32_t __bss_end[];

#define REG(block, name) (MEMGLIA_##block##_BASE + MEMGLIA_##block##_##name)
#define TEXT_OF(x) #x
#define NUMBER(x) TEXT_OF(x)

/* From the boot ROM, before anything of the memory is relied on: every word takes its own value inverted and back. What
 * is broken among code, data and stack ends here; what is broken behind them is left to main(). */
__asm__(
    "    .section .rom, \"ax\"\n"
    "    .option push\n"
    "    .option norelax\n" /* gp is not set yet */
    "    .globl __entry\n"
    "__entry:\n"
    "    li t0, " NUMBER(MEMGLIA_SYSTEM_BASE) " + " NUMBER(MEMGLIA_SYSTEM_SRAM_BYTES) "\n"
    "    lw a1, 0(t0)\n"
    "    li a0, " NUMBER(MEMGLIA_SRAM_BASE) "\n"
    "    add a1, a1, a0\n"
    "    lui a2, %hi(__bss_end)\n"
    "    addi a2, a2, %lo(__bss_end)\n"
    "1:  lw t0, 0(a0)\n"
    "    not t1, t0\n"
    "    sw t1, 0(a0)\n"
    "    lw t2, 0(a0)\n"
    "    sw t0, 0(a0)\n"
    "    bne t1, t2, 3f\n"
    "    lw t2, 0(a0)\n"
    "    bne t0, t2, 3f\n"
    "2:  addi a0, a0, 4\n"
    "    bltu a0, a1, 1b\n"
    "    lui t0, %hi(_start)\n"
    "    jr t0, %lo(_start)\n"
    "3:  bgeu a0, a2, 2b\n"
    "    lui a1, %hi(broken_word)\n"
    "    addi a1, a1, %lo(broken_word)\n"
    "    li a3, " NUMBER(MEMGLIA_UART_BASE) "\n"
    "4:  lbu t0, 0(a1)\n"
    "    beqz t0, 5f\n"
    "    sw t0, 0(a3)\n"
    "    addi a1, a1, 1\n"
    "    j 4b\n"
    "5:  li a2, 28\n"
    "6:  srl t0, a0, a2\n"
    "    andi t0, t0, 15\n"
    "    addi t1, t0, 48\n"
    "    sltiu t2, t0, 10\n"
    "    bnez t2, 7f\n"
    "    addi t1, t0, 87\n"
    "7:  sw t1, 0(a3)\n"
    "    addi a2, a2, -4\n"
    "    bgez a2, 6b\n"
    "    li t0, 10\n"
    "    sw t0, 0(a3)\n"
    "    li t0, " NUMBER(MEMGLIA_SYSTEM_BASE) " + " NUMBER(MEMGLIA_SYSTEM_EXIT) "\n"
    "    li t1, 1\n"
    "    sw t1, 0(t0)\n"
    "8:  j 8b\n"
    "broken_word: .asciz \"memory: FAIL at a word under the program, nothing else tested: \"\n"
    "    .option pop\n"
    "    .text\n");

static int failed;
static uint32_t broken; /* word of the memory */

static void verdict(const char *block, int good) {
    mg_print("%s: %s\n", block, good ? "pass" : "FAIL");
    failed += !good;
}

static int core(void) {
    volatile uint32_t a = 0x80000000u, b = 3;
    volatile int32_t c = -7;
    const uint64_t product = (uint64_t)a * b;
    /* Across a word's end. */
    static volatile uint8_t bytes[8] = {0, 1, 2, 3, 4, 5, 6, 7};
    uint32_t word;
    __asm__ volatile("lw %0, 3(%1)" : "=r"(word) : "r"(bytes), "m"(bytes));
    if (word != 0x06050403) return 0;
    return (uint32_t)(product >> 32) == 1 && (uint32_t)product == a && a / b == 0x2aaaaaaau &&
           c / 2 == -3 && c % 2 == -1 && c >> 1 == -4;
}

static int broken_at(volatile uint32_t *word) {
    broken = (uint32_t)word;
    return 0;
}

/* March C- (van de Goor, 1991) over the words that the program does not use. */
static int march(volatile uint32_t *from, volatile uint32_t *to) {
    for (volatile uint32_t *p = from; p < to; ++p) *p = 0;
    for (volatile uint32_t *p = from; p < to; ++p) {
        if (*p != 0) return broken_at(p);
        *p = ~0u;
    }
    for (volatile uint32_t *p = from; p < to; ++p) {
        if (*p != ~0u) return broken_at(p);
        *p = 0;
    }
    for (volatile uint32_t *p = to; p-- > from;) {
        if (*p != 0) return broken_at(p);
        *p = ~0u;
    }
    for (volatile uint32_t *p = to; p-- > from;) {
        if (*p != ~0u) return broken_at(p);
        *p = 0;
    }
    return 1;
}

/* Every word holds its own address, then that inverted: no two addresses reach one word, and every bit of a word takes
 * both values. */
static int addresses(volatile uint32_t *from, volatile uint32_t *to, uint32_t change) {
    for (volatile uint32_t *p = from; p < to; ++p) *p = (uint32_t)p ^ change;
    for (volatile uint32_t *p = from; p < to; ++p) {
        if (*p != ((uint32_t)p ^ change)) return broken_at(p);
    }
    return 1;
}

static int memory(void) {
    volatile uint32_t *const end =
        (volatile uint32_t *)(MEMGLIA_SRAM_BASE + mg_read(REG(SYSTEM, SRAM_BYTES)));
    volatile uint32_t *from = __bss_end;
    if (from >= end) return 0;
    /* 64 KiB are enough for what cells do to each other; every word is tried for itself. */
    volatile uint32_t *const to = end - from > 16384 ? from + 16384 : end;
    return march(from, to) && addresses(from, end, 0) && addresses(from, end, ~0u);
}

/* The cause of the trap that an access makes; 0 if it makes none. */
static uint32_t cause_of(uint32_t address, int store, int byte) {
    uint32_t cause, kept, value = 0;
    __asm__ volatile(
        "    csrw mcause, zero\n"
        "    la %0, 4f\n"
        "    csrrw %1, mtvec, %0\n"
        "    bnez %4, 2f\n"
        "    bnez %5, 1f\n"
        "    lw %2, 0(%3)\n"
        "    j 4f\n"
        "1:  lbu %2, 0(%3)\n"
        "    j 4f\n"
        "2:  bnez %5, 3f\n"
        "    sw %2, 0(%3)\n"
        "    j 4f\n"
        "3:  sb %2, 0(%3)\n"
        "    .align 2\n"
        "4:  csrr %0, mcause\n"
        "    csrw mtvec, %1\n"
        : "=&r"(cause), "=&r"(kept), "+&r"(value)
        : "r"(address), "r"(store), "r"(byte)
        : "memory");
    return cause;
}

enum { load_misaligned = 4, load_fault = 5, store_fault = 7 };

/* What lies where, and that nothing answers elsewhere. */
static int bus(uint32_t tiles) {
    int good = mg_read(REG(SYSTEM, ID)) == MEMGLIA_SYSTEM_ID_VALUE &&
               mg_read(REG(FABRIC, ID)) == MEMGLIA_FABRIC_ID_VALUE;
    for (uint32_t t = 0; t < tiles; ++t) {
        const uint32_t tile = MEMGLIA_TILE_BASE + t * MEMGLIA_TILE_STRIDE;
        good &= mg_read(tile + MEMGLIA_TILE_ID) == MEMGLIA_TILE_ID_VALUE;
    }
    good &= cause_of(REG(SYSTEM, ID), 0, 0) == 0;
    good &= cause_of(0, 0, 0) == load_fault && cause_of(0, 1, 0) == store_fault;
    good &= cause_of(MEMGLIA_ROM_BASE, 1, 0) == store_fault;
    good &= cause_of(REG(SYSTEM, ID), 1, 0) == store_fault;
    good &= cause_of(REG(SYSTEM, ID), 0, 1) == load_fault;
    good &= cause_of(REG(SYSTEM, ID) + 2, 0, 0) == load_misaligned;
    return good && cause_of(MEMGLIA_SRAM_BASE + mg_read(REG(SYSTEM, SRAM_BYTES)), 0, 0) == load_fault;
}

static int system_block(void) {
    mg_watchdog(1000000);
    const uint32_t left = mg_read(REG(SYSTEM, WATCHDOG));
    mg_watchdog(0);
    return left > 0 && left < 1000000 && mg_read(REG(SYSTEM, WATCHDOG)) == 0;
}

static int timer(void) {
    const uint64_t begin = mg_cycles();
    mg_sleep(1000);
    const uint64_t slept = mg_cycles() - begin;
    return slept >= 1000 && slept < 1200;
}

static int mailbox(void) {
    uint32_t word;
    return mg_read(REG(MAILBOX, STATUS)) == 0 && !mg_try_receive(&word);
}

/* What is moved to and from a row of a tile at once. */
enum { most_words = 256 };
static uint32_t sent[most_words], back[most_words];

static int dma(void) {
    for (uint32_t i = 0; i < most_words; ++i) {
        sent[i] = i * 0x9e3779b9u;
        back[i] = 0;
    }
    int good = mg_move(back, sent, most_words);
    for (uint32_t i = 0; i < most_words; ++i) good &= back[i] == sent[i];
    /* It stops where nothing answers, and says so. */
    return good && !mg_move_words(0, (uint32_t)sent, 1) && mg_read(REG(DMA, WORDS)) == 1;
}

static uint32_t level_at(uint32_t row, uint32_t pair, uint32_t change) {
    return ((row * 7 + pair * 3) & 15) ^ change;
}

/* Every pair is written to two levels that share no bit and read back, a level more or less being noise. */
static int tile(uint32_t t) {
    const uint32_t registers = MEMGLIA_TILE_BASE + t * MEMGLIA_TILE_STRIDE;
    const uint32_t cells = MEMGLIA_CELLS_BASE + t * MEMGLIA_TILE_STRIDE;
    const uint32_t rows = mg_read(registers + MEMGLIA_TILE_ROWS);
    const uint32_t pairs = mg_read(registers + MEMGLIA_TILE_PAIRS);
    int good = 1;
    for (uint32_t change = 0; change <= 15; change += 15) {
        for (uint32_t row = 0; row < rows; ++row) {
            for (uint32_t first = 0; first < pairs; first += most_words) {
                const uint32_t words = pairs - first < most_words ? pairs - first : most_words;
                const uint32_t at = cells + 4 * (row * pairs + first);
                for (uint32_t i = 0; i < words; ++i) sent[i] = level_at(row, first + i, change);
                good &= mg_move_words(at, (uint32_t)sent, words);
                good &= mg_move_words((uint32_t)back, at, words);
                for (uint32_t i = 0; i < words; ++i) good &= back[i] - sent[i] + 1 <= 2;
            }
        }
    }
    return good && mg_read(registers + MEMGLIA_TILE_FAILURES) == 0;
}

/* A packet that bears its number, from router to router; whether it has come out there. */
static int carries(uint32_t from, uint32_t to) {
    static uint32_t number;
    mg_write(REG(FABRIC, SOURCE), from);
    mg_write(REG(FABRIC, DESTINATION), to);
    mg_write(REG(FABRIC, SEND), ++number);
    if ((mg_read(REG(FABRIC, STATUS)) & MEMGLIA_FABRIC_STATUS_NO_WAY) != 0) return 0;
    for (uint32_t tries = 0; tries < 100000; ++tries) {
        if ((mg_read(REG(FABRIC, STATUS)) & MEMGLIA_FABRIC_STATUS_ARRIVED) == 0) continue;
        const uint32_t node = mg_read(REG(FABRIC, ARRIVED_NODE));
        return mg_read(REG(FABRIC, ARRIVED_WORD)) == number && node == to;
    }
    return 0;
}

static uint32_t flits_over(uint32_t node, uint32_t side) {
    mg_write(REG(FABRIC, NODE), node);
    mg_write(REG(FABRIC, SIDE), side);
    return mg_read(REG(FABRIC, LINK_FLITS));
}

/* A packet to the neighbour must take the link itself, and no way around. */
static int crosses(uint32_t from, uint32_t side, uint32_t to) {
    const uint32_t before = flits_over(from, side);
    return carries(from, to) && flits_over(from, side) == before + 1;
}

static int link(uint32_t node, uint32_t side, uint32_t other) {
    return crosses(node, side, other) && crosses(other, side ^ 2, node);
}

/* Routers by a packet through each and back, links between good ones one by one. */
static void mesh(void) {
    const uint32_t size = mg_read(REG(FABRIC, SHAPE));
    const uint32_t width = size & 0xffff, nodes = width * (size >> 16);
    enum { local = 4, east = 1, south = 2 };
    for (uint32_t node = 0; node < nodes; ++node) {
        const int good = crosses(node, local, node);
        mg_print("router %u: %s\n", node, good ? "pass" : "FAIL");
        failed += !good;
    }
    for (uint32_t node = 0; node < nodes; ++node) {
        for (uint32_t side = east; side <= south; ++side) {
            const uint32_t other = side == east ? node + 1 : node + width;
            if (side == east ? other % width == 0 : other >= nodes) continue;
            if (!carries(node, node) || !carries(other, other)) continue;
            const int good = link(node, side, other);
            mg_print("link %u %s: %s\n", node, side == east ? "east" : "south",
                     good ? "pass" : "FAIL");
            failed += !good;
        }
    }
}

int main(void) {
    const uint32_t tiles = mg_read(REG(FABRIC, TILES));
    verdict("core", core());
    if (memory()) {
        mg_print("memory: pass\n");
    } else {
        mg_print("memory: FAIL at word %x\n", broken);
        ++failed;
    }
    verdict("bus", bus(tiles));
    verdict("system", system_block());
    verdict("timer", timer());
    verdict("mailbox", mailbox());
    verdict("dma", dma());
    mesh();
    for (uint32_t t = 0; t < tiles; ++t) {
        const int good = tile(t);
        mg_print("tile %u: %s\n", t, good ? "pass" : "FAIL");
        failed += !good;
    }
    return failed;
}
