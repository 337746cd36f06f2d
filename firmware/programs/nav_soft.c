/* The decisions of the navigation controller, learning by eligibility included, computed by the core: the
 * fixed-point rule (docs/snan-rule.md) with tables in memory. The host puts the tables and the map at TABLES,
 * shows what the agent senses and raises EVENT_0 at the goal, as for nav.c.
 *
 * To the host, for a decision: bits 0 to 7 the side, 8 to 31 the cycles that it took; at the end of a trial:
 * the cycles of the learning. Ties are broken by a shift register (xorshift32). */
#include "memglia.h"

enum { goal = MEMGLIA_SYSTEM_INTERRUPT_EVENT_0, limit = MEMGLIA_SYSTEM_INTERRUPT_EVENT_1 };
enum { most_cells = 4096, most_steps = 64, nowhere = -1, full_calcium = 255, half = 128 };

struct tables {
    uint32_t cells;
    uint32_t calcium_per_visit;
    int32_t fire_threshold;
    int32_t contact_inhibition;
    uint32_t rest_decisions;
    int32_t weight_initial;
    int32_t weight_max;
    uint32_t seed;
    uint32_t steps;
    uint16_t decay_fine[64];
    uint16_t decay_coarse[64];
    uint8_t gate_of_calcium[256];
    uint8_t gain_of_gate[32];
    uint8_t learning_steps[most_steps];
    int16_t neighbour[most_cells][4];
};
#define TABLES ((const struct tables *)(MEMGLIA_SRAM_BASE + 0x80000u))

struct place {
    uint32_t visited; /* decision of the last visit, 0: never */
    uint32_t tagged;  /* decision of the tag in this trial, 0: none */
    uint8_t calcium;
    uint8_t side; /* of the tag */
    uint8_t weight[4];
};

static struct place places[most_cells];
static uint16_t trail[most_cells]; /* cells with a tag */
static uint32_t trail_length;
static uint32_t now;
static uint32_t ties;
static volatile uint32_t happened;

void mg_interrupt(uint32_t cause) {
    (void)cause;
    const uint32_t events = mg_read(MEMGLIA_SYSTEM_BASE + MEMGLIA_SYSTEM_INTERRUPTS) & (goal | limit);
    mg_write(MEMGLIA_SYSTEM_BASE + MEMGLIA_SYSTEM_INTERRUPT_CLEAR, events);
    mg_write(MEMGLIA_SYSTEM_BASE + MEMGLIA_SYSTEM_INTERRUPT_ENABLE, goal | limit);
    happened |= events;
}

static uint32_t calcium_of(const struct tables *t, const struct place *p) {
    const uint32_t elapsed = now - p->visited;
    if (elapsed >= 64 * 64) return 0;
    const uint32_t fine = (p->calcium * t->decay_fine[elapsed % 64] + half) >> 8;
    return (fine * t->decay_coarse[elapsed / 64] + half) >> 8;
}

static uint32_t pick(uint32_t options) {
    uint32_t count = 0;
    for (uint32_t rest = options; rest != 0; rest &= rest - 1) ++count;
    uint32_t skip = 0;
    if (count > 1) {
        ties ^= ties << 13;
        ties ^= ties >> 17;
        ties ^= ties << 5;
        skip = (ties >> 16) * count >> 16;
    }
    for (uint32_t side = 0;; ++side) {
        if ((options >> side & 1) == 0) continue;
        if (skip == 0) return side;
        --skip;
    }
}

static uint32_t decide(const struct tables *t, uint32_t cell, uint32_t contacts) {
    struct place *here = &places[cell];
    ++now;
    const uint32_t raised = calcium_of(t, here) + t->calcium_per_visit;
    here->calcium = (uint8_t)(raised > full_calcium ? full_calcium : raised);
    here->visited = now;

    int32_t strongest = t->fire_threshold;
    uint32_t spikes = 0;
    for (uint32_t side = 0; side < 4; ++side) {
        const int32_t to = t->neighbour[cell][side];
        const uint32_t calcium = to == nowhere ? 0 : calcium_of(t, &places[to]);
        const int32_t gain = t->gain_of_gate[t->gate_of_calcium[calcium]];
        int32_t membrane = here->weight[side] * gain;
        if ((contacts >> side & 1) != 0) membrane -= t->contact_inhibition;
        if (membrane < strongest) continue;
        if (membrane > strongest) spikes = 0;
        strongest = membrane;
        spikes |= 1u << side;
    }
    const uint32_t open = ~contacts & 15;
    const uint32_t side = pick(spikes != 0 ? spikes : open != 0 ? open : 15);
    if (here->tagged == 0) trail[trail_length++] = (uint16_t)cell;
    here->tagged = now;
    here->side = (uint8_t)side;
    return side;
}

static void learn(const struct tables *t) {
    for (uint32_t i = 0; i < trail_length; ++i) {
        struct place *p = &places[trail[i]];
        const uint32_t age = now - p->tagged;
        if (age >= t->steps) continue;
        const int32_t step = t->learning_steps[age];
        for (uint32_t side = 0; side < 4; ++side) {
            int32_t weight = p->weight[side];
            if (side == p->side) {
                weight += step;
                if (weight > t->weight_max) weight = t->weight_max;
            } else if (weight > t->weight_initial) {
                weight -= step;
                if (weight < t->weight_initial) weight = t->weight_initial;
            }
            p->weight[side] = (uint8_t)weight;
        }
    }
}

static void new_trial(const struct tables *t) {
    now += t->rest_decisions;
    for (uint32_t i = 0; i < trail_length; ++i) places[trail[i]].tagged = 0;
    trail_length = 0;
}

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

int main(void) {
    const struct tables *t = TABLES;
    if (t->cells == 0 || t->cells > most_cells || t->steps > most_steps || t->seed == 0) return 1;
    ties = t->seed;
    for (uint32_t cell = 0; cell < t->cells; ++cell) {
        for (uint32_t side = 0; side < 4; ++side) {
            places[cell].weight[side] = (uint8_t)t->weight_initial;
        }
    }
    for (;;) {
        uint32_t seen = 0;
        const uint32_t events = wait_for_world(&seen);
        const uint32_t begin = (uint32_t)mg_cycles();
        if (events != 0) {
            if ((events & goal) != 0) learn(t);
            mg_send((uint32_t)mg_cycles() - begin);
            continue;
        }
        if (seen >> 31 != 0) new_trial(t);
        const uint32_t side = decide(t, seen & 0x3ffff, seen >> 24 & 15);
        mg_send(side | ((uint32_t)mg_cycles() - begin) << 8);
    }
}
