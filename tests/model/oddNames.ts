/**
 * Parts of models whose tensors, slots and numbers have names that objects have of themselves.
 */
import assert from 'node:assert/strict';
import { setOwn } from '../../lib/core/own.ts';
import type { Shape } from '../../lib/core/shape.ts';
import type { FloatArray, Kernels } from '../../lib/kernels/index.ts';
import {
  Layer, type LayerConfig, type LayerOptions, type Node, type ParameterSpec, type Pass,
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

  override caches(): readonly { name: string; length: number }[] {
    return NAMES.map((name) => ({ name, length: 1 }));
  }

  override getConfig(): LayerConfig {
    return { ...super.getConfig() };
  }

  override bind<A extends FloatArray>(
    _k: Kernels<A>,
    { inputShape: [n], x: from, y: to, dy, dx, parameters, gradients, state, caches }: Node<A>,
  ): Pass {
    const weights = Object.entries(parameters);
    assert.deepEqual(
      [parameters, gradients, state, caches].map((own) => Object.keys(own).sort()),
      Array(4).fill([...NAMES].sort()),
    );
    return {
      forward(batch) {
        const total = weights.reduce((sum, [, value]) => sum + value[0], 0);
        for (let i = 0; i < batch * n; i++) to[i] = from[i] + total / 64;
      },
      backward(batch, beta) {
        let total = 0;
        for (let i = 0; i < batch * n; i++) total += dy[i] / 64;
        for (const [name] of weights) gradients[name][0] = (beta === 0 ? 0 : gradients[name][0]) + total;
        if (dx !== undefined) for (let i = 0; i < batch * n; i++) dx[i] = dy[i];
      },
      finishStep() {
        for (const name of NAMES) state[name][0]++;
      },
    };
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
