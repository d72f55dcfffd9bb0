import assert from 'node:assert/strict';
import { test } from 'node:test';
import { add, formula } from '../../lib/formula/index.ts';
import { load, save } from '../../lib/formats/index.ts';
import { dense, input, model, sgd, type Model } from '../../lib/index.ts';
import { createKernels, perExample, type List } from '../../lib/kernels/index.ts';
import {
  bidirectional, globalAveragePooling1D, gru, lstm, Layer, type Lists, type MaskNode, type MaskedShape, type Node,
} from '../../lib/layers/index.ts';
import type { Shape } from '../../lib/core/shape.ts';
import { assertSameBits } from '../helpers/same.ts';
import { tableNames } from '../kernels/tables.ts';

// A masked loss is that of the rows that count, whatever the others hold.

/** Passes its input and its mask on. */
class Passing extends Layer {
  readonly kind = 'passing';

  override get passesMask(): boolean {
    return true;
  }

  outputShape(shape: Shape): Shape {
    return shape;
  }

  bind(): Lists | undefined {
    return undefined;
  }
}

const identity = formula({ name: 'copy of a mask', arrays: ['x', 'y'], define: ({ x }) => ({ y: add(x, 0) }) });

/** Whose mask is a second input. */
class Masked extends Layer {
  readonly kind = 'masked';

  outputShape(shape: Shape): Shape {
    return shape;
  }

  override outputShapes([first]: readonly Shape[]): readonly Shape[] {
    return [first];
  }

  override maskShape(inputs: readonly MaskedShape[]): Shape | undefined {
    return inputs[1].shape;
  }

  override bindMask({ k, inputs: [, { shape, x }], mask }: MaskNode): List {
    return [k.elementwise(identity, perExample(shape[0]), [x, mask])];
  }

  bind({ k, inputs: [{ shape, x, dx }], y, dy }: Node): Lists {
    const size = perExample(shape[0] * shape[1]);
    return {
      forward: [k.elementwise(identity, size, [x, y])],
      backward: dx === undefined ? [] : [k.elementwise(identity, size, [dy, dx])],
    };
  }
}

const w = [0.5, -1.25, 2, 0.75, 1.5, -0.5, 0.25, -2];
const x = Float32Array.of(0.5, 1, -0.25, 2, 1.5, -1, 0.75, 0.125, -2, 0.5, 1.25, 3);
const mask = Float32Array.of(1, 0, 1, 0, 1, 1), labels = [3, 0, 1, 2, 2, 0];

const layer = () => dense({ units: 4, activation: 'softmax', kernelInitializer: w, biasInitializer: [0, 0.5, 0, 1] });

function maskedModel(kind: string, maxBatch: number, table: string = 'reference'): Model {
  const values = input({ shape: [3, 2], name: 'values' }), valid = input({ shape: [3], name: 'valid' });
  const y = layer().apply(values);
  const outputs = kind === 'given' ? new Passing().apply(y, { mask: valid }) : new Masked().apply([y, valid]);
  const made = model({ inputs: [values, valid], outputs, maxBatch, kernels: createKernels(table as 'reference') });
  made.compile({ optimizer: sgd({ learningRate: 0.5 }), loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'] });
  return made;
}

function validRows(): readonly [Float32Array, number[], number[]] {
  const rows = [0, 2, 4, 5];
  return [
    Float32Array.from(rows.flatMap((r) => [...x.subarray(2 * r, 2 * r + 2)])), rows.map((r) => labels[r]),
    rows.map((r) => r + 1),
  ];
}

for (const table of tableNames) {
  for (const kind of ['given', 'made']) {
    for (const maxBatch of [1, 2, 5]) {
      const title = `loss, metrics and step of a ${kind} mask are those of the rows that count`;
      test(`${title}, ${table}, ${maxBatch} at once`, () => {
        const masked = maskedModel(kind, maxBatch, table), [rows, own, weights] = validRows();
        const one = input({ shape: [2] }), passed = new Passing().apply(layer().apply(one));
        const flat = model({ inputs: one, outputs: passed });
        flat.compile({
          optimizer: sgd({ learningRate: 0.5 }), loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'],
        });
        for (const sampleWeight of [undefined, weights]) {
          const all = sampleWeight && labels.map((_, row) => row + 1);
          assert.deepEqual(
            masked.trainOnBatch([x, mask], labels, all ? { sampleWeight: all } : {}),
            flat.trainOnBatch(rows, own, sampleWeight ? { sampleWeight } : {}),
          );
          assertSameBits(masked.gradient, flat.gradient, '∇');
          assertSameBits(masked.theta, flat.theta, 'θ');
        }
        assert.deepEqual(masked.evaluate([x, mask], labels), flat.evaluate(rows, own));
      });
    }
  }
}

test('a batch of which nothing counts has loss 0 and changes nothing', () => {
  const masked = maskedModel('given', 2), before = masked.theta.slice();
  assert.equal(masked.trainOnBatch([x, new Float32Array(6)], labels).loss, 0);
  assertSameBits(masked.gradient, new Float32Array(masked.gradient.length), '∇');
  assertSameBits(masked.theta, before, 'θ');
});

test('a mask that was given is in the file, and comes back', () => {
  const masked = maskedModel('given', 2), bytes = save(masked);
  const loaded = load(bytes, { custom: [Passing] });
  assert.deepEqual(loaded.evaluate([x, mask], labels), masked.evaluate([x, mask], labels));
});

test('a mask that is given holds 1 and 0 only: others are refused by name and place', () => {
  const masked = maskedModel('given', 2);
  for (const wrong of [0.5, 255, -1, NaN]) {
    const message = `x.valid[4] must be of a mask, a whole number from 0 to 1, got ${wrong}`;
    const given = [x, Float32Array.of(1, 0, 1, 0, wrong, 1)];
    assert.throws(() => masked.predict(given), { name: 'RangeError', message: `predict: ${message}` });
    assert.throws(() => masked.trainOnBatch(given, labels), { name: 'RangeError', message: `trainOnBatch: ${message}` });
  }
});

test('layers of sequences take one number a step as a mask', () => {
  const values = input({ shape: [3, 2] }), whole = input({ shape: [3, 2] });
  const layers = [lstm({ units: 1 }), bidirectional({ layer: gru({ units: 1 }) }), globalAveragePooling1D()];
  for (const layer of layers) {
    assert.throws(() => layer.apply(values, { mask: whole }), {
      name: 'ShapeError', message: `${layer.kind}: mask must be of shape (3), got (3, 2)`,
    });
  }
});

test('masks are refused by name: of other axes, of what is computed, for a loss of other rows', () => {
  const values = input({ shape: [3, 2] }), valid = input({ shape: [2] }), deep = dense({ units: 3 }).apply(valid);
  assert.throws(() => new Passing().apply(values, { mask: valid }), {
    name: 'ShapeError', message: 'passing.apply: mask must have the leading axes of (3, 2), got (2)',
  });
  assert.throws(() => model({ inputs: [values, valid], outputs: new Masked().apply([values, deep]) }), {
    name: 'TypeError', message: /layer 'masked': its mask must be made of inputs of the model and of masks, got one of/,
  });
  const whole = input({ shape: [3, 2] }), each = input({ shape: [3, 2] });
  const made = model({ inputs: [whole, each], outputs: new Passing().apply(whole, { mask: each }) });
  assert.throws(() => made.compile({ optimizer: sgd(), loss: 'meanSquaredError' }), {
    name: 'ShapeError', message: /mask of an output of shape \(3, 2\) must have 3 places/,
  });
  assert.throws(() => new Passing().apply(values, { mask: [valid, valid] }), {
    name: 'ShapeError', message: 'passing.apply: mask must be one for each of 1 inputs, got 2',
  });
});
