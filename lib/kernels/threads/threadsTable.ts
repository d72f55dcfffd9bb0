/**
 * A table that computes on several threads.
 * @module
 */

import type { Kernels } from '../kernels.ts';
import { referenceTable } from '../reference/referenceTable.ts';
import type { Routine } from '../routines/routine.ts';
import { F32X4 } from '../simd/lanes.ts';
import { Memories } from '../simd/memories.ts';
import { Memory } from '../simd/memory.ts';
import { Compiled, SHARED_MEMORY } from '../simd/modules.ts';
import { SMALL_BYTES } from '../simd/pool.ts';
import { bytesFor } from '../simd/room.ts';
import { createStagedKernels } from '../simd/staged.ts';
import { createTable } from '../simd/table.ts';
import { createThreadsTable } from './table.ts';
import { Team, type TeamOptions } from './team.ts';
import { TeamMemory, type TeamHold } from './teamMemory.ts';

/** A table that computes on several threads. */
export interface ThreadsKernels extends Kernels {
  /** How many threads compute: 1 where the engine has no more to give. */
  readonly threads: number;
  /** Whether the others have started; until then one computes. */
  readonly hasStarted: boolean;
  /** Ends the other threads, which else end with the last model and array of the table. It computes on by itself. */
  dispose(): void;
}

/**
 * Elements a thread, and arrays, that scripts may take beside what is reserved: what some layers with long loops take
 * for all sizes of batches at hand. Small models have less, and the rest of the memory that they share.
 */
const SCRIPT_ROOM = 2 ** 19, SMALL_ROOM = 2 ** 16, SCRIPTS = 64;

/** Ends teams that no table holds any longer. */
const unheld = new FinalizationRegistry<Team>((team) => team.dispose());

/** What tests may have otherwise. */
export interface ThreadsOptions extends TeamOptions {
  /** Whether all that can be shared out is, whether or not it pays. */
  readonly isForced?: boolean;
}

/** A table of these routines on so many threads, of which this is one. Throws what a platform throws that has none. */
export function threadsTable(
  routines: readonly Routine[], threads: number, { isForced = false, ...options }: ThreadsOptions = {},
): ThreadsKernels {
  const team = new Team(threads, options), hold: TeamHold = { team };
  unheld.register(hold, team);
  const table = createStagedKernels({
    name: 'threads', lanes: F32X4, routines, reference: referenceTable(routines), hasPrograms: true,
    memories: new Memories((bytes) => new Memory(bytes, F32X4, threads)), compiled: new Compiled(SHARED_MEMORY),
    tableOver: (linked, ...others) =>
      createThreadsTable(routines, new TeamMemory(linked, hold, isForced), createTable(routines, linked, ...others)),
  });
  return {
    ...table,
    get threads() { return hold.team.isOver ? 1 : threads; },
    get hasStarted() { return hold.team.hasStarted; },
    dispose: () => hold.team.dispose(),
    reserve(length, arrays) {
      const isSmall = bytesFor(length + threads * SMALL_ROOM, arrays + SCRIPTS, F32X4.bytes) <= SMALL_BYTES;
      return table.reserve(length + threads * (isSmall ? SMALL_ROOM : SCRIPT_ROOM), arrays + SCRIPTS);
    },
  };
}
