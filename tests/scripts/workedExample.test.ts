/**
 * What `bitgrad explain` shows of the report's chapters 2 and 3, beside the numbers as they are worked out by hand.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explainGradient } from '../../lib/audit/index.ts';
import { dense, sequential, sgd } from '../../lib/index.ts';
import { drawEquation } from '../../scripts/explain/equation.ts';
import { gradientOf } from '../../scripts/explain/gradientOf.ts';
import { drawMiniBatch } from '../../scripts/explain/miniBatch.ts';
import { drawBackward, drawForward } from '../../scripts/explain/passes.ts';
import { reportExample } from '../../scripts/explain/reportExample.ts';
import { slips } from '../../scripts/explain/slipList.ts';
import { drawSlips } from '../../scripts/explain/slips.ts';
import { assertClose } from '../helpers/close.ts';

const example = reportExample(), { model, x, y } = example;
const explanation = explainGradient(model, x, y, { layer: 2, i: 1, j: 1 });
const [forward, backward, equation] = [drawForward, drawBackward, drawEquation].map((draw) =>
  draw(example, explanation));

/** A column or row of numbers as it is printed, with true minus signs. */
const printed = (text: string): number[] => text.trim().split(/\s+/).map((word) => Number(word.replace('−', '-')));

test('forward: every z and a of the 3-2-3-2 network, and J', () => {
  const z2 = [0.6 * 0.3 + 0.5 * 0.8 + 0.4 * -0.5 - 0.26, -1.5 * 0.3 + 1.25 * 0.8 + 0.5 * -0.5 + 0.1]; // 0.12, 0.4
  // 0.25, −0.87, −0.56
  const z3 = [2.5 * z2[0] - 0.5 * z2[1] + 0.15, 1.5 * z2[0] - 2 * z2[1] - 0.25, -3 * z2[0] + 0.75 * z2[1] - 0.5];
  const z4 = [4.2 * z3[0] - 0.4, -1.75 * z3[0] + 0.2]; // 0.65, −0.2375: the others are cut off by ReLU
  [z2, z3, z4].forEach((zs, l) => zs.forEach((z, i) => {
    const symbol = `${'²³⁴'[l]}${'₁₂₃'[i]}`;
    const line = forward.split('\n').find((one) => one.startsWith(`  z${symbol} `)) ?? assert.fail(symbol);
    const [, own, a] = /.* = (−?[\d.]+) +a.* = (−?[\d.]+)$/.exec(line) ?? assert.fail(line);
    assertClose([...printed(own), ...printed(a)], [z, Math.max(0, z)], 1e-5, line);
  }));
  assert.match(forward, /z²₁ = 0\.6 · 0\.3 \+ 0\.5 · 0\.8 \+ 0\.4 · \(−0\.5\) − 0\.26 +=/);
  assert.match(forward, /J {3}= ½ · \(\(0\.65 − 0\.45\)² \+ \(0 − 0\.35\)²\) = 0\.08125$/); // ½ · (0.04 + 0.1225)
});

test('back: the whole gradient is the outer products of ∂J/∂z and a, worked out by hand', () => {
  const rows: Readonly<Record<string, readonly number[]>> = {
    // a³ = (0.25, 0, 0), ∂J/∂z⁴ = (0.2, 0)
    'w⁴₁ⱼ': [0.05, 0, 0, 0.2], 'w⁴₂ⱼ': [0, 0, 0, 0],
    // a² = (0.12, 0.4), ∂J/∂z³ = (0.2 · 4.2, 0, 0)
    'w³₁ⱼ': [0.1008, 0.336, 0.84], 'w³₂ⱼ': [0, 0, 0], 'w³₃ⱼ': [0, 0, 0],
    // a¹ = (0.3, 0.8, −0.5), ∂J/∂z² = (0.84 · 2.5, 0.84 · −0.5)
    'w²₁ⱼ': [0.63, 1.68, -1.05, 2.1], 'w²₂ⱼ': [-0.126, -0.336, 0.21, -0.42],
  };
  for (const [name, numbers] of Object.entries(rows)) {
    const line = backward.split('\n').find((one) => one.startsWith(`  ∂J/∂${name} `)) ?? assert.fail(name);
    assertClose(printed(line.slice(`  ∂J/∂${name}`.length)), numbers, 1e-5, name);
  }
  for (const vector of ['∂J/∂a⁴ = a⁴ − y = (0.2, −0.35)', ' = (0.2, 0)', ' = (0.84, 0, 0)', ' = (2.1, −0.42)']) {
    assert.ok(backward.includes(`${vector}\n`), vector);
  }
  assert.equal(model.steps, 0, 'the model itself takes no step');
});

test('equation 2.2 in full: 14 times ReLU′ in the factored form, and 18 in six paths, one of them alive', () => {
  const [symbols, numbers, paths] = equation.split('\n\n');
  assert.equal(symbols.split('ReLU′').length - 1, 14);
  for (const term of [
    '(a⁴₁ − y₁) · ReLU′(z⁴₁) · ( w⁴₁₁ · ReLU′(z³₁) · w³₁₁ · ReLU′(z²₁) · a¹₁',
    '+ w⁴₂₃ · ReLU′(z³₃) · w³₃₁ · ReLU′(z²₁) · a¹₁ )',
  ]) {
    assert.ok(symbols.includes(term), term);
  }
  assert.match(numbers, /= 0\.2 · 1 · \( 4\.2 · 1 · 2\.5 · 1 · 0\.3\n/);
  assert.match(numbers, /\n {2}= 0\.63$/);
  assert.match(paths, /ReLU′ stands 14 times in it, and 18 times/);
  const products = paths.split('\n').slice(1).map((line) => line.replace(/^.*a⁴[₁₂] +/, '').split(' = '));
  assert.equal(products.length, 6);
  const worked = products.map(
    ([factors]) => factors.split(' · ').reduce((p, f) => p * printed(f.replace(/[()]/g, ''))[0], 1),
  );
  assertClose(products.map(([, value]) => Number(value)), worked, 1e-5);
  assertClose(worked, [0.63, 0, 0, 0, 0, 0], 1e-5);
});

test('the slips are told with what holds; z²₁ is 0.12 in this network, not the 42.0 that the example takes', () => {
  const text = drawSlips().replace(/\s+/g, ' ');
  assert.equal(slips.length, 12);
  for (const { slip } of slips) assert.ok(text.includes(slip.replace(/\s+/g, ' ')), slip);
  for (const words of [
    'takes z²₁ = 42.0; this network', 'has z²₁ = 0.12', '14 times', '18 times', '0.1126',
    '1/m multiplies the whole sum',
    'no distance', 'ddf',
  ]) {
    assert.ok(text.includes(words), words);
  }
});

test('the mini-batch beside all examples: J, a weight, ‖∇J‖, distance and angle, by hand for a = w·x + b', () => {
  const line = sequential([dense({ units: 1, inputShape: [1], kernelInitializer: [2], biasInitializer: [1] })]);
  line.compile({ optimizer: sgd({ learningRate: 0.1 }), loss: 'halfSquaredError' });
  // a = 3, 5, −1, so that a − y = 1, 2, −4
  const all = { x: Float32Array.of(1, 2, -1), y: Uint8Array.of(2, 3, 3), count: 3 };
  const part = { x: all.x.subarray(0, 2), y: all.y.slice(0, 2), count: 2 };
  const { loss, gradient } = gradientOf(line, part.x, part.y);
  assertClose([loss, ...gradient], [(0.5 + 2) / 2, (1 * 1 + 2 * 2) / 2, (1 + 2) / 2], 1e-6);
  const text = drawMiniBatch(line, part, all, explainGradient(line, part.x, part.y, { layer: 2, i: 1, j: 1 }));
  const few = [2.5, 1.5], many = [(1 + 4 + 4) / 3, (1 + 2 - 4) / 3]; // (3, −1/3)
  const cosine = (few[0] * many[0] + few[1] * many[1]) / (Math.hypot(...few) * Math.hypot(...many));
  const numbers = (pattern: RegExp): number[] => printed(pattern.exec(text)?.[1] ?? assert.fail(text));
  assertClose(numbers(/\n {2}J +(.*)\n/), [1.25, (0.5 + 2 + 8) / 3], 1e-5);
  assertClose(numbers(/\n {2}∂J\/∂w²₁₁ +(.*)\n/), [few[0], many[0]], 1e-5);
  assertClose(numbers(/\n {2}‖∇J‖ +(.*)\n/), [Math.hypot(...few), Math.hypot(...many)], 1e-5);
  assertClose(numbers(/lies (\S+) from/), [Math.hypot(few[0] - many[0], few[1] - many[1])], 1e-5);
  assertClose(numbers(/them is (\S+)\.\n/), [cosine], 1e-5);
  assert.match(text, /of 2 examples +of 3 examples/);
  assert.deepEqual([...line.theta], [2, 1], 'nothing is trained');
});
