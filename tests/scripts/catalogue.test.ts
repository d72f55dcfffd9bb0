import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as constraints from '../../lib/constraints/index.ts';
import { add, exp, formula, mul, negate } from '../../lib/formula/index.ts';
import * as initializers from '../../lib/initializers/index.ts';
import * as layers from '../../lib/layers/index.ts';
import * as losses from '../../lib/losses/index.ts';
import * as metrics from '../../lib/metrics/index.ts';
import * as model from '../../lib/model/index.ts';
import * as regularizers from '../../lib/regularizers/index.ts';
import { brief } from '../../scripts/catalogue/brief.ts';
import { marked } from '../../scripts/catalogue/docstring.ts';
import { catalogues, programFormulas } from '../../scripts/catalogue/table.ts';
import { embedded, inserted } from '../../scripts/documentTable.ts';
import { documentAt, documents } from '../package/documents.ts';

const catalogue = catalogues();

test('the documents have the tables as they are made now (npm run catalogue -- --write)', () => {
  for (const [path, table] of catalogue) assert.equal(embedded(documentAt(path).text, 'catalogue'), table, path);
  const holders = documents().filter(({ text }) => text.includes('<!-- catalogue: ')).map(({ path }) => path);
  assert.deepEqual(holders.sort(), [...catalogue.keys()].sort());
});

const tables = [...catalogue.values()].join('\n\n').split('\n\n');
const rows = tables.flatMap((table) => table.split('\n'));

/** Of a kind, the names in its table. */
function listed(kind: string): string[] {
  const table = tables.find((each) => each.startsWith(`| ${kind} |`)) ?? assert.fail(kind);
  return [...table.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);
}

/** What is exported without a row, classes aside. */
function unlisted(index: object, ...kinds: readonly string[]): string[] {
  const names = kinds.flatMap(listed);
  return Object.keys(index).filter((name) => /^[a-z]/.test(name) && !names.includes(name)).sort();
}

test('the table has a row for all that is exported, but for what makes, finds or lists', () => {
  assert.deepEqual(unlisted(layers, 'activation', 'layer'), ['activations', 'elementwiseActivation', 'toActivation']);
  assert.deepEqual(unlisted(losses, 'loss'), ['losses', 'meanLoss', 'pointwiseLoss', 'reduced', 'toLoss']);
  assert.deepEqual(unlisted(metrics, 'metric'), ['argmax', 'confusionMatrix', 'metrics', 'toMetric']);
  assert.deepEqual(unlisted(initializers, 'initializer'), ['initializers', 'toInitializer']);
  assert.deepEqual(unlisted(regularizers, 'regularizer'), ['pointwiseRegularizer', 'regularizers', 'toRegularizer']);
  assert.deepEqual(unlisted(constraints, 'constraint'), ['constraints', 'toConstraint']);
  assert.deepEqual(unlisted(model, 'callback'), ['input', 'model', 'modelFromJSON', 'sequential']);
});

test('the table has a row for all that an option may name', () => {
  const named = {
    activation: layers.activations, loss: losses.losses, metric: metrics.metrics,
    initializer: initializers.initializers, regularizer: regularizers.regularizers, constraint: constraints.constraints,
  };
  for (const [kind, registry] of Object.entries(named)) {
    assert.deepEqual(Object.keys(registry).filter((name) => !listed(kind).includes(name)), [], kind);
  }
});

/** Whose programs take care of last places, so that their docstrings say the formula that they are of. */
const IN_WORDS = ['gelu', 'mish', 'silu', 'swish'];

test('formulas stand in docstrings as they are computed', () => {
  const programs = programFormulas().filter(({ name }) => !IN_WORDS.includes(name));
  assert.ok(programs.length > 25);
  for (const { folder, name, formula } of programs) assert.equal(marked(folder, name).Formula, formula, name);
});

test('formulas stand in the table as they are computed', () => {
  assert.ok(rows.some((row) => row.startsWith('| `leakyRelu` | 0.3 · z if z < 0, else z | alpha 0.3 |')));
  assert.ok(rows.some((row) => row.startsWith('| `hinge` | Σ (0 if t < 0, else t) / outputs, where t = 1 − y · a |')));
  assert.ok(rows.some((row) => row.startsWith('| `l1l2` | Σ (l1 · \\|w\\| + l2 · (w · w)) | l1 0.01, l2 0.01 |')));
});

test('the defaults in the table are those that layers and callbacks have', () => {
  const made = [
    ['layers', 'batchNormalization', layers.batchNormalization()],
    ['layers', 'layerNormalization', layers.layerNormalization()], ['layers', 'dense', layers.dense({ units: 1 })],
    ['model/callbacks', 'csvLogger', model.csvLogger({ write: () => {} })],
    ['model/callbacks', 'earlyStopping', model.earlyStopping()],
    ['model/callbacks', 'reduceLROnPlateau', model.reduceLROnPlateau()],
    ['model/callbacks', 'modelCheckpoint', model.modelCheckpoint({ save: () => {} })],
    ['model/callbacks', 'progress', model.progress({ write: () => {} })],
  ] as const;
  for (const [folder, name, object] of made) {
    const pairs = [...marked(folder, name).Default.matchAll(/(\w+) (−?[\d.]+|true|false)(?=[ ,]|$)/g)];
    assert.ok(pairs.length > 0);
    for (const [, option, value] of pairs) {
      assert.equal(String(Reflect.get(object, option)), value.replace('−', '-'), `${name}: ${option}`);
    }
  }
});

test('what a formula uses twice is named, if it is more than one operation; numbers are short', () => {
  const program = formula({ name: 'test', arrays: ['x', 'y'], define: ({ x }) => {
    const e = exp(negate(x));
    return { y: mul(add(e, 0.1), add(mul(negate(x), Math.fround(1e-7)), e)) };
  } });
  assert.equal(brief(program), '(t + 0.1) · (−x · 1e-7 + t), where t = exp(−x)');
});

test('marked lines are read from the docstring of the export', () => {
  assert.deepEqual(
    marked('losses', 'huber'), {
      Formula: 'Σ (0.5 · ((a − y) · (a − y)) if t ≤ 1, else 1 · (t − 0.5)) / outputs, where t = |a − y|',
      Default: 'delta 1', Source: 'Huber 1964; as in Keras 3 (Keras 2.2.4 has none).',
    },
  );
  assert.equal(marked('layers', 'activation').Formula, 'activation(x)'); // in activationLayer.ts
  assert.throws(() => marked('losses', 'none'), /a file of lib\/losses must export none/);
});

test('another table takes the place of the one before, between the comments', () => {
  const { text } = documentAt('lib/losses/README.md'), another = inserted(text, 'catalogue', 'another');
  assert.equal(embedded(another, 'catalogue'), 'another');
  assert.equal(inserted(another, 'catalogue', embedded(text, 'catalogue')), text);
  assert.throws(() => embedded(text, 'nothing'), /nothing: the document must have the comments/);
});
