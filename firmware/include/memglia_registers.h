/* Register map of the memglia chip, printed by `memglia registers --format c` from the tables of
 * rtl_models: processor/register_map.hpp, processor/dma_registers.hpp, navigation/navigation_registers.hpp
 * and platform/platform_registers.hpp.
 *
 * All registers are 32 bits wide, little endian, at byte offsets from the base of their block. An
 * access to any other offset, or of any other size, is a bus error. */
#ifndef MEMGLIA_REGISTERS_H
#define MEMGLIA_REGISTERS_H

/* boot ROM; a store is a bus error */
#define MEMGLIA_ROM_BASE                    0x00001000u /* first byte */
#define MEMGLIA_ROM_SIZE                    0x00001000u /* bytes, the most there may be */

/* exit, watchdog, interrupt sources */
#define MEMGLIA_SYSTEM_BASE                 0x00100000u /* first byte */
#define MEMGLIA_SYSTEM_SIZE                 0x00001000u /* bytes */
#define MEMGLIA_SYSTEM_ID                   0x00000000u /* r  constant, "MGC1" */
#define MEMGLIA_SYSTEM_EXIT                 0x00000004u /* w  ends the program with this exit code */
#define MEMGLIA_SYSTEM_WATCHDOG             0x00000008u /* rw cycles left before the program is ended as hung; 0: off */
#define MEMGLIA_SYSTEM_SRAM_BYTES           0x0000000cu /* r  size of the memory at SRAM_BASE */
#define MEMGLIA_SYSTEM_INTERRUPTS           0x00000010u /* r  sources that ask for the external interrupt */
#define MEMGLIA_SYSTEM_INTERRUPT_ENABLE     0x00000014u /* rw sources that may ask for it */
#define MEMGLIA_SYSTEM_INTERRUPT_CLEAR      0x00000018u /* w  forgets the events whose bits are set */
#define MEMGLIA_SYSTEM_ID_VALUE             0x4d474331u /* what ID reads */
#define MEMGLIA_SYSTEM_INTERRUPT_MAILBOX    0x00000001u /* the host has sent a word: until it is received */
#define MEMGLIA_SYSTEM_INTERRUPT_EVENT_0    0x00000002u /* an event of the outside world: until it is cleared */
#define MEMGLIA_SYSTEM_INTERRUPT_EVENT_1    0x00000004u /* another one */
#define MEMGLIA_SYSTEM_INTERRUPT_DMA        0x00000008u /* the DMA has moved its words: until that is cleared */

/* machine timer and software interrupt */
#define MEMGLIA_TIMER_BASE                  0x02000000u /* first byte */
#define MEMGLIA_TIMER_SIZE                  0x0000c000u /* bytes */
#define MEMGLIA_TIMER_SOFTWARE              0x00000000u /* rw bit 0: the software interrupt */
#define MEMGLIA_TIMER_COMPARE_LOW           0x00004000u /* rw the timer interrupt is asked for while TIME >= COMPARE */
#define MEMGLIA_TIMER_COMPARE_HIGH          0x00004004u /* rw upper half */
#define MEMGLIA_TIMER_TIME_LOW              0x0000bff8u /* r  cycles of the core's clock since reset */
#define MEMGLIA_TIMER_TIME_HIGH             0x0000bffcu /* r  upper half */

/* characters to the host */
#define MEMGLIA_UART_BASE                   0x10000000u /* first byte */
#define MEMGLIA_UART_SIZE                   0x00001000u /* bytes */
#define MEMGLIA_UART_DATA                   0x00000000u /* w  sends the low byte */
#define MEMGLIA_UART_STATUS                 0x00000004u /* r  status bits */
#define MEMGLIA_UART_STATUS_READY           0x00000001u /* DATA may be written */

/* words to and from the host */
#define MEMGLIA_MAILBOX_BASE                0x10001000u /* first byte */
#define MEMGLIA_MAILBOX_SIZE                0x00001000u /* bytes */
#define MEMGLIA_MAILBOX_SEND                0x00000000u /* w  a word to the host */
#define MEMGLIA_MAILBOX_RECEIVE             0x00000004u /* r  the oldest word from the host, which it takes out */
#define MEMGLIA_MAILBOX_STATUS              0x00000008u /* r  status bits */
#define MEMGLIA_MAILBOX_STATUS_RECEIVED     0x00000001u /* RECEIVE holds a word; else it reads 0 */
#define MEMGLIA_MAILBOX_STATUS_FULL         0x00000002u /* a word written to SEND would be a bus error */
#define MEMGLIA_MAILBOX_DEPTH               0x00000040u /* words that either direction holds */

/* moves words, two cycles each where nobody waits */
#define MEMGLIA_DMA_BASE                    0x10002000u /* first byte */
#define MEMGLIA_DMA_SIZE                    0x00001000u /* bytes */
#define MEMGLIA_DMA_SOURCE                  0x00000000u /* rw address of the next word to be read */
#define MEMGLIA_DMA_DESTINATION             0x00000004u /* rw address of the next word to be written */
#define MEMGLIA_DMA_WORDS                   0x00000008u /* rw words that are left; 20 bits */
#define MEMGLIA_DMA_CONTROL                 0x0000000cu /* w  one command bit */
#define MEMGLIA_DMA_STATUS                  0x00000010u /* r  status bits */
#define MEMGLIA_DMA_CONTROL_START           0x00000001u /* move WORDS words; clears DONE and FAULT */
#define MEMGLIA_DMA_CONTROL_CLEAR           0x00000002u /* clears DONE and FAULT, and with them the interrupt */
#define MEMGLIA_DMA_STATUS_BUSY             0x00000001u /* words are being moved */
#define MEMGLIA_DMA_STATUS_DONE             0x00000002u /* they have been, or could not: asks for INTERRUPT_DMA until it is cleared */
#define MEMGLIA_DMA_STATUS_FAULT            0x00000004u /* nothing answered at SOURCE or at DESTINATION; WORDS are left */

/* navigation controller */
#define MEMGLIA_NAV_BASE                    0x40000000u /* first byte */
#define MEMGLIA_NAV_SIZE                    0x00000024u /* bytes */
#define MEMGLIA_NAV_ID                      0x00000000u /* r  constant, "MGN1" */
#define MEMGLIA_NAV_CONTROL                 0x00000004u /* w  one command bit */
#define MEMGLIA_NAV_STATUS                  0x00000008u /* r  status bits */
#define MEMGLIA_NAV_PLACE                   0x0000000cu /* rw index of the cell the agent is in */
#define MEMGLIA_NAV_CONTACTS                0x00000010u /* rw bit d: something touches side d (0 north, 1 east, 2 south, 3 west) */
#define MEMGLIA_NAV_ACTION                  0x00000014u /* r  side chosen by the last decision */
#define MEMGLIA_NAV_SPIKES                  0x00000018u /* r  action neurons that fired in the last decision, a bit each */
#define MEMGLIA_NAV_DECISIONS               0x0000001cu /* r  decisions since the chip was loaded */
#define MEMGLIA_NAV_CYCLES                  0x00000020u /* r  clock cycles in which the controller's clock ran, since load */
#define MEMGLIA_NAV_ID_VALUE                0x4d474e31u /* what ID reads */
#define MEMGLIA_NAV_CONTROL_DECIDE          0x00000001u /* decide from PLACE and CONTACTS */
#define MEMGLIA_NAV_CONTROL_REWARD          0x00000002u /* the last decision was rewarded: learn */
#define MEMGLIA_NAV_CONTROL_EPISODE         0x00000004u /* a new trial begins */
#define MEMGLIA_NAV_STATUS_BUSY             0x00000001u /* a command is being carried out */
#define MEMGLIA_NAV_STATUS_ACTION_VALID     0x00000002u /* ACTION holds the answer to the last DECIDE */
#define MEMGLIA_NAV_STATUS_NO_SPIKE         0x00000004u /* no action neuron fired: ACTION is a random open side */

/* the mesh of routers, for maintenance */
#define MEMGLIA_FABRIC_BASE                 0x50000000u /* first byte */
#define MEMGLIA_FABRIC_SIZE                 0x00001000u /* bytes */
#define MEMGLIA_FABRIC_ID                   0x00000000u /* r  constant, "MGF1" */
#define MEMGLIA_FABRIC_SHAPE                0x00000004u /* r  routers of a row, and of a column times 65536 */
#define MEMGLIA_FABRIC_TILES                0x00000008u /* r  crossbar tiles of the chip */
#define MEMGLIA_FABRIC_SOURCE               0x0000000cu /* rw router, y * width + x, at which SEND hands over */
#define MEMGLIA_FABRIC_DESTINATION          0x00000010u /* rw router that it goes to; the same: through that one router and back */
#define MEMGLIA_FABRIC_SEND                 0x00000014u /* w  a packet of one flit that bears this word; a bus error with IN_FLIGHT of them */
#define MEMGLIA_FABRIC_STATUS               0x00000018u /* r  status bits */
#define MEMGLIA_FABRIC_ARRIVED_NODE         0x0000001cu /* r  where the oldest packet that has arrived left the mesh */
#define MEMGLIA_FABRIC_ARRIVED_WORD         0x00000020u /* r  its word; takes the packet out */
#define MEMGLIA_FABRIC_NODE                 0x00000024u /* rw router whose link LINK_FLITS counts */
#define MEMGLIA_FABRIC_SIDE                 0x00000028u /* rw 0 north, 1 east, 2 south, 3 west, 4 its own block; the second row lies south of the first */
#define MEMGLIA_FABRIC_LINK_FLITS           0x0000002cu /* r  flits that router NODE has sent to SIDE, low 32 bits */
#define MEMGLIA_FABRIC_ID_VALUE             0x4d474631u /* what ID reads */
#define MEMGLIA_FABRIC_STATUS_ARRIVED       0x00000001u /* ARRIVED_NODE and ARRIVED_WORD hold a packet */
#define MEMGLIA_FABRIC_STATUS_NO_WAY        0x00000002u /* what was sent last has not left: the routing has no way that is whole */
#define MEMGLIA_FABRIC_IN_FLIGHT            0x00000040u /* packets under way or arrived that there is room for */

/* a crossbar tile; the first of them */
#define MEMGLIA_TILE_BASE                   0x60000000u /* first byte */
#define MEMGLIA_TILE_SIZE                   0x00001000u /* bytes */
#define MEMGLIA_TILE_ID                     0x00000000u /* r  constant, "MGT1" */
#define MEMGLIA_TILE_ROWS                   0x00000004u /* r  word lines */
#define MEMGLIA_TILE_PAIRS                  0x00000008u /* r  differential pairs of bit lines */
#define MEMGLIA_TILE_STATUS                 0x0000000cu /* r  status bits */
#define MEMGLIA_TILE_PULSES                 0x00000010u /* r  write pulses since reset */
#define MEMGLIA_TILE_FAILURES               0x00000014u /* r  stores since reset whose level was not reached, as far as verified */
#define MEMGLIA_TILE_ID_VALUE               0x4d475431u /* what ID reads */
#define MEMGLIA_TILE_STRIDE                 0x01000000u /* bytes from a tile, and its cells, to the next */
#define MEMGLIA_TILE_MOST                   0x00000010u /* tiles of a chip */
#define MEMGLIA_TILE_LEVEL_MAX              0x0000000fu /* largest level of a pair */
#define MEMGLIA_TILE_STATUS_BUSY            0x00000001u /* a pair is being read or written */

/* pairs of the first tile, a word each: pair p of row r is word r * PAIRS + p. A store of a level writes and verifies it, a load converts the pair's current to a level; an access while the tile is busy waits */
#define MEMGLIA_CELLS_BASE                  0x60800000u /* first byte */
#define MEMGLIA_CELLS_SIZE                  0x00800000u /* bytes, the most there may be */

/* memory for code and data */
#define MEMGLIA_SRAM_BASE                   0x80000000u /* first byte */
#define MEMGLIA_SRAM_SIZE                   0x10000000u /* bytes, the most there may be */

#endif
