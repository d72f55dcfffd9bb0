import assert from 'node:assert/strict';
import { test } from 'node:test';
import { halfSquaredError, meanSquaredError, sparseCategoricalCrossentropy, type Loss } from '../../lib/losses/index.ts';
import { accuracy, argmax, metrics, toMetric } from '../../lib/metrics/index.ts';
import { checkRefusals } from '../helpers/refusals.ts';

test('argmax is the position of the largest in its part of an array, the first of equals', () => {
  assert.equal(argmax(Float32Array.of(1, 3, 2), 0, 3), 1);
  assert.equal(argmax(Float32Array.of(2, 5, 5, 5), 0, 4), 1);
  assert.equal(argmax(Float32Array.of(0, -0, 0), 0, 3), 0);
  assert.equal(argmax(Float32Array.of(9, 1, 2, 3, 9), 1, 3), 2);
  assert.equal(argmax(Float64Array.of(-Infinity, -5), 0, 2), 1);
});

function measure(outputs: number, loss: Loss, prediction: readonly number[], targets: readonly number[]): number {
  const state = accuracy.start(outputs, loss);
  state.update(Float32Array.from(prediction), Float32Array.from(targets), prediction.length / outputs);
  return state.result();
}

test('with labels, an example is right where the first of the largest outputs is the label', () => {
  const prediction = [0.1, 0.7, 0.2, 0.4, 0.4, 0.2, 0.4, 0.4, 0.2, 0, 0, 1];
  assert.equal(measure(3, sparseCategoricalCrossentropy, prediction, [1, 0, 1, 0]), 2 / 4);
  assert.equal(measure(2, sparseCategoricalCrossentropy, [0.5, 0.5], [0]), 1);
});

test('with vectors, it is right where outputs and targets are largest at the same place', () => {
  assert.equal(measure(3, meanSquaredError, [0.1, 0.7, 0.2, 5, 4, 3, 0, 0, 0], [0, 1, 0, 0, 1, 0, 1, 0, 0]), 2 / 3);
});

test('with one output, it is right where "above ½" equals the target', () => {
  assert.equal(measure(1, halfSquaredError, [0.5, 0.6, 0.4, 0.9, 7], [0, 1, 0, 0, 1]), 4 / 5);
  assert.equal(measure(1, halfSquaredError, [0.51, 0.2], [0.51, 0]), 1 / 2);
});

test('a count goes over all that was taken in since its start, and reads only the rows of the batch', () => {
  const state = accuracy.start(2, sparseCategoricalCrossentropy), prediction = Float32Array.of(0, 1, 1, 0, 1, 0);
  state.update(prediction, Float32Array.of(1, 1, 0), 3);
  state.update(prediction, Float32Array.of(1, 1, 0), 1);
  assert.equal(state.result(), 3 / 4);
  state.reset();
  state.update(prediction, Float32Array.of(0), 1);
  assert.equal(state.result(), 0);
  assert.equal(accuracy.start(2, sparseCategoricalCrossentropy).result(), NaN);
});

test('each name in the list names itself, and a metric object is taken as it is', () => {
  for (const [name, metric] of Object.entries(metrics)) {
    assert.equal(metric.name, name);
    assert.equal(toMetric('test', name, metrics), metric);
  }
  const own = { name: 'own', start: accuracy.start };
  assert.equal(toMetric('test', own, metrics), own);
});

checkRefusals('what is no metric is refused', [
  [() => toMetric('compile', 'acc', metrics), TypeError, /^compile: metrics must be among 'accuracy' or Metric objects, got 'acc'$/],
  [() => toMetric('compile', { start: 3 }, metrics), TypeError, /got an object/],
  [() => toMetric('compile', undefined, metrics), TypeError, /got undefined$/],
]);
