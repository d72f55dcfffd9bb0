/**
 * Optimizers as they run: slots, defaults, and the formulas of their steps.
 * @module
 */
import type { Program } from '../../lib/formula/index.ts';
import { defaultKernels, type List } from '../../lib/kernels/index.ts';
import { fromConfig, type Optimizer } from '../../lib/optimizers/index.ts';
import { optimizerFamily } from '../../lib/optimizers/registry.ts';
import { RunNumbers } from '../../lib/optimizers/state.ts';
import type { Part } from './members.ts';
import { notation } from './notation.ts';

type Options = Readonly<Record<string, unknown>>;

/** Options of the cases of each optimizer beside the defaults, for what has another formula with them. */
const CASES: Readonly<Record<string, readonly Options[]>> = {
  adaMaxOptimizer: [{ beta1: 0.8, beta2: 0.7 }],
  adagrad: [{ initialAccumulatorValue: 0.3 }],
  adagradDAOptimizer: [{
    initialGradientSquaredAccumulatorValue: 0.3, l1RegularizationStrength: 0.1, l2RegularizationStrength: 0.2,
  }],
  adagradOptimizer: [{ initialAccumulatorValue: 0.3 }],
  adam: [{ beta1: 0.8, beta2: 0.7, epsilon: 0.001 }, { amsgrad: true }], adamOptimizer: [{ beta1: 0.8, beta2: 0.7 }],
  adamw: [{ amsgrad: true }],
  addSignOptimizer: [{ alpha: 1.1, beta: 0.8, signDecaySteps: 3 }],
  ftrl: [
    { initialAccumulatorValue: 0.3, l1RegularizationStrength: 0.1, l2RegularizationStrength: 0.2 },
    { learningRatePower: -0.25 }, { l2ShrinkageRegularizationStrength: 0.01 },
    { learningRatePower: -0.25, l2ShrinkageRegularizationStrength: 0.01 },
  ],
  ftrlOptimizer: [
    { learningRatePower: -0.25 }, { l2ShrinkageRegularizationStrength: 0.01 },
    { learningRatePower: -0.25, l2ShrinkageRegularizationStrength: 0.01 },
  ],
  lamb: [{ weightDecay: 0.1 }], lion: [{ weightDecay: 0.1 }],
  momentumOptimizer: [{ useNesterov: true }],
  nadam: [{ beta1: 0.8, scheduleDecay: 0.3 }], nadamOptimizer: [{ beta1: 0.8, beta2: 0.7 }],
  powerSignOptimizer: [{ base: 2, beta: 0.8, signDecaySteps: 3 }],
  proximalAdagradOptimizer:
    [{ initialAccumulatorValue: 0.3, l1RegularizationStrength: 0.1, l2RegularizationStrength: 0.2 }],
  proximalGradientDescentOptimizer: [{ l1RegularizationStrength: 0.1, l2RegularizationStrength: 0.2 }],
  rmsPropOptimizer: [{ momentum: 0.5, initialMeanSquare: 0.3 }, { centered: true }],
  rmsprop: [{ centered: true }, { momentum: 0.5 }, { centered: true, momentum: 0.5 }],
  rprop: [{ etaMinus: 0.4, etaPlus: 1.3, stepMin: 0.001, stepMax: 0.012 }],
  radam: [{ beta2: 0.5 }, { weightDecay: 0.01 }, { beta2: 0.5, weightDecay: 0.01, decoupledWeightDecay: true }],
  sgd: [{ momentum: 0.9 }, { momentum: 0.9, nesterov: true }],
};
/** What must be given. */
const REQUIRED: Readonly<Record<string, Options>> = { momentumOptimizer: { momentum: 0.9 } };
const RATE = 0.1;

export interface OptimizerCase {
  readonly name: string;
  /** What must be given, then what is further given. */
  readonly required: Options;
  readonly further: Options;
  readonly options: Options;
  readonly make: () => Optimizer;
}

/** Every optimizer of the registry, with defaults where it has them, then with further options. */
export function optimizerCases(): OptimizerCase[] {
  return optimizerFamily.names.flatMap((name) => [{}, ...CASES[name] ?? []].map((further) => {
    const required: Options = { ...(hasOwnRate(name) ? {} : { learningRate: RATE }), ...REQUIRED[name] };
    const options = { ...required, ...further };
    return { name, required, further, options, make: () => fromConfig({ name, ...options }) };
  }));
}

function hasOwnRate(name: string): boolean {
  try {
    fromConfig({ name, ...REQUIRED[name] });
    return true;
  } catch {
    return false;
  }
}

/** The formulas that an optimizer may run on a bare vector, in order. */
export function programsOf(optimizer: Optimizer): Program[] {
  const buffer = (): Float32Array => new Float32Array(2), { next } = new RunNumbers();
  const names = [...optimizer.slotNames, ...optimizer.scratchNames];
  const list = optimizer.bind({
    theta: buffer(), gradient: buffer(), slots: Object.fromEntries(names.map((name) => [name, buffer()])),
    step: { t: 1, learningRate: RATE, parameters: [], k: defaultKernels(), scalars: {} }, rate: next(), number: next,
  });
  return [...new Set(formulasIn(list))];
}

function formulasIn(list: List): Program[] {
  return list.flatMap((call) => {
    if ('body' in call) return formulasIn(call.body);
    return 'routine' in call && call.routine.program !== undefined ? [call.routine.program] : [];
  });
}

const shown = (options: Options): string =>
  Object.entries(options).map(([name, value]) => `${name} ${String(value)}`).join(', ');

/** Name, slots, defaults, and a step; cases that differ from the first in numbers only are left out. */
export function optimizerPart(): Part {
  const programs = new Set<Program>(), texts: string[] = [];
  let before = { name: '', lines: '' };
  for (const { name, required, further, make } of optimizerCases()) {
    const optimizer = make(), own = programsOf(optimizer), isFirst = before.name !== name;
    const lines = own.flatMap((program, n) => [
      ...(own.length > 1 ? [`  formula ${n + 1}, ${program.name}`] : []),
      ...notation(program).map((line) => `  ${line}`),
    ]).join('\n');
    if (!isFirst && lines === before.lines) continue;
    before = { name, lines };
    for (const program of own) programs.add(program);
    const title = isFirst ? name : `${name}, ${shown(further)}`;
    const head = isFirst ? [`  options: ${optionsOf(optimizer, required)}`] : [];
    texts.push([title, ...head, ...keptLines(optimizer, own[0]), lines].join('\n'));
  }
  return { text: texts.join('\n\n'), programs };
}

/** Options with their defaults; those that must be given without. */
function optionsOf(optimizer: Optimizer, required: Options): string {
  const { name: _, ...config } = optimizer.getConfig();
  return Object.entries(config).map(([name, value]) => (name in required ? name : shown({ [name]: value }))).join(', ');
}

/** Slots with their first values and what the formula calls them, and numbers. */
function keptLines(optimizer: Optimizer, { arrays }: Program): string[] {
  const { slotNames, firstScalars } = optimizer;
  const isInOrder = arrays.length === 2 + slotNames.length + optimizer.scratchNames.length;
  const slots = slotNames.map((slot, i) => {
    const called = isInOrder && arrays[i + 1].name !== slot ? `, called ${arrays[i + 1].name}` : '';
    return `${slot} (${optimizer.slotStart(slot)}${called})`;
  }).join(', ');
  const numbers = shown(firstScalars);
  return [
    ...(slots === '' ? [] : [`  slots: ${slots}`]), ...(numbers === '' ? [] : [`  numbers: ${numbers}`]),
  ];
}
