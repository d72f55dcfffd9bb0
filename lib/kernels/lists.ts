/**
 * Lists of calls: what a layer, a loss or an activation is made of.
 * @module
 */

import { expectArray, expectFunction, expectName, isFloat32Array, isFloat64Array, show, typeError } from '../core/errors.ts';
import { newRun, type BoundCall, type Call, type Moment, type Run, type Tensor } from './calls.ts';
import { Handle } from './handle.ts';
import type { Kernels } from './kernels.ts';
import { eachArgument } from './routines/placeCall.ts';
import type { FloatArray } from './routines/routine.ts';

/** A function in plain TypeScript in a list. What it reads and writes is said; nobody sees through it. */
export interface HostCall {
  readonly host: string;
  readonly reads: readonly Tensor[];
  readonly writes: readonly Tensor[];
  /** Is given the arrays of what it reads, then of what it writes. */
  readonly run: (run: Run, ...arrays: FloatArray[]) => void;
}

/** Calls in their order. */
export type List = readonly (Call<Tensor> | HostCall)[];

/**
 * A function of your own as a call: it is given the run, then the arrays of what it reads and of what it writes. Throws
 * TypeError for a name, lists or a function that are none.
 *
 *     host('double', [x], [y], ({ batch }, from, to) => { for (let i = 0; i < batch * width; i++) to[i] = 2 * from[i]; })
 */
export function host(
  name: string, reads: readonly Tensor[], writes: readonly Tensor[], run: (run: Run, ...arrays: FloatArray[]) => void,
): HostCall {
  expectName('host', 'name', name);
  expectTensors('reads', reads);
  expectTensors('writes', writes);
  expectFunction('host', 'run', run);
  return { host: name, reads, writes, run };
}

function expectTensors(argument: string, given: unknown): void {
  expectArray('host', argument, given);
  given.forEach((tensor, i) => {
    if (isFloat32Array(tensor) || isFloat64Array(tensor) || tensor instanceof Handle) return;
    throw typeError(`host: ${argument}[${i}] must be a buffer of the layer, got ${show(tensor)}`);
  });
}

/** The array of a tensor of a list. */
export type ArrayOf<A extends FloatArray> = (tensor: Tensor) => A;

/** Binds a call by a table. Trusts its arguments: the arrays must be some that the table works on. */
export function bindCall<A extends FloatArray>(k: Kernels<A>, call: List[number], arrayOf: ArrayOf<A>): BoundCall {
  if (!('host' in call)) return k.bind(inArrays(call, arrayOf));
  const arrays = [...call.reads, ...call.writes].map(arrayOf), { run } = call;
  return (state) => run(state, ...arrays);
}

/** Binds each call of a list by a table, whose tensors are arrays by default. Trusts its arguments as `bindCall` does. */
export function bindList<A extends FloatArray>(
  k: Kernels<A>, list: List, arrayOf: ArrayOf<A> = (tensor) => tensor as A,
): BoundCall[] {
  return list.map((call) => bindCall(k, call, arrayOf));
}

/** A call on the arrays of its tensors. */
export function inArrays<A extends FloatArray>({ routine, args }: Call<Tensor>, arrayOf: ArrayOf<A>): Call<A> {
  const placed: Call<A>['args'][number][] = [...args] as Call<A>['args'][number][];
  eachArgument(routine, (kind, position) => {
    if (kind === 'operand') placed[position] = arrayOf(args[position] as Tensor);
  });
  return { routine, args: placed };
}

/** Runs a list. Trusts its arguments. */
export function runList(list: readonly BoundCall[], run: Run): void {
  for (let i = 0; i < list.length; i++) list[i](run);
}

/** What `bindAlone` takes: the lists of a layer, an activation or a loss. */
export interface PartLists {
  readonly forward: List;
  readonly train?: List;
  readonly backward: List;
  readonly finish?: List;
}

/** One part of a network by itself. */
export interface BoundPart {
  forward(batch: number): void;
  /** As `forward` where the part does not do otherwise in training. */
  train(batch: number, moment: Moment): void;
  backward(batch: number, factors?: { readonly scale?: number; readonly beta?: number }): void;
  finish(): void;
}

/** Binds one part of a network, for who runs it by itself; its tensors are arrays by default. Trusts its arguments. */
export function bindAlone<A extends FloatArray>(
  k: Kernels<A>, { forward, train = forward, backward, finish = [] }: PartLists, arrayOf?: ArrayOf<A>,
): BoundPart {
  const run = newRun();
  const [ahead, training, back, after] = [forward, train, backward, finish].map((list) => bindList(k, list, arrayOf));
  return {
    forward(batch) {
      run.batch = batch;
      runList(ahead, run);
    },
    train(batch, moment) {
      run.batch = batch;
      run.moment = moment;
      runList(training, run);
    },
    backward(batch, { scale = 1, beta = 0 } = {}) {
      run.batch = batch;
      run.scale = scale;
      run.beta = beta;
      runList(back, run);
    },
    finish: () => runList(after, run),
  };
}
