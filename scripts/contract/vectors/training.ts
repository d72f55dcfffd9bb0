/**
 * Known answers of optimizers, schedules, linear algebra, small trainings, and the report's network.
 * @module
 */
import { sha256 } from '../../../lib/core/digest.ts';
import { littleEndian } from '../../../lib/audit/ledger/arrayDigest.ts';
import type { Parameter } from '../../../lib/core/parameter.ts';
import type { Json } from '../../../lib/model/description/json.ts';
import { createKernels } from '../../../lib/kernels/index.ts';
import { scheduleFamily } from '../../../lib/optimizers/registry.ts';
import { fromConfig, type Optimizer, type Schedule } from '../../../lib/optimizers/index.ts';
import {
  cholesky, determinant, eigenSymmetric, inverse, leastSquares, logDeterminant, lu, qr, solve, solveTriangular,
} from '../../../lib/linalg/index.ts';
import { optimizerCases } from '../optimizers.ts';
import { bits64, tensor, tensor64 } from './format.ts';
import { operands } from './numbers.ts';

const STEPS = 4;

/** What options around the formula do, on plain gradient descent. */
const AROUND: readonly Readonly<Record<string, unknown>>[] = [
  { clipnorm: 0.5 }, { globalClipnorm: 0.5 }, { clipvalue: 0.25 }, { globalClipnorm: 2, clipvalue: 0.5 },
  { momentum: 0.9, globalClipnorm: 1e-39 }, { decay: 0.1 }, { accumulationSteps: 3 }, { accumulationSteps: 2 },
  { accumulationSteps: 2, globalClipnorm: 0.5, clipvalue: 0.3 }, { average: { kind: 'exponential', momentum: 0.9 } },
  { average: { kind: 'exponential' } }, { average: { kind: 'equal', start: 2, every: 2 } },
  { average: { kind: 'equal' } }, { weightDecay: 0.3 },
  { learningRate: { schedule: 'cosineDecay', initialLearningRate: 0.1, decaySteps: 3, alpha: 0 } },
];

/** Two tensors of θ. */
const TENSORS: readonly Parameter[] = [
  { layer: 'dense', name: 'w', shape: [3, 2], offset: 0, length: 6 },
  { layer: 'last', name: 'b', shape: [1], offset: 6, length: 1 },
];

/** Those whose updates depend on the tensors. */
const ON_TENSORS: readonly (readonly [name: string, options: object])[] = [
  ['adafactor', {}], ['lamb', { weightDecay: 0.1 }], ['sgd', { learningRate: 0.1, clipnorm: 0.5 }],
  ['adam', { learningRateMultipliers: { last: 0.5 } }], ['rprop', { learningRateMultipliers: { last: 0 } }],
  ['ftrl', { learningRateMultipliers: { last: 0 } }],
  ['adam', { weightDecay: 0.1, excludeFromWeightDecay: ['last'] }], ['adamw', { excludeFromWeightDecay: ['last'] }],
];

/** `lastOfEpoch` is the number of the gradient, from 1, that is one. */
function steps(optimizer: Optimizer, parameters?: readonly Parameter[], lastOfEpoch?: number): Json {
  const theta = operands(7, 60);
  if (parameters !== undefined) optimizer.prepare(theta, createKernels('reference'), parameters);
  const path = Array.from({ length: STEPS }, (_, t) => {
    optimizer.applyGradients(theta, operands(7, 61 + t, -1, 1), t + 1, t + 1 === lastOfEpoch);
    return tensor(theta);
  });
  const { iterations, scalars, slots, accumulatedExamples } = optimizer.getWeights(theta);
  return {
    theta: path, updates: iterations, numbers: Object.fromEntries(Object.entries(scalars).map(([name, value]) =>
      [name, bits64(value)])),
    ...(accumulatedExamples && { accumulatedExamples }),
    slots: Object.fromEntries(Object.entries(slots).map(([name, values]) => [name, tensor(values)])),
  };
}

export function optimizerVectors(): Json {
  const formulas = optimizerCases().map(({ name, options, make }) =>
    ({ optimizer: name, options: options as Json, ...steps(make()) as object } as Json));
  const around = AROUND.map((options) => {
    const all = { learningRate: 0.1, ...options };
    return { optimizer: 'sgd', options: all as Json, ...steps(fromConfig({ name: 'sgd', ...all })) as object } as Json;
  });
  return {
    about: 'section 14: theta, a bare buffer, after each of four gradients, which are means over 1, 2, 3 and 4 '
      + 'examples, none the last of an epoch; then updates done, numbers kept, slots, and first and examples of '
      + 'gradients that wait; onTensors: the same with the first six numbers as tensor w (3 x 2) of a layer and the '
      + 'last as b of the layer last; atEpochEnds: the bare buffer again, but the gradient lastOfEpoch, from 1, ends '
      + 'an epoch',
    theta: tensor(operands(7, 60)),
    gradients: Array.from({ length: STEPS }, (_, t) => tensor(operands(7, 61 + t, -1, 1))),
    optimizers: [...formulas, ...around],
    onTensors: ON_TENSORS.map(([name, options]) => ({
      optimizer: name, options: options as Json, ...steps(fromConfig({ name, ...options }), TENSORS) as object,
    })),
    atEpochEnds: [1, 2].map((lastOfEpoch) => {
      const options = { learningRate: 0.1, accumulationSteps: 3 }, optimizer = fromConfig({ name: 'sgd', ...options });
      return { optimizer: 'sgd', options, lastOfEpoch, ...steps(optimizer, undefined, lastOfEpoch) as object };
    }),
  };
}

const SCHEDULES: Readonly<Record<string, readonly object[]>> = {
  cosineDecay: [{ initialLearningRate: 0.1, decaySteps: 7, alpha: 0.1 }],
  cosineRestarts: [{ initialLearningRate: 0.1, firstDecaySteps: 3, tMul: 1.5, mMul: 0.9, alpha: 0.1 }],
  exponentialDecay: [
    { initialLearningRate: 0.1, decaySteps: 3, decayRate: 0.9 },
    { initialLearningRate: 0.1, decaySteps: 3, decayRate: 0.9, staircase: true },
  ],
  inverseTimeDecay: [
    { initialLearningRate: 0.1, decaySteps: 3, decayRate: 0.9 },
    { initialLearningRate: 0.1, decaySteps: 3, decayRate: 0.9, staircase: true },
  ],
  piecewiseConstant: [{ boundaries: [2, 5], values: [0.1, 0.05, 0.01] }],
  polynomialDecay: [
    { initialLearningRate: 0.1, decaySteps: 4, power: 2 }, { initialLearningRate: 0.1, decaySteps: 4, cycle: true },
  ],
  warmUp: [{ steps: 4, then: 0.1, from: 0.01 }],
};

interface ScheduleCase {
  readonly name: string;
  readonly options: object;
  readonly rate: Schedule;
}

/** Throws where a schedule has no case. */
export function scheduleCases(): readonly ScheduleCase[] {
  return scheduleFamily.names.flatMap((name) => {
    const cases = SCHEDULES[name];
    if (cases === undefined) throw new Error(`contract: cases must have the schedule ${name}`);
    return cases.map((options) => ({ name, options, rate: scheduleFamily.make(name, options) as Schedule }));
  });
}

export function scheduleVectors(): Json {
  return {
    about: 'section 14: rates after 0 to 11 updates, in binary64',
    schedules: scheduleCases().map(({ name, options, rate }) =>
      ({ schedule: name, options: options as Json, rates: tensor64(Array.from({ length: 12 }, (_, s) => rate(s))) })),
  };
}

export function linalgVectors(): Json {
  const n = 6, a = operands(n * n, 70), b = operands(n * 2, 71);
  const tall = operands(8 * 5, 72), right = operands(8 * 2, 73);
  const square = new Float32Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) {
    for (let p = 0; p < n; p++) square[i * n + j] += Math.fround(a[i * n + p] * a[j * n + p]);
  }
  const { factors, pivots } = lu(a, n), { q, r } = qr(tall, 8, 5), { values, vectors } = eigenSymmetric(square, n);
  const { sign, logAbs } = logDeterminant(a, n), upper = { uplo: 'U' } as const;
  const big = operands(70 * 70, 74), uneven = square.slice(), triangle = Float32Array.of(1, -2, -3, 0, 4, -0, 0, 0, 5);
  uneven[1] += 2 ** -8; // above the diagonal, where nobody looks
  const [coefficients, sides] = [Float32Array.of(1, -3, 3, -3), Float32Array.of(1, 1)]; // which ends at a tie
  const precise = { a: Float64Array.from(a), b: Float64Array.from(b), square: Float64Array.from(square) };
  const factored = lu(precise.a, n);
  const below = qr(triangle, 3, 3), symmetric = eigenSymmetric(uneven, n);
  return {
    about: 'section 16: lu, solve, inverse and determinants of a (6 x 6), right sides b (6 x 2), solveRefined with '
      + 'refine; solveLower and solveUpper of the lower and upper triangle of a with its diagonal, and b; cholesky and '
      + 'eigenSymmetric of square, a times its transpose, and of uneven, which differs from it above the diagonal; qr '
      + 'of tall (8 x 5), leastSquares with right (8 x 2); qrOfTriangle of triangle (3 x 3). big (70 x 70) is '
      + 'uniform(-4, 4) of stream 74 of seed 2; bigLu is the SHA-256 of its factors, binary32, little-endian, without '
      + 'pivots; solveSmall: the solution with refine of coefficients (2 x 2) and sides, where it matters of which x '
      + 'the largest magnitude is taken; inBinary64: lu of a, solve of a and b, cholesky of square, all taken to '
      + 'binary64 before',
    a: tensor(a, [n, n]), b: tensor(b, [n, 2]), square: tensor(square, [n, n]), tall: tensor(tall, [8, 5]),
    right: tensor(right, [8, 2]), lu: { factors: tensor(factors, [n, n]), pivots: [...pivots] },
    solve: tensor(solve(a, b, n, 2), [n, 2]), solveRefined: tensor(solve(a, b, n, 2, { refine: true }), [n, 2]),
    inverse: tensor(inverse(a, n), [n, n]), cholesky: tensor(cholesky(square, n), [n, n]),
    qr: { q: tensor(q, [8, 5]), r: tensor(r, [5, 5]) },
    leastSquares: tensor(leastSquares(tall, right, 8, 5, 2), [5, 2]),
    solveLower: tensor(solveTriangular(a, b, n, 2), [n, 2]),
    solveUpper: tensor(solveTriangular(a, b, n, 2, upper), [n, 2]),
    determinant: bits64(determinant(a, n)), logDeterminant: { sign, logAbs: bits64(logAbs) },
    eigenSymmetric: { values: tensor(values), vectors: tensor(vectors, [n, n]) },
    uneven: tensor(uneven, [n, n]), choleskyOfUneven: tensor(cholesky(uneven, n), [n, n]),
    eigenSymmetricOfUneven: { values: tensor(symmetric.values), vectors: tensor(symmetric.vectors, [n, n]) },
    triangle: tensor(triangle, [3, 3]), qrOfTriangle: { q: tensor(below.q, [3, 3]), r: tensor(below.r, [3, 3]) },
    coefficients: tensor(coefficients, [2, 2]), sides: tensor(sides, [2, 1]),
    solveSmall: tensor(solve(coefficients, sides, 2, 1, { refine: true }), [2, 1]),
    inBinary64: {
      factors: tensor64(factored.factors, [n, n]), pivots: [...factored.pivots],
      solve: tensor64(solve(precise.a, precise.b, n, 2), [n, 2]),
      cholesky: tensor64(cholesky(precise.square, n), [n, n]),
    },
    bigLu: sha256(littleEndian(lu(big, 70).factors)),
  };
}
