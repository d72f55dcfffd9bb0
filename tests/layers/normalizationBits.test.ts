/**
 * Layers of normalisation, bit for bit, in the orders that their docstrings state.
 */
import { test } from 'node:test';
import { Philox } from '../../lib/core/philox.ts';
import type { FloatArray } from '../../lib/kernels/index.ts';
import { batchNormalization, layerNormalization } from '../../lib/layers/index.ts';
import { operands } from '../helpers/random.ts';
import { assertSameBits } from '../helpers/same.ts';
import { tables } from '../kernels/tables.ts';
import { bindLayer, type Bench } from './bindLayer.ts';

const f = Math.fround;
type Sum = (terms: readonly number[]) => number;

const inOne: Sum = (terms) => terms.reduce((sum, term) => f(sum + term), 0);
const inLanes: Sum = (terms) => {
  const [l0, l1, l2, l3] = [0, 1, 2, 3].map((lane) => inOne(terms.filter((_, i) => i % 4 === lane)));
  return f(f(l0 + l1) + f(l2 + l3));
};

/**
 * Mean, 1/√(variance + epsilon) and variance of a line of numbers, and the line normalised: away from its first, then
 * twice from the mean of what is left.
 */
function normalise(line: readonly number[], sum: Sum, epsilon: number) {
  const away = line.map((v) => f(v + -line[0])), left = f(sum(away) / line.length);
  const nearer = away.map((v) => f(v + -left)), rest = f(sum(nearer) / line.length);
  const mean = f(f(left + line[0]) + rest), centered = nearer.map((v) => f(v + -rest));
  const variance = f(sum(centered.map((v) => f(v * v))) / line.length);
  const inverse = f(1 / f(Math.sqrt(f(variance + f(epsilon)))));
  return { mean, variance, inverse, normalized: centered.map((v) => f(v * inverse)) };
}

const column = (a: FloatArray, width: number, j: number): number[] => [...a].filter((_, i) => i % width === j);
const row = (a: FloatArray, width: number, i: number): number[] => [...a.subarray(i * width, (i + 1) * width)];

function fill({ node: { x, dy, parameters, state } }: Bench<Float32Array>): void {
  const random = new Philox(63);
  const all = [x, dy, ...Object.values(parameters), ...Object.values(state)];
  for (const values of all) values.set(operands(random, values.length));
  state.movingVariance?.set(state.movingVariance.map(Math.abs));
}

const BATCH = 7, WIDTH = 9;

for (const k of tables) {
  test(`batchNormalization, ${k.name}: every bit in training and without it, of gradients and moving averages`, () => {
    const layer = batchNormalization({ momentum: 0.8, epsilon: 0.02 });
    const bench = bindLayer(k, layer, [WIDTH], BATCH), { node, pass } = bench;
    fill(bench);
    const { gamma, beta } = node.parameters, { movingMean, movingVariance } = node.state;
    const before = { mean: movingMean.slice(), variance: movingVariance.slice() };
    pass?.train?.(BATCH, { seed: 0, step: 0, row: 0, batch: BATCH });
    pass?.backward(BATCH);
    pass?.finish();
    const y = node.y.slice();
    pass?.forward(BATCH);
    const away = f(1 - f(0.8)), kept = (old: number, now: number): number => f(f(f(0.8) * old) + f(away * now));
    for (let j = 0; j < WIDTH; j++) {
      const x = column(node.x, WIDTH, j), dy = column(node.dy, WIDTH, j);
      const { mean, variance, inverse, normalized } = normalise(x, inOne, 0.02);
      const check = (actual: readonly number[], wanted: readonly number[], what: string) =>
        assertSameBits(Float32Array.from(actual), Float32Array.from(wanted), `${what} of feature ${j}`);
      check(column(y, WIDTH, j), normalized.map((v) => f(f(v * gamma[j]) + beta[j])), 'y');
      const sumDy = inOne(dy), sumProducts = inOne(dy.map((v, i) => f(v * normalized[i])));
      check([node.gradients.beta[j], node.gradients.gamma[j]], [sumDy, sumProducts], 'dβ and dγ');
      const back = dy.map((v, i) => f(f(v + f(normalized[i] * -f(sumProducts / BATCH))) + -f(sumDy / BATCH)));
      check(column(node.dx, WIDTH, j), back.map((v) => f(f(v * inverse) * gamma[j])), 'dx');
      const moved = [kept(before.mean[j], mean), kept(before.variance[j], variance)];
      check([node.state.movingMean[j], node.state.movingVariance[j]], moved, 'moving averages');
      const still = f(1 / f(Math.sqrt(f(moved[1] + f(0.02)))));
      check(
        column(node.y, WIDTH, j), x.map((v) => f(f(f(f(v + -moved[0]) * still) * gamma[j]) + beta[j])),
        'y without training',
      );
    }
  });

  test(`layerNormalization, ${k.name}: every bit, the sums of a row in four lanes`, () => {
    const bench = bindLayer(k, layerNormalization({ epsilon: 0.02 }), [WIDTH], BATCH), { node, pass } = bench;
    fill(bench);
    const { gamma, beta } = node.parameters;
    pass?.forward(BATCH);
    pass?.backward(BATCH);
    const normalized: number[] = [];
    for (let i = 0; i < BATCH; i++) {
      const { inverse, normalized: own } = normalise(row(node.x, WIDTH, i), inLanes, 0.02), dy = row(node.dy, WIDTH, i);
      normalized.push(...own);
      const check = (actual: FloatArray, wanted: readonly number[], what: string) =>
        assertSameBits(actual, Float32Array.from(wanted), `${what} of row ${i}`);
      check(Float32Array.from(row(node.y, WIDTH, i)), own.map((v, j) => f(f(v * gamma[j]) + beta[j])), 'y');
      const g = dy.map((v, j) => f(v * gamma[j])), shift = -f(inLanes(g) / WIDTH);
      const turn = -f(inLanes(g.map((v, j) => f(v * own[j]))) / WIDTH);
      check(
        Float32Array.from(row(node.dx, WIDTH, i)), g.map((v, j) => f(f(f(v + shift) + f(own[j] * turn)) * inverse)),
        'dx',
      );
    }
    for (let j = 0; j < WIDTH; j++) {
      const dy = column(node.dy, WIDTH, j), own = normalized.filter((_, i) => i % WIDTH === j);
      assertSameBits(Float32Array.of(node.gradients.beta[j]), Float32Array.of(inOne(dy)), 'dβ');
      assertSameBits(
        Float32Array.of(node.gradients.gamma[j]), Float32Array.of(inOne(dy.map((v, i) => f(v * own[i])))), 'dγ',
      );
    }
  });
}
