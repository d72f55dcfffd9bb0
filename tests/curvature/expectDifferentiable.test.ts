/**
 * What loses derivatives is refused by the name of who does it, before anything is computed.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sizeOf, type Shape } from '../../lib/core/shape.ts';
import { hessianVector } from '../../lib/curvature/index.ts';
import { modelFunction } from '../../lib/curvature/modelFunction.ts';
import { bits, formula, fromBits, mul } from '../../lib/formula/index.ts';
import { host, perExample, type Calls, type List, type Tensor } from '../../lib/kernels/index.ts';
import { Layer, dense, gaussianNoise, type Lists, type Node } from '../../lib/layers/index.ts';
import type { Loss } from '../../lib/losses/index.ts';
import { sequential } from '../../lib/model/index.ts';
import { sgd } from '../../lib/optimizers/index.ts';
import { assertClose } from '../helpers/close.ts';

/** y ← x²·y, and its slope where y was 3. */
const scaled = formula({ name: 'scaled', arrays: ['x', 'y'], define: ({ x, y }) => ({ y: mul(mul(x, x), y) }) });
const slope = formula({
  name: 'slope', arrays: ['x', 'dy', 'dx'], define: ({ x, dy }) => ({ dx: mul(mul(6, x), dy) }),
});
const masked = formula({ name: 'masked', arrays: ['x', 'y'], define: ({ x }) => ({ y: fromBits(bits(x)) }) });

type Forward = (k: Calls<Tensor>, x: Tensor, y: Tensor, width: number) => List;

/** What forward does with x. */
const ways: Readonly<Record<string, Forward>> = {
  plain: (_, x, y) => [host('mine', [x], [y], (_run, from, to) => to.set(from))],
  sum: (k, x, y, width) => [k.sum(width, x, 0, 1), k.elementwise(masked, 0, [x, y])],
  bits: (k, x, y, width) => [k.elementwise(masked, perExample(width), [x, y])],
  'in a loop': (_, x, y) => [{ count: 1, body: [host('mine', [x], [y], (_run, from, to) => to.set(from))] }],
};

const reasons: Readonly<Record<string, RegExp>> = {
  plain: /: 'mine' is plain TypeScript; kernels and formulas would keep the derivative$/,
  'in a loop': /: 'mine' is plain TypeScript; kernels and formulas would keep the derivative$/,
  sum: /: sum returns a number, whose derivative is lost; rowSums or a formula would keep it$/,
  bits: /: formula 'masked': .* works on the bits of binary32 values and has no derivative$/,
};

class Losing extends Layer {
  readonly kind = 'losing';
  readonly #forward: Forward;

  constructor(forward: Forward) {
    super();
    this.#forward = forward;
  }

  override outputShape(inputShape: Shape): Shape {
    return inputShape;
  }

  override bind({ k, inputShape, x, y }: Node): Lists {
    return { forward: this.#forward(k, x, y, sizeOf(inputShape)), backward: [] };
  }
}

function product(layer: Layer, loss: 'meanSquaredError' | Loss = 'meanSquaredError'): Float64Array {
  const model = sequential([dense({ units: 2, inputShape: [1] }), layer]);
  model.compile({ optimizer: sgd(), loss });
  const out = new Float64Array(model.theta.length);
  hessianVector(model, Float32Array.of(1), [1, 2], out.map(() => 1));
  return out;
}

for (const [way, forward] of Object.entries(ways)) {
  test(`${way}: a layer that loses derivatives is refused by its name`, () => {
    assert.throws(() => product(new Losing(forward)), (error) => {
      assert.ok(error instanceof TypeError);
      assert.match(error.message, /^curvature: layer 'losing' has no derivative here/);
      assert.match(error.message, reasons[way]);
      return true;
    });
  });
}

test('a loss in plain TypeScript is refused by its name; a draw of noise, which reads nothing, is not', () => {
  const loss: Loss = {
    name: 'own', target: 'vector',
    bind: ({ prediction, losses, gradient }) => ({
      forward: [host('count', [prediction], [losses], () => {})],
      backward: [host('slope', [prediction], [gradient], () => {})],
    }),
  };
  const refusal = /^TypeError: curvature: loss 'own' has no derivative here: 'count' is/;
  assert.throws(() => product(dense({ units: 2 }), loss), refusal);
  product(gaussianNoise({ stddev: 1 }));
});

test('what is drawn into a tensor that a kernel then changes is constant at every product', () => {
  class Drawn extends Losing {
    constructor() {
      super((k, x, y, width) => [
        host('draw', [], [y], ({ batch }, out) => { out.fill(3, 0, batch * width); }),
        k.elementwise(scaled, perExample(width), [x, y]),
      ]);
    }

    override bind(node: Node): Lists {
      const { k, inputShape, x, dx, dy } = node, size = perExample(sizeOf(inputShape));
      return {
        ...super.bind(node),
        backward: dx === undefined ? [] : [k.elementwise(slope, size, [x, dy, dx])],
      };
    }
  }
  const model = sequential([dense({ units: 2, inputShape: [1] }), new Drawn()]);
  model.compile({ optimizer: sgd(), loss: 'meanSquaredError' });
  const x = Float32Array.of(1, -2, 0.5), y = [1, 2, 3, 4, 5, 6], products = [3, 1].map((maxBatch) => {
    const f = modelFunction('test', model, x, Float32Array.from(y), { maxBatch }), out = new Float64Array(f.length);
    const theta = Float64Array.from(model.theta), v = out.map((_, i) => i + 1);
    f.hessianVector(theta, v, out);
    f.hessianVector(theta, v, out);
    return out;
  });
  const f = modelFunction('test', model, x, Float32Array.from(y)), step = 1e-5;
  const slopes = [step, -step].map((h) => {
    const out = new Float64Array(f.length);
    f.gradient(Float64Array.from(model.theta, (w, i) => w + h * (i + 1)), out);
    return out;
  });
  const wanted = slopes[0].map((g, i) => (g - slopes[1][i]) / (2 * step));
  for (const product of products) assertClose(product, wanted, 1e-6, 'H·v');
});
