/**
 * Names that objects have of themselves: whatever a user calls a metric, a layer, a tensor, a log, a slot or a class,
 * the name is one of its own.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ledger, verifyLedger } from '../../lib/audit/index.ts';
import { setOwn } from '../../lib/core/ownProperty.ts';
import { Philox } from '../../lib/core/philox.ts';
import { load, save } from '../../lib/formats/index.ts';
import { add, formula, print } from '../../lib/formula/index.ts';
import { createKernels } from '../../lib/kernels/index.ts';
import { dense, toActivation } from '../../lib/layers/index.ts';
import { binaryAccuracy, precision, toMetric } from '../../lib/metrics/index.ts';
import {
  csvLogger, earlyStopping, modelCheckpoint, progress, reduceLROnPlateau, sequential, type Callback, type FitOptions,
  type Sequential,
} from '../../lib/model/index.ts';
import { fromConfig, sgd, type OptimizerConfig } from '../../lib/optimizers/index.ts';
import { link, module } from '../../lib/wasm/index.ts';
import { toLoss } from '../../lib/losses/index.ts';
import { operands } from '../helpers/random.ts';
import { checkRefusals, type Refusal } from '../helpers/refusals.ts';
import { NAMES, Odd, Odder, ofNames } from './oddNames.ts';

const random = new Philox(15),
  x = operands(random, 40),
  y = Float32Array.from({ length: 20 }, () => random.nextBelow(2));

function build(): Sequential {
  const model = sequential(
    [
      dense({ units: 2, inputShape: [2], name: 'constructor', activation: 'tanh' }),
      new Odd({ name: 'toString' }),
      dense({ units: 2, name: '__proto__' }),
      dense({ units: 1, activation: 'sigmoid', name: 'is' }),
    ],
    { seed: 5 },
  );
  const learningRateMultipliers = ofNames((_, i) => i / 2, ['constructor', 'toString', '__proto__', 'is']);
  model.compile({
    optimizer: new Odder({ learningRate: 0.1, learningRateMultipliers }),
    loss: 'binaryCrossentropy',
    metrics: NAMES.map((name, i) => (i % 2 === 0 ? binaryAccuracy({ name }) : precision({ name, threshold: 0.45 }))),
  });
  return model;
}

const custom = [Odd, Odder];
const OPTIONS: FitOptions = { batchSize: 4, epochs: 3, validationData: [x, y] };
/** The names of logs: of metrics, of the same in validation, and of what a callback adds. */
const LOGGED = [...NAMES, ...NAMES.map((name) => `val_${name}`)];

test('a fit, its History, callbacks, results of batches and evaluation', async () => {
  const model = build(),
    text: string[] = [],
    saved: number[] = [],
    batches: (readonly string[])[] = [];
  const callbacks: Callback[] = [
    {
      onBatchEnd: (_, logs) => {
        batches.push(Object.keys(logs));
      },
    },
    csvLogger({
      write: (line) => {
        text.push(line);
      },
    }),
    progress({ write: () => {} }),
    reduceLROnPlateau({ monitor: 'loss', factor: 0.5 }),
    ...LOGGED.map((monitor) => earlyStopping({ monitor, patience: 9 })),
    ...LOGGED.map((monitor) =>
      modelCheckpoint({
        monitor,
        saveBestOnly: true,
        save: (_, epoch) => {
          saved.push(epoch);
        },
      }),
    ),
  ];
  const { history, params } = await model.fit(x, y, { ...OPTIONS, callbacks });
  assert.deepEqual(params.metrics, ['loss', ...NAMES]);
  assert.deepEqual(Object.keys(history).sort(), ['loss', 'val_loss', 'lr', ...LOGGED].sort());
  for (const name of LOGGED)
    assert.ok(
      Object.hasOwn(history, name) && history[name].length === 3 && history[name].every((v) => v >= 0 && v <= 1),
      name,
    );
  assert.equal(Object.getPrototypeOf(history), Object.prototype);
  assert.ok(batches.every((names) => NAMES.every((name) => names.includes(name))));
  assert.ok(
    text.length === 4 &&
      text.every((line) => line.split(',').length === 3 + LOGGED.length && !line.includes('function')),
  );
  assert.ok(
    LOGGED.every((_, i) => saved[i] === 0),
    'the first epoch is the best so far of each',
  );
  for (const result of [model.evaluate(x, y), model.trainOnBatch(x, y)]) {
    assert.deepEqual(Object.keys(result).sort(), ['loss', ...NAMES].sort());
    assert.deepEqual(result['constructor' as 'loss'], result['valueOf' as 'loss']);
  }
});

test('numbers that callbacks log under such names', async () => {
  const model = build(),
    lines: string[] = [],
    logged = NAMES.map((name) => `${name}`);
  model.compile({ optimizer: sgd({ learningRate: 0.1 }), loss: 'binaryCrossentropy' });
  const script: Callback = {
    onEpochEnd: (epoch, logs) => {
      if (epoch === 0) for (const name of logged) setOwn(logs, name, 7);
    },
  };
  const { history } = await model
    .fit(x, y, {
      epochs: 2,
      callbacks: [
        script,
        csvLogger({
          write: (line) => {
            lines.push(line);
          },
        }),
        ...NAMES.map((monitor) => earlyStopping({ monitor, mode: 'max', patience: 5 })),
      ],
    })
    .catch((error: unknown) => {
      assert.match(String(error), /monitor must be one of 'loss', got '__proto__'/); // the second epoch has none
      return model.history ?? assert.fail();
    });
  assert.deepEqual(
    NAMES.map((name) => history[name]),
    NAMES.map(() => [7]),
  );
  assert.equal(lines[2].split(',').filter((field) => field.trim() === 'NA').length, NAMES.length);
});

test('a checkpoint within an epoch goes on to the same bytes; optimizers come back from their options', async () => {
  const whole = build(),
    half = build();
  await whole.fit(x, y, OPTIONS);
  await half.fit(x, y, { ...OPTIONS, maxIterations: 8 });
  const again = load(save(half), { custom });
  await again.fit(x, y, { ...OPTIONS, resume: true });
  assert.deepEqual(save(again), save(whole));
  assert.deepEqual(again.history, whole.history);
  const { scalars, slots } = again.optimizer.getWeights(again.theta);
  assert.deepEqual([scalars, Object.keys(slots).sort()], [ofNames((_, i) => i + 15), [...NAMES].sort()]);
  const copy = fromConfig(JSON.parse(JSON.stringify(whole.optimizer.getConfig())) as OptimizerConfig, [Odder]);
  assert.deepEqual(copy.getConfig(), whole.optimizer.getConfig());
});

test('slots and numbers read before compile are carried over', () => {
  const model = build(),
    optimizer = new Odder({ learningRate: 0.1 });
  optimizer.setWeights(model.theta, {
    iterations: 2,
    scalars: ofNames((_, i) => 10 + i),
    slots: ofNames((_, i) => model.theta.slice().fill(i)),
  });
  const before = optimizer.getWeights(model.theta);
  model.compile({ optimizer, loss: 'binaryCrossentropy' });
  assert.deepEqual(optimizer.getWeights(model.theta), before);
  assert.deepEqual(
    before.scalars,
    ofNames((_, i) => 10 + i),
  );
});

test('a ledger of such a training verifies', async () => {
  const model = build(),
    parts: Uint8Array[] = [];
  await model.fit(x, y, {
    ...OPTIONS,
    callbacks: [
      ledger({
        write: (bytes) => {
          parts.push(bytes.slice());
        },
      }),
    ],
  });
  const verdict = await verifyLedger(Uint8Array.from(parts.flatMap((part) => [...part])), { x, y }, { custom });
  assert.ok(verdict.ok);
  assert.deepEqual([verdict.steps, verdict.replayed], [15, 15]);
});

test('formulas of arrays and scalars of such names compute and print', () => {
  const names = NAMES.slice(0, 5),
    k = createKernels('simd');
  const program = formula({
    name: 'toString',
    arrays: [...names, 'out'],
    scalars: ['then'],
    define: (symbols) => ({ out: names.reduce((sum, name) => add(sum, symbols[name as 'then']), symbols.then) }),
  });
  const out = Float32Array.of(0);
  k.elementwise(program, 1, [...names.map((_, i) => Float32Array.of(2 ** i)), out], [32]);
  assert.deepEqual(
    [out[0], print(program)],
    [63, 'out ← then + __proto__ + constructor + toString + valueOf + hasOwnProperty'],
  );
});

test('a module is not given a function that nobody gave', () => {
  const m = module();
  m.import('toString', {});
  assert.throws(() => link(m.emit(), {}), /toString|import/i);
});

checkRefusals(
  'where one of a list is named, such a name is none of it',
  NAMES.slice(0, 6).flatMap((name): Refusal[] => [
    [() => toLoss('test', 'loss', name), TypeError, /^test: loss must be one of/],
    [() => toMetric('test', 'metrics[0]', name), TypeError, /^test: metrics\[0\] must be one of/],
    [() => toActivation('test', 'activation', name), TypeError, /^test: activation must be one of/],
    [() => dense({ units: 1, kernelInitializer: name as never }), TypeError, /kernelInitializer must be/],
    [() => dense({ units: 1, kernelRegularizer: name as never }), TypeError, /kernelRegularizer must be/],
    [() => dense({ units: 1, kernelConstraint: name as never }), TypeError, /kernelConstraint must be/],
    [() => fromConfig({ name }), RangeError, /^fromConfig: name must be one of/],
    [
      () => fromConfig({ name: 'sgd', learningRate: { schedule: name } }),
      RangeError,
      /^fromConfig: learningRate.schedule must be one of/,
    ],
    [() => createKernels(name as never), RangeError, /^createKernels: name must be one of/],
  ]),
);
