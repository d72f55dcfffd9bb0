import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Philox } from '../../lib/core/philox.ts';
import { windowOf, type Padding } from '../../lib/kernels/window.ts';

test('a window over one axis is one over two, the first of which is 1', () => {
  const one = { kernel: [3], strides: [2], dilation: [1], padding: 'valid' } as const;
  assert.deepEqual(windowOf('conv1D', [8], one), [1, 8, 1, 3, 1, 3, 1, 2, 1, 1, 0, 0]);
});

test('a window over two axes has the geometry of Keras', () => {
  const known: [number[], number[], number[], number[], Padding, number[]][] = [
    [[28, 28], [3, 3], [1, 1], [1, 1], 'valid', [26, 26, 0, 0]],
    [[28, 28], [5, 4], [1, 1], [1, 1], 'same', [28, 28, 2, 1]],
    [[8, 9], [3, 3], [2, 2], [1, 1], 'same', [4, 5, 0, 1]], // the odd element goes after
    [[7, 7], [2, 2], [3, 3], [1, 1], 'same', [3, 3, 0, 0]],
    [[9, 8], [3, 2], [1, 1], [2, 3], 'valid', [5, 5, 0, 0]],
    [[9, 8], [3, 2], [1, 2], [2, 3], 'same', [9, 4, 2, 1]],
    [[5, 5], [2, 3], [2, 2], [1, 1], 'causal', [3, 3, 1, 2]],
  ];
  for (const [input, kernel, strides, dilation, padding, [oh, ow, top, left]] of known) {
    assert.deepEqual(
      windowOf('conv2D', input, { kernel, strides, dilation, padding }),
      [...input, oh, ow, ...kernel, ...strides, ...dilation, top, left],
    );
  }
});

test('each padding does what it says, for any sizes', () => {
  const random = new Philox(14, 0), below = (n: number): number => 1 + random.nextBelow(n);
  for (let i = 0; i < 500; i++) {
    const input = below(20), kernel = [below(5)], strides = [below(4)], dilation = [below(3)];
    const reach = (kernel[0] - 1) * dilation[0] + 1;
    const end = (outputs: number): number => (outputs - 1) * strides[0] + reach;
    const along = (padding: Padding): number[] => {
      const [, , , ow, , , , , , , , left] = windowOf('conv1D', [input], { kernel, strides, dilation, padding });
      return [ow, left];
    };
    if (reach <= input) {
      const [outputs, before] = along('valid');
      assert.equal(before, 0);
      assert.ok(end(outputs) <= input && end(outputs + 1) > input);
    }
    const [outputs, before] = along('same'), after = Math.max(0, end(outputs) - input) - before;
    assert.equal(outputs, Math.ceil(input / strides[0]));
    assert.ok(after === before || after === before + 1);
    assert.deepEqual(along('causal'), [outputs, reach - 1]);
  }
});

test('an input too short for one window is refused by name', () => {
  const sliding = { kernel: [3, 3], strides: [1, 1], dilation: [1, 2], padding: 'valid' } as const;
  assert.throws(() => windowOf('conv2D', [3, 4], sliding), {
    name: 'ShapeError', message: 'conv2D: the input must have 5 elements for a window of 3, spread by 2, got 4',
  });
  assert.equal(windowOf('conv2D', [3, 5], sliding)[2], 1);
});
