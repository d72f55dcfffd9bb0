/**
 * The formulas that are proven: every operation and shapes of programs that an emitter may get wrong, all that files of
 * the library export, and all that a model binds whatever it is made of.
 * @module
 */
import * as constraints from '../../lib/constraints/index.ts';
import type { Program } from '../../lib/formula/index.ts';
import type { Kernels } from '../../lib/kernels/kernels.ts';
import { createReferenceKernels } from '../../lib/kernels/tables.ts';
import { MAXIMUM_SCALARS } from '../../lib/kernels/simd/emitters/elementwise.ts';
import * as layers from '../../lib/layers/index.ts';
import { losses } from '../../lib/losses/index.ts';
import { sequential } from '../../lib/model/index.ts';
import { fromConfig, type Optimizer } from '../../lib/optimizers/index.ts';
import { regularizers } from '../../lib/regularizers/index.ts';
import { runnable } from '../helpers/program.ts';
import { textFiles } from '../helpers/source.ts';
import { programs } from '../kernels/cases/programs.ts';
import { rows } from '../optimizers/rows.ts';

/** Every formula, each once. */
export async function formulas(): Promise<Program[]> {
  const found = new Map<string, Program>();
  const note = (program: Program): void => {
    const { arrays, scalars, instructions, stores } = program, shape = { arrays, scalars, instructions, stores };
    const key = JSON.stringify(shape, (_, value: unknown) => (typeof value === 'number' ? exactly(value) : value));
    found.set(key, program);
  };
  programs.forEach(note);
  const modules = textFiles('lib').filter(({ path }) => !path.endsWith('/main.ts')); // which threads run
  for (const { path } of modules) exported(await import(`../../lib/${runnable(path)}`), note);
  bindModels(watched(createReferenceKernels(), note));
  return [...found.values()].filter(({ scalars }) => scalars.length <= MAXIMUM_SCALARS); // else there is no SIMD
}

/** JSON has neither −0 nor NaN and infinities. */
function exactly(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

function isProgram(value: unknown): value is Program {
  return typeof value === 'object' && value !== null && 'instructions' in value && 'stores' in value;
}

/** The formulas that a module exports, alone or under names. */
function exported(value: unknown, note: (program: Program) => void, depth: number = 2): void {
  if (isProgram(value)) note(value);
  else if (typeof value === 'object' && value !== null && depth > 0) {
    for (const each of Object.values(value)) exported(each, note, depth - 1);
  }
}

/** A table that says which formulas are bound. */
function watched(table: Kernels, note: (program: Program) => void): Kernels {
  const watching: Kernels = {
    ...table, reserve: () => watching,
    bind(call) {
      if (call.routine.program !== undefined) note(call.routine.program);
      return table.bind(call);
    },
    elementwise(program, ...rest) {
      note(program);
      table.elementwise(program, ...rest);
    },
  };
  return watching;
}

interface Parts {
  readonly layer?: layers.Layer;
  readonly activation?: string;
  readonly loss?: string;
  readonly optimizer?: Optimizer;
  readonly regularizer?: string;
  readonly constraint?: string;
}

/** Models of each activation, loss, optimizer, regularizer, constraint, and layer there is. */
function bindModels(kernels: Kernels): void {
  const bind = ({ layer, activation = 'linear', loss = 'mse', optimizer, regularizer, constraint }: Parts): void => {
    const options = {
      ...(regularizer === undefined ? {} : { kernelRegularizer: regularizer as 'l1' }),
      ...(constraint === undefined ? {} : { kernelConstraint: constraint as 'nonNeg' }),
    };
    const model = sequential([
      layers.dense({ units: 3, inputShape: [3], ...options }), ...(layer === undefined ? [] : [layer]),
      layers.dense({ units: 3, activation: activation as 'linear' }),
    ], { kernels });
    model.compile({ optimizer: optimizer ?? 'sgd', loss: loss as 'mse' });
  };
  for (const activation of Object.keys(layers.activations)) {
    for (const loss of Object.keys(losses)) bind({ activation, loss });
  }
  for (const [name, { required, train }] of Object.entries(rows)) {
    bind({ optimizer: fromConfig({ name, ...required, ...train.options }) });
    bind({ optimizer: fromConfig({ name, ...required, clipnorm: 1, clipvalue: 1, accumulationSteps: 2 }) });
  }
  for (const regularizer of Object.keys(regularizers)) bind({ regularizer });
  for (const constraint of Object.keys(constraints.constraints)) bind({ constraint });
  const {
    alphaDropout, batchNormalization, dropout, gaussianNoise, groupNormalization, layerNormalization, normalization,
    prelu, rescaling, rmsNormalization, unitNormalization,
  } = layers;
  const kinds = [
    alphaDropout({ rate: 0.5 }), batchNormalization(), dropout({ rate: 0.5 }), gaussianNoise({ stddev: 1 }),
    groupNormalization({ groups: 3 }), layerNormalization(), prelu(), rescaling({ scale: 2 }),
    rescaling({ scale: [1, 2, 3] }), rmsNormalization(),
    normalization({ mean: 1, variance: 2 }), normalization({ mean: 1, variance: 2, invert: true }), unitNormalization(),
  ];
  for (const layer of kinds) bind({ layer });
}
