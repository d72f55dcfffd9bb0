/**
 * `bitgrad taylor-newton`: the report's notebook B. Taylor expansions, Newton's method, and the ways that four methods
 * take downhill.
 * @module
 */
import { writeFile } from 'node:fs/promises';
import { say } from './command/output.ts';
import { commandOf, type Run } from './command/runCommand.ts';
import { linear, quadratic, rosenbrock, type Example } from './taylorNewton/functions.ts';
import { taylorNewton } from './taylorNewton/options.ts';
import { ARRIVED, paths, type Path, type Point, type Rates } from './taylorNewton/paths.ts';
import { drawLandscapes, type Landscape } from './taylorNewton/picture.ts';
import { drawExpansions, expansions, drawMinimum, drawRoot, vector } from './taylorNewton/steps.ts';
import { drawInCharacters } from './taylorNewton/terminal.ts';

const AT = [2, 3], SOUGHT = [3, 4], START: Point = [5, 3];

function landscape(
  { name, formula, objective }: Example, start: Point, rates: Rates, window: Landscape['window'],
  levels: readonly number[],
): Landscape {
  const value = (x: number, y: number): number => objective.value(Float64Array.of(x, y));
  return {
    title: `${name[0].toUpperCase()}${name.slice(1)}`, formula, value, window, levels,
    paths: paths(objective, start, rates),
  };
}

function show(given: Landscape, rates: Rates): void {
  say(`\n${given.title}, ${given.formula}`);
  say('  '
    + `${'method'.padEnd(18)}${'steps'.padStart(7)}${'gradients'.padStart(11)}${'Hessians'.padStart(10)}`
    + `${'f'.padStart(12)}`);
  for (const { method, points, gradients, hessians, value, end } of given.paths) {
    const counts =
      [String(points.length - 1).padStart(7), String(gradients).padStart(11), String(hessians).padStart(10)].join('');
    say(`  ${method.padEnd(18)}${counts}${value.toExponential(2).padStart(12)}  ${end}`);
  }
  say(
    `  rates: gradient descent ${rates.gradientDescent}, RMSProp ${rates.rmsprop}, of at most ${rates.steps} steps\n`,
  );
  say(drawInCharacters(given));
}

export const run: Run = commandOf(taylorNewton, async ({ svg }) => {
  say(`Taylor expansions about a = ${vector(AT)}, asked for x = ${vector(SOUGHT)}, d = x − a`);
  for (const example of [linear, quadratic]) say(drawExpansions(example, AT, SOUGHT));
  say(`\nNewton's method for a minimum\n${drawMinimum(quadratic, START)}`);
  say(`\nNewton's method for a root\n${drawRoot()}`);
  const bowl: Rates = { gradientDescent: 0.1, rmsprop: 0.1, steps: 200 };
  const valley: Rates = { gradientDescent: 0.001, rmsprop: 0.002, steps: 20_000 };
  const landscapes = [
    landscape(quadratic, START, bowl, { left: -6, right: 6, low: -6, high: 6 }, [8, 17, 32, 53, 80, 113, 152]),
    landscape(
      rosenbrock, [-1.2, 1], valley, { left: -1.6, right: 1.6, low: -0.8, high: 2.4 }, [0.3, 1, 3, 10, 40, 120, 300],
    ),
  ];
  show(landscapes[0], bowl);
  show(landscapes[1], valley);
  if (svg !== undefined) {
    await writeFile(svg, drawLandscapes(landscapes));
    say(`\nDrawn to ${svg}.`);
  }
  return {
    expansions: [linear, quadratic].map((example) => expansions(example, AT, SOUGHT)),
    landscapes: landscapes.map(({ title, formula, paths: all }) => ({ name: title, formula, paths: all.map(result) })),
  };
});

/** A way as --json has it. */
function result({ method, points, value, gradients, hessians, end }: Path) {
  const hasArrived = end === ARRIVED;
  return { method, steps: points.length - 1, x: points.at(-1), value, gradients, hessians, hasArrived };
}
