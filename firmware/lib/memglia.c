#include "memglia.h"

#include <stdarg.h>

enum { timer_bit = 1 << 7, external_bit = 1 << 11, interrupts_on = 1 << 3 };

#define csr_set(name, bits) __asm__ volatile("csrs " name ", %0" ::"r"(bits))
#define csr_clear(name, bits) __asm__ volatile("csrc " name ", %0" ::"r"(bits))

static void put(char c) {
    mg_write(MEMGLIA_UART_BASE + MEMGLIA_UART_DATA, (unsigned char)c);
}

static void put_number(uint32_t value, uint32_t base) {
    char digits[10];
    int count = 0;
    do {
        const uint32_t digit = value % base;
        digits[count++] = (char)(digit < 10 ? '0' + digit : 'a' + digit - 10);
        value /= base;
    } while (value != 0);
    while (count > 0) put(digits[--count]);
}

static void put_text(const char *text) {
    while (*text != 0) put(*text++);
}

void mg_print(const char *format, ...) {
    va_list values;
    va_start(values, format);
    for (; *format != 0; ++format) {
        if (*format != '%' || format[1] == 0) {
            put(*format);
            continue;
        }
        switch (*++format) {
            case 'd': {
                const int32_t value = va_arg(values, int32_t);
                if (value < 0) put('-');
                put_number(value < 0 ? -(uint32_t)value : (uint32_t)value, 10);
                break;
            }
            case 'u':
                put_number(va_arg(values, uint32_t), 10);
                break;
            case 'x':
                put_number(va_arg(values, uint32_t), 16);
                break;
            case 's':
                put_text(va_arg(values, const char *));
                break;
            case 'c':
                put((char)va_arg(values, int));
                break;
            default:
                put(*format);
        }
    }
    va_end(values);
}

_Noreturn void mg_exit(uint32_t code) {
    mg_write(MEMGLIA_SYSTEM_BASE + MEMGLIA_SYSTEM_EXIT, code);
    for (;;) {
    }
}

void mg_watchdog(uint32_t cycles) {
    mg_write(MEMGLIA_SYSTEM_BASE + MEMGLIA_SYSTEM_WATCHDOG, cycles);
}

uint64_t mg_cycles(void) {
    uint32_t low, high, again;
    do {
        high = mg_read(MEMGLIA_TIMER_BASE + MEMGLIA_TIMER_TIME_HIGH);
        low = mg_read(MEMGLIA_TIMER_BASE + MEMGLIA_TIMER_TIME_LOW);
        again = mg_read(MEMGLIA_TIMER_BASE + MEMGLIA_TIMER_TIME_HIGH);
    } while (high != again);
    return (uint64_t)high << 32 | low;
}

uint32_t mg_instructions(void) {
    uint32_t value;
    __asm__ volatile("csrr %0, minstret" : "=r"(value));
    return value;
}

/* The interrupt wakes without being taken: interrupts stay off. */
void mg_sleep(uint32_t cycles) {
    const uint64_t until = mg_cycles() + cycles;
    mg_write(MEMGLIA_TIMER_BASE + MEMGLIA_TIMER_COMPARE_HIGH, (uint32_t)(until >> 32));
    mg_write(MEMGLIA_TIMER_BASE + MEMGLIA_TIMER_COMPARE_LOW, (uint32_t)until);
    csr_set("mie", timer_bit);
    while (mg_cycles() < until) __asm__ volatile("wfi");
    csr_clear("mie", timer_bit);
}

void mg_send(uint32_t word) {
    const uint32_t status = MEMGLIA_MAILBOX_BASE + MEMGLIA_MAILBOX_STATUS;
    while ((mg_read(status) & MEMGLIA_MAILBOX_STATUS_FULL) != 0) {
    }
    mg_write(MEMGLIA_MAILBOX_BASE + MEMGLIA_MAILBOX_SEND, word);
}

uint32_t mg_receive(void) {
    const uint32_t status = MEMGLIA_MAILBOX_BASE + MEMGLIA_MAILBOX_STATUS;
    const uint32_t enable = MEMGLIA_SYSTEM_BASE + MEMGLIA_SYSTEM_INTERRUPT_ENABLE;
    mg_write(enable, mg_read(enable) | MEMGLIA_SYSTEM_INTERRUPT_MAILBOX);
    csr_set("mie", external_bit);
    while ((mg_read(status) & MEMGLIA_MAILBOX_STATUS_RECEIVED) == 0) __asm__ volatile("wfi");
    csr_clear("mie", external_bit);
    return mg_read(MEMGLIA_MAILBOX_BASE + MEMGLIA_MAILBOX_RECEIVE);
}

int mg_try_receive(uint32_t *word) {
    const uint32_t status = mg_read(MEMGLIA_MAILBOX_BASE + MEMGLIA_MAILBOX_STATUS);
    if ((status & MEMGLIA_MAILBOX_STATUS_RECEIVED) == 0) return 0;
    *word = mg_read(MEMGLIA_MAILBOX_BASE + MEMGLIA_MAILBOX_RECEIVE);
    return 1;
}

/* The interrupt wakes without being taken. */
int mg_move_words(uint32_t to, uint32_t from, uint32_t words) {
    const uint32_t enable = MEMGLIA_SYSTEM_BASE + MEMGLIA_SYSTEM_INTERRUPT_ENABLE;
    const uint32_t status = MEMGLIA_DMA_BASE + MEMGLIA_DMA_STATUS;
    const uint32_t enabled = mg_read(enable);
    mg_write(MEMGLIA_DMA_BASE + MEMGLIA_DMA_SOURCE, from);
    mg_write(MEMGLIA_DMA_BASE + MEMGLIA_DMA_DESTINATION, to);
    mg_write(MEMGLIA_DMA_BASE + MEMGLIA_DMA_WORDS, words);
    __asm__ volatile("" ::: "memory");
    mg_write(MEMGLIA_DMA_BASE + MEMGLIA_DMA_CONTROL, MEMGLIA_DMA_CONTROL_START);
    mg_write(enable, MEMGLIA_SYSTEM_INTERRUPT_DMA);
    csr_set("mie", external_bit);
    while ((mg_read(status) & MEMGLIA_DMA_STATUS_BUSY) != 0) __asm__ volatile("wfi");
    csr_clear("mie", external_bit);
    mg_write(enable, enabled);
    const int good = (mg_read(status) & MEMGLIA_DMA_STATUS_FAULT) == 0;
    mg_write(MEMGLIA_DMA_BASE + MEMGLIA_DMA_CONTROL, MEMGLIA_DMA_CONTROL_CLEAR);
    __asm__ volatile("" ::: "memory");
    return good;
}

/* Interrupts are on for one instruction: none can come between looking and sleeping. */
void mg_wait_for_interrupt(void) {
    csr_set("mie", external_bit);
    __asm__ volatile("wfi");
    csr_set("mstatus", interrupts_on);
    csr_clear("mstatus", interrupts_on);
    csr_clear("mie", external_bit);
}

__attribute__((weak)) void mg_interrupt(uint32_t cause) {
    mg_print("no handler of interrupt %u\n", cause);
    mg_exit(254);
}

/* From start.S. */
void trap(uint32_t cause, uint32_t address, uint32_t value) {
    if (cause >> 31 != 0) {
        mg_interrupt(cause & 31);
        return;
    }
    mg_print("trap %u at %x, value %x\n", cause, address, value);
    mg_exit(255);
}

_Noreturn void stack_overflow(uint32_t address) {
    mg_print("stack overflow at %x\n", address);
    mg_exit(253);
}
