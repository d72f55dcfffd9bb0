import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { Philox } from '../../lib/core/philox.ts';
import { tangentProgram } from '../../lib/curvature/tangentProgram.ts';
import { operations, type Program } from '../../lib/formula/index.ts';
import { input } from '../../lib/graph/index.ts';
import { bindInvoked, createFloat64Kernels, type Kernels } from '../../lib/kernels/index.ts';
import { placeInRow } from '../../lib/kernels/routines/inRows.ts';
import {
  activations, add, batchNormalization, dense, flatten, masking, type ActivationName, type Layer,
} from '../../lib/layers/index.ts';
import { losses, type Loss, type LossName } from '../../lib/losses/index.ts';
import { model as makeModel, sequential, type Model } from '../../lib/model/index.ts';
import { planFor } from '../../lib/model/planFor.ts';
import { sgd } from '../../lib/optimizers/index.ts';
import { operands } from '../helpers/random.ts';
import { programs, randomProgram } from '../kernels/cases/programs.ts';
import { lastActivations, middles, optioned } from './networks.ts';

/** Of differences of the fourth order, relative to the largest of the derivatives. */
const STEP = 2 ** -12, TOLERANCE = 1e-7;

const witness = createFloat64Kernels();
const refuse = (reason: string): never => { throw new TypeError(`refused: ${reason}`); };

/** A call as it was made: which arrays are one another, what they held, the scalars. */
interface Call {
  readonly program: Program;
  readonly which: readonly number[];
  readonly operands: readonly Float64Array[];
  readonly scalars: ArrayLike<number>;
}

/** Elements of a call that are looked at, at most. */
const MOST = 60;

/** The witness, which enters each program with the first call of it. */
function collecting(calls: Map<Program, Call>): Kernels<Float64Array> {
  const collect = (
    program: Program, arrays: readonly Float64Array[], held: Float64Array[], scalars: ArrayLike<number>,
  ): void => {
    if (calls.has(program)) return;
    const which = arrays.map((array) => arrays.indexOf(array));
    calls.set(program, { program, which, operands: held, scalars: Array.from(scalars) });
  };
  const k: Kernels<Float64Array> = {
    ...witness,
    reserve: () => k,
    bind: (call) => bindInvoked(k, call),
    elementwise(program, n, arrays, scalars = []) {
      collect(program, arrays, arrays.map((array) => array.slice(0, Math.min(n, MOST))), scalars);
      witness.elementwise(program, n, arrays, scalars);
    },
    elementwiseInRows(program, m, n, rows, scalars = []) {
      collect(program, rows.map(([array]) => array), rows.map((row) => Float64Array.from(
        { length: Math.min(m * n, MOST) }, (_, at) => row[0][placeInRow(row, Math.floor(at / n), at % n)])), scalars);
      witness.elementwiseInRows(program, m, n, rows, scalars);
    },
  };
  return k;
}

function train(calls: Map<Program, Call>, layers: readonly Layer[], loss: LossName | Loss): void {
  trainModel(calls, sequential(layers, { seed: 3 }), loss);
}

function trainModel(calls: Map<Program, Call>, model: Model, loss: LossName | Loss): void {
  const batch = 7, random = new Philox(8);
  model.compile({ optimizer: sgd(), loss });
  model.theta.set(operands(random, model.theta.length));
  const plan = planFor(model, collecting(calls), batch);
  plan.inputs[0].set(operands(random, plan.inputs[0].length));
  const target = (): number => (model.loss.target === 'label' ? random.nextBelow(3) : random.nextFloat() + 0.1);
  plan.ends[0].loadTargets(plan.k, Float32Array.from({ length: 3 * batch }, target), undefined, 0, batch);
  plan.ends[0].loadWeights(plan.k, Float32Array.from({ length: batch }, () => random.nextFloat()), undefined, 0, batch);
  plan.forwardLoss(batch, { ...plan.moment, batch });
  plan.backward(batch, 3.5, 0);
  plan.penalty();
  plan.finishGradient();
}

/** Differences on either side of a kink do not tell a derivative: those elements are passed over, and counted. */
function checkCall(
  { program, which, operands: held, scalars }: Call, random: Philox,
): { checked: number; passedOver: number } {
  const n = held[0]?.length ?? 0, rates = held.map(() => Float64Array.from(operands(random, n)));
  const moved = (step: number): Float64Array[] => {
    const own = held.map((values, i) => values.map((v, e) => v + step * rates[which[i]][e]));
    const arrays = which.map((i) => own[i]);
    witness.elementwise(program, n, arrays, scalars);
    return arrays;
  };
  const own = held.map((values) => values.slice()), beside = rates.map((values) => values.slice());
  const arrays = [...which.map((i) => own[i]), ...which.map((i) => beside[i])];
  witness.elementwise(tangentProgram(program, refuse), n, arrays, scalars);
  const there = moved(0), [a, b, c, d] = [STEP, -STEP, 2 * STEP, -2 * STEP].map(moved);
  let checked = 0, passedOver = 0;
  program.stores.forEach(({ array }) => {
    assert.deepEqual(arrays[array], there[array], `${program.name}: ${program.arrays[array].name}`);
    arrays[held.length + array].forEach((rate, e) => {
      const near = (a[array][e] - b[array][e]) / (2 * STEP), far = (c[array][e] - d[array][e]) / (4 * STEP);
      const before = (there[array][e] - b[array][e]) / STEP, after = (a[array][e] - there[array][e]) / STEP;
      const size = Math.max(1, Math.abs(near));
      const isSmooth = Math.abs(near - far) < 1e-3 * size && Math.abs(before - after) < 0.02 * size;
      if (!isSmooth) return passedOver++;
      const measured = (4 * near - far) / 3;
      const what = `${program.name}, rate of ${program.arrays[array].name}[${e}]`;
      assert.ok(Math.abs(rate - measured) <= TOLERANCE * size, `${what}: ${rate}, by differences ${measured}`);
      return checked++;
    });
  });
  return { checked, passedOver };
}

const calls = new Map<Program, Call>();
for (const activation of ['linear', ...Object.keys(activations)] as ActivationName[]) {
  train(calls, [dense({ units: 4, activation, inputShape: [4] }), dense({ units: 3, activation })], 'meanSquaredError');
}
for (const make of Object.values(middles)) {
  train(
    calls, [dense({ units: 4, activation: 'tanh', inputShape: [4] }), ...make(), dense({ units: 3 })],
    'halfSquaredError',
  );
}
for (const loss of [...Object.keys(losses) as LossName[], ...optioned]) {
  for (const activation of [...lastActivations(loss), 'linear', 'softmax', 'sigmoid'] as const) {
    train(calls, [dense({ units: 4, activation: 'tanh', inputShape: [4] }), dense({ units: 3, activation })], loss);
  }
}

{
  const x = input({ shape: [4] }), split = dense({ units: 4, activation: 'tanh' }).apply(x); // goes to two layers
  const outputs = add().apply([dense({ units: 3 }).apply(split), dense({ units: 3 }).apply(split)]);
  trainModel(calls, makeModel({ inputs: x, outputs }), 'meanSquaredError');
}
train(calls, [
  masking({ inputShape: [2, 3] }), batchNormalization(), flatten(), dense({ units: 3 }),
], 'meanSquaredError'); // statistics of valid steps

for (const call of calls.values()) {
  test(`formula '${call.program.name}' of ${call.program.arrays.map(({ name }) => name).join(', ')} `
    + 'carries its derivative', () => {
    const { checked, passedOver } = checkCall(call, new Philox(31));
    assert.ok(2 * checked > passedOver, `${checked} elements checked, ${passedOver} passed over`);
  });
}

test('these are all formulas of layers, losses, regularizers and the model that J is made of', () => {
  const folders = ['layers', 'layers/activations', 'losses', 'regularizers', 'model'];
  const sources = folders.flatMap((folder) => {
    const url = new URL(`../../lib/${folder}/`, import.meta.url);
    return readdirSync(url)
      .filter((name) => name.endsWith('.ts'))
      .map((name) => readFileSync(new URL(name, url), 'utf8'));
  });
  const written = sources.flatMap((source) =>
    [...source.matchAll(/ormula\(\{\s*name: '([^']+)'/g)].map(([, name]) => name));
  const seen = new Set([...calls.keys()].map(({ name }) => name));
  assert.ok(written.length > 30);
  // outside J
  assert.deepEqual(written.filter((name) => !seen.has(name)).sort(), ['moving average', 'moving statistics']);
});

const usesBits = ({ instructions }: Program): boolean =>
  instructions.some(({ operation }) =>
    operations[operation].result === 'integer' || operations[operation].operands.includes('integer'));

test('what works on the bits of floats is refused by the name of the formula, at every use, and all else is '
  + 'differentiated', () => {
  const random = new Philox(13);
  let differentiated = 0;
  for (const program of [...programs, ...Array.from({ length: 300 }, () => randomProgram(random))]) {
    if (usesBits(program)) continue;
    const held = program.arrays.map(() => Float64Array.from(operands(random, 30), (v) => v + 1.5));
    const call: Call = {
      program, which: held.map((_, i) => i), operands: held,
      scalars: program.scalars.map(() => random.nextFloat() + 0.1),
    };
    if (moderate(call)) differentiated += Number(checkCall(call, random).checked > 0);
  }
  assert.ok(differentiated > 40, `${differentiated}`);
  for (const name of ['bits', 'fromBits', 'toInteger', 'xorInteger']) {
    const program = programs.find((one) => one.name === name) ?? assert.fail(name);
    for (let use = 0; use < 2; use++) {
      assert.throws(() => tangentProgram(program, refuse), {
        name: 'TypeError',
        message: new RegExp(`^refused: formula '${name}': differentiate: '\\w+' works on the bits of binary32 values`),
      });
    }
  }
});

/** Whether neither huge numbers nor steep ones come up, of which differences say nothing. */
function moderate({ program, operands: held, scalars }: Call): boolean {
  const shifted = [-2, -1, 0, 1, 2].map((times) => {
    const arrays = held.map((values) => values.map((v) => v + times * STEP));
    witness.elementwise(program, held[0].length, arrays, scalars);
    return arrays;
  });
  return shifted.every((arrays) =>
    arrays.every((values, at) => values.every((v, i) => Math.abs(v) < 100 && Math.abs(v - shifted[2][at][i]) < 0.01)));
}

test('a program is differentiated once', () => {
  const [program] = calls.keys();
  assert.equal(tangentProgram(program, refuse), tangentProgram(program, refuse));
});
