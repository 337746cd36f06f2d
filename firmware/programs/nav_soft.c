/* The decisions of the navigation chip computed by the core: the fixed-point rule (docs/snan-rule.md) with learning
 * by waves or by eligibility tags, waves that guide, shared astrocytes or one per synapse, with tables in memory.
 *
 * The host puts struct tables behind the program, shows what the agent senses and raises EVENT_0 at the goal, as for
 * nav.c. To the host: the side to move to, for every decision; 0 when a reward has been learned. Ties are broken by a
 * shift register (xorshift32). */
#include "memglia.h"

enum { goal = MEMGLIA_SYSTEM_INTERRUPT_EVENT_0, limit = MEMGLIA_SYSTEM_INTERRUPT_EVENT_1 };
enum { nowhere = 0xffff, full_calcium = 255, half = 128, sides = 4, all_sides = 15 };

/* Of tables.flags. */
enum { by_waves = 1, guided = 2, by_tags = 4, per_synapse = 8, primes_sensed = 16 };

struct tables {
    uint32_t cells;
    uint32_t astrocytes;
    uint32_t flags;
    uint32_t calcium_per_visit;
    int32_t fire_threshold;
    int32_t contact_inhibition;
    uint32_t rest_decisions;
    int32_t weight_initial;
    int32_t weight_max;
    int32_t wave_step;
    uint32_t wave_reach;
    uint32_t reward_memory;
    uint32_t seed;
    uint32_t learning_steps;  /* how many */
    uint32_t transient_steps; /* 0: calcium accumulates and decays */
    uint16_t decay_fine[64];
    uint16_t decay_coarse[64];
    uint8_t gate_of_calcium[256];
    uint8_t gain_of_gate[32];
    /* Then, each from a multiple of four bytes: learning_steps and transient, a byte an entry; the four neighbours
     * of every cell, two bytes each; every cell's astrocyte, two bytes. */
};

extern char __bss_end[];

static const struct tables *t;
static const uint8_t *learning_step;
static const uint8_t *transient;
static const uint16_t (*neighbour)[sides];
static const uint16_t *astrocyte_of;

/* Per astrocyte. */
static uint32_t *visited_at; /* decision of the last visit, 0: never */
static uint8_t *calcium;
/* Per cell. */
static uint8_t (*weight)[sides];
static uint32_t *tagged_at; /* 0: not in this trial */
static uint8_t *tagged_side;
static uint16_t *trail; /* cells with a tag */
static uint32_t *fired_at;
static uint8_t *beyond; /* cells in a row up to here that did not regenerate the wave */
static uint8_t *site;   /* flags */
static uint8_t *trace;  /* of reward */
static uint16_t *queue; /* cells in the order in which a wave fires them */
static uint16_t *fresh; /* cells sensed free and not visited, and some that are so no more */
static uint16_t *goals; /* cells that were rewarded once */

enum { primed = 1, known = 2, closed = 4, visited = 8, missed = 16, in_fresh = 32, in_goals = 64 };

static uint32_t trail_length;
static uint32_t queue_length;
static uint32_t fresh_length;
static uint32_t goals_length;
static uint32_t wave_begin = 2; /* fired_at of a wave's sources; fired_at below it are of older waves */
static uint32_t met_new_wall;
static uint32_t now;
static uint32_t ties;
static uint32_t last_cell;
static uint32_t last_side;
static volatile uint32_t happened;

void mg_interrupt(uint32_t cause) {
    (void)cause;
    const uint32_t events = mg_read(MEMGLIA_SYSTEM_BASE + MEMGLIA_SYSTEM_INTERRUPTS) & (goal | limit);
    mg_write(MEMGLIA_SYSTEM_BASE + MEMGLIA_SYSTEM_INTERRUPT_CLEAR, events);
    mg_write(MEMGLIA_SYSTEM_BASE + MEMGLIA_SYSTEM_INTERRUPT_ENABLE, goal | limit);
    happened |= events;
}

static uint32_t calcium_of(uint32_t astrocyte) {
    const uint32_t elapsed = now - visited_at[astrocyte];
    if (t->transient_steps != 0) {
        const uint32_t last = t->transient_steps - 1;
        return transient[visited_at[astrocyte] != 0 && elapsed < last ? elapsed : last];
    }
    if (elapsed >= 64 * 64) return 0;
    const uint32_t fine = (calcium[astrocyte] * t->decay_fine[elapsed % 64] + half) >> 8;
    return (fine * t->decay_coarse[elapsed / 64] + half) >> 8;
}

static void visit(uint32_t astrocyte) {
    if (t->transient_steps == 0) {
        const uint32_t raised = calcium_of(astrocyte) + t->calcium_per_visit;
        calcium[astrocyte] = (uint8_t)(raised > full_calcium ? full_calcium : raised);
    } else if (visited_at[astrocyte] != 0 && now - visited_at[astrocyte] < t->transient_steps) {
        return; /* a transient under way takes its course */
    }
    visited_at[astrocyte] = now;
}

/* Waves. */

static void list_if_fresh(uint32_t cell) {
    if ((site[cell] & (primed | visited | in_fresh)) != primed) return;
    site[cell] |= in_fresh;
    fresh[fresh_length++] = (uint16_t)cell;
}

static void sense(uint32_t cell, uint32_t contacts) {
    site[cell] = (uint8_t)((site[cell] | primed | known | visited) & ~closed);
    for (uint32_t side = 0; side < sides; ++side, contacts >>= 1) {
        const uint32_t next = neighbour[cell][side];
        if (next == nowhere) continue;
        const uint8_t was = site[next];
        if ((contacts & 1) != 0) {
            if ((was & closed) == 0) met_new_wall = 1;
            site[next] = (uint8_t)((was | closed) & ~(primed | known));
        } else if ((t->flags & primes_sensed) != 0) {
            site[next] = (uint8_t)((was | primed | known) & ~closed);
            list_if_fresh(next);
        } else {
            site[next] = (uint8_t)(was & ~closed);
        }
    }
}

static void begin_wave(void) {
    if (queue_length != 0) wave_begin = fired_at[queue[queue_length - 1]] + 2;
    queue_length = 0;
}

static void add_source(uint32_t cell) {
    queue[queue_length++] = (uint16_t)cell;
    fired_at[cell] = wave_begin;
    beyond[cell] = 0;
}

/* From its sources until all is over, or until `stop` fires. */
static void spread(uint32_t regenerates, uint32_t reach, uint32_t stop) {
    for (uint32_t front = 0; front < queue_length; ++front) {
        const uint32_t origin = queue[front];
        const uint32_t step = fired_at[origin] + 1;
        const uint32_t behind = beyond[origin] + 1u;
        const uint16_t *next = neighbour[origin];
        for (const uint16_t *end = next + sides; next != end; ++next) {
            const uint32_t cell = *next;
            if (cell == nowhere) continue;
            const uint32_t here = site[cell];
            const uint32_t unprimed = (here & regenerates) != 0 ? 0 : behind;
            const uint32_t fired = fired_at[cell];
            if (fired == step) {
                if (unprimed < beyond[cell]) beyond[cell] = (uint8_t)unprimed;
            } else if (fired < wave_begin && (here & closed) == 0 && unprimed <= reach) {
                fired_at[cell] = step;
                beyond[cell] = (uint8_t)unprimed;
                queue[queue_length++] = (uint16_t)cell;
                if (cell == stop) return;
            }
        }
    }
}

/* Sides from which the last wave came to a cell that it has fired. */
static uint32_t came_from(uint32_t cell) {
    uint32_t from = 0;
    for (uint32_t side = 0; side < sides; ++side) {
        const uint32_t next = neighbour[cell][side];
        if (next != nowhere && fired_at[next] == fired_at[cell] - 1) from |= 1u << side;
    }
    return from;
}

static uint32_t arrival(uint32_t cell, uint32_t regenerates, uint32_t reach) {
    if (queue_length == 0) return 0;
    spread(regenerates, reach, cell);
    return fired_at[cell] > wave_begin ? came_from(cell) : 0;
}

static int is_fresh(uint32_t cell) {
    return (site[cell] & (primed | visited)) == primed;
}

static uint32_t fresh_sides(uint32_t cell) {
    uint32_t found = 0;
    for (uint32_t side = 0; side < sides; ++side) {
        const uint32_t next = neighbour[cell][side];
        if (next != nowhere && is_fresh(next)) found |= 1u << side;
    }
    return found;
}

static uint32_t ones(uint32_t bits) {
    uint32_t count = 0;
    for (; bits != 0; bits &= bits - 1) ++count;
    return count;
}

static uint32_t least_surrounded(uint32_t cell, uint32_t among) {
    if ((among & (among - 1)) == 0) return among;
    uint32_t least = 0;
    uint32_t fewest = sides + 1;
    for (uint32_t side = 0; side < sides; ++side) {
        if ((among >> side & 1) == 0) continue;
        const uint32_t around = ones(fresh_sides(neighbour[cell][side]));
        if (around < fewest) least = 0;
        if (around <= fewest) {
            fewest = around;
            least |= 1u << side;
        }
    }
    return least;
}

/* Remembered places as sources, but `but`. */
static void begin_at_goals(uint32_t but) {
    begin_wave();
    for (uint32_t i = 0; i < goals_length; ++i) {
        const uint32_t cell = goals[i];
        if (trace[cell] != 0 && (site[cell] & missed) == 0 && cell != but) add_source(cell);
    }
}

static uint32_t guide(uint32_t cell) {
    const uint32_t open = fresh_sides(cell);
    begin_at_goals(cell);
    if (queue_length != 0) {
        if (open != 0 && !met_new_wall) return 0; /* what was learned leads on */
        const uint32_t to_goal = arrival(cell, known, t->wave_reach);
        if (to_goal != 0) return to_goal;
    }
    if (open != 0) return least_surrounded(cell, open);
    begin_wave();
    uint32_t kept = 0;
    for (uint32_t i = 0; i < fresh_length; ++i) {
        const uint32_t other = fresh[i];
        if (is_fresh(other)) {
            fresh[kept++] = (uint16_t)other;
            add_source(other);
        } else {
            site[other] &= (uint8_t)~in_fresh;
        }
    }
    fresh_length = kept;
    return arrival(cell, known, 0);
}

static void reinforce(uint32_t cell, uint32_t grow, int32_t step) {
    for (uint32_t side = 0; side < sides; ++side) {
        int32_t w = weight[cell][side];
        if ((grow >> side & 1) != 0) {
            w += step;
            if (w > t->weight_max) w = t->weight_max;
        } else if (w > t->weight_initial) {
            w -= step;
            if (w < t->weight_initial) w = t->weight_initial;
        }
        weight[cell][side] = (uint8_t)w;
    }
}

static void learn_from_wave(int potentiate) {
    spread(primed, t->wave_reach, nowhere);
    for (uint32_t i = 0; i < queue_length; ++i) {
        const uint32_t cell = queue[i];
        if (!potentiate) {
            reinforce(cell, 0, t->wave_step);
        } else if (fired_at[cell] != wave_begin) {
            reinforce(cell, came_from(cell), t->wave_step);
        }
    }
}

static void reward_wave(uint32_t cell) {
    trace[cell] = (uint8_t)t->reward_memory;
    if ((site[cell] & in_goals) == 0) {
        site[cell] |= in_goals;
        goals[goals_length++] = (uint16_t)cell;
    }
    begin_wave();
    add_source(cell);
    learn_from_wave(1);
}

/* The reward is missing here. */
static void recall(uint32_t cell) {
    site[cell] |= missed;
    --trace[cell];
    for (uint32_t other = 0; other < t->cells; ++other) {
        if ((site[other] & known) == 0) continue;
        site[other] |= primed;
        list_if_fresh(other);
    }
    begin_at_goals(nowhere);
    const int remembers = queue_length != 0;
    if (!remembers) add_source(cell);
    learn_from_wave(remembers);
    if (remembers) now += t->rest_decisions;
}

/* Decisions. */

static uint32_t pick(uint32_t options) {
    const uint32_t count = ones(options);
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

static uint32_t decide(uint32_t cell, uint32_t contacts) {
    const uint32_t flags = t->flags;
    ++now;
    if ((flags & per_synapse) == 0) visit(astrocyte_of[cell]);
    if ((flags & by_waves) != 0) sense(cell, contacts);
    const uint32_t lead = (flags & guided) != 0 ? guide(cell) : 0;

    int32_t strongest = t->fire_threshold;
    uint32_t spikes = 0;
    for (uint32_t side = 0; side < sides; ++side) {
        uint32_t level = 0;
        if (lead != 0) {
            level = (lead >> side & 1) != 0 ? 0 : full_calcium;
        } else if (neighbour[cell][side] != nowhere) {
            level = calcium_of((flags & per_synapse) != 0 ? sides * cell + side
                                                          : astrocyte_of[neighbour[cell][side]]);
        }
        int32_t membrane = weight[cell][side] * t->gain_of_gate[t->gate_of_calcium[level]];
        if ((contacts >> side & 1) != 0) membrane -= t->contact_inhibition;
        if (membrane < strongest) continue;
        if (membrane > strongest) spikes = 0;
        strongest = membrane;
        spikes |= 1u << side;
    }
    const uint32_t open = ~contacts & all_sides;
    const uint32_t side = pick(spikes != 0 ? spikes : open != 0 ? open : all_sides);
    last_cell = cell;
    last_side = side;
    if ((flags & by_tags) != 0) {
        if (tagged_at[cell] == 0) trail[trail_length++] = (uint16_t)cell;
        tagged_at[cell] = now;
        tagged_side[cell] = (uint8_t)side;
    }
    if ((flags & per_synapse) != 0 && neighbour[cell][side] != nowhere) visit(sides * cell + side);
    return side;
}

static void reward(void) {
    if ((t->flags & by_waves) != 0) reward_wave(neighbour[last_cell][last_side]);
    for (uint32_t i = 0; i < trail_length; ++i) {
        const uint32_t cell = trail[i];
        const uint32_t age = now - tagged_at[cell];
        if (age < t->learning_steps) reinforce(cell, 1u << tagged_side[cell], learning_step[age]);
    }
}

static void new_trial(void) {
    now += t->rest_decisions;
    for (uint32_t i = 0; i < trail_length; ++i) tagged_at[trail[i]] = 0;
    trail_length = 0;
    if ((t->flags & by_waves) == 0) return;
    for (uint32_t cell = 0; cell < t->cells; ++cell) {
        site[cell] &= (uint8_t) ~(primed | visited | missed | in_fresh);
    }
    fresh_length = 0;
    met_new_wall = 0;
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

/* Memory behind the program, in pieces of whole words, all zero at first. */
static uint8_t *free_memory;

static void *take(uint32_t bytes) {
    uint8_t *piece = free_memory;
    free_memory += (bytes + 3) & ~3u;
    return piece;
}

static int lay_out(void) {
    free_memory = (uint8_t *)(((uintptr_t)__bss_end + 15) & ~(uintptr_t)15);
    t = take(sizeof *t);
    const uint32_t cells = t->cells;
    if (cells == 0 || cells >= nowhere || t->seed == 0) return 0;
    learning_step = take(t->learning_steps);
    transient = take(t->transient_steps);
    neighbour = take(cells * sizeof *neighbour);
    astrocyte_of = take(cells * sizeof *astrocyte_of);
    visited_at = take(t->astrocytes * sizeof *visited_at);
    calcium = take(t->astrocytes);
    weight = take(cells * sizeof *weight);
    if ((t->flags & by_tags) != 0) {
        tagged_at = take(cells * sizeof *tagged_at);
        tagged_side = take(cells);
        trail = take(cells * sizeof *trail);
    }
    if ((t->flags & by_waves) != 0) {
        fired_at = take(cells * sizeof *fired_at);
        beyond = take(cells);
        site = take(cells);
        trace = take(cells);
        queue = take(cells * sizeof *queue);
        fresh = take(cells * sizeof *fresh);
        goals = take(cells * sizeof *goals);
    }
    const uint32_t end = (uint32_t)(uintptr_t)free_memory - MEMGLIA_SRAM_BASE;
    return end <= mg_read(MEMGLIA_SYSTEM_BASE + MEMGLIA_SYSTEM_SRAM_BYTES);
}

int main(void) {
    if (!lay_out()) return 1;
    ties = t->seed;
    for (uint32_t cell = 0; cell < t->cells; ++cell) {
        for (uint32_t side = 0; side < sides; ++side) weight[cell][side] = (uint8_t)t->weight_initial;
    }
    for (;;) {
        uint32_t seen = 0;
        const uint32_t events = wait_for_world(&seen);
        if (events != 0) {
            if ((events & goal) != 0) reward();
            mg_send(0);
            continue;
        }
        if (seen >> 31 != 0) new_trial();
        const uint32_t cell = seen & 0x3ffff;
        mg_send(decide(cell, seen >> 24 & all_sides));
        if ((t->flags & by_waves) != 0 && trace[cell] != 0 && (site[cell] & missed) == 0) recall(cell);
    }
}
