import assert from 'node:assert/strict';
import { test } from 'node:test';
import { trace, type Trace, type TraceOptions } from '../../lib/audit/trace/trace.ts';
import type { TensorElement, TracedOperation } from '../../lib/audit/trace/operation.ts';
import { ShapeError, StateError } from '../../lib/core/errors.ts';
import { Philox } from '../../lib/core/philox.ts';
import { expand, type ElementaryFunction } from '../../lib/formula/index.ts';
import { bindInvoked, createKernels, defaultKernels, type Kernels } from '../../lib/kernels/index.ts';
import { elementary } from '../../lib/kernels/elementary.ts';
import {
  activation, activations, alphaDropout, batchNormalization, dense, dropout, flatten, gaussianNoise, layerNormalization,
  prelu, type ActivationName, type Layer,
} from '../../lib/layers/index.ts';
import { losses, type LossName } from '../../lib/losses/index.ts';
import { sequential, type Sequential, type SequentialOptions } from '../../lib/model/index.ts';
import { adam, sgd, type Optimizer } from '../../lib/optimizers/index.ts';
import { optimizers } from '../../lib/optimizers/registry.ts';
import { operands } from '../helpers/random.ts';
import { checkRefusals } from '../helpers/refusals.ts';
import { meant } from '../helpers/targets.ts';
import { rows } from '../optimizers/rows.ts';
import { checkTrace, noise, type Batch } from './checkTrace.ts';
import { Recomputation } from './recompute.ts';

function compiled(
  layers: readonly Layer[], loss: LossName, optimizer: Optimizer = sgd({ learningRate: 0.1 }),
  options: SequentialOptions = {},
): Sequential {
  const model = sequential(layers, { seed: 3, ...options });
  model.compile({ optimizer, loss });
  return model;
}

/** A batch of `count` examples with numbers in [−1, 1) and labels, or targets in [0, 1) for `outputs`. */
function batchOf(count: number, inputs: number, outputs: number, stream: number, hasLabels: boolean = false): Batch {
  const random = new Philox(77, stream);
  const x = operands(random, count * inputs);
  return {
    x,
    y: hasLabels
      ? Array.from({ length: count }, () => random.nextBelow(outputs))
      : operands(random, count * outputs).map(Math.abs),
  };
}

/** Operations of an elementary function: instructions that are no leaves. */
function costOf(name: ElementaryFunction): number {
  return expand(elementary[name], elementary).instructions.filter(({ operation }) =>
    !['array', 'scalar', 'constant', 'integer'].includes(operation)).length;
}

const report = (kernels: Kernels): Sequential => compiled(
  [
    flatten({ inputShape: [28, 28] }), dense({ units: 12, activation: 'relu' }),
    dense({ units: 10, activation: 'softmax' }),
  ],
  'sparseCategoricalCrossentropy', sgd({ learningRate: 0.1 }), { kernels },
);

/**
 * The closed formula, in the order of the step. A Dense layer of u units on i inputs, m examples: u·m sums of i
 * products and the bias, (2i + 1)·u·m; back, 2m·i·u for ∂J/∂w, m·u for ∂J/∂b, 2u·m·i for ∂J/∂x where it is wanted.
 * ReLU: two an element each way. softmax with cross-entropy, a row of n: n comparisons, n differences, n exponentials,
 * n + 3 additions, n quotients, a logarithm and a difference; back, n products and a difference. Gradient descent:
 * a product and a difference an element of θ.
 */
function reportCount(m: number): number {
  const denseForward = (i: number, u: number): number => (2 * i + 1) * u * m;
  const denseBackward = (i: number, u: number, hasInputGradient: boolean): number =>
    2 * m * i * u + m * u + (hasInputGradient ? 2 * u * m * i : 0);
  const n = 10, parameters = 785 * 12 + 13 * 10;
  const crossentropy = m * (n + n + n * costOf('exp') + n + 3 + n + costOf('log') + 1), crossentropyBack = m * (n + 1);
  return denseForward(784, 12) + 2 * 12 * m + denseForward(12, n) + crossentropy
    + crossentropyBack + denseBackward(12, n, true) + 2 * 12 * m + denseBackward(784, 12, false) + 2 * parameters;
}

for (const kernels of [createKernels('reference'), defaultKernels()]) {
  test(`a step of the report's network follows from its trace, bit for bit, and has as many operations as the closed `
    + `formula, on ${kernels.name}`, () => {
    const model = report(kernels);
    for (const m of [3, 1]) {
      assert.equal(checkTrace(model, batchOf(m, 784, 10, m, true)).length, reportCount(m), `${m} examples`);
    }
  });
}

const changed = <T>(list: readonly T[], at: number, value: T): T[] => list.map((old, i) => (i === at ? value : old));

test('no operation can be left out of a trace, and no operand, result or source changed, without recomputation '
  + 'finding it', () => {
  const layers = [dense({ units: 3, activation: 'tanh', inputShape: [2] }), dense({ units: 3, activation: 'softmax' })];
  const model = compiled(layers, 'sparseCategoricalCrossentropy', adam());
  const batch = batchOf(2, 2, 3, 5, true), into: TracedOperation[] = [];
  model.trainOnBatch(batch.x, batch.y); // so that biases, m and v are not 0
  const slots = model.optimizer.getWeights(model.theta).slots, traced = trace(model, batch.x, batch.y, { into });
  const recompute = (operations: readonly TracedOperation[]): void => {
    const recomputation = new Recomputation();
    recomputation.given('input', 'x', batch.x);
    for (const { layer, name, offset, length } of model.parameters) {
      recomputation.given(layer, name, model.theta.subarray(offset, offset + length));
      for (const slot of ['m', 'v']) {
        recomputation.given(layer, `${slot} of ${name}`, slots[slot].subarray(offset, offset + length));
      }
    }
    recomputation.follow(operations);
    for (const { layer, name, offset, length } of model.parameters) {
      recomputation.holds(layer, name, traced.theta.subarray(offset, offset + length));
      for (const slot of ['m', 'v']) {
        recomputation.holds(layer, `${slot} of ${name}`, traced.slots[slot].subarray(offset, offset + length));
      }
    }
    assert.equal(
      (recomputation.value('loss', 'losses', 0) + recomputation.value('loss', 'losses', 1)) / 2, traced.loss,
    );
  };
  recompute(into);
  const random = new Philox(6);
  for (let n = 0; n < 400; n++) {
    const at = random.nextBelow(into.length), chosen = into[at];
    assert.throws(() => recompute([...into.slice(0, at), ...into.slice(at + 1)]), `without operation ${at}`);
    const which = random.nextBelow(chosen.operands.length);
    const operands = chosen.operands.map((value, i) => (i === which ? (value === 0 ? 1 : -value) : value));
    if (chosen.sources[which] !== 'constant' && typeof chosen.sources[which] !== 'string') {
      assert.throws(
        () => recompute(changed(into, at, { ...chosen, operands })), `operand ${which} of operation ${at} changed`,
      );
    }
    assert.throws(
      () => recompute(changed(into, at, { ...chosen, result: chosen.result === 0 ? 1 : -chosen.result })),
      `the result of operation ${at} changed`,
    );
  }
});

for (const name of ['linear', ...Object.keys(activations)] as ActivationName[]) {
  test(`a step through the activation ${name} follows from its trace`, () => {
    const model =
      compiled([dense({ units: 5, activation: name, inputShape: [3] }), dense({ units: 2 })], 'meanSquaredError');
    for (const stream of [1, 2]) checkTrace(model, batchOf(3, 3, 2, stream));
  });
}

for (const name of Object.keys(losses) as LossName[]) {
  test(`a step with the loss ${name} follows from its trace`, () => {
    const hasLabels = name === 'sparseCategoricalCrossentropy';
    for (const last of ['softmax', 'sigmoid'] as const) {
      const model = compiled([dense({ units: 4, activation: last, inputShape: [3] })], name);
      const { x, y } = batchOf(3, 3, 4, 8, hasLabels);
      checkTrace(model, { x, y: hasLabels ? y : meant(name, Float32Array.from(y)), sampleWeight: [1, 0.25, 3] });
    }
  });
}

/** Adafactor empties a buffer on the host before it adds to it. */
const emptied = ({ layer }: TensorElement, value: number): boolean => layer === 'scratch' && value === 0;

for (const name of Object.keys(optimizers)) {
  test(`a step of the optimizer ${name} follows from its trace`, () => {
    const optimizer = optimizers[name]({ ...rows[name].required, ...rows[name].train.options });
    const model = compiled(
      [dense({ units: 4, activation: 'tanh', inputShape: [3] }), dense({ units: 2 })], 'meanSquaredError', optimizer,
    );
    for (const stream of [1, 2, 3]) checkTrace(model, batchOf(3, 3, 2, stream), emptied);
  });
}

test('so does one with every other kind of layer, regularizers, constraints, rates by layer and weights, on '
  + 'either kind of table', () => {
  for (const kernels of [createKernels('reference'), defaultKernels()]) {
    const regular = {
      kernelRegularizer: 'l2', biasRegularizer: 'l1', activityRegularizer: 'l1', kernelConstraint: 'unitNorm',
      biasConstraint: 'nonNeg',
    } as const;
    const model = compiled(
      [
        dense({ units: 6, inputShape: [3], ...regular }), batchNormalization(), prelu(), dropout({ rate: 0.3 }),
        dense({ units: 4, name: 'middle' }), layerNormalization(), gaussianNoise({ stddev: 0.1 }),
        activation('softplus'), alphaDropout({ rate: 0.2 }), dense({ units: 2, activation: 'softmax' }),
      ],
      'categoricalCrossentropy', adam({ learningRateMultipliers: { middle: 0.5 }, average: { kind: 'exponential' } }),
      { kernels },
    );
    const first = batchOf(4, 3, 2, 3);
    model.trainOnBatch(first.x, first.y); // the average begins as a copy of θ
    for (const stream of [1, 2]) {
      const fromHost = (element: TensorElement): boolean => noise(element) || element.tensor === 'ones';
      const phases = new Set(
        checkTrace(model, { ...batchOf(4, 3, 2, stream), sampleWeight: [1, 2, 0.5, 0] }, fromHost)
          .map(({ phase }) => phase),
      );
      assert.deepEqual([...phases], ['forward', 'loss', 'backward', 'regularization', 'update']);
    }
  }
});

test('a batch larger than maxBatch is traced in one piece, with the bits of the parts', () => {
  const layers = [dense({ units: 3, activation: 'tanh', inputShape: [2] }), dense({ units: 2 })];
  checkTrace(compiled(layers, 'meanSquaredError', adam(), { maxBatch: 2 }), batchOf(5, 2, 2, 4));
});

const classifier = (): Sequential => compiled(
  [dense({ units: 12, activation: 'relu', inputShape: [6] }), dense({ units: 3, activation: 'softmax' })],
  'sparseCategoricalCrossentropy', adam(),
);

const follow = (options: TraceOptions, model: Sequential = classifier()): {
  operations: TracedOperation[]; traced: Trace;
} => {
  const { x, y } = batchOf(4, 6, 3, 9, true), operations: TracedOperation[] = [];
  return { operations, traced: trace(model, x, y, { ...options, into: operations }) };
};

test('one weight can be followed: its gradient, its moments and its update, and no other', () => {
  const { operations } = follow({ layers: ['dense'], tensors: ['w', '∂J/∂w'], indices: [17] });
  assert.ok(operations.every(({ layer, index }) => layer === 'dense' && (index === 17 || index === -1)));
  assert.deepEqual([...new Set(operations.map(({ tensor }) => tensor))], ['∂J/∂w', 'm of w', 'v of w', 'w']);
  // four examples: a product and a sum each
  assert.equal(operations.filter(({ tensor }) => tensor === '∂J/∂w').length, 2 * 4);
  assert.deepEqual(
    operations.filter(({ writes }) => writes).map(({ tensor }) => tensor), ['∂J/∂w', 'm of w', 'v of w', 'w'],
  );
});

test('a filter takes of the whole trace what serves its elements, and changes no number', () => {
  const all = follow({}).operations;
  const plain = ({ number: _, call: __, sources: ___, ...rest }: TracedOperation) => rest;
  for (const [options, keeps] of [
    [{ layers: ['dense_1'], tensors: ['z'] }, ({ layer, tensor }) => layer === 'dense_1' && tensor === 'z'],
    [
      { tensors: ['∂J/∂b'], indices: [2, 0] },
      ({ tensor, index }) => tensor === '∂J/∂b' && (index === 0 || index === 2),
    ],
    [{ phases: ['backward'] }, ({ phase }) => phase === 'backward'],
    [{ phases: ['loss', 'forward'] }, ({ phase }) => phase === 'loss' || phase === 'forward'],
    [
      { layers: ['dense'], phases: ['update'] },
      ({ layer, phase, index }) => phase === 'update' && (layer === 'dense' || index === -1),
    ],
  ] satisfies [TraceOptions, (operation: TracedOperation) => boolean][]) {
    const { operations, traced } = follow(options);
    assert.deepEqual(operations.map(plain), all.filter(keeps).map(plain));
    assert.equal(traced.operations, operations.length);
  }
});

test('an element of a routine that works on rows brings its row\'s shared operations', () => {
  const { operations } = follow({ layers: ['dense_1'], tensors: ['a'], indices: [4] });
  assert.deepEqual([...new Set(operations.map(({ index }) => index))].sort(), [3, 4, 5]);
  assert.deepEqual(
    operations.filter(({ writes }) => writes).map(({ operation, index }) => [operation, index]), [['div', 4]],
  );
  assert.deepEqual(follow({ layers: ['dense_1'], tensors: ['a'], indices: [] }).operations, []);
});

test('with expand false an elementary function is one operation, of the same value', () => {
  const options = { layers: ['dense_1'], tensors: ['a'] };
  const [whole, expanded] = [false, true].map((isExpanded) => follow({ ...options, expand: isExpanded }).operations);
  assert.equal(whole.filter(({ operation }) => operation === 'exp').length, 12);
  assert.equal(expanded.length - whole.length, 12 * (costOf('exp') - 1));
  const written = (operations: readonly TracedOperation[]): number[] =>
    operations.filter(({ writes }) => writes).map(({ result }) => result);
  assert.deepEqual(written(whole), written(expanded));
});

test('a table that computes something else than it should is found out, by routine, element and both values', () => {
  const base = createKernels('reference');
  const faulty = (change: Partial<Kernels>): Kernels => {
    const table: Kernels = { ...base, ...change, reserve: () => table, bind: (call) => bindInvoked(table, call) };
    return table;
  };
  const nextUp = (values: Float32Array, at: number): void => {
    values[at] = values[at] === 0 ? 2 ** -149 : values[at] * (1 + 2 ** -23);
  };
  const cases: readonly (readonly [Partial<Kernels>, RegExp])[] = [
    [
      { gemm(...args) { base.gemm(...args); nextUp(args[13], args[14] + 4); } },
      /^trace: gemm must give dense\/z\[4\] = \S+ by its definition, the table gives \S+$/,
    ],
    [{ elementwise(program, n, arrays, scalars) {
      base.elementwise(program, n, arrays, scalars);
      if (program.stores.length === 3) nextUp(arrays[program.stores[2].array], 7);
    } }, /^trace: elementwise of '\S+' must give dense\/[\w ]+\[7\] = /],
    [
      { softmaxCrossentropy(
        m, n, z, labels, a, out,
      ) { base.softmaxCrossentropy(m, n, z, labels, a, out); nextUp(out, 1); } },
      /^trace: softmaxCrossentropy must give loss\/losses\[1\]/,
    ],
  ];
  for (const [change, message] of cases) {
    const broken = sequential(classifier().layers, { kernels: faulty(change), seed: 3 });
    broken.compile({ optimizer: adam(), loss: 'sparseCategoricalCrossentropy' });
    assert.throws(() => follow({}, broken), { message });
  }
});

const small = compiled([dense({ units: 2, inputShape: [3] })], 'meanSquaredError');
const one = batchOf(1, 3, 2, 1);

checkRefusals('what cannot be traced, or is misspelt, is refused', [
  [
    () => trace(sequential([dense({ units: 2, inputShape: [3] })]), one.x, one.y), StateError,
    /the model must be compiled first/,
  ],
  [() => trace(small, one.x, [1]), ShapeError, /^trace: y must hold 1 × 2 elements/],
  [
    () => trace(small, one.x, one.y, { layers: ['dense_1'] }), RangeError,
    /^trace: layers\[0\] must be one of .*'dense'.*, got 'dense_1'/,
  ],
  [() => trace(small, one.x, one.y, { tensors: ['m'] }), RangeError, /^trace: tensors\[0\] must be one of .*'∂J\/∂w'/],
  [
    () => trace(small, one.x, one.y, { indices: [-1] }), RangeError,
    /^trace: indices\[0\] must be a non-negative integer, got -1/,
  ],
  [
    () => trace(small, one.x, one.y, { phases: ['forwards' as 'forward'] }), RangeError,
    /^trace: phases\[0\] must be one of 'forward', 'loss'/,
  ],
  [
    () => trace(small, one.x, one.y, { layers: 'dense' as never }), TypeError,
    /^trace: layers must be an array, got 'dense'/,
  ],
  [() => trace(small, one.x, one.y, { onOperation: [] as never }), TypeError, /^trace: onOperation must be a function/],
  [() => trace(small, one.x, one.y, { into: {} as never }), TypeError, /^trace: into must be an array/],
  [() => trace(small, one.x, one.y, { sampleWeight: [1, 2] }), ShapeError, /^trace: sampleWeight must hold 1 weights/],
  [() => trace(small, one.x, one.y, { layer: 'dense' } as never), TypeError, /^trace: unknown option 'layer'/],
]);
