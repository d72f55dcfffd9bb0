/**
 * `npm run taylor-newton`: the report's notebook B. Taylor expansions, Newton's method, and the ways that four methods take downhill.
 * @module
 */
import { writeFile } from 'node:fs/promises';
import { newton, newtonRoot, taylor1, taylor2 } from '../lib/minimizers/index.ts';
import { endWithReader, fail, readOptions } from './commandLine.ts';
import { linear, quadratic, rosenbrock, type Example } from './taylorNewton/functions.ts';
import { paths, type Point, type Rates } from './taylorNewton/paths.ts';
import { drawLandscapes, type Landscape } from './taylorNewton/picture.ts';
import { drawInCharacters } from './taylorNewton/terminal.ts';

const HELP = `npm run taylor-newton -- [options]

Prints the report's notebook B: Taylor expansions, Newton's method, and how gradient descent, RMSProp, BFGS and Newton come down two functions.

  --svg FILE   draw their ways
  --help       this text`;

const say = (text: string): void => { process.stdout.write(`${text}\n`); };
const vector = (x: ArrayLike<number>): string => `(${Array.from(x, (v) => String(v)).join(', ')})`;

const AT = [2, 3], SOUGHT = [3, 4], START: Point = [5, 3];

function expansions({ name, formula, objective }: Example): void {
  say(`  ${name}, ${formula}`);
  say(`    first order   ${taylor1(objective, AT)(SOUGHT)}`);
  say(`    second order  ${taylor2(objective, AT)(SOUGHT)}`);
  say(`    f itself      ${objective.value(Float64Array.from(SOUGHT))}`);
}

function minimum(): void {
  const { x, value, iterations } = newton(quadratic.objective, START);
  say(`  x − H⁻¹·∇f from ${vector(START)}: ${vector(x)} after ${iterations} step, f = ${value}`);
  say('  It stops by the distance ‖x_sought − x_start‖. The notebook takes √(x_start·x_sought) for it, which is no distance: here it is 0 only');
  say('  because the minimum is at 0, and between equal points x, x it is ‖x‖.');
}

function root(): void {
  const { x, iterations } = newtonRoot((v) => v * v - 2, (v) => 2 * v, 1);
  say(`  x − f/f′ for f(x) = x² − 2 from 1: ${x} after ${iterations} steps, √2 = ${Math.SQRT2}`);
}

function landscape({ name, formula, objective }: Example, start: Point, rates: Rates, window: Landscape['window'], levels: readonly number[]): Landscape {
  const value = (x: number, y: number): number => objective.value(Float64Array.of(x, y));
  return { title: `${name[0].toUpperCase()}${name.slice(1)}`, formula, value, window, levels, paths: paths(objective, start, rates) };
}

function show(given: Landscape, rates: Rates): void {
  say(`\n${given.title}, ${given.formula}`);
  say(`  ${'method'.padEnd(18)}${'steps'.padStart(7)}${'gradients'.padStart(11)}${'Hessians'.padStart(10)}${'f'.padStart(12)}`);
  for (const { method, points, gradients, hessians, value, end } of given.paths) {
    const counts = [String(points.length - 1).padStart(7), String(gradients).padStart(11), String(hessians).padStart(10)].join('');
    say(`  ${method.padEnd(18)}${counts}${value.toExponential(2).padStart(12)}  ${end}`);
  }
  say(`  rates: gradient descent ${rates.gradientDescent}, RMSProp ${rates.rmsprop}, of at most ${rates.steps} steps\n`);
  say(drawInCharacters(given));
}

async function main(): Promise<void> {
  const { svg, help } = readOptions(process.argv.slice(2), ['svg'], ['help']);
  if (help === true) return say(HELP);
  say(`Taylor expansions at ${vector(AT)}, asked for ${vector(SOUGHT)}`);
  expansions(linear);
  expansions(quadratic);
  say('\nNewton\'s method for a minimum');
  minimum();
  say('\nNewton\'s method for a root');
  root();
  const bowl: Rates = { gradientDescent: 0.1, rmsprop: 0.1, steps: 200 }, valley: Rates = { gradientDescent: 0.001, rmsprop: 0.002, steps: 20_000 };
  const landscapes = [
    landscape(quadratic, START, bowl, { left: -6, right: 6, low: -6, high: 6 }, [8, 17, 32, 53, 80, 113, 152]),
    landscape(rosenbrock, [-1.2, 1], valley, { left: -1.6, right: 1.6, low: -0.8, high: 2.4 }, [0.3, 1, 3, 10, 40, 120, 300]),
  ];
  show(landscapes[0], bowl);
  show(landscapes[1], valley);
  if (svg === undefined) return;
  await writeFile(svg, drawLandscapes(landscapes));
  say(`\nDrawn to ${svg}.`);
}

endWithReader();
try {
  await main();
} catch (error) {
  fail('npm run taylor-newton', error);
}
