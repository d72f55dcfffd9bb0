/**
 * `bitgrad product-loss`: the report's notebook A. Gradient descent and RMSProp on J(θ) = θ₁·θ₂·…, which has a saddle
 * at 0.
 * @module
 */
import { say } from './command/output.ts';
import { commandOf, type Run } from './command/runCommand.ts';
import { DECAY, DELTA, RATE, descend, methods, type Method, type Place } from './productLoss/descents.ts';
import { productLoss } from './productLoss/options.ts';

/** The report lost its start: which method leads depends on it. */
const STARTS: readonly (readonly number[])[] = [[1, 1], [2, 3, 4]];
/** The notebook's, and enough to see where they lead. */
const FEW = 5, MANY = 100;

function vector(values: readonly number[], digits: number): string {
  return `(${values.map((v) => v.toFixed(digits)).join(', ')})`;
}

function drawSteps({ name, rates }: Method, places: readonly Place[]): string {
  const cells = [
    ['step', 'J', 'θ', ...(rates === undefined ? [] : ['r', rates.symbol])],
    ...places.slice(0, FEW + 1).map(({ loss, theta, r, rates: own }, step) => [
      String(step), loss.toFixed(9), vector(theta, 6), ...(r && own ? [vector(r, 6), vector(own, 9)] : []),
    ]),
  ];
  const widths = cells[0].map((_, column) => Math.max(...cells.map((row) => (row[column] ?? '').length)));
  const padded = (cell: string, i: number): string => (i === 0 ? cell.padStart(widths[i]) : cell.padEnd(widths[i]));
  const lines = cells.map((row) => `  ${row.map(padded).join('   ').trimEnd()}`);
  return [`\n  ${name}`, ...lines].join('\n');
}

interface Descent {
  readonly method: Method;
  readonly places: readonly Place[];
}

/** Where all stand after so many steps. */
function drawEnds(all: readonly Descent[], steps: number): string {
  const lines = all.map(({ method: { name }, places }) => {
    const { loss, theta } = places[steps];
    return `  ${name.padEnd(20)}${loss.toFixed(9).padEnd(15)}${vector(theta, 6)}`;
  });
  const lowest = all.reduce((best, one) => (one.places[steps].loss < best.places[steps].loss ? one : best));
  const heading = `\n  after ${String(steps).padEnd(3)} steps     J              θ`;
  return [heading, ...lines, `  lowest: ${lowest.method.name}`].join('\n');
}

export const run: Run = commandOf(productLoss, () => {
  const mean = `r ← ${DECAY}·r + ${(1 - DECAY).toFixed(1)}·∇J², element by element, from 0`;
  say(`lr = ${RATE}, δ = ${DELTA}; RMSProp: ${mean}. It multiplies ∇J by a vector of rates:`);
  say('lr/(√r + δ) in the report\'s notebook and in Keras, lr/√(δ + r) in its text (3.2) and in TensorFlow.\n');
  const descents = STARTS.map((start) => {
    const all = methods.map((method) => ({ method, places: descend(method, start, MANY) }));
    const J = start.map((_, i) => `θ${'₁₂₃'[i]}`).join('·');
    say(`J(θ) = ${J} from θ = (${start.join(', ')}), J = ${all[0].places[0].loss}: ${FEW} iterations`);
    for (const { method, places } of all) say(drawSteps(method, places));
    for (const steps of [FEW, MANY]) say(drawEnds(all, steps));
    say('');
    return { start, methods: all.map(({ method: { name }, places }) => ({ name, steps: places })) };
  });
  return { learningRate: RATE, decay: DECAY, delta: DELTA, descents };
});
