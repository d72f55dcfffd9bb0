/**
 * Explanations of models of the functional interface.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explainGradient, type ExplainOptions } from '../../lib/audit/index.ts';
import {
  activation, add, dense, dropout, embedding, flatten, layerNormalization, multiHeadAttention,
} from '../../lib/layers/index.ts';
import { input, model, sequential, type Model } from '../../lib/model/index.ts';
import { assertClose } from '../helpers/close.ts';
import { EXAMPLES, graphCases } from '../model/graphCases.ts';

const x = Float32Array.of(0.5, -1, 0.25, 2, -0.125, 1), y = [1, 0];

function compiled(made: Model): Model {
  made.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy' });
  return made;
}

const layers = [
  flatten({ inputShape: [3, 1] }), dense({ units: 4 }), activation('relu'), dropout({ rate: 0.25 }),
  dense({ units: 2, activation: 'softmax' }),
];

test('a functional model that is a stack is explained in the words of the sequential one', () => {
  const stack = compiled(sequential(layers, { seed: 3 })), from = input({ shape: [3, 1] });
  const outputs = layers.reduce((tensor, layer) => layer.apply(tensor), from);
  const own = (text: string): string => text.replaceAll('model/', ''); // a nested model's name before its layers'
  const nested = compiled(model({ inputs: from, outputs: sequential(layers).apply(from), seed: 3 }));
  nested.setWeights(stack.getWeights());
  for (const made of [compiled(model({ inputs: from, outputs, seed: 3 })), nested]) {
    for (const which of [{ layer: 2, i: 1, j: 3 }, { layer: 2, i: 4 }, { layer: 4, i: 2, j: 1 }]) {
      const wanted = explainGradient(stack, x, y, which), got = explainGradient(made, x, y, which);
      assert.equal(own(String(got)), String(wanted));
      assert.equal(own(got.toMarkdown()), wanted.toMarkdown());
      assert.equal(own(got.toSvg()), wanted.toSvg());
    }
  }
});

/** Weights that can be explained in the cases: after them all paths are a chain, or parts that come together again. */
const EXPLAINED: Readonly<Record<string, readonly ExplainOptions[]>> = {
  'a residual network': [{ layer: 2, i: 3, j: 2 }, { layer: 2, i: 1 }, { layer: 4, i: 1, j: 4 }],
  'two towers with a shared layer': [{ layer: 2, i: 1, j: 2 }, { layer: 2, i: 1 }],
  'two outputs and two losses': [],
  'a model within a model, twice': [{ layer: 2, i: 2, j: 1 }, { layer: 2, i: 1 }],
};

for (const { title, make, x: given, y: targets } of graphCases) {
  for (const which of EXPLAINED[title]) {
    test(`${title}: ${JSON.stringify(which)} is explained, whatever lies before it`, () => {
      const made = make(), { value, backpropagated, finiteDifference, weight, update } =
        explainGradient(made, given, targets, which);
      assertClose([value, finiteDifference], [backpropagated, backpropagated], 1e-5);
      made.trainOnBatch(given, targets);
      assert.deepEqual([backpropagated, update.after], [made.gradient[weight.index], made.theta[weight.index]]);
    });
  }
}

test('where the graph parts, all until it has come together again is one layer, asked by backward passes', () => {
  const { make, x: given, y: targets } = graphCases[0], made = make();
  const { functions, paths, pathCount } = explainGradient(made, given, targets, { layer: 2, i: 1, j: 1, most: 1 });
  assert.deepEqual(functions.map(({ left, right }) => `${left} = ${right}`).slice(2, 5), [
    'z³ₖ = dropout … add(a²)ₖ', 'a³ₖ = z³ₖ', 'z⁴ₖ = w⁴ₖ₁ a³₁ + w⁴ₖ₂ a³₂ + w⁴ₖ₃ a³₃ + w⁴ₖ₄ a³₄ + b⁴ₖ',
  ]);
  const through = paths[0].factors.find(({ symbol }) => /^∂z³.*∂a²₁$/.test(symbol));
  assert.match(through?.formula ?? '', /^dropout … add of a²₁, output [1-4]$/);
  assert.ok(pathCount > BigInt(EXAMPLES), 'one way round the other layers, and others through them');
});

test('several outputs, layers that stand twice and parts that say no terms are refused by name', () => {
  const from = input({ shape: [3] }), hidden = dense({ units: 2 }).apply(from), end = dense({ units: 2 }).apply(hidden);
  const made = model({ inputs: from, outputs: [hidden, end] });
  made.compile({ optimizer: 'sgd', loss: 'mse' });
  const outputs = { name: 'TypeError', message: 'explainGradient: layers must have one output, got 2' };
  assert.throws(() => explainGradient(made, x, [[1, 0, 0, 1], [1, 0, 0, 1]], { layer: 2, i: 1 }), outputs);
  const { make, x: given, y: targets } = graphCases[2];
  assert.throws(() => explainGradient(make(), given, targets, { layer: 2, i: 1 }), outputs);
  const residual = graphCases[0];
  assert.throws(() => explainGradient(residual.make(), residual.x, residual.y, { layer: 3, i: 1 }), {
    name: 'TypeError',
    message: 'explainGradient: layer must be one that says its terms, got layer 3 (\'dropout … add\')',
  });
});

/** Ids of sequences of three steps, looked up and then joined with what a dense layer makes of them. */
function sequences(maskZero: boolean, loss: 'sparseCategoricalCrossentropy' | 'meanSquaredError'): Model {
  const from = input({ shape: [3] }), known = embedding({ inputDim: 5, outputDim: 4, maskZero }).apply(from);
  const joined = add().apply([known, dense({ units: 4, activation: 'tanh' }).apply(known)]);
  const activation = loss === 'meanSquaredError' ? 'sigmoid' : 'softmax';
  const outputs = dense({ units: 3, activation }).apply(dense({ units: 4 }).apply(joined));
  const made = model({ inputs: from, outputs, seed: 3 });
  made.compile({ optimizer: 'sgd', loss });
  return made;
}

const IDS = Float32Array.of(1, 2, 0, 3, 4, 1), WEIGHTS = [1, 0, 2, 0.5, 3, 1];

for (const loss of ['sparseCategoricalCrossentropy', 'meanSquaredError'] as const) {
  const isMean = loss === 'meanSquaredError';
  const targets = isMean ? Float32Array.from({ length: 18 }, (_, i) => i / 18) : [0, 1, 2, 2, 1, 0];
  for (const maskZero of [false, true]) {
    test(`${loss} of several rows${maskZero ? ', some of them masked' : ''}: each has its share in the paths`, () => {
      for (const weights of [{}, { sampleWeight: WEIGHTS }]) {
        const made = sequences(maskZero, loss);
        const { value, backpropagated, finiteDifference, examples, functions } =
          explainGradient(made, IDS, targets, { layer: 4, i: 2, j: 1, ...weights });
        assertClose([value, finiteDifference], [backpropagated, backpropagated], 1e-5);
        for (const own of examples) assertClose([own.value], [own.backpropagated], 1e-5);
        assert.match(functions.at(-1)?.right ?? '', /^the mean over 3 rows of /);
      }
    });
  }
}

test('outputs of several rows are named by row and label, with the share of their row', () => {
  const made = sequences(false, 'sparseCategoricalCrossentropy'), labels = [0, 1, 2];
  const explanation = explainGradient(made, IDS.subarray(0, 3), labels, { layer: 5, i: 2, j: 1 });
  const formulas = explanation.paths.map(({ factors: [{ formula }] }) => formula).sort();
  assert.deepEqual(formulas, ['0.3333 · (a⁵₂ − y₂)', '0.3333 · (a⁵₅ − y₅)', '0.3333 · (a⁵₈ − y₈)']);
  const paths = explainGradient(made, IDS.subarray(0, 3), labels, { layer: 4, i: 2, j: 1 });
  assert.match(String(paths), /output 9 \(row 3, label 2: 0\.\d+ where 1 is wanted\)/);
});

test('a layer by its name is layer 2, within a part that comes together too; all else is given', () => {
  const { make, x: given, y: targets } = graphCases[0];
  for (const [layer, more] of [['second', {}], ['first', {}], ['out', { j: 2 }]] as const) {
    const made = make(), { value, backpropagated, finiteDifference, weight } =
      explainGradient(made, given, targets, { layer, i: 2, j: 3, ...more });
    assertClose([value, finiteDifference], [backpropagated, backpropagated], 1e-5, layer);
    const { offset } = made.parameters.find((own) => own.layer === layer && own.name === 'w') ?? assert.fail();
    const units = layer === 'out' ? 2 : 4, j = layer === 'out' ? 2 : 3;
    assert.deepEqual([weight.layer, weight.name, weight.index], [2, layer, offset + (j - 1) * units + 1]);
  }
  const { functions } = explainGradient(make(), given, targets, { layer: 'second', i: 1 });
  assert.deepEqual(functions.map(({ right }) => right).slice(0, 3), [
    'w²₁₁ a¹₁ + w²₁₂ a¹₂ + w²₁₃ a¹₃ + w²₁₄ a¹₄ + b²₁', 'z²₁', 'add(a²)ₖ',
  ]);
  assert.throws(() => explainGradient(make(), given, targets, { layer: 'secnd', i: 1 }), {
    name: 'RangeError',
    message: 'explainGradient: layer must be a number or a name, got \'secnd\'; did you mean \'second\'?',
  });
});

test('a weight of the first block of a transformer is explained by all its ways through the second', () => {
  const from = input({ shape: [4] });
  let tensor = embedding({ inputDim: 5, outputDim: 4 }).apply(from);
  for (const block of ['one', 'two']) {
    const normal = layerNormalization().apply(tensor);
    const attention = multiHeadAttention({ numHeads: 2, keyDim: 2, useCausalMask: true });
    tensor = add().apply([tensor, attention.apply([normal, normal])]);
    const wide = dense({ units: 3, activation: 'tanh', name: `${block} in` });
    const inner = wide.apply(layerNormalization().apply(tensor));
    tensor = add().apply([tensor, dense({ units: 4, name: `${block} out` }).apply(inner)]);
  }
  const made = model({ inputs: from, outputs: dense({ units: 5, activation: 'softmax' }).apply(tensor), seed: 8 });
  made.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy' });
  const ids = Float32Array.of(1, 2, 0, 3, 4, 1, 1, 2), labels = [2, 0, 3, 1, 1, 1, 2, 4];
  for (const layer of ['one in', 'one out', 'two in', 'two out', 'dense']) {
    const { value, backpropagated, finiteDifference, update, weight } =
      explainGradient(made, ids, labels, { layer, i: 2, j: 3 });
    assertClose([value, finiteDifference], [backpropagated, backpropagated], 1e-4, layer);
    assert.equal(weight.uses.length, 4, 'one a step');
    assert.equal(update.before, made.theta[weight.index]);
  }
});
