import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explainGradient, type Explanation } from '../../lib/audit/index.ts';
import { exactly, shown, toTex, weightSymbol } from '../../lib/audit/explain/symbols.ts';
import { sgd } from '../../lib/optimizers/index.ts';
import { denseModel, examplesOf, reportCase, type Shape } from './explainCases.ts';

const report = (): Explanation => {
  const { model, x, y } = reportCase();
  return explainGradient(model, x, y, { layer: 2, i: 1, j: 1 });
};

const WIDE: Shape = {
  widths: [40, 12, 12, 10], activations: ['relu', 'relu', 'softmax'], loss: 'sparseCategoricalCrossentropy',
};

/** Explained for a unit that is on for the first example. */
const wide = (count: number): Explanation => {
  const { x, y } = examplesOf(WIDE, count, 3), model = denseModel(WIDE, 2);
  const all = Array.from({ length: 12 }, (_, i) => explainGradient(model, x, y, { layer: 2, i: i + 1, j: 17 }));
  return all.find(({ examples: [{ livePaths }] }) => livePaths > 0n) ?? assert.fail('all units are off');
};

test('as text, the report\'s example reads as the report has it', () => {
  const text = String(report());
  for (const part of [
    'w²₁₁ = 0.6 is the weight from input 1 to unit 1 of layer 2 (\'dense\').',
    '∂J/∂w²₁₁ = 0.630002: a little more of w²₁₁ raises the loss, by about 0.63 times as much.',
    'Of 6 paths to the loss 1 is alive; each ends with the factor a¹₁ = 0.3.',
    'It comes by way of output 1 (0.65 where 0.45 is wanted) with 0.63.',
    'The next step, number 1, by sgd and on this example alone, lowers it from 0.6 to 0.5369998.',
    '✗ 2 paths  ∂a³₂/∂z³₂ = ReLU′(−0.87) = 0',
    'w²₁₁ ← w²₁₁ − ∇J · lr\n      = 0.6 − 0.6300022 · 0.1 = 0.5369998',
    'back-propagation    0.6300022           the bits of training; 0 ulps away',
  ]) assert.ok(text.includes(part), `${part}\nin\n${text}`);
  assert.match(text, /∂J\/∂a⁴₁ +· ∂a⁴₁\/∂z⁴₁ +· ∂z⁴₁\/∂a³₁ · .* · ∂z²₁\/∂w²₁₁\n/);
  assert.match(text, /= 0\.200001 +· 1 +· 4\.2 +· 1 +· 2\.5 +· 1 +· 0\.3\n/);
  assert.doesNotMatch(text, /NaN|undefined| \n/);
});

test('as text, of many paths the strongest are in a table, the others in one line, dead ones by their cause', () => {
  const explanation = wide(1), text = String(explanation);
  const [{ paths, pathCount, dead, remainder }] = explanation.examples;
  assert.equal(pathCount, 120n);
  assert.equal(text.match(/^ {2}\d+ → \d+ → \d+ .* = /gm)?.length, paths.filter(({ isDead }) => !isDead).length);
  assert.ok(dead.length > 0 && text.includes(`✗ ${dead[0].paths} paths`));
  assert.match(text, new RegExp(`The 88 paths not listed(, \\d+ of them dead,)? add up to ${shown(remainder)}`));
  assert.match(text, /output \d+ \(label \d: 0?\.?\d+(e-\d+)? where [01] is wanted\)/);
});

test('as text, several examples come with their mean', () => {
  const text = String(wide(5));
  assert.match(
    text, /It is the mean over 5 examples: \d with 0, \d with a positive gradient, \d with a negative one\./,
  );
  assert.match(text, /∂J\/∂w².*,₁₇ = their sum \/ 5 = /);
});

test('where the optimizer goes against the gradient, the text says why', () => {
  const { x, y } = examplesOf(WIDE, 2, 3), model = denseModel(WIDE, 2, sgd({ learningRate: 0.1, momentum: 0.9 }));
  const width = WIDE.widths[0];
  const explained = (example: number): Explanation =>
    explainGradient(model, x.subarray(example * width, (example + 1) * width), y.subarray(example, example + 1), {
      layer: 4, i: y[0] + 1,
    });
  assert.doesNotMatch(String(explained(1)), /the other way/);
  // raises the bias of its class, which the other example lowers
  model.trainOnBatch(x.subarray(0, width), y.subarray(0, 1));
  assert.match(
    String(explained(1)),
    /The next step, number 2, by sgd and on .* alone, raises it from .*, though by this gradient alone /,
  );
});

test('as Markdown, formulas stand between dollars, and dead paths are struck', () => {
  const markdown = report().toMarkdown();
  assert.ok(markdown.startsWith('# $\\frac{\\partial J}{\\partial w^{2}_{11}}$\n'));
  assert.ok(markdown.includes(
    'z^{4}_{k} &= w^{4}_{k1} a^{3}_{1} + w^{4}_{k2} a^{3}_{2} + w^{4}_{k3} a^{3}_{3} + b^{4}_{k} \\qquad k = 1',
  ));
  assert.ok(markdown.includes('= 0.2 \\cdot 1 \\cdot 4.2 \\cdot 1 \\cdot 2.5 \\cdot 1 \\cdot 0.3 = 0.630002$'));
  assert.equal(markdown.match(/^- ~~\$.*\$~~ \$= 0\$, since \$.* = 0\$$/gm)?.length, 5);
  for (const text of [markdown, wide(4).toMarkdown()]) {
    const open = [...text.replace(/\$\$/g, '')].filter((c) => c === '$').length;
    assert.equal(open % 2, 0);
    for (const [, formula] of text.matchAll(/\$([^$\n]+)\$/g)) {
      assert.doesNotMatch(formula, /[⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉ₖⱼ∂−·′]/, formula);
      assert.equal([...formula].filter((c) => c === '{').length, [...formula].filter((c) => c === '}').length, formula);
    }
  }
});

test('as JSON, all that a program needs is there, counts as numbers', () => {
  const { weight, value, backpropagated, finiteDifference, pathCount, livePaths, examples, update } =
    JSON.parse(JSON.stringify(report()));
  assert.deepEqual(weight, { symbol: 'w²₁₁', layer: 2, i: 1, j: 1, index: 0, value: Math.fround(0.6) });
  assert.deepEqual([pathCount, livePaths, examples[0].pathCount, examples[0].paths.length], [6, 1, 6, 6]);
  assert.deepEqual(
    [value, backpropagated, finiteDifference].map((own) => own.toFixed(5)), ['0.63000', '0.63000', '0.63000'],
  );
  assert.equal(update.optimizer, 'sgd');
  assert.equal(examples[0].paths[0].factors[0].symbol, '∂J/∂a⁴₁');
});

/** Elements of a well-formed file, by name. */
function elementsOf(svg: string): string[] {
  const open: string[] = [], names: string[] = [];
  for (const [, close, name, self] of svg.replace(/^<\?xml.*\?>\n/, '')
    .matchAll(/<(\/?)(\w+)(?:\s[\w-]+="[^"<]*")*(\/?)>/g)) {
    if (close !== '') assert.equal(open.pop(), name);
    else names.push(name);
    if (close === '' && self === '') open.push(name);
  }
  assert.deepEqual(open, []);
  return names;
}

test('as a figure, a small network is drawn whole: its units, the loss, live and dead paths', () => {
  const svg = report().toSvg(), names = elementsOf(svg);
  assert.equal(names.filter((name) => name === 'circle').length, 3 + 2 + 3 + 2 + 1);
  const product = '= 0.2 · 1 · 4.2 · 1 · 2.5 · 1 · 0.3 = 0.630002';
  for (const text of [
    'a¹₁', 'a⁴₂', 'w²₁₁ = 0.6', '∂J/∂w²₁₁ = 0.630002', '>4.2<', '>2.5<', '>0.2<', 'layer 4', product,
  ]) {
    assert.ok(svg.includes(text), text);
  }
  assert.equal(
    svg.match(/<line [^>]*stroke-dasharray="5 5"/g)?.length, 8 + 1,
    'lines that dead paths alone go along, and the legend\'s',
  );
  assert.doesNotMatch(svg, /NaN|undefined/);
});

test('as a figure, of wide layers the units on the paths are drawn, with dots for the others; '
  + 'a bias hangs on a 1', () => {
  const svg = wide(3).toSvg({ example: 2 });
  elementsOf(svg);
  assert.match(svg, />1 of 40 units</);
  assert.ok((svg.match(/r="1.6"/g)?.length ?? 0) >= 12);
  assert.match(svg, /of example 2, whose gradient is/);
  assert.throws(() => wide(3).toSvg({ example: 3 }), /toSvg: example must be an integer from 0 to 2, got 3/);
  const { model, x, y } = reportCase(), bias = explainGradient(model, x, y, { layer: 3, i: 1 }).toSvg();
  assert.ok(bias.includes('>1</text>') && bias.includes('b³₁ = 0.15'));
});

test('a softmax that stands alone is drawn from z to a of another unit', () => {
  const shape: Shape = { widths: [2, 2, 3], activations: ['tanh', 'softmax'], loss: 'meanSquaredError' };
  const { x, y } = examplesOf(shape, 1, 1);
  const svg = explainGradient(denseModel(shape, 1), x, y, { layer: 2, i: 1, j: 1 }).toSvg();
  elementsOf(svg);
  assert.doesNotMatch(svg, /NaN|undefined/);
});

test('symbols and numbers', () => {
  assert.deepEqual(
    [weightSymbol(2, 1, 1), weightSymbol(2, 1, 153), weightSymbol(12, 10, 3)], ['w²₁₁', 'w²₁,₁₅₃', 'w¹²₁₀,₃'],
  );
  assert.deepEqual([Math.fround(0.6), Math.fround(-1e-7), 1 / 3, 0, -0.5].map(exactly), [
    '0.6', '−1e-7', '0.3333333333333333', '0', '−0.5',
  ]);
  assert.deepEqual([Infinity, 16777216, 0.1].map(exactly), ['∞', '16777216', '0.1']);
  assert.deepEqual([0.1234567, -2, 1e-9, -Infinity].map((v) => shown(v, 3)), ['0.123', '−2', '1e-9', '−∞']);
  assert.equal(toTex('∂z³₁₂/∂w³₁₂,₄'), '\\frac{\\partial z^{3}_{12}}{\\partial w^{3}_{12,4}}');
  assert.equal(toTex('ReLU′(−0.5)'), "\\operatorname{ReLU}'(-0.5)");
  assert.equal(toTex('½ Σₖ (a⁴ₖ − yₖ)²'), '\\tfrac{1}{2}  \\sum_{k} (a^{4}_{k} - y_{k})^{2}');
});
