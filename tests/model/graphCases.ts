/**
 * Models that are no stacks, with data, for whoever must treat them as any other.
 * @module
 */
import { Philox } from '../../lib/core/philox.ts';
import { add, dense, dropout, subtract } from '../../lib/layers/index.ts';
import { input, model, sequential, type Columns, type Model, type ModelOptions } from '../../lib/model/index.ts';
import { adam } from '../../lib/optimizers/index.ts';
import { Sum } from '../graph/sum.ts';
import { operands } from '../helpers/random.ts';

export const EXAMPLES = 22;

/** What a file must be told of. */
export const custom: readonly (typeof Sum)[] = [Sum];

/** A model, compiled, and what it is trained on. */
export interface GraphCase {
  readonly title: string;
  readonly make: (options?: ModelOptions) => Model;
  readonly x: Columns<Float32Array>;
  readonly y: Columns<ArrayLike<number>>;
  /** Layers in the order of their first calls. */
  readonly layers: readonly string[];
}

const random = new Philox(141);
const numbers = (width: number): Float32Array => operands(random, EXAMPLES * width);
const labels = (classes: number): number[] => Array.from({ length: EXAMPLES }, () => random.nextBelow(classes));

function residual(options: ModelOptions = {}): Model {
  const x = input({ shape: [3] }), a = dense({ units: 4, activation: 'tanh', name: 'first' }).apply(x);
  const noisy = dropout({ rate: 0.25 }).apply(a), b = dense({ units: 4, name: 'second' }).apply(noisy);
  const out = dense({ units: 2, name: 'out' }).apply(add().apply([a, b]));
  const made = model({ inputs: x, outputs: out, seed: 3, ...options });
  made.compile({ optimizer: adam(), loss: 'meanSquaredError', metrics: ['mae'] });
  return made;
}

function twoTowers(options: ModelOptions = {}): Model {
  const left = input({ shape: [3] }), right = input({ shape: [3] });
  const shared = dense({ units: 4, activation: 'tanh', name: 'shared', kernelRegularizer: 'l2' });
  const both = subtract({ name: 'both' }).apply([shared.apply(left), shared.apply(right)]);
  const y = dense({ units: 1, activation: 'sigmoid', name: 'y' }).apply(both);
  const made = model({ inputs: { left, right }, outputs: y, seed: 4, ...options });
  made.compile({ optimizer: adam(), loss: 'binaryCrossentropy', metrics: ['accuracy', 'auc'] });
  return made;
}

function twoOutputs(options: ModelOptions = {}): Model {
  const x = input({ shape: [3] }), trunk = dense({ units: 4, activation: 'tanh', name: 'trunk' }).apply(x);
  const price = dense({ units: 1, name: 'price' }).apply(trunk);
  const same = dense({ units: 3, activation: 'softmax', name: 'same' }).apply(trunk);
  const made = model({ inputs: x, outputs: { price, same }, seed: 5, ...options });
  made.compile({
    optimizer: adam(), loss: { price: 'meanSquaredError', same: 'sparseCategoricalCrossentropy' },
    lossWeights: { price: 0.25, same: 1.5 }, metrics: { price: ['mae'], same: ['accuracy'] },
  });
  return made;
}

function nested(options: ModelOptions = {}): Model {
  const inner = sequential([
    dense({ units: 4, activation: 'tanh', inputShape: [3] }), dropout({ rate: 0.25 }), dense({ units: 2 }),
  ], { seed: 9, name: 'inner' });
  const u = input({ shape: [3], name: 'u' }), v = input({ shape: [3], name: 'v' });
  const y = dense({ units: 2 }).apply(new Sum().apply([inner.apply(u), inner.apply(v)]));
  const made = model({ inputs: [u, v], outputs: y, seed: 6, ...options });
  made.compile({ optimizer: adam(), loss: 'meanSquaredError' });
  return made;
}

export const graphCases: readonly GraphCase[] = [
  { title: 'a residual network', make: residual, x: numbers(3), y: numbers(2),
    layers: ['first', 'dropout', 'second', 'add', 'out'] },
  { title: 'two towers with a shared layer', make: twoTowers, x: { left: numbers(3), right: numbers(3) }, y: labels(2),
    layers: ['shared', 'both', 'y'] },
  { title: 'two outputs and two losses', make: twoOutputs, x: numbers(3), y: { price: numbers(1), same: labels(3) },
    layers: ['trunk', 'price', 'same'] },
  { title: 'a model within a model, twice', make: nested, x: [numbers(3), numbers(3)], y: numbers(2),
    layers: ['inner/dense', 'inner/dropout', 'inner/dense_1', 'sum', 'dense'] },
];

/** The columns of data, in the order of the model's inputs or outputs. */
export function inOrder<T extends ArrayLike<number>>(given: Columns<T>): readonly T[] {
  if (given instanceof Float32Array || typeof (given as readonly unknown[])[0] === 'number') return [given as T];
  return Object.values(given as Readonly<Record<string, T>>);
}

/** The first `count` rows of each column. */
export function firstRows<T extends ArrayLike<number>>(given: Columns<T>, count: number): Columns<ArrayLike<number>> {
  const cut = (own: ArrayLike<number>): ArrayLike<number> => {
    const end = own.length / EXAMPLES * count;
    return own instanceof Float32Array ? own.subarray(0, end) : Array.from(own).slice(0, end);
  };
  if (given instanceof Float32Array || typeof (given as readonly unknown[])[0] === 'number') return cut(given as T);
  if (Array.isArray(given)) return (given as readonly T[]).map(cut);
  const columns = Object.entries(given as Readonly<Record<string, T>>);
  return Object.fromEntries(columns.map(([name, own]) => [name, cut(own)]));
}
