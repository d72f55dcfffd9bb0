/**
 * Targets that a loss cannot mean, and networks of which it is a constant.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ShapeError } from '../../lib/core/errors.ts';
import { activation, dense, flatten, reshape, type Layer } from '../../lib/layers/index.ts';
import {
  binaryCrossentropy, losses, meanSquaredError, poisson, type Loss, type LossName,
} from '../../lib/losses/index.ts';
import { sequential, type Sequential } from '../../lib/model/index.ts';
import { sgd } from '../../lib/optimizers/index.ts';
import { checkRefusals, type Refusal } from '../helpers/refusals.ts';

const COUNT = 4;

function network(loss: LossName | Loss, outputs: number, layers?: readonly Layer[]): Sequential {
  const model = sequential(layers ?? [dense({ units: outputs, activation: 'sigmoid', inputShape: [1] })]);
  model.compile({ optimizer: sgd(), loss });
  return model;
}

/** What `evaluate` does with such targets, of one output or two. */
function given(loss: LossName | Loss, targets: readonly number[]): () => unknown {
  const outputs = targets.length / COUNT;
  return () => network(loss, outputs).evaluate(new Float32Array(COUNT), targets);
}

const fraction = 'from 0 to 1 for loss',
  positive = 'a finite number of at least 0 for loss';

checkRefusals(
  'targets that a loss cannot mean are refused by name, with the likely cure',
  (
    [
      [
        'binaryCrossentropy',
        [1, 2, 1, 2],
        `[1] must be ${fraction} binaryCrossentropy, got 2; labels 1 and 2 become 0 and 1 by y - 1`,
      ],
      [
        'binaryCrossentropy',
        [1, 1, -1, 1],
        `[2] must be ${fraction} binaryCrossentropy, got -1; -1 and 1 become 0 and 1 by (y + 1) / 2, or take hinge`,
      ],
      [
        'binaryCrossentropy',
        [0, 0, 0, 255],
        `[3] must be ${fraction} binaryCrossentropy, got 255; bytes become 0 to 1 by y / 255`,
      ],
      [
        'binaryCrossentropy',
        [0, 7, 128, 254],
        `[1] must be ${fraction} binaryCrossentropy, got 7; bytes become 0 to 1 by y / 255`,
      ],
      [
        'binaryCrossentropy',
        [0, 3, 1, 2],
        `[1] must be ${fraction} binaryCrossentropy, got 3; numbers of classes are for sparseCategoricalCrossentropy`,
      ],
      ['binaryCrossentropy', [0, 0.5, 1.5, 1], `[2] must be ${fraction} binaryCrossentropy, got 1.5`],
      ['binaryCrossentropy', [0, NaN, 1, 1], `[1] must be ${fraction} binaryCrossentropy, got NaN`],
      [
        binaryCrossentropy({ fromLogits: true, labelSmoothing: 0.5 }),
        [0, 1, 2, 0],
        `[2] must be ${fraction} binaryCrossentropy, got 2; numbers of classes`,
      ],
      ['categoricalCrossentropy', [0, 1, 1, 0, -1, 1, 0, 1], `[4] must be ${positive} categoricalCrossentropy, got -1`],
      [
        'categoricalCrossentropy',
        [-1, 1, 1, -1, -1, 1, -1, 1],
        `[0] must be ${positive} categoricalCrossentropy, got -1; -1 and 1 become 0 and 1`,
      ],
      [
        'categoricalCrossentropy',
        [0, 1, 1, 0, Infinity, 1, 0, 1],
        `[4] must be ${positive} categoricalCrossentropy, got Infinity`,
      ],
      [
        'categoricalHinge',
        [-1, 1, 1, -1, -1, 1, -1, 1],
        `[0] must be ${fraction} categoricalHinge, got -1; -1 and 1 become 0 and 1`,
      ],
      [
        'kullbackLeiblerDivergence',
        [0.25, 0.75, 1.25, -0.25, 0, 1, 0, 1],
        `[2] must be ${fraction} kullbackLeiblerDivergence, got 1.25`,
      ],
      ['poisson', [0, 3, 1.5, -2], `[3] must be ${positive} poisson, got -2`],
      ['meanSquaredLogarithmicError', [0, 3, -0.5, 2], `[2] must be ${positive} meanSquaredLogarithmicError, got -0.5`],
      ['hinge', [1, 0, 1, 0], '[1] must be -1 or 1 for loss hinge, got 0; 0 and 1 become -1 and 1 by 2 * y - 1'],
      [
        'squaredHinge',
        [1, 1, 1, 0],
        '[3] must be -1 or 1 for loss squaredHinge, got 0; 0 and 1 become -1 and 1 by 2 * y - 1',
      ],
      ['hinge', [1, -1, 0.5, 1], '[2] must be -1 or 1 for loss hinge, got 0.5'],
    ] as const
  ).map(([loss, targets, message]): Refusal => [given(loss, targets), RangeError, starting(`evaluate: y${message}`)]),
);

/** Text as a pattern: all of it, or its beginning where it ends within a cure. */
function starting(text: string): RegExp {
  return new RegExp(`^${text.replace(/[[\]().*+?]/g, '\\$&')}`);
}

test('a refusal without a cure, or with one that the loss could not mean, says no more', () => {
  assert.throws(given('hinge', [255, 0, 0, 255]), {
    message: 'evaluate: y[0] must be -1 or 1 for loss hinge, got 255',
  });
  assert.throws(given('poisson', [0, -1.5, 1, 1]), { message: `evaluate: y[1] must be ${positive} poisson, got -1.5` });
  assert.throws(given('binaryCrossentropy', [0.5, 300, 1, 0]), {
    message: `evaluate: y[1] must be ${fraction} binaryCrossentropy, got 300`,
  });
});

test('targets that a loss does mean stay: soft labels, counts, rows of any sum, numbers for distances', () => {
  const fine: Readonly<Record<LossName, readonly number[]>> = {
    binaryCrossentropy: [0, 0.1, 0.9, 1],
    categoricalCrossentropy: [0, 0, 2, 3, 0.5, 0.25, 1, 0],
    categoricalHinge: [0, 1, 0.9, 0.1, 1, 0, 0, 0],
    kullbackLeiblerDivergence: [0, 1, 0.5, 0.5],
    poisson: [0, 1e6, 2.5, 3],
    meanSquaredLogarithmicError: [0, 1e6, 2.5, 3],
    hinge: [-1, 1, 1, -1],
    squaredHinge: [1, 1, 1, -1],
    sparseCategoricalCrossentropy: [0, 1, 1, 0],
    cosineSimilarity: [-2, 255, 0, 0, 1, 1, -3, 1e9],
    halfSquaredError: [-2, 255, 0, 1e9],
    huber: [-2, 255, 0, 1e9],
    logCosh: [-2, 255, 0, 1e9],
    binaryFocalCrossentropy: [0, 0.1, 0.9, 1],
    categoricalFocalCrossentropy: [0, 0, 2, 3, 0.5, 0.25, 1, 0],
    meanAbsolutePercentageError: [-2, 255, 0, 1e9],
    meanAbsoluteError: [-2, 255, 0, 1e9],
    meanSquaredError: [-2, 255, 0, 1e9],
  };
  for (const name of Object.keys(losses) as LossName[]) {
    const outputs = name === 'sparseCategoricalCrossentropy' ? 2 : fine[name].length / COUNT;
    assert.ok(Number.isFinite(network(name, outputs).evaluate(new Float32Array(COUNT), fine[name]).loss), name);
  }
});

test('targets are judged as the binary32 that the loss sees', () => {
  const almost = [-1e-60, 1 + 2 ** -52, 1 - 2 ** -53, 0], { loss } = network('binaryCrossentropy', 1);
  for (const targets of [almost, Float64Array.from(almost)]) {
    loss.expectTargets?.('f', targets);
    assert.throws(() => loss.expectTargets?.('f', targets.map((y) => y + 2 ** -23)), { name: 'RangeError' });
  }
  const counts = Float64Array.of(0, 1e300);
  assert.throws(() => poisson.expectTargets?.('f', counts), { message: /^f: y\[1\] must be .*, got 1e\+300$/ });
});

test('fit, its validation data and trainOnBatch ask the loss before anything is changed', async () => {
  const model = network('binaryCrossentropy', 1),
    x = Float32Array.of(1, 2),
    theta = model.theta.slice();
  const message = /: y\[1\] must be from 0 to 1 for loss binaryCrossentropy, got 2; labels 1 and 2/;
  await assert.rejects(model.fit(x, [1, 2]), { name: 'RangeError', message });
  await assert.rejects(model.fit(x, [1, 0], { validationData: [x, Float32Array.of(1, 2)] }), {
    name: 'RangeError',
    message,
  });
  assert.throws(() => model.trainOnBatch(x, Uint8Array.of(1, 2)), { name: 'RangeError', message });
  assert.deepEqual([model.theta, model.steps], [theta, 0]);
});

test("a loss of one's own may say what it means, and need not", () => {
  const own: Loss = {
    ...meanSquaredError,
    name: 'own',
    expectTargets(who, y) {
      if (y[0] === 3) throw new RangeError(`${who}: not 3`);
    },
  };
  assert.throws(() => network(own, 1).evaluate(Float32Array.of(1), [3]), { message: 'evaluate: not 3' });
  assert.equal(typeof network(own, 1).evaluate(Float32Array.of(1), [-7]).loss, 'number');
});

const yesOrNo = "; for yes or no take one output with activation 'sigmoid' and loss 'binaryCrossentropy'";

checkRefusals(
  'a network whose output or loss is a constant is refused where it is compiled',
  (
    [
      [
        'binaryCrossentropy',
        [dense({ units: 1, activation: 'softmax', inputShape: [2] })],
        `layer 'dense' needs at least 2 outputs for its softmax, got (1), of which each output is a constant${yesOrNo}`,
      ],
      [
        'categoricalCrossentropy',
        [dense({ units: 1, activation: 'softmax', inputShape: [2] })],
        "layer 'dense' needs at least 2 outputs for its softmax",
      ],
      [
        'meanSquaredError',
        [dense({ units: 1, inputShape: [2] }), activation('softmax', { name: 'p' })],
        "layer 'p' needs at least 2 outputs for its softmax",
      ],
      [
        'meanSquaredError',
        [dense({ units: 1, activation: 'logSoftmax', inputShape: [2] })],
        "layer 'dense' needs at least 2 outputs for its logSoftmax",
      ],
      [
        'meanSquaredError',
        [reshape({ targetShape: [2, 1], inputShape: [2] }), activation('softmax'), flatten()],
        "layer 'activation' needs at least 2 outputs for its softmax, got (2, 1)",
      ],
      [
        'categoricalCrossentropy',
        [dense({ units: 1, activation: 'sigmoid', inputShape: [2] })],
        `loss categoricalCrossentropy needs at least 2 outputs, since of fewer it is a constant, got 1${yesOrNo}`,
      ],
      [
        'cosineSimilarity',
        [dense({ units: 1, inputShape: [2] })],
        'loss cosineSimilarity needs at least 2 outputs, since of fewer it is a constant, got 1',
      ],
      [
        'sparseCategoricalCrossentropy',
        [dense({ units: 1, inputShape: [2] })],
        'loss sparseCategoricalCrossentropy needs at least 2 outputs, one a class, got 1',
      ],
    ] as const
  ).map(([loss, layers, message]): Refusal => [
    () => network(loss, 1, layers),
    ShapeError,
    starting(`compile: ${message}`),
  ]),
);

checkRefusals('labels in place of rows, rows in place of labels, and labels from 1 are told apart', [
  [
    () => network('categoricalCrossentropy', 3).evaluate(new Float32Array(4), [0, 1, 2, 0]),
    ShapeError,
    /y must hold 4 × 3 elements .*, got 4; one label an example is for sparseCategoricalCrossentropy$/,
  ],
  [
    () => network('sparseCategoricalCrossentropy', 3).evaluate(new Float32Array(2), [0, 1, 0, 1, 0, 0]),
    ShapeError,
    /y must hold 2 × 1 elements .*, got 6; rows of numbers, such as one-hot, are for .* categoricalCrossentropy$/,
  ],
  [
    () => network('sparseCategoricalCrossentropy', 3).evaluate(new Float32Array(3), [1, 3, 2]),
    RangeError,
    /y\[1\] must be a label, a whole number from 0 to 2, got 3; labels from 1 to 3 become these by y - 1$/,
  ],
  [
    () => network('sparseCategoricalCrossentropy', 3).evaluate(new Float32Array(3), [0, 3, 2]),
    RangeError,
    /y\[1\] must be a label, a whole number from 0 to 2, got 3$/,
  ],
  [
    () => network('meanSquaredError', 2).evaluate(new Float32Array(3), [0, 3]),
    ShapeError,
    /y must hold 3 × 2 elements .*, got 2$/,
  ],
]);

checkRefusals("what a loss of one's own says of itself is checked where the model is compiled", [
  [own({ decision: { threshold: '0', no: 0 } }), TypeError, /^compile: decision.threshold of loss 'own' must be a fin/],
  [own({ decision: { threshold: 0.5 } }), RangeError, /^compile: decision.no of loss 'own' must be 0 or -1, got undef/],
  [own({ decision: 'yes' }), TypeError, /^compile: decision of loss 'own' must be an object, got 'yes'$/],
  [own({ leastOutputs: 0 }), RangeError, /^compile: leastOutputs of loss 'own' must be a positive integer, got 0$/],
  [own({ expectTargets: 7 }), TypeError, /^compile: expectTargets of loss 'own' must be a function, got 7$/],
  [own({ expectTarget: () => 1 }), TypeError, /'expectTarget', which is never used; did you mean 'expectTargets'\?$/],
]);

function own(more: object): () => unknown {
  return () => network({ ...meanSquaredError, name: 'own', ...more } as Loss, 1);
}
