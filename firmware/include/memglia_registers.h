/* Register map of the memglia chip: the one source for firmware (C) and for the hardware model (C++).
 *
 * All registers are 32 bits wide, little endian, at byte offsets from the base of their block. An access to
 * any other offset, of any other size, or a command while the controller is busy is a bus error. */
#ifndef MEMGLIA_REGISTERS_H
#define MEMGLIA_REGISTERS_H

/* Navigation controller */
#define MEMGLIA_NAV_ID 0x00u        /* r   constant MEMGLIA_NAV_ID_VALUE */
#define MEMGLIA_NAV_CONTROL 0x04u   /* w   one command bit, see below */
#define MEMGLIA_NAV_STATUS 0x08u    /* r   status bits, see below */
#define MEMGLIA_NAV_PLACE 0x0cu     /* rw  index of the cell the agent is in */
#define MEMGLIA_NAV_CONTACTS 0x10u  /* rw  bit d: something touches side d (0 north, 1 east, 2 south, 3 west) */
#define MEMGLIA_NAV_ACTION 0x14u    /* r   side chosen by the last decision */
#define MEMGLIA_NAV_SPIKES 0x18u    /* r   action neurons that fired in the last decision, a bit each */
#define MEMGLIA_NAV_DECISIONS 0x1cu /* r   decisions since the chip was loaded */
#define MEMGLIA_NAV_CYCLES 0x20u    /* r   clock cycles in which the controller's clock ran, since load */
#define MEMGLIA_NAV_SIZE 0x24u

#define MEMGLIA_NAV_ID_VALUE 0x4d474e31u /* "MGN1" */

#define MEMGLIA_NAV_CONTROL_DECIDE 0x1u  /* decide from PLACE and CONTACTS */
#define MEMGLIA_NAV_CONTROL_REWARD 0x2u  /* the last decision was rewarded: learn */
#define MEMGLIA_NAV_CONTROL_EPISODE 0x4u /* a new trial begins */

#define MEMGLIA_NAV_STATUS_BUSY 0x1u         /* a command is being carried out */
#define MEMGLIA_NAV_STATUS_ACTION_VALID 0x2u /* ACTION holds the answer to the last DECIDE */
#define MEMGLIA_NAV_STATUS_NO_SPIKE 0x4u     /* no action neuron fired: ACTION is a random open side */

#endif
