/**
 * The lists of a recurrent layer: a loop over steps, around a cell.
 * @module
 */

import { StateError } from '../../core/errors.ts';
import { less, select, type Program } from '../../formula/index.ts';
import { lazyFormula } from '../../formula/lazyFormula.ts';
import {
  host, perExample, type HostCall, type InRows, type List, type Moment, type Tensor,
} from '../../kernels/index.ts';
import * as k from '../../kernels/allCalls.ts';
import { adding } from '../adding.ts';
import { copy } from '../copy.ts';
import { zero } from '../fill.ts';
import type { Lists, Node } from '../layer.ts';
import { originOf } from '../ownSeed.ts';
import type { Cell, CellParts, Turn } from './cell.ts';
import type { CheckedOptions } from './options.ts';
import type { Gate } from './gate.ts';
import { Product, type Drop } from './product.ts';
import { Rows, examples, type Lying } from './rows.ts';

/** x where a step counts, else 0: what does not count may be anything. */
const heeding: Program = lazyFormula({
  name: 'heed mask', arrays: ['x', 'mask', 'seen'], define: ({ x, mask }) => ({ seen: select(less(0, mask), x, 0) }),
});

/** What is asked of a recurrent layer. */
export interface Recurrence extends CheckedOptions {
  readonly kind: string;
  readonly gates: number;
  readonly carried: readonly string[];
  readonly gate: Gate;
  readonly recurrentGate: Gate;
  cell(parts: CellParts): Cell;
  readonly seed: number | undefined;
  draw(moment: Moment, number: number, count: number, width: number, out: Float32Array | Float64Array): void;
}

/** The lists of a layer in its node. */
export function bindSequence(layer: Recurrence, node: Node): Lists {
  const { dropout, recurrentDropout, stateful } = layer, sequence = new Sequence(layer, node);
  const drops = dropout > 0 || recurrentDropout > 0, whole = sequence.forward(false);
  const kept = sequence.keepStates();
  return {
    forward: [...sequence.expectBatch(false), ...whole, ...kept],
    ...((drops || stateful) && {
      train: [...sequence.expectBatch(true), ...(drops ? [sequence.draw(), ...sequence.forward(true)] : whole)],
    }),
    backward: sequence.backward(drops),
    ...(stateful && { finish: kept }),
  };
}

class Sequence {
  readonly #layer: Recurrence;
  readonly #node: Node;
  readonly #steps: number;
  readonly #inputs: number;
  readonly #mask: Tensor | undefined;
  readonly #made = new Map<string, Tensor>();

  constructor(layer: Recurrence, node: Node) {
    this.#layer = layer;
    this.#node = node;
    [this.#steps, this.#inputs] = node.inputShape;
    this.#mask = node.inputs[0].mask;
  }

  /** Of so many elements an example: made once, whoever asks. */
  #perExample(name: string, width: number): Tensor {
    const made = this.#made.get(name) ?? this.#node.cache(name, perExample(width));
    this.#made.set(name, made);
    return made;
  }

  #perStep(name: string, width: number): Tensor {
    return this.#perExample(name, this.#steps * width);
  }

  /** A state before each step, as they are stored; after the last; and its gradient. */
  #before(state: string): Tensor {
    return this.#perStep(`${state} before`, this.#layer.units);
  }

  #after(state: string): Tensor {
    return this.#perExample(`${state} after`, this.#layer.units);
  }

  #gradient(state: string): Tensor {
    return this.#perExample(`∂J/∂${state}`, this.#layer.units);
  }

  /** to ← a formula of from, of as many elements an example as a state has. */
  #onState(program: Program, ...rows: readonly InRows<Tensor>[]): List[number] {
    const { units } = this.#layer;
    return k.elementwiseInRows(program, examples.count, units, rows);
  }

  #whole(tensor: Tensor): Lying {
    return examples.of(tensor, this.#layer.units);
  }

  /** Which step, as they are stored, is read first, and how many further on lies the next. */
  get #order(): { readonly first: number; readonly next: 1 | -1 } {
    return this.#layer.goBackwards ? { first: this.#steps - 1, next: -1 } : { first: 0, next: 1 };
  }

  #turn(first: number, perTurn: 0 | 1, next: (state: string) => Lying): Turn {
    const { units, carried } = this.#layer, { y, dy } = this.#node, mask = this.#mask, order = this.#order;
    const read = Rows.step(this.#steps, first, perTurn);
    const rows = Rows.step(this.#steps, order.first + order.next * first, order.next * perTurn);
    const arrays: Record<string, InRows<Tensor>> = { y: read.of(y, units), dy: read.of(dy, units) };
    for (const state of carried) {
      arrays[state] = rows.of(this.#before(state), units);
      arrays[`${state}Next`] = next(state);
      arrays[`d${state}`] = this.#whole(this.#gradient(state));
    }
    if (mask === undefined) return { rows, arrays };
    const { '0': moving, '1': at, '2': step } = rows.of(mask, 1);
    arrays['mask'] = [moving, at, step, 'spread'];
    arrays['shown'] = this.#whole(this.#perExample('shown', units));
    arrays['dShown'] = this.#whole(this.#perExample('∂J/∂shown', units));
    return { rows, arrays };
  }

  /** The loop over all turns but the last, which leaves its states elsewhere, and that one. */
  #turns(list: (turn: Turn) => List, isBackwards: boolean): List {
    const { units } = this.#layer, { first, next } = this.#order, count = this.#steps - 1;
    const following = Rows.step(this.#steps, first + next, next);
    const loop = count === 0 ? [] : [{
      count, isBackwards, body: list(this.#turn(0, 1, (state) => following.of(this.#before(state), units))),
    }];
    const last = list(this.#turn(count, 0, (state) => this.#whole(this.#after(state))));
    return isBackwards ? [...last, ...loop] : [...loop, ...last];
  }

  /** What is read of x: all, or what counts. */
  get #seen(): Tensor {
    return this.#mask === undefined ? this.#node.x : this.#perStep('seen', this.#inputs);
  }

  /** How many masks x and h have in training. */
  get #masks(): { readonly ofX: number; readonly ofH: number } {
    const { dropout, recurrentDropout, gates } = this.#layer;
    const ofH = recurrentDropout > 0 ? gates : 0;
    return { ofX: dropout === 0 ? 0 : ofH === 0 ? 1 : gates, ofH };
  }

  get #noiseWidth(): number {
    const { ofX, ofH } = this.#masks;
    return ofX * this.#inputs + ofH * this.#layer.units;
  }

  /** The noise of a call: the masks of x, gate by gate, then those of h. */
  draw(): HostCall {
    const layer = this.#layer, { number } = this.#node, width = this.#noiseWidth;
    return host(`${layer.kind} noise`, [], [this.#perExample('noise', width)], ({ batch, moment }, out) =>
      layer.draw(...originOf(layer.seed, moment, number), batch, width, out));
  }

  /** Dropout of x, by masks that begin the noise. */
  #dropOfX(): Drop | undefined {
    const { ofX } = this.#masks;
    return ofX === 0 ? undefined : this.#drop('x', this.#inputs, 0, range(0, ofX), this.#layer.dropout);
  }

  /** Dropout of h for some of the gates, by masks that follow those of x. */
  #dropOfH(from: number, count: number): Drop {
    const { units, recurrentDropout } = this.#layer;
    return this.#drop('h', units, this.#masks.ofX * this.#inputs, range(from, count), recurrentDropout);
  }

  #drop(name: string, width: number, column: number, masks: readonly number[], rate: number): Drop {
    const noise = this.#perExample('noise', this.#noiseWidth);
    return {
      noise: masks.map((i) => [noise, column + i * width, this.#noiseWidth]), rate,
      kept: masks.map((i) => this.#perStep(`${name} for gate ${i}`, width)),
      scratch: this.#perExample(`∂J/∂${name} for a gate`, width),
    };
  }

  #parts(isDropped: boolean): CellParts {
    const { units, gate, recurrentGate, returnSequences } = this.#layer;
    const { parameters: { r, b }, gradients: { r: dr, b: db } } = this.#node;
    const drops = isDropped && this.#masks.ofH > 0;
    return {
      units, steps: this.#steps, gate, recurrentGate, b, db, r, dr, isMasked: this.#mask !== undefined,
      returnsSequences: returnSequences, drops, h: this.#before('h'), dh: this.#whole(this.#gradient('h')),
      perStep: (name, width) => this.#perStep(name, width),
      perExample: (name, width) => this.#perExample(name, width),
      drop: (from, count) => (drops ? this.#dropOfH(from, count) : undefined),
    };
  }

  #input(isDropped: boolean): Product {
    const { units, gates } = this.#layer, { parameters: { w }, gradients: { w: dw } } = this.#node;
    const drop = isDropped ? this.#dropOfX() : undefined;
    return new Product({ w, dw, inner: this.#inputs, columns: gates * units, read: this.#seen, drop });
  }

  /** Where each row of an example has noise of its own, a step at a time; else all at once. */
  #eachStep(isDropped: boolean, list: (rows: Rows) => List): List {
    if (!isDropped || this.#masks.ofX === 0) return list(Rows.all(this.#steps));
    return [{ count: this.#steps, body: list(Rows.step(this.#steps, 0, 1)) }];
  }

  forward(isDropped: boolean): List {
    const { carried, returnSequences } = this.#layer, { x, y, outputs } = this.#node, mask = this.#mask;
    const cell: Cell = this.#layer.cell(this.#parts(isDropped)), input = this.#input(isDropped);
    const all = Rows.all(this.#steps), inputs = this.#inputs;
    const shown = mask === undefined ? this.#after('h') : this.#perExample('shown', this.#layer.units);
    return [
      ...(mask === undefined ? [] : [
        k.elementwiseInRows(heeding, all.count, inputs, [
          all.of(x, inputs), [mask, 0, 1, 'spread'], all.of(this.#seen, inputs),
        ]),
        this.#onState(zero, this.#whole(shown)),
      ]),
      ...carried.map((state, i) => this.#begin(state, i)),
      ...this.#eachStep(isDropped, (rows) => [
        ...input.drop(rows), ...input.times(rows, (column) => cell.z(rows, column), 0),
      ]),
      ...this.#turns((turn) => cell.forward(turn), false),
      ...(returnSequences ? [] : [this.#onState(copy, this.#whole(shown), this.#whole(y))]),
      ...outputs.slice(1).map((output, i) =>
        this.#onState(copy, this.#whole(this.#after(carried[i])), this.#whole(output.y))),
    ];
  }

  /** The state before the first step: what is given, what was left, or 0. */
  #begin(state: string, number: number): List[number] {
    const { inputs, state: kept } = this.#node, left: Tensor | undefined = kept[state];
    const given = inputs.length > 1 ? inputs[number + 1].x : left;
    const first = Rows.step(this.#steps, this.#order.first).of(this.#before(state), this.#layer.units);
    return given === undefined ? this.#onState(zero, first) : this.#onState(copy, this.#whole(given), first);
  }

  backward(isDropped: boolean): List {
    const { carried, returnSequences } = this.#layer, { dx, dy, inputs, outputs } = this.#node;
    const cell: Cell = this.#layer.cell(this.#parts(isDropped)), input = this.#input(isDropped);
    const all = Rows.all(this.#steps), isMasked = this.#mask !== undefined;
    const last = returnSequences ? [] : [dy];
    return [
      ...carried.flatMap((state, i) => this.#sum(this.#gradient(state), [
        ...(outputs.length > 1 ? [outputs[i + 1].dy] : []), ...(i === 0 && !isMasked ? last : []),
      ])),
      ...(isMasked ? this.#sum(this.#perExample('∂J/∂shown', this.#layer.units), last) : []),
      ...this.#turns((turn) => cell.backward(turn), true),
      ...input.gradient(all, (column) => cell.dz(all, column)),
      ...cell.gradients,
      ...(dx === undefined ? [] : this.#eachStep(isDropped, (rows) =>
        input.back(rows, (column) => cell.dz(rows, column), rows.of(dx, this.#inputs), 0))),
      ...inputs.slice(1).flatMap(({ dx: dState }, i) => (dState === undefined ? []
        : [this.#onState(copy, this.#whole(this.#gradient(carried[i])), this.#whole(dState))])),
    ];
  }

  /** out ← the sum of so many tensors, from the first; 0 where there is none. */
  #sum(out: Tensor, [first, ...more]: readonly Tensor[]): List {
    const whole = this.#whole(out);
    return [
      first === undefined ? this.#onState(zero, whole) : this.#onState(copy, this.#whole(first), whole),
      ...more.map((each) => this.#onState(adding, whole, this.#whole(each))),
    ];
  }

  /** Of a stateful layer: its states ← those after the last step. */
  keepStates(): List {
    const { carried, stateful } = this.#layer, { state } = this.#node;
    if (!stateful) return [];
    return carried.map((name) => this.#onState(copy, this.#whole(this.#after(name)), this.#whole(state[name])));
  }

  /** Of a stateful layer: the batch has as many examples as there are states. */
  expectBatch(isTraining: boolean): List {
    const { kind, batchSize } = this.#layer;
    if (batchSize === undefined) return [];
    return [host(`${kind} batch`, [], [], ({ batch, moment }) => {
      const whole = isTraining ? moment.batch : batch;
      if (batch === batchSize && whole === batchSize) return;
      const got = whole === batchSize ? `${batch} of ${whole}` : `${whole}`;
      throw new StateError(`${kind}: a stateful layer must be given batches of batchSize ${batchSize}, got ${got}`);
    })];
  }
}

function range(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => first + i);
}
