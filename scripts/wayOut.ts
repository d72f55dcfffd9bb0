/**
 * `npm run way-out`: what is trained here goes on elsewhere, and what is trained elsewhere is looked at here.
 * @module
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FOLDER, predictOnnx, predictTfjs, versionOf } from '../tests/exchange/libraries.ts';
import { installTools } from './build/installTools.ts';
import { say } from './command/output.ts';
import { runCommand } from './command/runCommand.ts';
import { messageOf } from './command/usageError.ts';
import { writeModel, writePlan } from './wayOut/files.ts';
import {
  CLASSES, EXAMPLES, STEPS, TESTS, dataOf, made, trained, type Data,
} from './wayOut/networks.ts';
import { wayOut } from './wayOut/options.ts';
import { LIBRARIES, missing, run, type Library } from './wayOut/python.ts';
import { broughtIn, lookedAt } from './wayOut/wayIn.ts';

/**
 * Most that a probability may be off, in units of 2⁻²⁴ (half an ulp of 1) of the example's largest; that a loss may,
 * as a share of it; that back-propagation may be from the sum of paths, in ulp; and a tensor from binary64, in units
 * of 2⁻²⁴ of its largest element.
 */
const MOST_UNITS = 64, MOST_SHARE = 1e-3, MOST_ULPS = 64, MOST_ROUNDINGS = 256;

type Ours = Readonly<Record<string, { readonly predictions: Float32Array; readonly losses: readonly number[] }>>;

let isWithin = true;

/** Says a figure, and whether it is within its tolerance. */
function tell(what: string, figure: string, ok: boolean): void {
  isWithin &&= ok;
  say(`${what.padEnd(62)} ${figure}${ok ? '' : '   NOT WITHIN THE TOLERANCE'}`);
}

const largest = (values: readonly number[]): number => values.reduce((most, each) => Math.max(most, each), 0);

/** Whether the packages of tests/exchange are here, or can be installed. */
function hasTools(skip: (reason: string) => void): boolean {
  try {
    installTools(`${FOLDER}/`);
    return true;
  } catch (error) {
    skip(messageOf(error));
    return false;
  }
}

/** Probabilities beside each other, example by example. */
function tellUnits(what: string, found: ArrayLike<number>, wanted: Float32Array): void {
  const units = Array.from({ length: wanted.length / CLASSES }, (_, i) => {
    const own = wanted.subarray(i * CLASSES, (i + 1) * CLASSES), most = largest([...own]);
    return largest(Array.from(own, (p, j) => Math.abs(found[i * CLASSES + j] - p))) / most / 2 ** -24;
  });
  const worst = found.length === wanted.length ? largest(units) : NaN;
  tell(what, `${worst.toFixed(1)} · 2⁻²⁴`, worst <= MOST_UNITS);
}

/** Trains, writes, and trains on: what is to come elsewhere. */
function ours(folder: string, data: Data): Ours {
  return Object.fromEntries(Object.entries(EXAMPLES).map(([name, example]) => {
    const model = made(example);
    trained(model, data, 0);
    writeModel(folder, name, model);
    return [name, { predictions: model.predict(data.testX), losses: trained(model, data, STEPS) }];
  }));
}

async function predictedInJavaScript(folder: string, { testX: values }: Data, wanted: Ours): Promise<void> {
  const tfjs = `TensorFlow.js ${versionOf('@tensorflow/tfjs')}`, onnx = `ONNX Runtime ${versionOf('onnxruntime-node')}`;
  for (const [name, { shape }] of Object.entries(EXAMPLES)) {
    const x = { shape: [TESTS, ...shape], values }, at = (part: string) => readFileSync(join(folder, name, part));
    const parts = new Map(['model.json', 'weights.bin'].map((part) => [part, at(part)]));
    const bytes = readFileSync(join(folder, `${name}.onnx`));
    const { predictions } = wanted[name];
    tellUnits(`${name}: predictions in ${onnx}`, (await predictOnnx(bytes, { input: x }))[0], predictions);
    tellUnits(`${name}: predictions in ${tfjs}`, (await predictTfjs(parts, [x]))[0], predictions);
  }
}

async function wentOn(python: string, library: Library, folder: string, data: Data, wanted: Ours): Promise<void> {
  const { version, networks } = run(python, library, folder);
  for (const [name, example] of Object.entries(EXAMPLES)) {
    const { predictions, losses, own } = networks[name], { losses: expected, predictions: p } = wanted[name];
    tellUnits(`${name}: predictions in ${version}`, predictions, p);
    const shares = expected.map((loss, i) => Math.abs(losses[i] - loss) / loss);
    const share = shares.every(Number.isFinite) ? largest(shares) : NaN;
    const figure = `${share.toExponential(1)} of a loss, at first ${shares[0].toExponential(1)}`;
    tell(`${name}: losses of steps ${STEPS + 1} to ${2 * STEPS} there`, figure, share <= MOST_SHARE);
    const model = await broughtIn(library.name, folder, name, example);
    tellUnits(`${name}: trained there, predicts here`, own, model.predict(data.testX));
    const { explained: { weight, value, ulps, differences }, gradients, roundings } = lookedAt(model, data);
    const by = `${value.toPrecision(5)}; by differences ${differences.toPrecision(5)}`;
    tell(`  ∂J/∂${weight} by all its paths`, `${by}; back-propagation ${ulps} ulp off`, ulps <= MOST_ULPS);
    const verdict = gradients.ok ? 'agrees' : 'does not agree';
    tell(`  ∇J beside differences of J, ${gradients.checked} parameters`, verdict, gradients.ok);
    const most = `at most ${roundings.toFixed(1)} · 2⁻²⁴ of a tensor's largest`;
    tell('  a step of training beside binary64', most, roundings <= MOST_ROUNDINGS);
  }
}

await runCommand(wayOut, async ({ python, demand }) => {
  const skip = (reason: string): void => {
    if (demand) throw new Error(reason);
    say(`Skipped: ${reason}.`);
  };
  const there = LIBRARIES.filter((library) => {
    const reason = missing(python, library);
    if (reason !== undefined) skip(reason);
    return reason === undefined;
  });
  const hasJavaScript = hasTools(skip);
  const folder = mkdtempSync(join(tmpdir(), 'bitgrad-way-out-')), data = dataOf();
  try {
    say(`Trains ${Object.keys(EXAMPLES).join(', ')} for ${STEPS} steps, writes them, and trains on …`);
    const wanted = ours(folder, data);
    writePlan(folder, data);
    if (hasJavaScript) await predictedInJavaScript(folder, data, wanted);
    for (const library of there) await wentOn(python, library, folder, data, wanted);
  } finally {
    rmSync(folder, { recursive: true });
  }
  return { ok: isWithin };
});
