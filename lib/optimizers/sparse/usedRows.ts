/**
 * The update of a tensor on the rows that a step has used: the others stay as they are, and so does what is kept for
 * them.
 * @module
 */

import { typeError } from '../../core/errors.ts';
import { eachTurn } from '../../kernels/lists.ts';
import type { Call, List, Tensor } from '../../kernels/index.ts';
import { eachArgument } from '../../kernels/routines/placeCall.ts';
import type { RunNumber } from '../state.ts';

/** A tensor of θ of which an update changes the used rows only. */
export interface UsedRows {
  /** Whose it is. */
  readonly layer: string;
  /** Where it lies in θ. */
  readonly offset: number;
  readonly length: number;
  /** From each call of the layer, a number for each row: not 0 where it has used it. */
  readonly uses: readonly Float32Array[];
}

/**
 * The list that updates the tensor, row by row on those used. Throws TypeError, as `who`, for a list that does not
 * treat each element by itself.
 */
export function onUsedRows(who: string, list: List, { layer, length, uses }: UsedRows, number: () => RunNumber): List {
  const rows = uses[0].length, width = length / rows, turns = new Uint32Array(rows), count = number();
  const onRows = (all: List): List => all.map((call): List[number] => {
    if ('arithmetic' in call) return call;
    if ('when' in call) return { ...call, body: onRows(call.body) };
    if ('routine' in call && call.routine.name === 'elementwise' && call.args[0] === length) {
      return { count, turns, body: [onRow(call, width)] };
    }
    const got = 'routine' in call ? call.routine.name : 'host' in call ? 'plain TypeScript' : 'a loop';
    throw typeError(`${who}: update must treat each element by itself for the sparse layer '${layer}', got ${got}`);
  });
  const find = (numbers: Float64Array): void => { numbers[count.number] = findUsed(uses, turns); };
  return [{ arithmetic: find }, ...onRows(list)];
}

/** A formula on the row of the turn. */
function onRow({ routine, args, ...rest }: Call<Tensor>, width: number): Call<Tensor> {
  const own = [width, ...args.slice(1)];
  eachArgument(routine, (kind, position) => {
    if (kind === 'operand') own[position] = eachTurn(args[position] as Tensor, width);
  });
  return { routine, args: own, ...rest };
}

/** Writes the numbers of the rows used to `found`, ascending, and returns how many there are. */
function findUsed(uses: readonly Float32Array[], found: Uint32Array): number {
  let count = 0;
  for (let row = 0; row < found.length; row++) {
    let isUsed = false;
    for (let i = 0; i < uses.length; i++) isUsed ||= uses[i][row] !== 0;
    if (isUsed) found[count++] = row;
  }
  return count;
}
