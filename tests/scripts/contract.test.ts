/**
 * That lib/CONTRACT.md says what runs: its parts are as they are made now, the operation lists in its text give
 * the bits of the functions, and every member of a family stands in it and in the known answers.
 */
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { cos64, exp64, log64, pow64, sin64 } from '../../lib/core/float64.ts';
import { Philox } from '../../lib/core/philox.ts';
import { digits } from '../../lib/data/index.ts';
import { families } from '../../lib/model/description/catalogue.ts';
import { createKernels } from '../../lib/kernels/index.ts';
import { elementary } from '../../lib/kernels/elementary.ts';
import { SHARED } from '../../lib/optimizers/options.ts';
import { optimizerFamily, scheduleFamily } from '../../lib/optimizers/registry.ts';
import { boxMuller } from '../../lib/random/normal.ts';
import { functionsOf, hostFunctionsOf } from '../../scripts/contract/interpret.ts';
import { toldLayers, listedLayers, type LayerCase } from '../../scripts/contract/layerCases.ts';
import { layerBlock, writerOf } from '../../scripts/contract/members.ts';
import { optimizerCases, programsOf } from '../../scripts/contract/optimizers.ts';
import { DOCUMENT, contractParts } from '../../scripts/contract/parts.ts';
import { LONG, knownAnswers } from '../../scripts/contract/vectors/all.ts';
import { FOLDER } from '../../scripts/contract/vectors/folder.ts';
import { reportTraining } from '../../scripts/contract/vectors/network.ts';
import { scheduleCases } from '../../scripts/contract/vectors/training.ts';
import { embedded } from '../../scripts/documentTable.ts';
import { operands } from '../helpers/random.ts';
import { assertSameBits } from '../helpers/same.ts';
import { documentAt } from '../package/documents.ts';

const { text } = documentAt(DOCUMENT);
const folder = new URL(`../../${FOLDER}/`, import.meta.url);
const recorded = (name: string): string => readFileSync(new URL(name, folder), 'utf8');

/** A part's block as the document has it, without the fences. */
const blockOf = (name: string): string => embedded(text, `contract ${name}`).split('\n').slice(1, -1).join('\n');

test('the document has its parts as they are made now (npm run contract -- --write)', async () => {
  const parts = await contractParts();
  for (const [name, part] of parts) assert.equal(embedded(text, name), part, name);
  const places = [...text.matchAll(/^<!-- (contract [\w ]+): made by /gm)].map(([, name]) => name);
  assert.deepEqual(places.sort(), [...parts.keys()].sort());
});

test('the known answers are what runs now (npm run contract -- --write)', async () => {
  const answers = await knownAnswers([LONG]);
  for (const [name, bytes] of answers) assert.ok(Buffer.from(bytes).equals(readFileSync(new URL(name, folder))), name);
  assert.deepEqual(readdirSync(folder).sort(), [...answers.keys(), `${LONG}.json`].sort());
  const size = readdirSync(folder).reduce((sum, name) => sum + readFileSync(new URL(name, folder)).length, 0);
  assert.ok(size < 1.5e6, `${size} bytes`);
});

test('the report\'s network begins as it is recorded; tests/slow takes it to the end', async () => {
  const { answers } = await reportTraining(digits({ seed: 0, test: 0 }).train, 100);
  const all = JSON.parse(recorded(`${LONG}.json`)) as Readonly<Record<string, unknown>>;
  const theta = all.theta as Readonly<Record<string, string>>;
  assert.deepEqual({ ...answers, theta: undefined }, {
    ...Object.fromEntries(Object.keys(answers).map((name) => [name, all[name]])), theta: undefined,
  });
  for (const [step, digest] of Object.entries(answers.theta as object)) assert.equal(digest, theta[step], step);
});

test('the operation lists of the document give the bits of the elementary functions', () => {
  const listed = functionsOf(blockOf('elementary')), k = createKernels('reference'), random = new Philox(13);
  assert.deepEqual(Object.keys(listed), Object.keys(elementary));
  for (const [name, program] of Object.entries(elementary)) {
    const words = Int32Array.from({ length: 600 }, () => random.nextUint32());
    const x = Float32Array.of(...new Float32Array(words.buffer), ...operands(random, 600).map((v) => 20 * v));
    const y = new Float32Array(x.length), bits = new Int32Array(x.buffer);
    k.elementwise(program, x.length, [x, y]);
    const found = new Float32Array(bits.map((word) => listed[name](word)).buffer);
    assertSameBits(found, y, name);
  }
});

/** Numbers of all sizes, and the ends. */
function numbers(random: Philox, count: number): number[] {
  const ends = [0, -0, 1, -1, Infinity, -Infinity, NaN, 709.9, -745.2, 5e-324, 2 ** -1022, 1e300, 0.5, -3];
  const drawn = Array.from({ length: count }, () => (random.nextFloat() - 0.5) * 10 ** (random.nextFloat() * 40 - 20));
  return [...ends, ...drawn];
}

test('those of binary64 give the bits of the host\'s functions', () => {
  const listed = hostFunctionsOf(blockOf('host')), random = new Philox(14);
  const own = { exp64, log64 }, angles = { cos64, sin64 };
  const same = (got: number, wanted: number, what: string): void => assert.ok(Object.is(got, wanted), what);
  for (const x of numbers(random, 3000)) {
    for (const [name, f] of Object.entries(own)) same(listed[name](x), f(x), `${name}(${x})`);
    for (const y of [random.nextFloat() * 8 - 4, 2, -3, 0, Infinity]) {
      same(listed.pow64(x, y), pow64(x, y), `${x} ** ${y}`);
    }
    if (Number.isFinite(x) && Math.abs(x) > 1e6) continue;
    for (const [name, f] of Object.entries(angles)) same(listed[name](x), f(x), `${name}(${x})`);
  }
});

test('those of scalars give the bits of normal numbers and schedules', () => {
  const listed = hostFunctionsOf(`${blockOf('host')}\n\n${blockOf('scalars')}`), random = new Philox(15);
  for (let i = 0; i < 500; i++) {
    const u = random.nextFloat(), v = random.nextFloat(), pair = new Float64Array(2);
    boxMuller(u, v, pair);
    assert.deepEqual(listed.normalPair(u, v), [...pair]);
  }
  const named: Readonly<Record<string, readonly string[]>> = {
    cosineDecay: ['initialLearningRate', 'decaySteps', 'alpha'],
    cosineRestarts: ['initialLearningRate', 'firstDecaySteps', 'tMul', 'mMul', 'alpha'],
    exponentialDecay: ['initialLearningRate', 'decaySteps', 'decayRate', 'staircase'],
    inverseTimeDecay: ['initialLearningRate', 'decaySteps', 'decayRate', 'staircase'],
    polynomialDecay: ['initialLearningRate', 'decaySteps', 'endLearningRate', 'power'],
  };
  for (const { name, rate } of scheduleCases().filter((each) => each.name in named)) {
    const config: Readonly<Record<string, unknown>> = { ...rate.config };
    const own = config.cycle === true ? 'polynomialDecayInCycles' : name;
    const options = named[name].map((option) => Number(config[option]));
    for (let s = 0; s < 40; s++) assert.equal(listed[own](s, ...options), rate(s), `${own} after ${s} steps`);
  }
});

test('every member of a family stands in the document, and has known answers', () => {
  const inFiles = readdirSync(folder).filter((name) => name.endsWith('.json')).map(recorded).join('\n');
  for (const { kind, names } of [...families.values(), optimizerFamily, scheduleFamily]) {
    for (const name of names) {
      assert.ok(text.includes(`\`${name}\``) || new RegExp(`^${name}\\b`, 'm').test(text), `${kind}/${name}`);
      if (kind === 'layers' && ['activation', 'flatten', 'reshape'].includes(name)) continue; // they compute nothing
      assert.match(inFiles, new RegExp(`": ?"${name}[", ]`), `${kind}/${name}`);
    }
  }
});

test('every number in the formulas of optimizers is an option, or explained', () => {
  const explained = [...text.matchAll(/^\| ((?:`\w+`,? ?)+)/gm)].flatMap(([, names]) => names.match(/\w+/g) ?? []);
  for (const { name, make } of optimizerCases().filter((each) => each.name !== 'adafactor')) {
    const optimizer = make(), options = Object.keys(optimizer.getConfig());
    for (const scalar of programsOf(optimizer).flatMap(({ scalars }) => scalars)) {
      assert.ok(options.includes(scalar) || explained.includes(scalar), `${name}: ${scalar}`);
    }
  }
});

test('every option that all optimizers share is explained', () => {
  const rows = [...text.matchAll(/^\| (`.+`) \| .+ \| .+ \|$/gm)].flatMap(([, names]) => names.match(/\w+/g) ?? []);
  for (const option of [...SHARED, 'decay']) assert.ok(rows.includes(option), option);
});

test('normalisations without center or scale lack the lines that the document says', () => {
  const linesOf = (each: LayerCase): string[] =>
    layerBlock(each, writerOf(each)).split('\n').filter((line) => line.includes(' ← ')).map((line) => line.slice(11));
  for (const told of toldLayers().filter(({ title }) => /(center|scale): false/.test(title))) {
    const { layer: { kind }, title } = told, listed = listedLayers().find((each) => each.title === kind);
    assert.ok(listed !== undefined);
    const gone = [...title.includes('center') ? ['beta'] : [], ...title.includes('scale') ? ['gamma'] : []];
    const unread = kind === 'layerNormalization' && title.includes('scale') ? 'product ← dy ⊗ normalized' : '';
    const left = linesOf(listed).filter((line) => !gone.some((name) => line.includes(name)) && line !== unread);
    assert.deepEqual(linesOf(told), left, title);
  }
});

test('every option of the known answers has its name in the document', () => {
  const found = new Set<string>();
  const collect = (value: unknown, isOptions: boolean): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [name, member] of Object.entries(value)) {
      if (isOptions && !Array.isArray(value) && name !== 'is') found.add(name); // a part's own
      collect(member, name !== 'learningRateMultipliers' && (isOptions || name === 'options'));
    }
  };
  for (const name of readdirSync(folder)) if (name.endsWith('.json')) collect(JSON.parse(recorded(name)), false);
  const byHand = text.replace(/^```text\n[^]*?^```$/gm, ''), listed = new Set(blockOf('optimizers').match(/\w+/g));
  assert.ok(found.size > 50);
  for (const name of found) assert.ok(byHand.includes(`\`${name}\``) || listed.has(name), name);
});
