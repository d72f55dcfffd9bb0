/**
 * Parts of models whose tensors, slots and numbers have names that objects have of themselves.
 */
import assert from 'node:assert/strict';
import { setOwn } from '../../lib/core/ownProperty.ts';
import type { Shape } from '../../lib/core/shape.ts';
import { host, type FloatArray } from '../../lib/kernels/index.ts';
import {
  Layer, type LayerConfig, type LayerOptions, type Lists, type Node, type ParameterSpec,
} from '../../lib/layers/index.ts';
import { Optimizer } from '../../lib/optimizers/index.ts';

export const NAMES: readonly string[] = [
  '__proto__', 'constructor', 'toString', 'valueOf', 'hasOwnProperty', '__defineGetter__', 'then', 'name', 'is', '0',
];

/** A member of each of those names. */
export function ofNames<T>(value: (name: string, i: number) => T, names: readonly string[] = NAMES): Record<string, T> {
  return Object.fromEntries(names.map((name, i) => [name, value(name, i)]));
}

/** Its tensors have such names, in θ, beside it and in its caches. */
export class Odd extends Layer {
  readonly kind = 'odd';
  constructor(options: LayerOptions = {}) {
    super(options);
  }

  override outputShape(inputShape: Shape): Shape {
    return inputShape;
  }

  override parameters(): readonly ParameterSpec[] {
    return NAMES.map((name, i) => ({ name, shape: [1], initializer: (out: FloatArray) => out.fill(i) }));
  }

  override state(): readonly ParameterSpec[] {
    return NAMES.map((name) => ({ name, shape: [1], initializer: (out: FloatArray) => out.fill(0) }));
  }

  override getConfig(): LayerConfig {
    return { ...super.getConfig() };
  }

  override bind({ inputShape: [n], x, y, dy, dx, parameters, gradients, state, cache }: Node): Lists {
    assert.deepEqual(
      [parameters, gradients, state].map((own) => Object.keys(own).sort()),
      Array(3).fill([...NAMES].sort()),
    );
    const caches = NAMES.map((name) => cache(name, 1));
    assert.equal(new Set(caches).size, NAMES.length);
    const weights = Object.values(parameters), sums = Object.values(gradients);
    const forward = host('sum', [x, ...weights], [y], ({ batch }, from, ...rest) => {
      const to = rest[weights.length], total = rest.slice(0, weights.length).reduce((sum, value) => sum + value[0], 0);
      for (let i = 0; i < batch * n; i++) to[i] = from[i] + total / 64;
    });
    const backward = host('sum gradient', [dy], [...sums, ...(dx ? [dx] : [])], ({ batch, beta }, d, ...written) => {
      let total = 0;
      for (let i = 0; i < batch * n; i++) total += d[i] / 64;
      for (const gradient of written.slice(0, sums.length)) gradient[0] = (beta === 0 ? 0 : gradient[0]) + total;
      if (dx !== undefined) for (let i = 0; i < batch * n; i++) written[sums.length][i] = d[i];
    });
    const states = Object.values(state);
    const finish = host('count', [], states, (_run, ...counts) => { for (const count of counts) count[0]++; });
    return { forward: [forward], backward: [backward], finish: [finish] };
  }
}

/** Its slots and its numbers have such names. */
export class Odder extends Optimizer {
  readonly slotNames: readonly string[] = NAMES;
  override readonly firstScalars: Readonly<Record<string, number>> = ofNames((_, i) => i);

  applyDense(theta: Float32Array, gradient: Float32Array, slots: Readonly<Record<string, Float32Array>>): void {
    for (const name of NAMES) {
      for (let i = 0; i < theta.length; i++) {
        slots[name][i] += gradient[i];
        theta[i] -= 0.002 * slots[name][i];
      }
    }
  }

  override finishStep(scalars: Record<string, number>): void {
    for (const name of NAMES) setOwn(scalars, name, scalars[name] + 1);
  }
}
