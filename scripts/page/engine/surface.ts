/**
 * J of a network over a plane through the space of θ.
 * @module
 */
import { expectInteger } from '../../../lib/core/errors.ts';
import { Philox } from '../../../lib/core/philox.ts';
import type { Model } from '../../../lib/model/index.ts';
import { normalInto } from '../../../lib/random/index.ts';
import type { Surface, Window } from '../protocol.ts';
import type { Way } from './compare.ts';
import type { Examples } from './dataSets.ts';
import type { Ticket } from './jobs.ts';
import { buildNetwork } from './network.ts';
import { firstOf } from './scores.ts';
import type { Training } from './training.ts';

const EXAMPLES = 512, MOST_CELLS = 96;
/** The stream of the seed that directions are drawn from; no model draws there. */
const DIRECTIONS = 2 ** 50;
/** Cells are done in strides of so many, a prime above their number a side, so that all of the picture emerges. */
const STRIDE = 7919;

interface Plane {
  readonly origin: Float32Array;
  /** θ = origin + a·u + b·v. */
  readonly u: Float64Array;
  readonly v: Float64Array;
  readonly window: Window;
  readonly paths: Surface['paths'];
  readonly directions: Surface['directions'];
}

export class Landscape {
  readonly #plane: Plane;
  readonly #cells: number;
  readonly #values: Float64Array;
  readonly #model: Model;
  readonly #examples: Examples;
  #done = 0;

  /** Of the ways of a comparison, or about θ as it stands where there is none. */
  constructor(training: Training, ways: readonly Way[] | undefined, cells: number) {
    expectInteger('surface', 'cells', cells, 2, MOST_CELLS);
    const { setting, data, model } = training;
    this.#plane = (ways && planeOf(ways)) ?? drawn(model, setting.seed);
    this.#cells = cells;
    this.#values = new Float64Array(cells * cells).fill(NaN);
    this.#model = buildNetwork(setting, data.info, { kernels: model.kernels, hasDropout: false });
    this.#examples = firstOf(data.train, EXAMPLES);
  }

  get version(): number {
    return this.#done;
  }

  /** Cell by cell. Rejects with Stopped where it was stopped. */
  async run(ticket: Ticket): Promise<void> {
    const { window: { left, right, low, high } } = this.#plane, cells = this.#cells, total = cells * cells;
    ticket.of = total;
    for (; this.#done < total; ticket.done = ++this.#done) {
      const at = (this.#done * STRIDE) % total, row = Math.floor(at / cells), column = at % cells;
      this.#values[at] = this.#lossAt(
        left + ((column + 0.5) / cells) * (right - left), high - ((row + 0.5) / cells) * (high - low));
      await ticket.turn();
    }
  }

  #lossAt(a: number, b: number): number {
    const { origin, u, v } = this.#plane, { theta } = this.#model;
    for (let i = 0; i < theta.length; i++) theta[i] = origin[i] + a * u[i] + b * v[i];
    return this.#model.evaluate(this.#examples.x, this.#examples.y).loss;
  }

  get surface(): Surface {
    const { window, paths, directions } = this.#plane;
    const copies = paths.map(({ name, points }) => ({ name, points: points.slice() }));
    return {
      done: this.#done, of: this.#values.length, cells: this.#cells, window, values: this.#values.slice(),
      paths: copies, directions,
    };
  }
}

const inner = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
};

/** Orthonormal directions to the ends of the first two ways; undefined where they lead along one line. */
function planeOf(ways: readonly Way[]): Plane | undefined {
  const [{ places: [origin] }] = ways;
  const from = (place: Float32Array): Float64Array => Float64Array.from(place, (value, i) => value - origin[i]);
  const [first, second] = ways.map(({ places }) => from(places[places.length - 1]));
  const u = unit(first), along = u && inner(second, u);
  const v = u && along !== undefined ? unit(second.map((value, i) => value - along * u[i])) : undefined;
  if (u === undefined || v === undefined) return undefined;
  const paths = ways.map(({ name, places }) => ({
    name, points: Float64Array.from(places.flatMap((place) => {
      const way = from(place);
      return [inner(way, u), inner(way, v)];
    })),
  }));
  return { origin, u, v, window: around(paths.map(({ points }) => points)), paths, directions: 'contestants' };
}

/** Undefined for one without length. */
function unit(vector: Float64Array): Float64Array | undefined {
  const length = Math.sqrt(inner(vector, vector));
  return length > 0 && Number.isFinite(length) ? vector.map((value) => value / length) : undefined;
}

/** All points with a quarter around, as wide as high. */
function around(paths: readonly Float64Array[]): Window {
  const axis = (odd: number): readonly [number, number] => {
    const values = paths.flatMap((points) => [...points].filter((_, i) => i % 2 === odd));
    return [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
  };
  const [[left, right], [low, high]] = [axis(0), axis(1)], half = 0.75 * Math.max(right - left, high - low);
  const [x, y] = [(left + right) / 2, (low + high) / 2];
  return { left: x - half, right: x + half, low: y - half, high: y + half };
}

/** Normal directions, in each tensor as long as it is: those of biases that are 0 stand still. */
function drawn({ theta, parameters }: Model, seed: number): Plane {
  const [u, v] = [0, 1].map((which) => {
    const numbers = new Float32Array(theta.length), direction = new Float64Array(theta.length);
    normalInto(new Philox(seed, DIRECTIONS + which), numbers, 0, 1);
    for (const { offset, length } of parameters) {
      const own = theta.subarray(offset, offset + length), random = numbers.subarray(offset, offset + length);
      const scale = Math.sqrt(inner(own, own) / inner(random, random));
      for (let i = 0; i < length; i++) direction[offset + i] = scale * random[i];
    }
    return direction;
  });
  return {
    origin: theta.slice(), u, v, window: { left: -1, right: 1, low: -1, high: 1 }, paths: [], directions: 'drawn',
  };
}
