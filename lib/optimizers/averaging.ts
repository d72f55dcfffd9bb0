/**
 * A running mean of θ beside it.
 * @module
 */

import * as calls from '../kernels/allCalls.ts';
import type { List } from '../kernels/index.ts';
import { copied } from './copied.ts';
import { equalAverage, exponentialAverage } from './functors/average.ts';
import type { Averaging } from './options.ts';
import type { RunNumber } from './state.ts';

/** Brings the slot `average` up to date after step t. */
export function updateAverage(
  average: Averaging, slot: Float32Array, theta: Float32Array, t: RunNumber, number: () => RunNumber,
): List {
  const begins = number(), goesOn = number(), scalar = number();
  const { start, every, program, scalarAt } = schedule(average);
  return [
    {
      arithmetic(numbers) {
        const step = numbers[t.number];
        numbers[begins.number] = Number(step <= start);
        numbers[goesOn.number] = Number(step > start && (step - start) % every === 0);
        numbers[scalar.number] = scalarAt(step);
      },
    },
    { when: begins, body: [copied(theta, slot)] },
    { when: goesOn, body: [calls.elementwise(program, theta.length, [slot, theta], [scalar])] },
  ];
}

/** The mean is θ up to step `start`, and takes θ in every so many steps after it, by a program of one scalar. */
function schedule(average: Averaging) {
  if (average.kind === 'exponential') {
    const { momentum = 0.99 } = average;
    return { start: 1, every: 1, program: exponentialAverage, scalarAt: () => momentum };
  }
  const { start = 1, every = 1 } = average;
  return { start, every, program: equalAverage, scalarAt: (step: number) => (step - start) / every + 1 };
}
