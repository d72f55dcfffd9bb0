/**
 * Doors of optimizers, functors, schedules, linear algebra, minimizers and curvature.
 * @module
 */

import * as entry from '../../../lib/optimizers/index.ts';
import { Optimizer, sgd } from '../../../lib/optimizers/index.ts';
import {
  anything, callback, count, door, doubles, either, flag, floats, fraction, isEmpty, isPlain, method, nonNegative, only,
  optional,
    options, positive, real, text,
  word, work, type Argument, type Door, type Doors, type Members,
} from '../argument.ts';
import { model, weights, x, y } from './models.ts';

const isInfinite = only(() => Infinity, (value) => value === Infinity);

// --- optimizers: their options by name, as each maker lists what it takes

/** A rate, or a schedule: any function. */
const rate = either(nonNegative(0.1), callback());
const any = real();
/** What the good call leaves out, as it excludes another that is given. */
const instead = (argument: Argument): Argument => ({ ...argument, make: () => undefined });
const isListOfStrings = (value: unknown): boolean =>
  Array.isArray(value) && value.every((v) => typeof v === 'string');
const RATES: Members = {
  learningRate: rate, momentum: fraction(), clipvalue: positive(1), clipnorm: instead(positive(1)),
  weightDecay: nonNegative(0.1), excludeFromWeightDecay: only(() => ['b'], isListOfStrings),
  learningRateMultipliers: only(() => ({ out: 2 }), isPlain), // a layer may have any name
  accumulationSteps: count(2, 1), globalClipnorm: instead(positive(1)), decay: nonNegative(0.1),
  average: options({ kind: word('exponential'), momentum: fraction() }, ['kind']), nesterov: flag(), centered: flag(),
    amsgrad: flag(),
  useNesterov: flag(), updateSlots: flag(), decoupledWeightDecay: flag(), useLocking: flag(), relativeStep: flag(),
    scaleParameter: flag(),
  adamBiasCorrection: flag(), multiplyByParameterScale: flag(), etaPlus: positive(1.2), etaMinus: nonNegative(0.5),
    stepMin: nonNegative(0.1), stepMax: positive(5),
};
const NEEDS_RATE =
  /^(?:adagradDA|adagrad|ftrl|gradientDescent|momentum|proximalAdagrad|proximalGradientDescent|rmsProp)Optimizer$/i;

/** The names that a maker says it takes. */
function taken(make: (options: object) => unknown): string[] {
  try {
    make({ unheardOf: 1 });
  } catch (error) {
    return /it takes ([\w, ]+)/.exec(String(error))?.[1].split(', ') ?? [];
  }
  return [];
}

function optimizerDoor(name: string, make: (options: object) => unknown): Door {
  const names = taken(make);
  const members = Object.fromEntries(names.map((each) => [each, RATES[each] ?? { ...any, make: () => undefined }]));
  return door({ options: options(members,
    NEEDS_RATE.test(name) ? ['learningRate'] : /^momentumOptimizer$/i.test(name) ? ['momentum'] : []) });
}

type Callable = (options: object) => unknown;
const isClass = (value: unknown): boolean =>
  typeof value === 'function' && /^class\b/.test(Function.prototype.toString.call(value));

const byConstruction: Doors = Object.fromEntries(Object.entries(entry).flatMap(([name, value]) => {
  if (typeof value !== 'function') return [];
  const isOptimizer = value.prototype instanceof Optimizer;
  const make: Callable = isOptimizer ? (given) => Reflect.construct(value, [given]) as unknown : value as Callable;
  const isMaker = isOptimizer
    || (!isClass(value)
      && Object.keys(entry).some((other) => other.toLowerCase() === name.toLowerCase() && other !== name));
  if (!isMaker) return [];
  const { args } = optimizerDoor(name, make), { members: _, ...whole } = args.options;
  return [[name, isOptimizer ? door({ options: whole }, ['option',
    ...Object.keys(args.options.members ?? {})]) : door(args)] as const]; // a maker gives its options to its class
}));

// --- functors: arguments by name

const TENSORS = new Set([
  'theta', 'm', 'v', 'vHat', 'accumulator', 'accumulatorUpdate', 'gradientAccumulator', 'gradientSquaredAccumulator',
    'linear', 'mg', 'ms', 'mom',
  'gradient',
]);
const isFlag = (name: string): boolean => ['useNesterov', 'updateSlots'].includes(name);

/** The parameters of a function, read off its source: errors name them. */
function parametersOf(value: (...args: never[]) => unknown): string[] {
  const source = Function.prototype.toString.call(value);
  return source.slice(source.indexOf('(') + 1,
    source.indexOf(')')).split(',').map((parameter) => parameter.split('=')[0].trim());
}

function functorArgument(name: string): Argument {
  if (TENSORS.has(name)) return floats(4);
  if (name === 'indices') return only(() => Uint32Array.of(1, 0));
  return isFlag(name) ? optional(flag()) : name === 'learningRatePower' ? optional(real(-0.5)) : real();
}

const functors: Doors = Object.fromEntries(Object.entries(entry).flatMap(([name, value]) =>
  typeof value === 'function' && /^(?:sparseA|a)pply/.test(name)
    ? [[name, door(Object.fromEntries(parametersOf(value as never).map((each) => [each, functorArgument(each)])),
      ['momentum'])] as const]
    : []));

// --- schedules

const decay = { initialLearningRate: nonNegative(), decaySteps: positive(3) }, DECAY = ['initialLearningRate',
  'decaySteps'];
const schedule = (further: Members, needed: readonly string[] = DECAY): Door => door({ options: options({ ...decay,
  ...further }, needed) });
const ends = only(() => [1, 2]);

const areFunctions = (value: unknown): boolean =>
  Array.isArray(value) && Array.from<unknown>(value).every((own) => typeof own === 'function');
const ownOptimizer = class Own extends Optimizer {
  readonly slotNames = ['m'];
  applyDense(): void {}
};
const theta = only(() => Float32Array.of(1, 2), (value) => value instanceof Float32Array);
const objective = { value: callback(() => 1), gradient: callback((_: unknown, out: Float32Array) => { out.fill(1); }) };

const own = (name: keyof Optimizer,
  args: Members): Door => method((...given: never[]) => (sgd()[name] as (...all: never[]) => unknown)(...given), args);
const anyTheta = { theta };

export const optimizers: Doors = {
  ...byConstruction, ...functors,
  cosineDecay: schedule({ alpha: fraction() }),
  cosineRestarts: door({
    options: options({ initialLearningRate: nonNegative(), firstDecaySteps: positive(3), tMul: real(2),
      mMul: nonNegative(1), alpha: fraction() },
      ['initialLearningRate', 'firstDecaySteps']),
  }),
  exponentialDecay: schedule({ decayRate: nonNegative(), staircase: flag() }, [...DECAY, 'decayRate']),
  inverseTimeDecay: schedule({ decayRate: nonNegative(), staircase: flag() }, [...DECAY, 'decayRate']),
  polynomialDecay: schedule({ endLearningRate: nonNegative(0.1), power: real(1), cycle: flag() }),
  piecewiseConstant: door({ options: options({ boundaries: ends, values: only(() => [1, 2, 3]) }, ['boundaries',
    'values']) }),
  warmUp: door({ options: options({ steps: count(3, 1), then: rate, from: nonNegative() }, ['steps', 'then']) }),
  fromConfig: door({
    config: options({ name: word('sgd'), ...optimizerDoor('sgd', entry.sgd).args.options.members }, ['name']),
    custom: optional(only(() => [ownOptimizer], areFunctions)),
  }),
  minimize: door({
    objective: options(objective, ['value', 'gradient']), start: theta,
    options: options({ optimizer: only(() => sgd()), steps: work(count(2)), precision: nonNegative(0) }, ['optimizer']),
  }),
  sumDuplicates: door({ rows: options({ gradient: floats(4), indices: only(() => Uint32Array.of(1, 0)) }, ['gradient',
    'indices']) }),
  Optimizer: method((...given: never[]) => Reflect.construct(ownOptimizer, given) as unknown, {
    options: options({ learningRate: rate }, ['learningRate']), name: optional(text('own')),
  }),
  'sgd.average': method((start: never, every: never) => sgd({ average: { kind: 'equal', start, every } }),
    { start: optional(count(2, 1)), every: optional(count(2, 1)) }),
  'Optimizer.applyGradients': own('applyGradients', { theta: floats(2), gradient: floats(2) }),
  'Optimizer.minimize': own('minimize', { objective: options(objective, ['value', 'gradient']), theta }),
  'Optimizer.computeGradients': own('computeGradients', { objective: options(objective, ['value', 'gradient']), theta,
    gradient: floats(2) }),
  'Optimizer.iterations': own('iterations', anyTheta), 'Optimizer.getWeights': own('getWeights', anyTheta),
  'Optimizer.setWeights': own('setWeights', { theta, weights: options({ iterations: count(1), scalars: only(() => ({}),
    isEmpty), slots: only(() => ({}), isEmpty) }, ['iterations', 'scalars', 'slots']) }),
  'Optimizer.learningRate': method((value: never) => {
    const optimizer = sgd();
    optimizer.learningRate = value;
    optimizer.applyGradients(Float32Array.of(1), Float32Array.of(1));
  }, { learningRate: nonNegative(0.1) }),
};

// --- linear algebra

const spd = only(() => Float64Array.of(4, 1, 1, 3)), column = only(() => Float64Array.of(1, 2));
const condition = options({ conditionLimit: either(positive(1e6), isInfinite), refine: flag() });
const square = door({ a: spd, n: count(2) }), tolerance = options({ relativeTolerance: nonNegative(0.1) });

/** Unchecked routines: their docstrings say that they trust. */
export const TRUSTED_LINALG: readonly string[] = [
  'gecon', 'geqrf', 'gesvj', 'getrf', 'getri', 'getrs', 'inverseNorm', 'ormqr', 'potrf', 'potrs', 'syev',
  'trsm', 'trsv',
];

export const linalg: Doors = {
  cholesky: square, conditionNumber: square, determinant: square, eigenSymmetric: square, logDeterminant: square,
    lu: square,
  inverse: door({ a: spd, n: count(2), options: condition }),
  solve: door({ a: spd, b: column, n: count(2), columns: optional(count(1)), options: condition }),
  leastSquares: door({
    a: only(() => Float64Array.of(1, 2, 3, 5, 7, 1)), b: only(() => Float64Array.of(1, 2, 3),
      (value) => value instanceof Float64Array), m: count(3), n: count(2), columns: optional(count(1)),
    options: options({ conditionLimit: either(positive(1e6), isInfinite) }),
  }),
  qr: door({ a: doubles(6), m: count(3), n: count(2) }),
  svd: door({ a: doubles(6), m: count(3), n: count(2) }),
  matrixNorm: door({ a: doubles(6), m: count(3), n: count(2), kind: only(() => 'fro',
    (value) => value === undefined || [1, 2, Infinity, 'fro', 'nuc'].some((kind) => kind === value)) }),
  rank: door({ a: doubles(6), m: count(3), n: count(2), options: tolerance }),
  pinv: door({ a: doubles(6), m: count(3), n: count(2), options: tolerance }),
  minimumNormLeastSquares: door({
    a: doubles(6), b: doubles(2), m: count(2), n: count(3), columns: optional(count(1)), options: tolerance,
  }),
  solveTriangular: door({
    a: spd, b: column, n: count(2), columns: optional(count(1)),
    options: options({ side: word('L'), uplo: word('L'), trans: word('N'), diag: word('N') }),
  }),
};

// --- minimizers: (x − 1)² + (y − 2)²

const quadratic = options({
  value: callback(([a, b]: readonly number[]) => (a - 1) ** 2 + (b - 2) ** 2),
  gradient: callback(([a, b]: readonly number[], out: Float64Array) => { out.set([2 * (a - 1), 2 * (b - 2)]); }),
  hessian: callback((_: unknown, out: Float64Array) => { out.set([2, 0, 0, 2]); }),
  hessianVector: callback((_: unknown, [u, v]: readonly number[], out: Float64Array) => { out.set([2 * u, 2 * v]); }),
}, ['value', 'gradient']);
const valueOnly = options({ value: callback(([a, b]: readonly number[]) => (a - 1) ** 2 + (b - 2) ** 2) }, ['value']);
const residuals = options({
  m: count(2, 1),
  residuals: callback(([a, b]: readonly number[], out: Float64Array) => { out.set([a - 1, b - 2]); }),
  jacobian: callback((_: unknown, out: Float64Array) => { out.set([1, 0, 0, 1]); }),
}, ['m', 'residuals']);
const isFilled = (value: unknown): boolean =>
  (value instanceof Float64Array || value instanceof Uint8Array || value instanceof Float32Array)
    && value.length > 0 && Array.from(value).every(Number.isFinite);
const start = only(() => [0, 0], isFilled), common = {
  gradientTolerance: nonNegative(), stepTolerance: nonNegative(0), valueTolerance: nonNegative(0),
    relativeGradientTolerance: nonNegative(0), relativeStepTolerance: nonNegative(0),
    relativeValueTolerance: nonNegative(0), maxIterations: count(5), onIteration: callback(),
    signal: only(() => new AbortController().signal),
};
const bounds = only(() => ({ lower: -5, upper: 5 }), isEmpty);
const minimizer = (further: Members = {}): Door => door({ objective: quadratic, start, options: options({ ...common,
  ...further }) }, ['gradient', 'value', 'hessian']);
const root = { valueTolerance: nonNegative(0), stepTolerance: nonNegative(0), maxIterations: count(5) };

export const minimizers: Doors = {
  bfgs: minimizer(), dampedNewton: minimizer(), lbfgs: minimizer({ memory: count(5, 1), bounds }), newton: minimizer(),
  gradientDescent: minimizer({ lineSearch: instead(word('wolfe')), learningRate: instead(positive()) }),
  nelderMead: door({ objective: valueOnly, start, options: options({
    adaptive: flag(), xatol: nonNegative(), fatol: nonNegative(), maxEvaluations: either(count(9, 1), isInfinite),
    maxIterations: count(5), onIteration: callback(), signal: common.signal, bounds,
    initialSimplex: only(() => [[0, 0], [1, 0], [0, 1]]),
  }) }),
  finiteDifferences: door({ objective: valueOnly, options: options({
    method: word('central'), step: positive(), bounds: anything({ lower: -5 }), // looked at once n is known
  }) }),
  newtonCg: minimizer({ maxInnerIterations: count(5, 1) }),
  trustRegion: minimizer({ subproblem: word('exact'), initialRadius: positive() }),
  levenbergMarquardt: door({ problem: residuals, start, options: options({ ...common, damping: positive(), bounds }) },
    ['residuals', 'jacobian']),
  newtonRoot: door({ f: callback((a: number) => a - 1), df: callback(() => 1), start: real(), options: options(root) }),
  newtonRootSystem: door({
    f: callback(([a]: readonly number[], out: Float64Array) => { out[0] = a - 1; }), jacobian: callback((_: unknown,
      out: Float64Array) => { out[0] = 1; }),
    start: only(() => [3], isFilled), options: options(root),
  }),
  taylor1: door({ f: quadratic, at: start }, ['objective']), taylor2: door({ f: quadratic, at: start }, ['objective']),
  objective: door({ model, x, y, options: options({ precision: word('float64'), maxBatch: count(2, 1), ...weights }) }),
};

const v = only(() => new Float64Array(9).fill(0.5));
const function64 = options({ precision: word('float64'), maxBatch: count(2, 1), ...weights });
const withVector = door({ model, x, y, v, options: function64 });
const matrix = door({ model, x, y, options: options({ precision: word('float64'), maxParameters: count(1000, 1),
  maxBatch: count(2, 1), ...weights }) });

export const curvature: Doors = {
  fisherVector: withVector, gaussNewtonVector: withVector, hessianVector: withVector, hessian: matrix,
    gaussNewton: matrix,
  modelFunction: door({ who: anything('f'), model, x, y, options: function64 }),
};
