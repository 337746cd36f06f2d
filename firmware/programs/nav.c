/* The navigation experiment's loop with the hardware controller. The host is the world: it sends
 * what the agent senses and takes the side to move to, by mailbox, and raises an event when the
 * agent is there (EVENT_0) or has had its last move (EVENT_1).
 *
 * From the host: bits 0 to 17 the cell, 24 to 27 the contacts, 31 a new trial begins.
 * To the host: bits 0 to 7 the side, 8 to 15 status, 16 to 23 the neurons that fired;
 *              0xf0000000 + decisions in all, when a trial is over and learned. */
#include "memglia.h"

enum { goal = MEMGLIA_SYSTEM_INTERRUPT_EVENT_0, limit = MEMGLIA_SYSTEM_INTERRUPT_EVENT_1 };
enum { first_sleep = 200, longest_sleep = 6400, hang_cycles = 500000000 };

static volatile uint32_t happened;

static uint32_t nav(uint32_t offset) {
    return mg_read(MEMGLIA_NAV_BASE + offset);
}

static void set_nav(uint32_t offset, uint32_t value) {
    mg_write(MEMGLIA_NAV_BASE + offset, value);
}

/* Events are noted and cleared; a word of the host waits in the mailbox, so it may not ask again. */
void mg_interrupt(uint32_t cause) {
    (void)cause;
    const uint32_t events = mg_read(MEMGLIA_SYSTEM_BASE + MEMGLIA_SYSTEM_INTERRUPTS) & (goal | limit);
    mg_write(MEMGLIA_SYSTEM_BASE + MEMGLIA_SYSTEM_INTERRUPT_CLEAR, events);
    mg_write(MEMGLIA_SYSTEM_BASE + MEMGLIA_SYSTEM_INTERRUPT_ENABLE, goal | limit);
    happened |= events;
}

/* Sleeps. Returns the events that have happened, or 0 and a word of the host. */
static uint32_t wait_for_world(uint32_t *word) {
    for (;;) {
        const uint32_t events = happened;
        if (events != 0) {
            happened = 0;
            return events;
        }
        if (mg_try_receive(word)) return 0;
        mg_write(MEMGLIA_SYSTEM_BASE + MEMGLIA_SYSTEM_INTERRUPT_ENABLE,
                 goal | limit | MEMGLIA_SYSTEM_INTERRUPT_MAILBOX);
        mg_wait_for_interrupt();
    }
}

/* Looks less and less often: an answer takes a tick of some 150 cycles, a wave with its writes hundreds of them. */
static void wait_for_status(uint32_t bit, uint32_t value) {
    for (uint32_t cycles = first_sleep; (nav(MEMGLIA_NAV_STATUS) & bit) != value;) {
        mg_sleep(cycles);
        if (cycles < longest_sleep) cycles *= 2;
    }
}

static void wait_for_controller(void) {
    wait_for_status(MEMGLIA_NAV_STATUS_BUSY, 0);
}

static void command(uint32_t bit) {
    set_nav(MEMGLIA_NAV_CONTROL, bit);
    wait_for_controller();
}

static void decide(uint32_t seen) {
    wait_for_controller(); /* a recall may follow the last answer */
    if (seen >> 31 != 0) command(MEMGLIA_NAV_CONTROL_EPISODE);
    set_nav(MEMGLIA_NAV_PLACE, seen & 0x3ffff);
    set_nav(MEMGLIA_NAV_CONTACTS, seen >> 24 & 0xf);
    set_nav(MEMGLIA_NAV_CONTROL, MEMGLIA_NAV_CONTROL_DECIDE);
    wait_for_status(MEMGLIA_NAV_STATUS_ACTION_VALID, MEMGLIA_NAV_STATUS_ACTION_VALID);
    mg_send(nav(MEMGLIA_NAV_ACTION) | (nav(MEMGLIA_NAV_STATUS) & 0xff) << 8 |
            nav(MEMGLIA_NAV_SPIKES) << 16);
}

static void end_trial(uint32_t events) {
    wait_for_controller();
    if ((events & goal) != 0) command(MEMGLIA_NAV_CONTROL_REWARD);
    mg_send(0xf0000000u | nav(MEMGLIA_NAV_DECISIONS));
}

int main(void) {
    if (nav(MEMGLIA_NAV_ID) != MEMGLIA_NAV_ID_VALUE) return 1;
    for (;;) {
        uint32_t seen = 0;
        mg_watchdog(0); /* the host may take its time */
        const uint32_t events = wait_for_world(&seen);
        mg_watchdog(hang_cycles);
        if (events != 0) {
            end_trial(events);
        } else {
            decide(seen);
        }
    }
}
