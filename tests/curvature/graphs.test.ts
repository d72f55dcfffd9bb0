/**
 * Curvature of models that are no stacks.
 */
import { test } from 'node:test';
import { modelFunction } from '../../lib/curvature/index.ts';
import { graphCases } from '../model/graphCases.ts';
import { checkCurvature } from './checkCurvature.ts';

for (const { title, make, x, y } of graphCases) {
  test(`${title}: ∇J is that of differences of J, and H·v that of differences of ∇J, in parts of a batch too`, () => {
    const made = make(), theta = Float64Array.from(made.theta, (value, i) => value + ((i * 7) % 5 - 2) / 20);
    for (const maxBatch of [5, 64]) checkCurvature(modelFunction('test', made, x, y, { maxBatch }), theta);
  });
}
