/**
 * What an explanation says in short.
 * @module
 */

import type { ExampleExplanation, ExplanationData } from './explanationData.ts';
import { targetOf, type LayerValues } from './levels.ts';
import type { Path } from './paths.ts';
import { activationSymbol, counted, exactly, shown, unitSymbol } from './symbols.ts';

/** ∂J/∂w²₁₁ */
export function gradientSymbol({ parameter: { symbol } }: ExplanationData): string {
  return `∂J/∂${symbol}`;
}

/** Which connection it is. */
export function describeParameter(
  { parameter: { symbol, layer, i, j, value, name }, inputShape }: ExplanationData,
): string {
  const to = `unit ${i} of layer ${layer} ('${name}')`;
  if (j === undefined) return `${symbol} = ${exactly(value)} is the bias of ${to}.`;
  const [rows, columns] = inputShape, row = Math.floor((j - 1) / columns) + 1;
  const pixel =
    inputShape.length === 2 ? ` (row ${row}, column ${j - (row - 1) * columns} of ${rows} × ${columns})` : '';
  return `${symbol} = ${exactly(value)} is the weight from `
    + `${layer === 2 ? `input ${j}${pixel}` : `unit ${j} of layer ${layer - 1}`} to ${to}.`;
}

/** What the gradient means, why it is what it is, and what training makes of it: sentences. */
export function inShort(data: ExplanationData): string[] {
  const { examples } = data;
  return [
    whatItMeans(data), ...(examples.length === 1 ? whyOne(data, examples[0]) : whyMany(examples)), whatComesOfIt(data),
  ];
}

function whatItMeans(data: ExplanationData): string {
  const { parameter: { symbol }, value, examples } = data, name = gradientSymbol(data);
  if (value === 0) return `${name} is 0: a small change of ${symbol} does not change the `
    + `loss${examples.length === 1 ? '' : ' of any of these examples'}.`;
  const does = value > 0 ? 'raises' : 'lowers';
  return `${name} = ${shown(value)}: a little more of ${symbol} ${does} the loss, by about `
    + `${shown(Math.abs(value), 3)} times as much.`;
}

function whatComesOfIt(
  { value, examples, update: { before, after, change, optimizer, step } }: ExplanationData,
): string {
  const moved = change === 0
    ? 'leaves it as it is'
    : `${change < 0 ? 'lowers' : 'raises'} it from ${exactly(before)} to ${exactly(after)}`;
  const other = 'earlier gradients, or a decay or constraint of the weight,';
  const why =
    change !== 0 && value === 0 ? `: ${other} move it`
    : change * value > 0 ? `, though by this gradient alone it would go the other way: ${other} count more`
    : '';
  const on = examples.length === 1 ? 'this example' : `these ${examples.length} examples`;
  return `The next step, number ${step}, by ${optimizer} and on ${on} alone, ${moved}${why}.`;
}

function whyOne(data: ExplanationData, example: ExampleExplanation): string[] {
  const { parameter: { layer, i, j, uses }, layers } = data, { values, livePaths } = example;
  const { activation } = layers[layer - 1];
  const input = j === undefined ? 1 : values.layers[layer - 2].a[j - 1], of = unitSymbol('a', layer - 1, j ?? 0);
  const own = values.layers[layer - 1];
  const isOne = uses.length === 1;
  if (isOne && input === 0) {
    const off = layer === 2 ? '' : ' (that unit is off)';
    return [`It multiplies ${of}, which is 0 in this example${off}: it has no part in what the network makes of it.`];
  }
  if (isOne && livePaths === 0n && activation !== undefined && isOff(own, i)) {
    const z = `${unitSymbol('z', layer, i)} = ${shown(own.z?.[i - 1] ?? NaN, 4)}`;
    return [
      `Unit ${i} of layer ${layer} is off: ${z}, where ${activationSymbol(activation)}′ is 0, so that nothing passes.`,
    ];
  }
  const last = !isOne ? `; they begin at the ${uses.length} places where the weight is used`
    : j === undefined ? '' : `; each ends with the factor ${of} = ${shown(input, 4)}`;
  const outputs = example.through.filter(({ layer: at, sum }) => at === layers.length && sum !== 0).sort((a, b) =>
    Math.abs(b.sum) - Math.abs(a.sum));
  const how = outputs.length > 3 ? 'Most of it comes' : 'It comes';
  const by = outputs.slice(0, 3).map((output) => viaOutput(data, example, output)).join('; ');
  return [`${aliveOf(example)}${last}.`, ...(outputs.length > 0 ? [`${how} by way of ${by}.`] : [])];
}

/** How many paths there are, and how many of them count. */
export function aliveOf({ pathCount, livePaths }: ExampleExplanation): string {
  const all = counted(pathCount, 'path');
  if (livePaths === pathCount) {
    return pathCount === 1n ? 'The one path to the loss is alive' : `All ${all} to the loss are alive`;
  }
  return `Of ${all} to the loss ${livePaths === 0n ? 'none' : livePaths.toLocaleString('en')} `
    + `${livePaths <= 1n ? 'is' : 'are'} alive`;
}

/** output 4 (label 3: 0.21 where 1 is wanted) with −0.011; of several rows, output 16 (row 2, label 3: …) */
function viaOutput(
  { isLabel }: ExplanationData, { values: { layers, targets, shares } }: ExampleExplanation,
  { unit, sum }: { unit: number; sum: number },
): string {
  const { a } = layers[layers.length - 1], outputs = a.length / shares.length, u = unit - 1;
  const target = targetOf(isLabel, targets, outputs, u), wanted = isLabel ? target : shown(target, 3);
  const place = [
    ...(shares.length === 1 ? [] : [`row ${Math.floor(u / outputs) + 1}`]),
    ...(isLabel ? [`label ${u % outputs}`] : []),
  ].join(', ');
  const of = place === '' ? '' : `${place}: `;
  return `output ${unit} (${of}${shown(a[u], 3)} where ${wanted} is wanted) with ${shown(sum, 3)}`;
}

function isOff({ z, a }: LayerValues, i: number): boolean {
  return z !== undefined && a[i - 1] === 0 && z[i - 1] <= 0;
}

function whyMany(examples: readonly ExampleExplanation[]): string[] {
  const live = examples.filter(({ value }) => value !== 0);
  const up = live.filter(({ value, weight }) => value * weight > 0).length;
  if (live.length === 0) return [];
  const zeros = examples.length - live.length;
  const strongest =
    strongestFirst(live).slice(0, 3).map(({ example, value }) => `${example} (${shown(value, 3)})`).join(', ');
  return [
    `It is the mean over ${examples.length} examples: ${zeros} with 0, ${up} with a positive gradient, `
      + `${live.length - up} with a negative one.`,
    `The strongest are those of example ${strongest}, counted from 0.`,
  ];
}

/** Those on which the weight has most effect first. */
export function strongestFirst(examples: readonly ExampleExplanation[]): ExampleExplanation[] {
  return [...examples].sort((a, b) => Math.abs(b.weight * b.value) - Math.abs(a.weight * a.value));
}

/** The units of a path, once a layer: 1 → 3 → 2. */
export function route({ units }: Path, { isFused, layers, parameter: { layer } }: ExplanationData): string {
  const coupled = (number: number): boolean =>
    layers[number - 1].activation !== undefined && layers[number - 1].activation?.formulas === undefined;
  return layers.slice(layer - 1).map(({ number }, at) => {
    const z = units[2 * at], a = units[2 * at + 1];
    return coupled(number) && !(isFused && number === layers.length) ? `${z}/${a}` : String(z);
  }).join(' → ');
}
