/**
 * Lists of calls: what a layer, a loss or an activation is made of.
 * @module
 */

import {
  expectArray, expectFunction, expectInteger, expectName, isFloat32Array, isFloat64Array, show, typeError,
} from '../core/errors.ts';
import { bindInRows } from './bindInRows.ts';
import {
  inTurn, newRun, scalarIn, type BoundCall, type Call, type Moment, type Move, type Run, type Scalar, type Tensor,
} from './calls.ts';
import { Handle } from './handle.ts';
import type { Kernels } from './kernels.ts';
import type { Indices } from './loadRows.ts';
import { eachArgument } from './routines/placeCall.ts';
import type { FloatArray } from './routines/routine.ts';

/** A function in plain TypeScript in a list. What it reads and writes is said; nobody sees through it. */
export interface HostCall {
  /** What messages and traces call it. */
  readonly host: string;
  /** What it reads. */
  readonly reads: readonly Tensor[];
  /** What it writes. */
  readonly writes: readonly Tensor[];
  /** Is given the arrays of what it reads, then of what it writes. */
  readonly run: (run: Run, ...arrays: FloatArray[]) => void;
}

/**
 * What the host works out in binary64 from the run's numbers, and writes to them. It sees no tensor: who reads what
 * becomes of tensors passes it over.
 */
export interface Arithmetic {
  /** Is given the numbers of the run, and changes them. */
  readonly arithmetic: (numbers: Float64Array) => void;
}

/** A list that is run where a number of the run is not 0. */
export interface Condition {
  /** The number that decides. */
  readonly when: Scalar;
  /** What is run, or not. */
  readonly body: List;
}

/**
 * A list that is run so many times, the last turn first where it goes backwards. Operands may move: see `eachTurn`.
 * Turns have the numbers 0, 1, …, or the first so many of `turns`, which may change from run to run.
 */
export interface Loop {
  /** How many turns there are. */
  readonly count: Scalar;
  /** What is run in each turn. */
  readonly body: List;
  /** The numbers of the turns. Default 0, 1, …. */
  readonly turns?: Indices;
  /** Whether the last turn comes first. Default false. */
  readonly isBackwards?: boolean;
}

/** Calls in their order. */
export type List = readonly (Call<Tensor> | HostCall | Arithmetic | Condition | Loop)[];

/** A tensor that moves. */
class Moving implements Tensor {
  readonly of: Tensor;
  readonly perTurn: number;

  constructor(of: Tensor, perTurn: number) {
    this.of = of;
    this.perTurn = perTurn;
  }

  get length(): number {
    return this.of.length;
  }
}

/** A tensor that starts perTurn · turn elements further on, by the turn of the innermost loop that its call lies in. */
export function eachTurn(tensor: Tensor, perTurn: number): Tensor {
  return new Moving(tensor, perTurn);
}

/** How many elements a tensor moves on with each turn. */
export function perTurnOf(tensor: Tensor): number {
  return tensor instanceof Moving ? tensor.perTurn : 0;
}

/** The tensor that moves, or this one where it does not. */
export function atRest(tensor: Tensor): Tensor {
  return tensor instanceof Moving ? tensor.of : tensor;
}

/**
 * A function of your own as a call: it is given the run, then the arrays of what it reads and of what it writes. Throws
 * TypeError for a name, lists or a function that are none.
 *
 *     host('double', [x], [y], ({ batch }, from, to) => {
 *       for (let i = 0; i < batch * width; i++) to[i] = 2 * from[i];
 *     })
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

/** How a list is bound. */
export interface Binding<A extends FloatArray> {
  /** Binds calls of routines that follow each other. */
  readonly bindCalls: (calls: readonly Call<A>[]) => BoundCall[];
  /** Default: tensors are arrays. */
  readonly arrayOf?: ArrayOf<A> | undefined;
  /** See {@link Kernels}. Default 0. */
  readonly unrolls?: number | undefined;
}

/** A binding whose defaults are set. */
type Complete<A extends FloatArray> = { readonly [name in keyof Binding<A>]-?: NonNullable<Binding<A>[name]> };

/** Binds a list. */
export function bindEach<A extends FloatArray>(
  list: List, { bindCalls, arrayOf = (tensor) => tensor as A, unrolls = 0 }: Binding<A>,
): BoundCall[] {
  const binding: Complete<A> = { bindCalls, arrayOf, unrolls };
  return bindInRows(list, (item) => callsOf(item, binding), binding.bindCalls, (item) => bindByItself(item, binding));
}

/** The calls that an item of a list comes to, where they may be bound with others. */
function callsOf<A extends FloatArray>(item: List[number], binding: Complete<A>): readonly Call<A>[] | undefined {
  const { arrayOf, unrolls } = binding;
  if ('routine' in item) return item.into === undefined ? [inArrays(item, arrayOf)] : undefined;
  if (!('count' in item) || typeof item.count !== 'number' || item.turns !== undefined) return undefined;
  const { count, body, isBackwards = false } = item;
  if (count * body.length > unrolls) return undefined;
  const calls: Call<A>[] = [];
  for (const each of body) {
    const found = callsOf(each, binding);
    if (found === undefined) return undefined;
    calls.push(...found);
  }
  if (calls.length === 0) return calls; // however often
  if (count * calls.length > unrolls) return undefined;
  const turns = Array.from({ length: count }, (_, i) => (isBackwards ? count - 1 - i : i));
  return turns.flatMap((turn) => calls.map((call) => inTurn(call, turn)));
}

function bindByItself<A extends FloatArray>(call: List[number], binding: Complete<A>): BoundCall {
  const { bindCalls, arrayOf } = binding;
  if ('routine' in call) {
    const [bound] = bindCalls([inArrays(call, arrayOf)]), { into } = call;
    return into === undefined ? bound : (run) => { run.numbers[into] = Number(bound(run)); };
  }
  if ('arithmetic' in call) return ({ numbers }) => call.arithmetic(numbers);
  if ('body' in call) {
    const body = bindEach(call.body, binding);
    return 'when' in call ? bindCondition(call.when, body) : bindLoop(call, body);
  }
  const arrays = [...call.reads, ...call.writes].map(arrayOf), { run } = call;
  return (state) => run(state, ...arrays);
}

/**
 * Binds a list by a table, which may take room for it that it does not give back. Trusts its arguments: the table must
 * work on the arrays. Throws nothing of its own.
 */
export function bindList<A extends FloatArray>(k: Kernels<A>, list: List, arrayOf?: ArrayOf<A>): BoundCall[] {
  const bindCalls = (calls: readonly Call<A>[]) => k.bindAll?.(calls) ?? calls.map((call) => k.bind(call));
  return bindEach(list, { bindCalls, arrayOf, unrolls: k.unrolls });
}

function bindCondition(when: Scalar, body: readonly BoundCall[]): BoundCall {
  return (run) => {
    if (scalarIn(when, run) !== 0) runList(body, run);
  };
}

function bindLoop({ count, turns, isBackwards = false }: Loop, body: readonly BoundCall[]): BoundCall {
  return (run) => {
    const times = scalarIn(count, run), outer = run.turn;
    try {
      for (let i = 0; i < times; i++) {
        const place = isBackwards ? times - 1 - i : i;
        run.turn = turns === undefined ? place : turns[place];
        runList(body, run);
      }
    } finally {
      run.turn = outer;
    }
  };
}

/** A call on the arrays of its tensors. */
function inArrays<A extends FloatArray>(call: Call<Tensor>, arrayOf: ArrayOf<A>): Call<A> {
  const { routine, args, ...rest } = call, placed = [...args] as Call<A>['args'][number][], moves: Move[] = [];
  eachArgument(routine, (kind, position) => {
    if (kind !== 'operand') return;
    const tensor = args[position] as Tensor;
    if (tensor instanceof Moving) moves.push({ position, perTurn: tensor.perTurn });
    placed[position] = arrayOf(atRest(tensor));
  });
  return { routine, args: placed, ...rest, ...(moves.length > 0 && { moves }) };
}

/** Runs a list. Trusts its arguments. Throws nothing of its own. */
export function runList(list: readonly BoundCall[], run: Run): void {
  for (let i = 0; i < list.length; i++) list[i](run);
}

/** What `bindAlone` takes: the lists of a layer, an activation or a loss. */
export interface PartLists {
  /** From inputs to outputs. */
  readonly forward: List;
  /** The same in training. Default `forward`. */
  readonly train?: List;
  /** From the outputs' gradients to those of inputs and parameters. */
  readonly backward: List;
  /** What is done once a step, after all gradients. Default nothing. */
  readonly finish?: List;
}

/** One part of a network by itself. */
export interface BoundPart {
  /** Runs its forward list on so many examples. */
  forward(batch: number): void;
  /** As `forward` where the part does not do otherwise in training. */
  train(batch: number, moment: Moment): void;
  /**
   * Runs its backward list; `scale` is 1 and `beta` 0 by default. Throws RangeError for a beta that is neither 0 nor 1.
   */
  backward(batch: number, factors?: { readonly scale?: number; readonly beta?: number }): void;
  /** Runs its finishing list. */
  finish(): void;
}

/**
 * Binds one part of a network, for who runs it by itself; its tensors are arrays by default. Trusts its arguments.
 * Throws nothing; what it makes throws RangeError for a beta that is neither 0 nor 1.
 */
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
      expectInteger('backward', 'beta', beta, 0, 1);
      run.batch = batch;
      run.scale = scale;
      run.beta = beta;
      runList(back, run);
    },
    finish: () => runList(after, run),
  };
}
