import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plot } from '../../lib/audit/index.ts';
import { apart } from '../../lib/audit/plot/place.ts';
import { StateError } from '../../lib/core/errors.ts';
import { Philox } from '../../lib/core/philox.ts';
import { batchNormalization, dense } from '../../lib/layers/index.ts';
import { input, model, sequential, type Model } from '../../lib/model/index.ts';
import { Sum } from '../graph/sum.ts';
import { checkRefusals } from '../helpers/refusals.ts';
import { graphCases } from '../model/graphCases.ts';
import { randomGraph } from '../model/randomGraph.ts';

/** An element of a file, without those in it. */
interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** What may not stand in the text of a file as it is. */
const UNWRITABLE = /&(?!(?:amp|lt|gt|quot);)|[\0-\x08]|[\ud800-\udfff]|\ufffe/u;
const NAMES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };
const unescaped = (text: string): string => text.replace(/&(\w+);/g, (_, name: string) => NAMES[name]);

/** The elements and texts of an XML file in their order. Fails where it is not well-formed. */
function parsed(text: string): (Element | string)[] {
  const found: (Element | string)[] = [], open: string[] = [];
  const token = /<\?xml[^>]*\?>|<(\/?)(\w+)((?: [\w-]+(?::\w+)?="[^"<]*")*)(\/?)>|([^<]+)/y;
  while (token.lastIndex < text.length) {
    const at = token.lastIndex, match = token.exec(text);
    assert.ok(match !== null, `well-formed at ${at}: ${text.slice(at, at + 60)}`);
    const [, closes, name, attributes, closed, words] = match;
    for (const part of [attributes, words]) assert.doesNotMatch(part ?? '', UNWRITABLE);
    if (words !== undefined) found.push(unescaped(words));
    else if (closes === '/') assert.equal(open.pop(), name);
    else if (name !== undefined) {
      const pairs = [...attributes.matchAll(/ ([\w-]+)="([^"]*)"/g)].map(([, key, value]) => [key, unescaped(value)]);
      found.push({ name, attributes: Object.fromEntries(pairs) as Record<string, string> });
      if (closed === '') open.push(name);
    }
  }
  assert.deepEqual(open, []);
  return found;
}

interface Rectangle {
  readonly title: string;
  readonly x: number;
  readonly y: number;
  readonly right: number;
  readonly bottom: number;
}

/** Boxes with their titles, and the points of each edge in turn. */
function drawn(svg: string): { boxes: Rectangle[]; edges: (readonly [x: number, y: number])[][] } {
  const parts = parsed(svg), boxes: Rectangle[] = [], edges: (readonly [number, number])[][] = [];
  const [{ attributes: page }] = parts.filter((part) => typeof part === 'object') as [Element];
  parts.forEach((part, i) => {
    if (typeof part === 'string') return;
    const { x, y, width, height, d, class: kind } = part.attributes;
    if (kind === 'box') {
      const own = { x: Number(x), y: Number(y), right: Number(x) + Number(width), bottom: Number(y) + Number(height) };
      assert.ok(own.x >= 0 && own.y >= 0 && own.right <= Number(page.width) && own.bottom <= Number(page.height));
      boxes.push({ ...own, title: String(parts.slice(i).find((word) => typeof word === 'string')) });
    } else if (kind === 'edge') edges.push(pointsOf(d));
  });
  return { boxes, edges };
}

/** Points of a path of lines and curves: the ends of each, and some between. */
function pointsOf(path: string): (readonly [number, number])[] {
  const found: [number, number][] = [];
  for (const [, kind, text] of path.matchAll(/([MLC]) ([^MLC]+)/g)) {
    const numbers = text.trim().split(/[ ,]+/).map(Number), [x, y] = numbers.slice(-2), last = found[found.length - 1];
    assert.ok(numbers.every(Number.isFinite) && numbers.length === (kind === 'C' ? 6 : 2), path);
    for (let i = 1; kind !== 'M' && i < 16; i++) {
      const t = i / 16, s = 1 - t, [a, b, c, d] = kind === 'C' ? numbers : [...last, x, y];
      found.push([
        s ** 3 * last[0] + 3 * s * s * t * a + 3 * s * t * t * c + t ** 3 * x,
        s ** 3 * last[1] + 3 * s * s * t * b + 3 * s * t * t * d + t ** 3 * y,
      ]);
    }
    found.push([x, y]);
  }
  return found;
}

const near = (a: number, b: number, most: number): boolean => Math.abs(a - b) <= most;

/** The edges of the DOT text by the titles of their ends, and the titles of all boxes. */
function written(dot: string): { titles: string[]; edges: string[] } {
  const titles = [...dot.matchAll(/^ {2}n\d+ \[label="((?:[^"\\]|\\.)*?)\\n/gm)].map(([, title]) =>
    title.replace(/\\(.)/g, '$1'));
  const edges = [...dot.matchAll(/^ {2}n(\d+) -> n(\d+);$/gm)].map(([, from, to]) =>
    `${titles[Number(from)]} -> ${titles[Number(to)]}`);
  return { titles, edges };
}

/** The edges of the model's graph, by names; activations asked for by an option are part of their layer. */
function wantedEdges({ network: { graph } }: Model): string[] {
  const names = new Map<unknown, string>(graph.inputs.map((value, i) => [value, graph.inputNames[i]]));
  const edges: string[] = [];
  for (const { of: { name }, part, inputs, outputs } of graph.nodes) {
    if (part === 'layer') for (const value of inputs) edges.push(`${names.get(value)} -> ${name}`);
    for (const value of outputs) names.set(value, name);
  }
  graph.outputs.forEach((value, i) => edges.push(`${names.get(value)} -> ${graph.outputNames[i]}`));
  return edges.sort();
}

function check(made: Model, what: string): void {
  const svg = plot(made).toSvg(), { boxes, edges } = drawn(svg), dot = written(plot(made).toDot());
  assert.equal(plot(made).toSvg(), svg, 'the same each time');
  assert.deepEqual([...dot.edges].sort(), wantedEdges(made), what);
  assert.deepEqual(boxes.map(({ title }) => title).sort(), [...dot.titles].sort(), what);
  boxes.forEach((a, i) => boxes.slice(i + 1).forEach((b) => {
    const apart = a.right < b.x || b.right < a.x || a.bottom < b.y || b.bottom < a.y;
    assert.ok(apart, `${what}: ${a.title} and ${b.title} do not overlap`);
  }));
  const seen = edges.map((points) => {
    const [[x, y]] = points, [endX, endY] = points[points.length - 1];
    const from = boxes.find((box) => near(box.bottom, y, 0.02) && box.x < x && x < box.right);
    const to = boxes.find((box) => near(box.y, endY, 8) && box.x < endX && endX < box.right);
    for (const [px, py] of points) {
      const within = boxes.find((box) => box.x < px && px < box.right && box.y + 0.02 < py && py < box.bottom - 0.02);
      assert.equal(within?.title, undefined, `${what}: no edge passes a box`);
    }
    return `${from?.title} -> ${to?.title}`;
  });
  assert.deepEqual(seen.sort(), wantedEdges(made), `${what}: edges go from box to box`);
}

for (const { title, make } of graphCases) {
  test(`${title}: boxes lie apart, and each edge goes from its box to its box, past others`, () => {
    check(make(), title);
  });
}

test('so it is for random graphs', () => {
  const random = new Philox(31);
  for (let i = 0; i < 60; i++) check(randomGraph(random), `graph ${i}`);
});

test('a box says name, kind, activation, shape, parameters, whether they are frozen, and which call '
  + 'it is', () => {
  const x = input({ shape: [3], name: 'left' }), z = input({ shape: [3], name: 'right' });
  const shared = dense({ units: 4, activation: 'tanh', name: 'shared' }), frozen = dense({ units: 1, name: 'fixed' });
  frozen.trainable = false;
  const both = batchNormalization().apply(new Sum().apply([shared.apply(x), shared.apply(z)]));
  const made = model({ inputs: [x, z], outputs: { score: frozen.apply(both) }, name: 'towers' });
  const look = { input: 'style="rounded,filled", fillcolor="#eaf3ea"', layer: 'style=filled, fillcolor="#f2f5fa"' };
  assert.equal(plot(made).toDot(), [
    'digraph "towers" {',
    '  graph [label="towers\\n29 parameters, of which 5 are frozen, and 8 beside them", labelloc=t];',
    '  node [shape=box];',
    `  n0 [label="left\\ninput\\n(3)", ${look.input}];`,
    `  n1 [label="right\\ninput\\n(3)", ${look.input}];`,
    `  n2 [label="shared\\ndense, tanh\\n(4)\\n16 parameters\\ncall 1 of 2", ${look.layer}];`,
    `  n3 [label="shared\\ndense, tanh\\n(4)\\n16 parameters\\ncall 2 of 2", ${look.layer}];`,
    `  n4 [label="sum\\nsum\\n(4)", ${look.layer}];`,
    `  n5 [label="batchNormalization\\nbatchNormalization\\n(4)\\n8 parameters, and 8 beside them", ${look.layer}];`,
    '  n6 [label="fixed\\ndense\\n(1)\\n5 parameters, frozen", style="dashed,filled", fillcolor="#f4f4f4"];',
    '  n7 [label="score\\noutput\\n(1)", style="rounded,filled", fillcolor="#fbf1e4"];',
    '  n0 -> n2;', '  n1 -> n3;', '  n2 -> n4;', '  n3 -> n4;', '  n4 -> n5;', '  n5 -> n6;', '  n6 -> n7;', '}', '',
  ].join('\n'));
  const words = parsed(plot(made).toSvg()).filter((part) => typeof part === 'string');
  for (const wanted of [
    'towers', '29 parameters, of which 5 are frozen, and 8 beside them', 'dense, tanh', 'call 2 of 2',
    '5 parameters, frozen',
  ]) assert.ok(words.includes(wanted), wanted);
});

test('names are written as they are, whatever they have in them, but for what no XML file may have', () => {
  const x = input({ shape: [2], name: 'a<b> & "c"' });
  const odd = dense({ units: 1, name: 'back\\slash "quoted" </text>' });
  const last = dense({ units: 1, name: '\u0001\ud800名前' });
  const made = model({ inputs: x, outputs: last.apply(odd.apply(x)) }), { boxes } = drawn(plot(made).toSvg());
  assert.deepEqual(boxes.map(({ title }) => title), [
    'a<b> & "c"', 'back\\slash "quoted" </text>', '\ufffd\ufffd名前', '\ufffd\ufffd名前',
  ]);
  assert.deepEqual(written(plot(made).toDot()).titles.slice(0, 2), ['a<b> & "c"', 'back\\slash "quoted" </text>']);
});

test('a deep stack and a wide graph are drawn too', () => {
  const stack = Array.from({ length: 60 }, (_, i) => dense({ units: 1, ...(i === 0 && { inputShape: [1] }) }));
  check(sequential(stack), 'deep');
  const x = input({ shape: [1] });
  const outputs = Array.from({ length: 40 }, (_, i) =>
    dense({ units: 1, name: `${'long '.repeat(i % 4)}${i}` }).apply(x));
  check(model({ inputs: x, outputs }), 'wide');
});

test('places that must lie apart are those nearest to the places wanted', () => {
  const random = new Philox(17), draw = (): number => 10 * random.nextFloat();
  for (let n = 0; n < 200; n++) {
    const length = 1 + random.nextBelow(6);
    const wanted = Array.from({ length }, draw), room = Array.from({ length }, draw);
    const found = apart(wanted, room), cost = (at: readonly number[]): number =>
      at.reduce((sum, x, i) => sum + (x - wanted[i]) ** 2, 0);
    const isApart = (at: readonly number[]): boolean =>
      at.every((x, i) => i === 0 || x - at[i - 1] >= room[i - 1] - 1e-9);
    assert.ok(isApart(found));
    for (let i = 0; i < 40; i++) {
      const other = found.map((x) => x + random.nextFloat() - 0.5);
      assert.ok(!isApart(other) || cost(other) >= cost(found) - 1e-6);
    }
  }
});

checkRefusals('what is no model, or has no layers yet, is refused', [
  [() => plot({} as never), TypeError, /^plot: model must be a model such as sequential makes, got /],
  [() => plot(sequential()), StateError, /^sequential: the model must have a layer first, got none/],
]);
