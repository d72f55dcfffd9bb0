import { ShapeError } from '../lib/core/errors.ts';
import { maxNorm } from '../lib/constraints/index.ts';
import { normalize } from '../lib/data/index.ts';
import { load, save } from '../lib/formats/index.ts';
import { dense, reshape, sequential, sgd } from '../lib/index.ts';
import { piecewiseConstant } from '../lib/optimizers/index.ts';
import { checkRefusals } from './helpers/refusals.ts';

/** A list of which the element at `at` is not there: forEach, map, every and some pass over it. */
function without<T>(at: number, ...list: readonly T[]): T[] {
  const holed = [...list];
  delete holed[at];
  return holed;
}

const model = sequential([dense({ units: 2, inputShape: [2] })]);
model.compile({ optimizer: sgd(), loss: 'meanSquaredError' });

checkRefusals('a hole in a list is seen, wherever a list is taken', [
  [
    () => dense({ units: 2, inputShape: without(0, 2, 3) }), TypeError,
    /inputShape must be an array without holes, got one at 0$/,
  ],
  [
    () => reshape({ targetShape: without(1, 2, 3) }), TypeError,
    /^reshape: targetShape must be an array without holes, got one at 1$/,
  ],
  [
    () => normalize(new Float32Array(6), without(1, 2, 3)), TypeError,
    /^normalize: shape must be an array without holes, got one at 1$/,
  ],
  [
    () => maxNorm({ axis: without(0, 0, 1) }), TypeError,
    /^maxNorm: axis must be an array without holes, got one at 0$/,
  ],
  [
    () => piecewiseConstant({ boundaries: without(0, 1, 2), values: [1, 2, 3] }), TypeError,
    /boundaries must be an array without holes, got one at 0$/,
  ],
  [
    () => piecewiseConstant({ boundaries: [1, 2], values: without(2, 1, 2, 3) }), TypeError,
    /values must be an array without holes, got one at 2$/,
  ],
  [
    () => model.setWeights(without(1, [1, 2, 3, 4], [1, 2])), TypeError,
    /^setWeights: weights\[1\], dense\/b must be numbers, in a typed array or in arrays, got undefined$/,
  ],
  [
    () => model.setWeights([without(1, 1, 2, 3, 4), [1, 2]]), TypeError,
    /^setWeights: weights\[0\], dense\/w\[1\] must be a number, got undefined$/,
  ],
  [
    () => load(save(model), { custom: without(0, dense) }), TypeError,
    /custom\[0\] must be a class, function or object with a name, got undefined$/,
  ],
  [() => model.evaluate(without(1, 1, 2) as never, [1, 2]), TypeError, /x\[1\] must be a number, got undefined$/],
  [() => model.evaluate(Float32Array.of(1, 2), without(1, 1, 2)), TypeError, /y\[1\] must be a number, got undefined$/],
  [
    () => model.evaluate(Float32Array.of(1, 2), [1, 2], { sampleWeight: without(0, 1) }), TypeError,
    /sampleWeight\[0\] must be a finite number, got undefined$/,
  ],
  [() => dense({ units: 2, inputShape: [] }), ShapeError, /inputShape must be a list of sizes/],
]);
