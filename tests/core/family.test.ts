import assert from 'node:assert/strict';
import { test } from 'node:test';
import { family, type Family, type Spelling } from '../../lib/core/family.ts';
import { madeBy, makingOf } from '../../lib/core/madeBy.ts';
import { plainOf } from '../../lib/core/nearest.ts';
import { constraintFamily } from '../../lib/constraints/named.ts';
import { initializerFamily } from '../../lib/initializers/named.ts';
import { activationFamily } from '../../lib/layers/activations/named.ts';
import { lossFamily } from '../../lib/losses/named.ts';
import { metricFamily } from '../../lib/metrics/named.ts';
import { optimizerFamily, optimizerNamed, scheduleFamily } from '../../lib/optimizers/registry.ts';
import { regularizerFamily } from '../../lib/regularizers/named.ts';
import { checkRefusals } from '../helpers/refusals.ts';

interface Shade { readonly depth: number }

const paleGrey: Shade = { depth: 1 };
const darkGrey = ({ depth = 9 }: { readonly depth?: number } = {}): Shade =>
  madeBy('shades/darkGrey', { depth }, { depth });
class Rgb8 implements Shade {
  readonly depth: number;
  constructor({ depth = 8 }: { readonly depth?: number } = {}) { this.depth = depth; }
}

const isOne = (given: unknown): given is Shade => typeof given === 'object' && given !== null && 'depth' in given;
const shades: Family<Shade> = family<Shade>({
  kind: 'shades', values: { paleGrey }, makers: { darkGrey }, classes: { rgb8: Rgb8 }, aliases: { pg: 'paleGrey' },
  instead: { black: 'darkGrey({ depth: 99 })' },
  besides: ['a number', 'a Shade'], isOne,
});

test('a family resolves a name in any spelling, an alias, and a value of the kind', () => {
  assert.deepEqual(shades.names, ['darkGrey', 'paleGrey', 'rgb8']);
  for (const name of ['paleGrey', 'pale_grey', 'PaleGrey', 'PALE-GREY', 'pg', 'PG', paleGrey]) {
    assert.equal(shades.resolve('f', 'shade', name), paleGrey);
  }
  for (const name of ['darkGrey', 'dark_grey']) assert.deepEqual(shades.resolve('f', 'shade', name), { depth: 9 });
  assert.deepEqual(shades.resolve('f', 'shade', 'RGB_8'), new Rgb8());
  assert.deepEqual(['Dark_Grey', 'grey', 7].map((given) => shades.named(given)), ['darkGrey', undefined, undefined]);
  const own = { depth: 3 };
  assert.equal(shades.resolve('f', 'shade', own), own);
  assert.deepEqual(shades.all(), { darkGrey: { depth: 9 }, paleGrey, rgb8: new Rgb8() });
});

test('a name is made anew each time, of options where it takes any, and by just its name', () => {
  assert.notEqual(shades.resolve('f', 'shade', 'darkGrey'), shades.resolve('f', 'shade', 'darkGrey'));
  const made = [shades.make('darkGrey', { depth: 4 }), shades.make('rgb8', { depth: 2 })];
  assert.deepEqual(made, [{ depth: 4 }, new Rgb8({ depth: 2 })]);
  for (const name of ['dark_grey', 'pg', 'toString', '__proto__', undefined]) {
    assert.equal(shades.make(name), undefined);
  }
});

test('values and classes have a name, and what was made of options says so itself', () => {
  assert.deepEqual([shades.nameOf(paleGrey), shades.nameOf(Rgb8)], ['paleGrey', 'rgb8']);
  const made = shades.make('darkGrey', { depth: 4 }) ?? assert.fail();
  assert.equal(shades.nameOf(made), undefined);
  assert.deepEqual(makingOf(made), { maker: 'shades/darkGrey', options: { depth: 4 } });
  assert.equal(shades.nameOf({ depth: 1 }), undefined);
});

checkRefusals('what names no member is refused, with the nearest name or the way to call', [
  [() => shades.resolve('f', 'shade', 'PaleGray'), TypeError,
    /^f: shade must be one of 'darkGrey', 'paleGrey', 'rgb8', .* a Shade, got 'PaleGray'; did you mean 'paleGrey'\?$/],
  [() => shades.resolve('f', 'shade', darkGrey), TypeError, /or a Shade, got a function; call it: darkGrey\(\)$/],
  [() => shades.resolve('f', 'shade', 'Black'), TypeError, /got 'Black'; write darkGrey\(\{ depth: 99 \}\)$/],
  [() => shades.resolve('f', 'shade', 'toString'), TypeError, /got 'toString'$/],
  [() => shades.resolve('f', 'shade', undefined), TypeError, /got undefined$/],
  [() => { throw new RangeError(shades.refusal('f', 'shade', 'rgb9', ['a class'])); }, RangeError,
    /^f: shade must be one of 'darkGrey', 'paleGrey', 'rgb8' or a class, got 'rgb9'; did you mean 'rgb8'\?$/],
]);

test('Keras\' and TensorFlow.js\' names resolve: snake_case, classes, short names, and those spelt otherwise', () => {
  const expected: readonly (readonly [Family<object>, Readonly<Record<string, string>>])[] = [
    [activationFamily, {
      leaky_relu: 'leakyRelu', hard_sigmoid: 'hardSigmoid', log_softmax: 'logSoftmax', relu: 'relu',
      hard_swish: 'hardSwish', hard_silu: 'hardSwish', hardSilu: 'hardSwish', relu6: 'relu6',
      LeakyReLU: 'leakyRelu', ReLU: 'relu', SELU: 'selu', Softmax: 'softmax', ELU: 'elu', GELU: 'gelu',
    }],
    [lossFamily, {
      mse: 'meanSquaredError', mae: 'meanAbsoluteError', msle: 'meanSquaredLogarithmicError', bce: 'binaryCrossentropy',
      kld: 'kullbackLeiblerDivergence', kl_divergence: 'kullbackLeiblerDivergence', logcosh: 'logCosh',
      log_cosh: 'logCosh', LogCosh: 'logCosh', KLDivergence: 'kullbackLeiblerDivergence', MSE: 'meanSquaredError',
      BinaryCrossentropy: 'binaryCrossentropy', kullback_leibler_divergence: 'kullbackLeiblerDivergence',
      cosine_proximity: 'cosineSimilarity', cosineProximity: 'cosineSimilarity', Huber: 'huber',
      absoluteDifference: 'meanAbsoluteError',
      sparse_categorical_crossentropy: 'sparseCategoricalCrossentropy', mean_squared_error: 'meanSquaredError',
    }],
    [metricFamily, { acc: 'accuracy', mse: 'meanSquaredError', mae: 'meanAbsoluteError',
      sparse_top_k_categorical_accuracy: 'sparseTopKCategoricalAccuracy', f1_score: 'f1Score',
      AUC: 'auc', Precision: 'precision', Recall: 'recall', F1Score: 'f1Score', binary_accuracy: 'binaryAccuracy' }],
    [initializerFamily, {
      glorot_uniform: 'glorotUniform', GlorotUniform: 'glorotUniform', variance_scaling: 'varianceScaling',
      HeNormal: 'heNormal', leCunNormal: 'lecunNormal', Zeros: 'zeros', zero: 'zeros', one: 'ones',
      RandomNormal: 'randomNormal', random_uniform: 'randomUniform', eye: 'identity',
    }],
    [regularizerFamily, { l1_l2: 'l1l2', L1L2: 'l1l2', L2: 'l2' }],
    [constraintFamily, { max_norm: 'maxNorm', MaxNorm: 'maxNorm', min_max_norm: 'minMaxNorm', non_neg: 'nonNeg' }],
    [optimizerFamily, {
      adam: 'adam', Adam: 'adam', rmsprop: 'rmsprop', RMSprop: 'rmsprop', SGD: 'sgd', AdamW: 'adamw', nadam: 'nadam',
      Nadam: 'nadam', Adamax: 'adamax', LAMB: 'lamb', Lamb: 'lamb', Ftrl: 'ftrl', Adadelta: 'adadelta',
    }],
  ];
  for (const [{ resolve, make, nameOf }, names] of expected) {
    for (const [spelt, name] of Object.entries(names)) {
      const got = resolve('f', 'option', spelt), wanted = make(name) ?? assert.fail(name);
      const told = [got, wanted].map((value) => [value.constructor, nameOf(value), makingOf(value)]);
      assert.deepEqual(told[0], told[1], spelt);
    }
  }
  assert.deepEqual(['topK', 'top_k', 'TopK'] satisfies Spelling<'topK'>[], ['topK', 'top_k', 'TopK']);
});

checkRefusals('a word of another library for what needs options is refused with what to write', [
  [() => lossFamily.resolve('compile', 'loss', 'softmaxCrossEntropy'), TypeError,
    /; write categoricalCrossentropy\(\{ fromLogits: true \}\), or sparseCategorical/],
  [() => lossFamily.resolve('compile', 'loss', 'cross_entropy'), TypeError, /; write 'binaryCrossentropy', 'cat/],
  [() => lossFamily.resolve('compile', 'loss', 'CrossEntropyLoss'), TypeError, /; write 'binaryCrossentropy', 'cat/],
  [() => lossFamily.resolve('compile', 'loss', 'scce'), TypeError, /; write 'sparseCategoricalCrossentropy'$/],
  [() => lossFamily.resolve('compile', 'loss', 'huber_loss'), TypeError, /; write 'huber'$/],
  [() => lossFamily.resolve('compile', 'loss', 'l2'), TypeError, /; write 'meanSquaredError'$/],
  [() => lossFamily.resolve('compile', 'loss', 'rmse'), TypeError, /; write 'meanSquaredError', and the metric /],
  [() => optimizerNamed('compile', 'optimizer', 'momentum'), TypeError, /; write sgd\(\{ learningRate: 0\.01, mom/],
  [() => optimizerNamed('compile', 'optimizer', 'GradientDescentOptimizer'), TypeError,
    /^compile: optimizer 'GradientDescentOptimizer' needs options: gradientDescentOptimizer\(\{ learningRate: 0\.1 \}/],
  [() => optimizerNamed('compile', 'optimizer', 'admw'), TypeError, /; did you mean 'adamw'\?$/],
]);

test('no two members of a family are spelt alike', () => {
  const all: readonly Family<object>[] = [
    activationFamily, lossFamily, metricFamily, initializerFamily, regularizerFamily, constraintFamily, optimizerFamily,
    scheduleFamily,
  ];
  for (const { kind, names } of all) {
    const plain = names.map(plainOf);
    assert.equal(new Set(plain).size, names.length, kind);
  }
});

test('a part of one\'s own must have a name, whatever its kind', () => {
  const bind = (): never => assert.fail(), start = bind;
  const parts: readonly (readonly [Family<object>, object])[] = [
    [activationFamily, { bind }], [constraintFamily, { bind }], [lossFamily, { bind, target: 'vector' }],
    [metricFamily, { start }], [regularizerFamily, { term: {}, gradient: {}, factors: [] }],
  ];
  for (const [{ kind, resolve }, part] of parts) {
    const named = { ...part, name: 'own' };
    assert.equal(resolve('f', 'part', named), named, kind);
    for (const wrong of [part, { ...part, name: '' }, { ...part, name: 3 }]) {
      assert.throws(() => resolve('f', 'part', wrong), /^TypeError: f: part must be one of /, kind);
    }
  }
});
