/**
 * `bitgrad convert`: every format to every other, what it reports, and what it refuses.
 */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { dense, glu, sequential } from '../../lib/index.ts';
import { readKeras, readTfjs, writeSafetensors } from '../../lib/exchange/index.ts';
import { loadFile, saveFile } from '../../lib/node/index.ts';
import { FORMATS } from '../../scripts/convert/formats.ts';
import { assertSameBits } from '../helpers/same.ts';
import { jsonOf, runScript } from './runScript.ts';

const folder = mkdtempSync(join(tmpdir(), 'bitgrad-convert-'));
after(() => rmSync(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);

const layers = [dense({ units: 3, activation: 'tanh', inputShape: [2] }), dense({ units: 2, activation: 'softmax' })];
const model = sequential(layers, { seed: 7 }), x = [1, -2, 0.5, 3];
model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy' });
await model.fit(x, [0, 1], { epochs: 2, batchSize: 1 });
saveFile(at('run.bitgrad'), model);
const expected = model.predict(x);

interface Report {
  readonly to: {
    readonly format: string;
    readonly files: readonly { readonly file: string; readonly bytes: number }[];
  };
  readonly notes: readonly string[];
  readonly parameters: number;
  readonly parametersSha256: string;
}

async function converted(...words: readonly string[]): Promise<Report> {
  const outcome = await runScript('convert', ...words, '--json');
  assert.equal(outcome.status, 0, outcome.stderr);
  return jsonOf(outcome) as Report;
}

/** A file of each format that is written, by suffix. */
const OUTPUTS = ['out.state', 'out.safetensors', 'out.keras', 'out.onnx', 'web/model.json', 'layers.json', 'out.mjs'];

test('a checkpoint goes to every format, and comes back from each that is read', async () => {
  mkdirSync(at('web'));
  const kinds = new Set<string>();
  for (const name of OUTPUTS) {
    const { to, notes } = await converted(at('run.bitgrad'), at(name));
    kinds.add(to.format);
    for (const { file, bytes } of to.files) assert.equal(readFileSync(file).length, bytes);
    assert.equal(notes.length > 0, name !== 'out.state', name);
    if (name === 'out.mjs') continue;
    const again = await converted(at(name), at('again.bitgrad')), own = loadFile(at('again.bitgrad'));
    const isBare = name === 'layers.json';
    if (isBare) assert.match(again.notes.join(), /^the file has no weights: first values are drawn from its seed$/);
    else assertSameBits(own.predict(x), expected, name);
    assert.equal(own.isCompiled, name !== 'out.onnx');
    assert.equal(own.steps, ['out.state', 'out.keras', 'web/model.json'].includes(name) ? model.steps : 0, name);
  }
  assert.deepEqual(FORMATS.filter(({ write }) => write).map(({ name }) => name).sort(), [...kinds].sort());
  const { predict } = await import(pathToFileURL(at('out.mjs')).href) as { predict: (x: number[]) => Float32Array };
  assertSameBits(predict(x), expected);
});

test('what is written for TensorFlow.js and Keras is what the functions read', async () => {
  await converted(at('run.bitgrad'), at('web/model.json'));
  assert.deepEqual(readdirSync(at('web')).sort(), ['model.json', 'weights.bin']);
  const web = await readTfjs((part) => readFileSync(at(`web/${part}`)));
  assertSameBits(web.theta, model.theta);
  await converted(at('web/model.json'), at('web.keras'));
  assertSameBits((await readKeras(readFileSync(at('web.keras')))).theta, model.theta);
});

test('a file of TensorFlow.js and one of layers are told apart by what they say, not by name', async () => {
  await converted(at('run.bitgrad'), at('web/model.json'));
  writeFileSync(at('web/network.json'), readFileSync(at('web/model.json')));
  await converted(at('web/network.json'), at('again.bitgrad'));
  assertSameBits(loadFile(at('again.bitgrad')).theta, model.theta);
  mkdirSync(at('bare'));
  writeFileSync(at('bare/model.json'), JSON.stringify(model));
  const { notes, parameters } = await converted(at('bare/model.json'), at('again.bitgrad'));
  assert.deepEqual([notes.length, parameters], [1, model.theta.length]);
});

test('tensors of PyTorch go into the layers of another file, and the report says how', async () => {
  writeFileSync(at('torch.safetensors'), writeSafetensors({
    '0.weight': { shape: [3, 2], values: Float32Array.of(1, 2, 3, 4, 5, 6) },
    '0.bias': { shape: [3], values: Float32Array.of(7, 8, 9) },
    '2.weight': { shape: [2, 3], values: Float32Array.of(10, 11, 12, 13, 14, 15) },
    '2.bias': { shape: [2], values: Float32Array.of(16, 17) },
  }, { format: 'pt' }));
  const how = ['--architecture', at('run.bitgrad'), '--convention', 'pytorch'];
  const { notes } = await converted(at('torch.safetensors'), at('torch.bitgrad'), ...how);
  assert.equal(notes[0], 'dense/w is 0.weight, axes 1, 0');
  assert.deepEqual([...loadFile(at('torch.bitgrad')).theta.subarray(0, 9)], [1, 3, 5, 2, 4, 6, 7, 8, 9]);
  const bare = await runScript('convert', at('torch.safetensors'), at('torch.bitgrad'));
  assert.deepEqual([bare.status, bare.stdout], [3, '']);
  assert.match(bare.stderr, /has tensors but no layers: --architecture must name a model that has them\n$/);
});

test('the report for people says what was read, written, and what did not travel', async () => {
  const { stdout } = await runScript('convert', at('run.bitgrad'), at('out.onnx'));
  const lines = stdout.trimEnd().split('\n');
  const read = /^Read .*run\.bitgrad \(checkpoint of bitgrad\): 2 layers, 17 parameters, compiled, 4 steps done\.$/;
  assert.match(lines[0], read);
  assert.match(lines[1], /^Written for ONNX: .*out\.onnx, [\d,]+ bytes\.$/);
  assert.deepEqual(lines.slice(2), [
    'What is to be known:', '- loss, metrics and optimizer are not in the file: it predicts',
  ]);
  const whole = await runScript('convert', at('run.bitgrad'), at('out.state'));
  assert.match(whole.stdout, /\nAll of it travelled\.\n$/);
});

test('suffixes that are not known, a file onto itself and too few names are wrong use', async () => {
  const run = at('run.bitgrad');
  for (const [words, message] of [
    [[run, at('out.kears')], /OUT must end in \.bitgrad, .*, got '.*out\.kears'; did you mean '\.keras'\?/],
    [[run, at('out.h5')], /OUT must end in .*, got '.*out\.h5': \.h5 is only read/],
    [[at('out.mjs'), run], /IN must end in .*, got '.*out\.mjs': \.mjs is only written/],
    [[run, run], /OUT must be another file than IN, got '.*' twice/],
    [[run], /the file to read and the file to write must be named, got '.*run\.bitgrad'/],
    [[run, at('out.onnx'), '--convention', 'pytorch'], /--convention needs --architecture/],
  ] as const) {
    const outcome = await runScript('convert', ...words);
    assert.deepEqual([outcome.status, outcome.stdout], [2, ''], outcome.stderr);
    assert.match(outcome.stderr, message);
  }
});

test('what a format has not is refused by name, and nothing is written or left behind', async () => {
  const own = sequential([dense({ units: 4, inputShape: [2] }), glu()], { seed: 1 });
  saveFile(at('glu.bitgrad'), own);
  writeFileSync(at('cut.keras'), readFileSync(at('run.bitgrad')).subarray(0, 100));
  for (const [input, output, message] of [
    ['glu.bitgrad', 'refused.keras', /layer 'glu'/], ['cut.keras', 'refused.onnx', /readKeras: bytes must be/],
    ['missing.keras', 'refused.onnx', /IN must be a file that can be read, got '.*missing\.keras'/],
    ['run.bitgrad', 'nowhere/refused.onnx', /OUT must be a file that can be written/],
  ] as const) {
    const outcome = await runScript('convert', at(input), at(output), '--json');
    assert.deepEqual([outcome.status, outcome.stdout], [3, ''], outcome.stderr);
    assert.match(outcome.stderr, message);
    assert.ok(!existsSync(at(output)));
  }
});
