/**
 * All that an optimizer keeps for one buffer θ, and its step there as a list.
 * @module
 */

import { assignOwn } from '../core/ownProperty.ts';
import { rangeError, typeError } from '../core/errors.ts';
import type { Parameter } from '../core/parameter.ts';
import { expectSameOrApart, whole } from '../kernels/checks.ts';
import { bindList, newRun, runList, type BoundCall, type Kernels, type List, type Run } from '../kernels/index.ts';
import { accumulate, takeMean, type Accumulated } from './accumulation.ts';
import { updateAverage } from './averaging.ts';
import { changesGradient, clipInPlace } from './clipping.ts';
import { copied } from './copied.ts';
import type { Around } from './options.ts';
import { onUsedRows, type UsedRows } from './sparse/usedRows.ts';
import { RunNumbers, cut, type Piece, type Step } from './state.ts';
import { decay } from './weightDecay.ts';

/** What the state depends on in the optimizer. */
export interface Keeper {
  readonly name: string;
  readonly slotNames: readonly string[];
  readonly scratchNames: readonly string[];
  readonly firstScalars: Readonly<Record<string, number>>;
  slotLength(name: string, length: number, parameters: readonly Parameter[]): number;
  slotStart(name: string): number;
  bind(piece: Piece): List;
  finishStep(scalars: Record<string, number>, t: number): void;
}

/** Binds a list of a step: `bindList`, or what a watcher does instead. */
export type BindUpdate = (k: Kernels, list: List) => BoundCall[];

/** What is known of a state when it is made. */
export interface Beginning {
  readonly keeper: Keeper;
  readonly around: Around;
  readonly theta: Float32Array;
  readonly k: Kernels;
  readonly parameters: readonly Parameter[];
  /** Whether nobody has told the tensors of θ yet. */
  readonly isProvisional: boolean;
  /** The rate after so many steps. */
  readonly rateAt: (iterations: number) => number;
  readonly bind?: BindUpdate;
}

/** A piece of θ before there is a gradient. */
interface Part extends Pick<Piece, 'theta' | 'slots'> {
  readonly start: number;
  readonly multiplier: number;
  readonly isExcluded: boolean;
  readonly step: { -readonly [name in keyof Step]: Step[name] };
}

/** The step, bound to one gradient. */
interface Bound {
  readonly gradient: Float32Array;
  readonly run: Run;
  readonly accumulate: readonly BoundCall[];
  readonly update: readonly BoundCall[];
}

/**
 * Where the numbers of the run lie that each step sets: its number, what a gradient weighs, and what all weigh; the
 * rates of the pieces come from RATES on.
 */
const STEP = 0, WEIGHT = 1, COUNT = 2, RATES = 3;

/** Names that the base of optimizers keeps for itself. */
const RESERVED_SLOTS = keptSlots({ accumulationSteps: 2, average: { kind: 'equal' } });
const RESERVED_SCALARS = ['accumulated'];

/** Names of the slots that these options need. */
function keptSlots({ accumulationSteps = 1, average }: Around): string[] {
  return [...(accumulationSteps > 1 ? ['accumulatedGradient'] : []), ...(average !== undefined ? ['average'] : [])];
}

/** What an optimizer keeps from step to step, beside θ. */
export class TrainingState {
  iterations = 0;
  readonly accumulated: Accumulated = { gradients: 0, first: 1, examples: 0 };
  readonly isProvisional: boolean;
  /** The tensors of θ that it is for. */
  readonly parameters: readonly Parameter[];
  readonly slots: Readonly<Record<string, Float32Array>>;
  readonly scalars: Record<string, number>;
  readonly #beginning: Beginning;
  readonly #parts: readonly Part[];
  /** Where the gradient is clipped, if it is. */
  readonly #work: Float32Array | undefined;
  readonly #accumulationSteps: number;
  /** By the gradients: most are stepped from one only. */
  readonly #bound = new WeakMap<Float32Array, Bound>();
  #last: Bound | undefined;

  /**
   * State before the first step.
   *
   * Throws TypeError for a slot, scratch buffer or scalar whose name is taken, and RangeError for a factor of the rate
   * whose layer is not there.
   */
  constructor(beginning: Beginning) {
    const { keeper, around, theta, k, parameters, isProvisional } = beginning;
    const { slotNames, scratchNames, firstScalars } = keeper, names = [...slotNames, ...scratchNames];
    expectFree(keeper.name, 'slotNames and scratchNames', names, RESERVED_SLOTS);
    expectFree(keeper.name, 'firstScalars', Object.keys(firstScalars), RESERVED_SCALARS);
    const runs = cut(keeper.name, theta.length, parameters, around);
    const lengths = names.map((name) => runs.map((part) => keeper.slotLength(name, part.length, part.parameters)));
    const starts = slotNames.map((name) => keeper.slotStart(name));
    const buffers = lengths.map((own) => k.allocate(own.reduce((sum, length) => sum + length, 0)));
    const slots = Object.fromEntries(slotNames.map((name, i) => [name, buffers[i].fill(starts[i])]));
    const scalars = { ...firstScalars }, taken = names.map(() => 0);
    this.#parts = runs.map(({ start, length, multiplier, isExcluded, parameters: own }, piece): Part => {
      const parts = buffers.map((buffer, i) => part(buffer, taken[i], taken[i] += lengths[i][piece]));
      return {
        theta: part(theta, start, start + length), start, multiplier, isExcluded,
        slots: Object.fromEntries(names.map((name, i) => [name, parts[i]])),
        step: { t: 0, learningRate: 0, parameters: own, k, scalars },
      };
    });
    for (const name of keptSlots(around)) slots[name] = k.allocate(theta.length);
    const { accumulationSteps = 1 } = around, isAccumulating = accumulationSteps > 1;
    const copy = !isAccumulating && changesGradient(around) ? k.allocate(theta.length) : undefined;
    this.#work = isAccumulating ? slots.accumulatedGradient : copy;
    this.#accumulationSteps = accumulationSteps;
    this.#beginning = beginning;
    this.isProvisional = isProvisional;
    this.parameters = parameters;
    this.slots = slots;
    this.scalars = scalars;
  }

  /**
   * Takes a step from a gradient of so many examples, or keeps it for one; `isLast` takes the step with what there is.
   * Throws RangeError for a gradient that overlaps θ or a slot without being it, and what a schedule throws.
   */
  apply(gradient: Float32Array, examples: number, isLast: boolean): void {
    const rate = this.#beginning.rateAt(this.iterations);
    const { run, accumulate, update } = this.#last?.gradient === gradient ? this.#last : this.#boundTo(gradient);
    if (this.#accumulationSteps > 1) {
      this.#count(examples, run.numbers);
      runList(accumulate, run);
      if (this.accumulated.gradients < this.#accumulationSteps && !isLast) return;
      this.accumulated.gradients = 0;
    }
    const t = run.numbers[STEP] = ++this.iterations, parts = this.#parts;
    for (let i = 0; i < parts.length; i++) {
      const { step, multiplier } = parts[i];
      step.t = t;
      run.numbers[RATES + i] = step.learningRate = rate * multiplier;
    }
    runList(update, run);
    this.#beginning.keeper.finishStep(this.scalars, t);
  }

  /**
   * Says of which tensors steps from this gradient change the used rows only. Throws TypeError for an optimizer that
   * does not treat each element by itself, and RangeError for one that keeps gradients, each with rows of its own.
   */
  useRows(gradient: Float32Array, usedRows: readonly UsedRows[]): void {
    if (usedRows.length === 0 || this.#bound.has(gradient)) return;
    const { keeper: { name } } = this.#beginning, [{ layer }] = usedRows, got = this.#accumulationSteps;
    if (got > 1) throw rangeError(`${name}: accumulationSteps must be 1 for the sparse layer '${layer}', got ${got}`);
    this.#bound.set(gradient, this.#bind(gradient, usedRows));
  }

  /** Goes on where another state for the same θ stands; false, and nothing done, where its slots have other lengths. */
  carryOver(from: TrainingState): boolean {
    const slots = Object.entries(this.slots);
    if (slots.some(([name, slot]) => from.slots[name].length !== slot.length)) return false;
    for (const [name, slot] of slots) slot.set(from.slots[name]);
    assignOwn(this.scalars, from.scalars);
    this.iterations = from.iterations;
    Object.assign(this.accumulated, from.accumulated);
    return true;
  }

  #count(examples: number, numbers: Float64Array): void {
    const kept = this.accumulated, isFirst = kept.gradients === 0;
    if (isFirst) {
      kept.first = examples;
      kept.examples = 0;
    }
    kept.gradients++;
    kept.examples += examples;
    numbers[WEIGHT] = isFirst ? 0 : examples / kept.first;
    numbers[COUNT] = kept.examples / kept.first;
  }

  #boundTo(gradient: Float32Array): Bound {
    const bound = this.#bound.get(gradient) ?? this.#bind(gradient);
    this.#bound.set(gradient, bound);
    return this.#last = bound;
  }

  #bind(gradient: Float32Array, usedRows: readonly UsedRows[] = []): Bound {
    const { keeper, around, theta, k, parameters, bind = bindList } = this.#beginning;
    const work = this.#work, ready = work ?? gradient, numbers = new RunNumbers(), { next } = numbers;
    if (work === undefined) {
      const written = Object.entries({ theta, ...this.slots }).map(([name, array]) => whole(name, array));
      expectSameOrApart(keeper.name, whole('gradient', gradient), ...written);
    }
    const [t, weight, count, ...rates] = Array.from({ length: RATES + this.#parts.length }, next), { average } = around;
    const isAccumulating = this.#accumulationSteps > 1;
    const gathered = isAccumulating ? accumulate(gradient, this.slots.accumulatedGradient, weight, next) : [];
    const list = [
      ...(isAccumulating ? takeMean(ready, count) : work !== undefined ? [copied(gradient, work)] : []),
      ...clipInPlace(ready, parameters, around, next),
      ...this.#parts.flatMap((own, i) => {
        const { theta: { length }, start } = own, gradientOf = part(ready, start, start + length);
        const piece = { ...own, gradient: gradientOf, rate: rates[i], number: next };
        return bindPiece(keeper, piece, start, usedRows, around.weightDecay);
      }),
      ...(average === undefined ? [] : updateAverage(average, this.slots.average, theta, t, next)),
    ];
    return { gradient, accumulate: bind(k, gathered), update: bind(k, list), run: newRun(numbers.count) };
  }
}

/** The update of a piece of θ that begins at `start`. */
function bindPiece(
  keeper: Keeper, piece: Piece, start: number, usedRows: readonly UsedRows[], weightDecay: number | undefined,
): List {
  const update = (part: Piece): List => [...decay(part, weightDecay), ...keeper.bind(part)];
  const list: List[number][] = [], end = start + piece.theta.length;
  let done = start;
  for (const rows of usedRows.filter(({ offset }) => offset >= start && offset < end)) {
    const { offset, length } = rows, own = cutOut(piece, offset - start, offset - start + length);
    if (offset > done) list.push(...update(cutOut(piece, done - start, offset - start)));
    list.push(...onUsedRows(keeper.name, update(own), rows, piece.number));
    done = offset + length;
  }
  if (done === start) return update(piece);
  return done === end ? list : [...list, ...update(cutOut(piece, done - start, end - start))];
}

/** Elements [start, end) of a piece, for an optimizer whose slots are as long as θ. */
function cutOut({ theta, gradient, slots, ...rest }: Piece, start: number, end: number): Piece {
  const cutSlots = Object.fromEntries(Object.entries(slots).map(([name, slot]) => [name, part(slot, start, end)]));
  return { ...rest, theta: part(theta, start, end), gradient: part(gradient, start, end), slots: cutSlots };
}

/** Elements [start, end): the buffer itself where that is all. */
function part(buffer: Float32Array, start: number, end: number): Float32Array {
  return end - start === buffer.length ? buffer : buffer.subarray(start, end);
}

function expectFree(who: string, argument: string, names: readonly string[], reserved: readonly string[]): void {
  names.forEach((name, i) => {
    if (reserved.includes(name)) {
      throw typeError(`${who}: ${argument} must not have the names ${reserved.join(', ')} of the base, got '${name}'`);
    }
    if (names.indexOf(name) !== i) throw typeError(`${who}: ${argument} must name each once, got '${name}' twice`);
  });
}
