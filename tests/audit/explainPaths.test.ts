/**
 * Counting, listing and adding up paths where there are too many to list.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explainGradient } from '../../lib/audit/index.ts';
import type { Level } from '../../lib/audit/explain/levels.ts';
import { strongestPaths } from '../../lib/audit/explain/paths.ts';
import { sumsFromWeight, sumsToLoss } from '../../lib/audit/explain/sums.ts';
import { uniform } from '../../lib/random/index.ts';
import { assertClose } from '../helpers/close.ts';
import { denseModel, exactGradient, examplesOf, type Shape } from './explainCases.ts';

const FIRST = { symbol: 'first', formula: 'first', value: 0.7 };

/** z and a of layers with these widths: derivatives at random, a third of the units off. */
function randomLevels(widths: readonly number[], seed: number): Level[] {
  return widths.flatMap((width, l): Level[] => {
    const next = widths.at(l + 1) ?? 1, isLast = l === widths.length - 1;
    const slopes = Float64Array.from(uniform({ seed, stream: 2 * l, length: width, low: -1, high: 2 }), (v) =>
      Math.max(v, 0));
    const weights = Float64Array.from(uniform({ seed, stream: 2 * l + 1, length: width * next, low: -1, high: 1 }));
    const level = (kind: 'z' | 'a', leadsTo: (u: number) => number[], derivative: Level['derivative']): Level => ({
      kind, layer: l + 2, width, leadsTo: Array.from({ length: width }, (_, u) => leadsTo(u)), derivative,
      factor: (u, v) => ({ symbol: `${kind}${l} ${u} ${v}`, formula: '', value: derivative(u, v) }),
    });
    // without ways from a unit to those that follow it by as many as the layer's number
    const all = Array.from({ length: next }, (_, v) => v);
    const some = (u: number): number[] => all.filter((v) => isLast || next === 1 || (v - u - l) % 4 !== 0);
    return [level('z', (u) => [u], (u) => slopes[u]), level('a', some, (u, v) => weights[u * next + v])];
  });
}

/** All products, one by one. */
function allProducts(levels: readonly Level[], unit: number, at: number = 0): number[] {
  if (at === levels.length) return [1];
  const { leadsTo, factor } = levels[at];
  return leadsTo[unit].flatMap((v) => allProducts(levels, v, at + 1).map((rest) => rest * factor(unit, v).value));
}

for (const [seed, widths] of [[1, 4], [3, 4, 5], [4, 3, 2, 6], [2, 2, 2, 2, 2, 2], [5]].entries()) {
  test(`layers of ${widths.join(', ')} units: counts, sums and the strongest are those of all paths, one `
    + 'by one', () => {
    const levels = randomLevels(widths, seed), sums = sumsToLoss(levels);
    const unit = levels[0].leadsTo.findIndex((_, u) => levels[0].derivative(u, u) !== 0), start = Math.max(unit, 0);
    const products = allProducts(levels, start).map((product) => product * FIRST.value);
    assert.equal(sums.count[0][start], BigInt(products.length));
    assert.equal(sums.live[0][start], BigInt(products.filter((product) => product !== 0).length));
    assertClose([sums.total[0][start] * 0.7, sums.magnitude[0][start] * 0.7], [
      products.reduce((a, b) => a + b, 0), products.reduce((a, b) => a + Math.abs(b), 0),
    ], 1e-14);
    const sorted = products.map(Math.abs).sort((a, b) => b - a);
    for (const most of [0, 1, 3, 7, products.length, products.length + 5]) {
      const { paths, remainder } = strongestPaths(levels, start, FIRST, sums, most);
      assert.equal(paths.length, Math.min(most, products.length));
      assertClose(
        paths.map(({ product }) => Math.abs(product)), sorted.slice(0, most), 1e-14, 'the strongest, in order',
      );
      assert.equal(new Set(paths.map(({ units }) => units.join())).size, paths.length, 'each once');
      assertClose(
        [paths.reduce((sum, { product }) => sum + product, remainder)], [sums.total[0][start] * 0.7], 1e-14,
        'listed and remainder',
      );
      if (most >= products.length) assert.ok(Object.is(remainder, 0));
    }
    const { reaching, deadEnds } = sumsFromWeight(levels, start, FIRST.value, sums);
    assert.equal(deadEnds.reduce((sum, { paths }) => sum + paths, 0n), sums.count[0][start] - sums.live[0][start]);
    const last = levels.length - 1;
    assertClose(
      [reaching[last].reduce((sum, own, u) => sum + own * sums.total[last][u], 0)], [sums.total[0][start] * 0.7], 1e-14,
    );
  });
}

test('0 wins over infinity: a dead path is 0, and so is what it adds', () => {
  const level = (leadsTo: Level['leadsTo'], derivatives: readonly (readonly number[])[]): Level => ({
    kind: 'z', layer: 2, width: 2, leadsTo, derivative: (u, v) => derivatives[u][v],
    factor: (u, v) => ({ symbol: '', formula: '', value: derivatives[u][v] }),
  });
  const levels = [
    level([[0], [1]], [[1, 0], [0, 1]]), level([[0, 1], [0, 1]], [[0, 2], [3, 4]]),
    level([[0], [0]], [[Infinity], [5]]),
  ], sums = sumsToLoss(levels);
  assert.deepEqual([...sums.total[0]], [10, Infinity]);
  const { paths, remainder } = strongestPaths(levels, 0, { ...FIRST, value: 1 }, sums, 5);
  assert.deepEqual(paths.map(({ product, isDead }) => [product, isDead]), [[10, false], [0, true]]);
  assert.equal(remainder, 0);
  const dead = strongestPaths(levels, 1, { ...FIRST, value: 0 }, sums, 5);
  assert.deepEqual(dead.paths.map(({ product }) => product), [0, 0]);
});

const DEEP: Shape = {
  widths: [6, ...Array<number>(20).fill(12), 3], activations: [...Array<'tanh'>(20).fill('tanh'), 'softmax'],
  loss: 'sparseCategoricalCrossentropy',
};

test('paths beyond 2⁵³ are counted to the last one, the strongest listed, and the rest added up exactly', () => {
  const model = denseModel(DEEP, 3), { x, y } = examplesOf(DEEP, 1, 2);
  const explanation = explainGradient(model, x, y, { layer: 2, i: 5, j: 4, most: 50 });
  const { value, paths, remainder, pathCount, weight: { index } } = explanation;
  assert.equal(pathCount, 12n ** 19n * 3n);
  assert.equal(explanation.livePaths, pathCount);
  assert.equal(paths.length, 50);
  assert.ok(paths.every(({ product }, p) =>
    p === 0 || Math.abs(product) <= Math.abs(paths[p - 1].product) * (1 + 1e-12)));
  assert.equal(value, paths.reduce((sum, { product }) => sum + product, 0) + remainder);
  assert.ok(Math.abs(remainder) > Math.abs(paths[0].product), 'so many weak ones count');
  const exact = exactGradient(model, x, y)[index];
  assertClose([value / exact], [1], 1e-4);
  assert.equal(explanation.toJSON().pathCount, String(12n ** 19n * 3n));
});

test('where all of very many paths are dead, a few are listed at once', () => {
  const model = denseModel(DEEP, 3), { y } = examplesOf(DEEP, 1, 2), none = new Float32Array(6);
  const { value, paths, livePaths, pathCount, remainder } = explainGradient(model, none, y, { layer: 2, i: 5, j: 4 });
  assert.deepEqual([value, remainder, livePaths, pathCount, paths.length], [0, 0, 0n, 12n ** 19n * 3n, 32]);
  assert.ok(paths.every(({ isDead, product }) => isDead && product === 0));
});

test('however many are listed, value and count are the same', () => {
  const shape: Shape = {
    widths: [4, 6, 5, 4, 3], activations: ['relu', 'relu', 'relu', 'softmax'], loss: 'sparseCategoricalCrossentropy',
  };
  const model = denseModel(shape, 8), { x, y } = examplesOf(shape, 3, 8);
  const all = explainGradient(model, x, y, { layer: 2, i: 2, j: 3, most: 1000 });
  assert.equal(BigInt(all.paths.length), all.pathCount);
  for (const most of [0, 1, 10, 59]) {
    const { value, livePaths, pathCount, paths, remainder } =
      explainGradient(model, x, y, { layer: 2, i: 2, j: 3, most });
    assert.deepEqual([livePaths, pathCount, paths.length], [all.livePaths, all.pathCount, 3 * most]);
    assertClose([value], [all.value], 1e-15);
    assertClose([paths.reduce((sum, { product }) => sum + product, 0) / 3 + remainder], [value], 1e-15);
  }
});
