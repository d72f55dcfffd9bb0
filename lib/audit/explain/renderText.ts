/**
 * An explanation as text for a terminal.
 * @module
 */

import type { ExampleExplanation, ExplanationData } from './explanationData.ts';
import type { Path } from './paths.ts';
import { asFactor, counted, exactly, shown } from './symbols.ts';
import { aliveOf, describeParameter, gradientSymbol, inShort, route, strongestFirst } from './words.ts';

/** Most examples whose paths are shown, and dead ends an example. */
const MOST_EXAMPLES = 3;
const MOST_DEAD = 8;

/** See {@link Explanation.toString}. */
export function toText(data: ExplanationData): string {
  const { examples } = data;
  return [
    ...section('In short', [describeParameter(data), ...inShort(data)]),
    ...section('The functions from it to the loss', functionLines(data)),
    ...strongestFirst(examples).slice(0, MOST_EXAMPLES).flatMap((example) => pathSection(data, example)),
    ...(examples.length === 1 ? [] : section('The mean over the examples', averageLines(data))),
    ...section('Three witnesses', witnessLines(data)),
    ...section('The step', updateLines(data)),
  ].join('\n').trimEnd();
}

function section(title: string, lines: readonly string[]): string[] {
  return [title, ...lines.map((line) => `  ${line}`.trimEnd()), ''];
}

/** Columns side by side, each as wide as its widest cell. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const widths = rows.reduce<number[]>((most, row) => row.map((cell, i) => Math.max(most[i] ?? 0, cell.length)), []);
  return rows.map((row) => row.map((cell, i) => cell.padEnd(widths[i])).join('  ').trimEnd());
}

function functionLines({ functions, examples }: ExplanationData): string[] {
  const where = examples.length === 1 ? '' : ' in example 0';
  return table(functions.map(({ left, right, units, value }) => [
    left, `= ${right}`, value === undefined ? units ?? '' : `= ${shown(value)}${where}`,
  ]));
}

function pathSection(data: ExplanationData, example: ExampleExplanation): string[] {
  const { paths, pathCount, livePaths, dead, remainder, value } = example;
  const which = data.examples.length === 1 ? '' : `, example ${example.example}`;
  const lines = [
    `${aliveOf(example)}`
      + `${livePaths === pathCount ? '' : `; a factor 0 makes ${livePaths === 0n ? 'them' : 'the others'} 0`}.`,
  ];
  const live = paths.filter(({ isDead }) => !isDead);
  if (live.length > 0) lines.push('', ...writtenOut(live[0]));
  if (live.length > 1) lines.push('', ...pathTable(data, live));
  if (dead.length > 0) lines.push('', ...deadLines(example));
  const others = pathCount - BigInt(paths.length);
  const deadOthers = pathCount - livePaths - BigInt(paths.length - live.length);
  const ofThem = deadOthers > 0n ? `, ${deadOthers} of them dead,` : '';
  if (others > deadOthers) {
    lines.push('', `The ${counted(others, 'path')} not listed${ofThem} add up to ${shown(remainder)}.`);
  }
  lines.push('', `Sum of all paths: ${exactly(value)}`);
  return section(`The paths${which}: loss ${shown(example.loss)}`, lines);
}

/** The strongest path, symbol by symbol and number by number. */
function writtenOut({ factors, product }: Path): string[] {
  const cells = factors.map(({ symbol, formula, value }) => [symbol, formula, asFactor(value)]);
  const widths = cells.map((texts) => Math.max(...texts.map(({ length }) => length)));
  const row = (line: number): string => cells.map((texts, i) => texts[line].padEnd(widths[i])).join(' · ').trimEnd();
  return [
    `The strongest, as the chain rule has it:`, `  ${row(0)}`, `= ${row(1)}`, `= ${row(2)}`, `= ${shown(product)}`,
  ];
}

function pathTable(data: ExplanationData, paths: readonly Path[]): string[] {
  const rows = paths.map((path) => [
    route(path, data), ...path.factors.map(({ value }) => asFactor(value, 4)), `= ${shown(path.product, 5)}`,
  ]);
  const kinds = paths[0].factors.map(({ symbol }) => symbol.replace(/[₀₁₂₃₄₅₆₇₈₉,]+/g, ''));
  return table([['units', ...kinds, ''], ...rows]);
}

function deadLines({ dead }: ExampleExplanation): string[] {
  const most = [...dead].sort((a, b) => (a.paths === b.paths ? 0 : a.paths > b.paths ? -1 : 1)).slice(0, MOST_DEAD);
  const lines = most.map(({ factor: { symbol, formula, value }, paths }) => [
    `✗ ${counted(paths, 'path')}`, `${symbol} = ${formula} = ${shown(value)}`,
  ]);
  const more = dead.length - most.length;
  if (more > 0) lines.push([`✗ and at ${counted(more, 'factor')} more`]);
  return ['Dead, each counted at its first factor 0:', ...table(lines).map((line) => `  ${line}`)];
}

function averageLines({ examples, value, penalty, ...data }: ExplanationData): string[] {
  const terms = examples.filter((example) => example.value !== 0).map(({ example, weight, value: own, loss }) => [
    `example ${example}`, `loss ${shown(loss, 4)}`, `${weight === 1 ? '' : `${shown(weight)} · `}${shown(own)}`,
  ]);
  const zeros = examples.length - terms.length;
  return [
    ...table(terms), ...(zeros > 0 ? [`${counted(zeros, 'example')} with 0`] : []),
    ...(penalty === 0 ? [] : [`the regularizer adds ${shown(penalty)}`]),
    `${gradientSymbol({ examples, value, penalty, ...data })} = their sum / `
      + `${examples.length}${penalty === 0 ? '' : ' + the regularizer'} = ${exactly(value)}`,
  ];
}

function witnessLines(
  { value, backpropagated, ulps, finiteDifference, hasKink, penalty, examples }: ExplanationData,
): string[] {
  const added = penalty !== 0 && examples.length === 1 ? `, of which the regularizer adds ${shown(penalty)}` : '';
  return table([
    ['sum over the paths', exactly(value), `binary64${added}`],
    [
      'back-propagation', exactly(backpropagated),
      `the bits of training; ${counted(ulps, 'ulp')} away${apart(ulps, value, backpropagated, examples)}`,
    ],
    [
      'differences of J', exactly(finiteDifference),
      hasKink ? 'J has a kink here, so they mean little' : 'of its values alone, in binary64 from θ on',
    ],
  ]);
}

/** Where many ulps are no matter, since the paths cancel. */
function apart(ulps: number, value: number, backpropagated: number, examples: readonly ExampleExplanation[]): string {
  const magnitude =
    examples.reduce((sum, { weight, magnitude: own }) => sum + Math.abs(weight) * own, 0) / examples.length;
  if (ulps < 16 || magnitude === 0) return '';
  return `, ${(Math.abs(value - backpropagated) / magnitude).toExponential(1)} of what the paths amount to before they `
    + 'cancel';
}

function updateLines(data: ExplanationData): string[] {
  const {
    update: { optimizer, step, learningRate, gradient, lines, slots, scalars, before, after, change },
    parameter: { symbol },
  } = data;
  const own = (formula: string): string => formula.replace(/θ/g, symbol);
  return [
    `Step ${step} of ${optimizer}, learning rate ${shown(learningRate)}, ∇J = ${exactly(gradient)}:`,
    ...lines.flatMap(({ formula, numbers, value }) => [`  ${own(formula)}`, `    = ${numbers} = ${exactly(value)}`]),
    ...table(slots.map(({ name, before: old, after: now }) => [`${name}:`, `${exactly(old)} → ${exactly(now)}`])),
    ...table(scalars.map(({ name, before: old, after: now }) => [`${name}:`, `${exactly(old)} → ${exactly(now)}`])),
    `${symbol}: ${exactly(before)} → ${exactly(after)}, Δ${symbol} = ${shown(change)}`,
    ...(change === 0 ? [] : [
      `To first order this alone changes J by ${gradientSymbol(data)} · Δ${symbol} = ${shown(data.value * change, 4)}.`,
    ]),
  ];
}
