/**
 * An explanation as Markdown with formulas in TeX.
 * @module
 */

import type { ExampleExplanation, ExplanationData } from './explanationData.ts';
import type { Path } from './paths.ts';
import { counted, exactly, shown, toTex } from './symbols.ts';
import { describeParameter, gradientSymbol, inShort, strongestFirst } from './words.ts';

/** Most examples whose paths are shown, and paths of each. */
const MOST_EXAMPLES = 3, MOST_PATHS = 12;

/** See {@link Explanation.toMarkdown}. */
export function toMarkdown(data: ExplanationData): string {
  return [
    `# $${toTex(gradientSymbol(data))}$`, '', describeParameter(data), '', ...inShort(data), '',
    '## The functions from it to the loss', '', ...functionLines(data), '',
    ...strongestFirst(data.examples).slice(0, MOST_EXAMPLES).flatMap((example) => pathLines(data, example)),
    ...meanLines(data), '## Three witnesses', '', ...witnessLines(data), '', '## The step', '', ...updateLines(data),
  ].join('\n');
}

function functionLines({ functions }: ExplanationData): string[] {
  const lines = functions.map(({ left, right, units, value }) => {
    const end = value !== undefined ? ` = ${number(value)}` : units === undefined ? '' : ` \\qquad ${toTex(units)}`;
    return `${toTex(left)} &= ${toTex(right)}${end}`;
  });
  return ['$$', '\\begin{aligned}', lines.join(' \\\\\n'), '\\end{aligned}', '$$'];
}

function pathLines(data: ExplanationData, example: ExampleExplanation): string[] {
  const { paths, pathCount, livePaths, remainder, value } = example, shownPaths = paths.slice(0, MOST_PATHS);
  const which = data.examples.length === 1 ? '' : `, example ${example.example}`;
  const rest = paths.slice(MOST_PATHS).reduce((sum, { product }) => sum + product, 0) + remainder;
  const others = pathCount - BigInt(shownPaths.length);
  return [
    `## The paths${which}`, '', `${counted(pathCount, 'path')}, of which ${livePaths} alive; dead ones are struck.`, '',
    ...shownPaths.map(pathLine),
    ...(others > 0n ? [`- the other ${counted(others, 'path')} together: $${number(rest)}$`] : []), '',
    `Their sum is $${number(value, 17)}$.`, '',
  ];
}

/** A dead path ends at the factor that stops it. */
function pathLine({ factors, product, isDead }: Path): string {
  const symbols = factors.map(({ symbol }) => toTex(symbol)).join(' \\cdot ');
  if (!isDead) {
    return `- $${symbols} = ${factors.map(({ value }) => inBrackets(value)).join(' \\cdot ')} = ${number(product)}$`;
  }
  const zero = [...factors].reverse().find(({ value }) => value === 0);
  return `- ~~$${symbols}$~~ $= `
    + `0$${zero === undefined ? '' : `, since $${toTex(zero.symbol)} = ${toTex(zero.formula)} = 0$`}`;
}

function meanLines(data: ExplanationData): string[] {
  const { examples, penalty, value } = data;
  if (examples.length === 1) return [];
  const rows = examples.map(({ example, loss, weight, value: own }) =>
    `| ${example} | ${shown(loss)} | ${shown(weight)} | ${shown(own)} |`);
  const added = penalty === 0 ? '' : `, and ${shown(penalty)} of the regularizer`;
  const head = ['## The mean over the examples', '', '| example | loss | weight | gradient |', '|---:|---:|---:|---:|'];
  return [...head, ...rows, '', `Their mean${added}: ${shown(value, 17)}.`, ''];
}

function witnessLines({ value, backpropagated, ulps, finiteDifference, hasKink }: ExplanationData): string[] {
  return [
    '| witness | value | |', '|---|---:|---|',
    `| sum over the paths | ${exactly(value)} | binary64 |`,
    `| back-propagation | ${exactly(backpropagated)} | the bits of training; ${counted(ulps, 'ulp')} away |`,
    `| differences of $J$ | ${exactly(finiteDifference)} | `
      + `${hasKink ? 'there is a kink here, so they mean little' : 'values of $J$ alone, binary64'} |`,
  ];
}

function updateLines({
  update: { optimizer, step, learningRate, lines, slots, before, after, change }, parameter: { symbol },
}: ExplanationData): string[] {
  const code = lines.flatMap(({ formula, numbers, value }) => [
    formula.replace(/θ/g, symbol), `  = ${numbers} = ${exactly(value)}`,
  ]);
  return [
    `Step ${step} of ${optimizer}, learning rate ${shown(learningRate)}.`, '',
    ...(code.length === 0 ? [] : ['```text', ...code, '```', '']), '| | before | after |', '|---|---:|---:|',
    ...slots.map(({ name, before: old, after: now }) => `| ${name} | ${exactly(old)} | ${exactly(now)} |`),
    `| $${toTex(symbol)}$ | ${exactly(before)} | ${exactly(after)} |`, '',
    `$\\Delta ${toTex(symbol)} = ${number(change)}$`, '',
  ];
}

/** For TeX: −1.2e-7 is -1.2 · 10⁻⁷. */
function number(value: number, significant: number = 6): string {
  return shown(value, significant).replace('−', '-').replace('∞', '\\infty').replace(/e([+-]\d+)/, (_, power: string) =>
    ` \\cdot 10^{${Number(power)}}`);
}

function inBrackets(value: number): string {
  return value < 0 ? `(${number(value, 4)})` : number(value, 4);
}
