/* Drivers of the memglia chip's processor. Registers: memglia_registers.h. */
#ifndef MEMGLIA_H
#define MEMGLIA_H

#include <stdint.h>

#include <memglia_registers.h>

static inline uint32_t mg_read(uint32_t address) { return *(volatile uint32_t *)address; }
static inline void mg_write(uint32_t address, uint32_t value) {
    *(volatile uint32_t *)address = value;
}

/* UART. %: d and u decimal, x hexadecimal, s text, c character. */
void mg_print(const char *format, ...);

/* Ends the program; so does returning from main(). */
_Noreturn void mg_exit(uint32_t code);

/* The program is ended as hung unless this is called again within so many cycles; 0: never. */
void mg_watchdog(uint32_t cycles);

uint64_t mg_cycles(void);       /* of the core, asleep or not */
uint32_t mg_instructions(void); /* low half of minstret */
void mg_sleep(uint32_t cycles); /* wfi until the timer */

/* Mailbox. mg_receive() sleeps until the host has sent a word; mg_send() waits for room. */
void mg_send(uint32_t word);
uint32_t mg_receive(void);
int mg_try_receive(uint32_t *word); /* 0 if there is none */

/* Moves words by DMA, between memory and registers or cells of tiles, and sleeps until they are there; 0 if nothing answered
 * at one end. */
int mg_move_words(uint32_t to, uint32_t from, uint32_t words);
static inline int mg_move(uint32_t *to, const uint32_t *from, uint32_t words) {
    return mg_move_words((uint32_t)to, (uint32_t)from, words);
}

/* Sleeps until a source that SYSTEM_INTERRUPT_ENABLE lets through asks, and takes that interrupt. */
void mg_wait_for_interrupt(void);

/* A program that has its own handler of interrupts defines this; sources as in SYSTEM_INTERRUPTS. */
void mg_interrupt(uint32_t cause);

#endif
