/**
 * How far a fleet carries, by hand.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { speedUp, stepTime, type StepCost } from '../../scripts/fleet/predict.ts';

const cost: StepCost = {
  computing: new Map([[1, 80], [2, 41], [4, 22]]), applying: 3, latency: 5, thetaBytes: 750_000, gradientBytes: 500_000,
};

test('a step takes computing, update, latency, and the bytes of all workers over one link', () => {
  // 4 workers, 1.25 MB each: 5 MB are 40 Mbit, 40 ms at 1 Gbit/s and 4 ms at 10.
  assert.equal(stepTime(cost, 4, 1), 22 + 3 + 5 + 40);
  assert.equal(stepTime(cost, 4, 10), 22 + 3 + 5 + 4);
  assert.equal(stepTime(cost, 2, 1), 41 + 3 + 5 + 20);
  assert.equal(stepTime({ ...cost, thetaBytes: 0 }, 4, 1), 22 + 3 + 5 + 16);
});

test('one process needs neither latency nor link: what is measured against is computing and update alone', () => {
  assert.equal(speedUp(cost, 4, 10), 83 / 34);
  assert.equal(speedUp(cost, 1, 1), 83 / 98);
  assert.ok(speedUp(cost, 4, 1) < speedUp(cost, 2, 1), 'the link is what four wait for');
  assert.ok(Number.isNaN(speedUp(cost, 3, 1)), 'what was not measured is not predicted');
});
