/**
 * Explanations through layers, activations and losses of which nothing is known but what they say and do.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explainGradient, type ExplainOptions, type Explanation } from '../../lib/audit/index.ts';
import { buildGraph, input } from '../../lib/graph/index.ts';
import { host, perExample } from '../../lib/kernels/index.ts';
import {
  Dense, activation, alphaDropout, batchNormalization, dense, dropout, flatten, gaussianNoise, layerNormalization,
  prelu, reshape,
  type Activation, type ActivationName, type Layer, type Lists, type Node, type Term,
} from '../../lib/layers/index.ts';
import type { Loss, LossName } from '../../lib/losses/index.ts';
import { sequential, type Sequential } from '../../lib/model/index.ts';
import { LayersModel } from '../../lib/model/layersModel.ts';
import { wholeLibrary } from '../../lib/model/wholeLibrary.ts';
import { sgd } from '../../lib/optimizers/index.ts';
import { layOut } from '../../lib/plan/index.ts';
import { uniform } from '../../lib/random/index.ts';
import { assertClose } from '../helpers/close.ts';
import { exactGradient } from './explainCases.ts';
import { Otherwise, Scale, Told, cube, ofSum, quartic, squareplus } from './explainParts.ts';

const INPUTS = 3, OUTPUTS = 2, COUNT = 3;

/** 3 inputs, `units` of layer 2, the layers given, 2 outputs. */
function modelOf(between: readonly Layer[], { units = 4, loss = 'meanSquaredError', first = 'tanh' }: {
  readonly units?: number; readonly loss?: Loss | 'meanSquaredError'; readonly first?: Activation | 'tanh' | 'linear';
} = {}): Sequential {
  const biasInitializer = uniform({ seed: 3, length: units, low: -0.4, high: 0.6 });
  const model = sequential([
    dense({ units, activation: first, inputShape: [INPUTS], biasInitializer }), ...between,
    dense({ units: OUTPUTS, name: 'last' }),
  ], { seed: 5 });
  model.compile({ optimizer: sgd({ learningRate: 0.1 }), loss });
  return model;
}

const dataOf = (count: number): { x: Float32Array; y: Float32Array } => ({
  x: uniform({ seed: 11, length: count * INPUTS, low: -1, high: 1 }),
  y: uniform({ seed: 2, length: count * OUTPUTS, low: 0.1, high: 0.9 }),
});

function explain(model: Sequential, options: ExplainOptions, count: number = 1): Explanation {
  const { x, y } = dataOf(count);
  return explainGradient(model, x, y, options);
}

/** Paths of one example from a unit of layer 2 to the loss, and the stack between it and the last layer. */
const CASES: Readonly<Record<string, readonly [paths: bigint, model: () => Sequential]>> = {
  layerNormalization: [4n * 2n, () => modelOf([layerNormalization()])],
  'layerNormalization of rows': [
    3n * 2n, () => modelOf([reshape({ targetShape: [2, 3] }), layerNormalization(), flatten()], { units: 6 }),
  ],
  prelu: [2n, () => modelOf([prelu({ alphaInitializer: [0.5, -0.25, 2, 0.125] })])],
  dropout: [2n, () => modelOf([dropout({ rate: 0.5 })])],
  'noise of other kinds': [2n, () => modelOf([gaussianNoise({ stddev: 0.5 }), alphaDropout({ rate: 0.25 })])],
  'a layer that does otherwise in training': [2n, () => modelOf([new Otherwise()])],
  'a layer of the user\'s': [2n, () => modelOf([new Scale()])],
  'a layer of the user\'s that says its terms': [2n, () => modelOf([new Told()])],
  'an activation of the user\'s, a formula': [2n, () => modelOf([], { first: squareplus })],
  'an activation of the user\'s in plain TypeScript': [2n, () => modelOf([], { first: cube })],
  'a loss of the user\'s, a formula': [2n, () => modelOf([], { loss: quartic })],
  'a loss of the user\'s in plain TypeScript': [2n, () => modelOf([], { loss: ofSum })],
  'two activations in a row': [2n, () => modelOf([activation('softsign'), activation('elu')])],
  'a softmax of rows': [
    2n * 2n, () => modelOf([reshape({ targetShape: [2, 2] }), activation('softmax'), flatten()], { first: 'linear' }),
  ],
  'a dense layer on rows': [
    3n * 2n, () => modelOf([reshape({ targetShape: [2, 2] }), dense({ units: 3, activation: 'sigmoid' }), flatten()]),
  ],
  'all in a stack': [
    4n * 4n * 2n,
    () => modelOf([
      layerNormalization(), dropout({ rate: 0.25 }), new Scale(), activation(cube),
      dense({ units: 4, activation: 'relu' }),
      new Told(), prelu(),
    ], { loss: quartic, first: squareplus }),
  ],
};

for (const [name, [paths, make]] of Object.entries(CASES)) {
  test(`${name}: paths add up to back-propagation, in as many ways as there are`, () => {
    const model = make(), { x, y } = dataOf(COUNT), exact = exactGradient(model, x, y);
    const all = Array.from({ length: 4 }, (_, i) => [{ j: undefined }, { j: 2 }].map(({ j }) => (
      explain(model, { layer: 2, i: i + 1, ...(j !== undefined && { j }) }, COUNT)))).flat();
    model.trainOnBatch(x, y);
    for (const explanation of all) {
      const { value, backpropagated, finiteDifference, hasKink, examples, weight, update } = explanation;
      const { pathCount, paths: listed, remainder } = explanation;
      const room = 2 ** -19 * examples.reduce((sum, { magnitude }) => sum + magnitude, 0) / COUNT;
      assert.ok(Math.abs(value - backpropagated) <= room, `${weight.symbol}: ${value} and ${backpropagated}`);
      assert.ok(
        Math.abs(value - exact[weight.index]) <= room, `${weight.symbol}: ${value}, exactly ${exact[weight.index]}`,
      );
      if (!hasKink) assertClose([finiteDifference], [exact[weight.index]], 1e-6, weight.symbol);
      for (const own of examples) assert.ok(Math.abs(own.value - own.backpropagated) <= 2 ** -16 * own.magnitude);
      assert.equal(pathCount, BigInt(COUNT) * paths);
      assert.deepEqual([BigInt(listed.length), remainder], [pathCount, 0]);
      assert.deepEqual([backpropagated, update.after], [model.gradient[weight.index], model.theta[weight.index]]);
    }
  });
}

test('what dropout drops in this step is dead, the rest is scaled', () => {
  const model = modelOf([dropout({ rate: 0.5 })]);
  const factors = [1, 2, 3, 4].flatMap((i) => explain(model, { layer: 2, i, j: 1 }, COUNT).examples.map(({ paths }) =>
    paths[0].factors.find(({ symbol }) => symbol.startsWith('∂z³'))));
  assert.deepEqual(new Set(factors.map((factor) => factor?.value)), new Set([0, 2]));
  for (const factor of factors) assert.match(factor?.formula ?? '', /^dropout′\(−?[\d.e-]+\)$/);
});

test('parameters of a layer that says its terms are explained, and only where it has them', () => {
  const model = modelOf([new Told()]), { x, y } = dataOf(1);
  const { value, backpropagated, weight, paths, functions } = explain(model, { layer: 3, i: 2, j: 2 });
  model.trainOnBatch(x, y);
  assert.equal(backpropagated, model.gradient[weight.index]);
  assert.deepEqual([weight.symbol, weight.name, weight.index, weight.value], ['w³₂₂', 'told', 4 * INPUTS + 4 + 1, 1.5]);
  assertClose([value], [backpropagated], 1e-6);
  assert.deepEqual(paths[0].factors.at(-1)?.formula, 'a²₂');
  assert.equal(`${functions[0].left} = ${functions[0].right}`, 'z³₂ = w³₂₂ a²₂');
  assert.equal(explain(model, { layer: 2, i: 1 }).functions[2].right, 'Σⱼ w³ₖⱼ a²ⱼ');
  assert.throws(
    () => explain(model, { layer: 3, i: 2, j: 1 }), /j must be an input of unit 2 of layer 3 \('told'\), got 1/,
  );
  assert.throws(() => explain(model, { layer: 3, i: 2 }), /bias must be false, got true; layer 3 \('told'\) has none/);
});

test('what is not known by a formula is written by its name, in text, Markdown and figure', () => {
  const between = [layerNormalization(), activation('relu'), new Scale(), activation('tanh'), activation(cube)];
  const model = modelOf(between, { loss: ofSum });
  const explanation = explain(model, { layer: 2, i: 1, j: 1 });
  assert.deepEqual(explanation.functions.map(({ left, right }) => `${left} = ${right}`).slice(2), [
    'z³ₖ = layerNormalization(a²)ₖ', 'a³ₖ = ReLU(z³ₖ)', 'z⁴ₖ = scale(a³)ₖ', 'a⁴ₖ = tanh(z⁴ₖ)', 'z⁵ₖ = a⁴ₖ',
    'a⁵ₖ = cube(z⁵)ₖ', 'z⁶ₖ = w⁶ₖ₁ a⁵₁ + w⁶ₖ₂ a⁵₂ + w⁶ₖ₃ a⁵₃ + w⁶ₖ₄ a⁵₄ + b⁶ₖ', 'a⁶ₖ = z⁶ₖ', 'J = (Σₖ (a⁶ₖ − yₖ))³',
  ]);
  const formulas = explanation.paths.flatMap(({ factors }) => factors.map(({ formula }) => formula));
  for (const wanted of [
    /^layerNormalization of a²₁, output 3$/, /^scale′\(/, /^cube′\(/, /^ReLU′\(/, /^derivative of ofSum$/,
  ]) {
    assert.ok(formulas.some((formula) => wanted.test(formula)), String(wanted));
  }
  const svg = explanation.toSvg();
  for (const text of [String(explanation), explanation.toMarkdown(), svg, JSON.stringify(explanation)]) {
    assert.doesNotMatch(text, /NaN|undefined/);
  }
  for (const words of ['layerNormalization, ReLU', 'scale, tanh', '>cube<']) assert.ok(svg.includes(words), words);
});

test('an activation before the first weights is a layer of its own', () => {
  const model = sequential([activation('tanh', { inputShape: [INPUTS] }), dense({ units: OUTPUTS })], { seed: 5 });
  model.compile({ optimizer: sgd(), loss: 'meanSquaredError' });
  const { paths, value, backpropagated, pathCount, examples: [{ values: { layers } }] } =
    explain(model, { layer: 3, i: 1, j: 2 });
  assertClose([value, layers[1].a[1]], [backpropagated, Math.tanh(layers[0].a[1])], 1e-6);
  assert.deepEqual([pathCount, paths[0].factors.at(-1)?.formula], [1n, 'a²₂']);
});

test('a way through a softmax counts also where its derivative is 0', () => {
  const far =
    dense({ units: 3, kernelInitializer: [1e3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], biasInitializer: [2e3, 0, 0] });
  const { pathCount, livePaths, value } = explain(modelOf([far, activation('softmax')]), { layer: 2, i: 1, j: 1 });
  assert.deepEqual([pathCount, livePaths, value], [3n * 3n * 2n, 0n, 0]);
});

test('activations and losses are written as mathematics has them', () => {
  const last = (loss: LossName, units: number, end: ActivationName = 'linear'): Explanation => {
    const model = sequential([dense({ units, activation: end, inputShape: [INPUTS] })], { seed: 5 }), { x } = dataOf(1);
    model.compile({ optimizer: sgd(), loss });
    const y = loss === 'sparseCategoricalCrossentropy' ? [1] : Array.from({ length: units }, () => 0.5);
    return explainGradient(model, x, y, { layer: 2, i: 1 });
  };
  const written = (loss: LossName, units: number): string | undefined => last(loss, units).functions.at(-1)?.right;
  assert.deepEqual([
    written('halfSquaredError', 2), written('halfSquaredError', 1), written('meanSquaredError', 3),
    written('meanSquaredError', 1), written('meanAbsoluteError', 2), written('meanAbsoluteError', 1),
    written('categoricalCrossentropy', 2), written('sparseCategoricalCrossentropy', 2), written('huber', 2),
  ], [
    '½ Σₖ (a²ₖ − yₖ)²', '½ (a²₁ − y₁)²', '1/3 Σₖ (a²ₖ − yₖ)²', '(a²₁ − y₁)²', '1/2 Σₖ |a²ₖ − yₖ|', '|a²₁ − y₁|',
    '−Σₖ yₖ log a²ₖ', '−Σₖ yₖ log a²ₖ', 'huber(a², y)',
  ]);
  const slopes = (end: ActivationName): string[] => last('meanSquaredError', 2, end).paths
    .flatMap(({ factors }) => factors.filter(({ symbol }) => symbol.startsWith('∂a')))
    .map(({ symbol, formula }) => `${symbol} = ${formula}`).sort();
  assert.deepEqual(slopes('softmax'), ['∂a²₁/∂z²₁ = a²₁·(1 − a²₁)', '∂a²₂/∂z²₁ = −a²₂·a²₁']);
  assert.deepEqual(slopes('logSoftmax'), ['∂a²₁/∂z²₁ = 1 − exp(a²₁)', '∂a²₂/∂z²₁ = −exp(a²₁)']);
});

test('an activation is written by the symbol that it has', () => {
  const model = modelOf([], { first: { ...squareplus, symbol: 's⁺' } });
  const { functions, paths } = explain(model, { layer: 2, i: 1 });
  assert.equal(functions[1].right, 's⁺(z²₁)');
  assert.match(paths[0].factors[3].formula, /^s⁺′\(/);
});

/** A dense layer with other passes, of which its terms are not true. */
class Doubled extends Dense {
  override bind({ dy, dx, gradients, ...node }: Node): Lists {
    const lists = super.bind({ ...node, dy, dx, gradients });
    const doubled = [...Object.values(gradients), ...(dx === undefined ? [] : [dx])].map((tensor) => (
      host('double', [tensor], [tensor], (_, array) => { for (let i = 0; i < array.length; i++) array[i] *= 2; })));
    return { ...lists, backward: [...lists.backward, ...doubled] };
  }
}

/** y = x − mean of x over the batch. */
class Centered extends Scale {
  override readonly kind = 'centered';

  override bind(node: Node): Lists {
    const { inputShape: [n], x, cache } = node, mean = cache('mean', n), lists = super.bind(node);
    return { ...lists, train: [node.k.columnSums(perExample(1), n, x, 0, mean), ...lists.forward] };
  }
}

/** The sum of all squares of x over the batch, as a number of the run. */
class Normed extends Scale {
  override readonly kind = 'normed';

  override bind(node: Node): Lists {
    const { inputShape: [n], k, x } = node, lists = super.bind(node);
    const norm = { ...k.nrm2(perExample(n), x, 0, 1), into: 0 };
    return { ...lists, train: [{ count: 1, body: [norm] }, ...lists.forward] };
  }
}

/** Says of each output one term, true or not. */
class Claims extends Scale {
  readonly #term: unknown;

  constructor(term: unknown) {
    super();
    this.#term = term;
  }

  override terms(): readonly Term[] {
    return [this.#term as Term];
  }
}

test('what cannot be explained is refused by name, with the reason', () => {
  const wrong: readonly (readonly [Sequential, ExplainOptions, RegExp])[] = [
    [
      modelOf([batchNormalization({ name: 'n' })]), { layer: 2, i: 1 },
      /must compute each example alone, got 'n', of kind batchNormalization, which computes with the whole batch/,
    ],
    [modelOf([new Centered()]), { layer: 4, i: 1 }, /compute each example alone, got 'centered', of kind centered/],
    [modelOf([new Normed()]), { layer: 4, i: 1 }, /compute each example alone, got 'normed', of kind normed/],
    [
      modelOf([dense({ units: 4, activityRegularizer: 'l1' })]), { layer: 2, i: 1 },
      /got 'dense_1', whose output is regularized/,
    ],
    [modelOf([layerNormalization()]), { layer: 3, i: 1 }, /must be one that says its terms, got layer 3 \('layerNorm/],
    [modelOf([activation('elu')]), { layer: 3, i: 1 }, /layer must be one that says its terms, got layer 3 \('elu'\)/],
    [
      modelOf([new Doubled({ units: 4, name: 'odd' })]), { layer: 2, i: 1 },
      /terms of layer 'odd' must give the slopes of its backward pass, such as/,
    ],
    [
      modelOf([new Doubled({ units: 4, name: 'odd' })]), { layer: 3, i: 1, j: 1 },
      /terms of layer 'odd' must give the slopes/,
    ],
    [modelOf([new Claims({ parameter: 'w', at: 0, input: 0 })]), { layer: 2, i: 1 },
      /terms\(0\) of layer 'scale' must name parameters of the layer, got 'w'/],
    [modelOf([new Claims({ parameter: 'scale', at: 4, input: 0 })]), { layer: 2, i: 1 },
      /at of terms\(0\) of layer 'scale' must be an integer from 0 to 3/],
    [modelOf([new Claims({ parameter: 'scale', at: 3, input: -1 })]), { layer: 2, i: 1 },
      /input of terms\(0\) of layer 'scale' must be an integer/],
    [
      modelOf([new Claims(undefined)]), { layer: 2, i: 1 },
      /terms\(0\) of layer 'scale' must be an object, got undefined/,
    ],
  ];
  for (const [model, options, message] of wrong) {
    for (const count of [1, COUNT]) assert.throws(() => explain(model, options, count), message);
  }
});

test('a weight of a layer called twice is refused, one after it is explained', () => {
  const x = input({ shape: [INPUTS] }), last = dense({ units: OUTPUTS });
  const twice = dense({ units: INPUTS, name: 'twice' });
  const [a] = twice.applyAll([x]), [b] = twice.applyAll([a]);
  const graph = buildGraph('test', [x], last.applyAll([b])), { x: inputs, y } = dataOf(1);
  const model = new LayersModel('test', layOut(graph), {}, wholeLibrary);
  model.compile({ optimizer: sgd(), loss: 'meanSquaredError' });
  for (const layer of [2, 3]) {
    const message = new RegExp(`layer must have one place in the graph, got layer ${layer} \\('twice'\\), which has 2`);
    assert.throws(() => explainGradient(model, inputs, y, { layer, i: 1 }), message);
  }
  const { value, backpropagated } = explainGradient(model, inputs, y, { layer: 4, i: 1, j: 2 });
  assertClose([value], [backpropagated], 1e-6);
});

test('one description that stands twice in a stack is two layers', () => {
  const relu = activation('relu');
  const model = sequential([
    dense({ units: 3, inputShape: [2], biasInitializer: 'ones' }), relu, dense({ units: 3, biasInitializer: 'ones' }),
    relu, dense({ units: 1 }),
  ], { seed: 3 });
  model.compile({ optimizer: sgd(), loss: 'halfSquaredError' });
  const explanation = explainGradient(model, Float32Array.of(0.5, 1), [2], { layer: 2, i: 1, j: 2 });
  assert.equal(explanation.ulps < 64, true);
});
