/**
 * The networks that PyTorch computed; tests/vectors/networks.py says what each number is.
 * @module
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { host, type FloatArray, type Kernels } from '../../lib/kernels/index.ts';
import {
  Layer, dense, flatten, type ActivationName, type Lists, type Node, type ParameterSpec,
} from '../../lib/layers/index.ts';
import { toLoss, type LossName } from '../../lib/losses/index.ts';
import { stack } from '../../lib/graph/index.ts';
import { describe, initialize, layOut, Plan } from '../../lib/plan/index.ts';
import type { Shape } from '../../lib/core/shape.ts';

/** Numbers of one layer; a flatten layer has no kernel, bias and z. */
interface LayerNumbers {
  readonly kernel?: readonly number[];
  readonly bias?: readonly number[];
  readonly z?: readonly number[];
  readonly a?: readonly number[];
}

interface DenseDescription {
  readonly type: 'dense';
  readonly units: number;
  readonly activation: ActivationName;
  readonly kernel: readonly number[];
  readonly bias: readonly number[];
}

type LayerDescription = DenseDescription | { readonly type: 'flatten' };

export interface NetworkCase {
  readonly name: string;
  readonly inputShape: readonly number[];
  readonly batch: number;
  readonly layers: readonly LayerDescription[];
  readonly loss: LossName;
  readonly x: readonly number[];
  readonly targets: readonly number[];
  readonly forward: readonly LayerNumbers[];
  readonly losses: readonly number[];
  readonly meanLoss: number;
  readonly gradients: readonly LayerNumbers[];
  readonly gradientOfX: readonly number[];
  readonly afterOneStep: readonly LayerNumbers[];
  readonly afterThreeSteps: readonly LayerNumbers[];
  readonly meanLossAfterEachStep: readonly number[];
}

/** What J does when one weight of the worked example grows. */
interface WorkedExample {
  readonly outputMinusTarget: number;
  readonly gradient: number;
  readonly secondDerivative: number;
  readonly weight: number;
  readonly raisedWeight: number;
  readonly loss: number;
  readonly lossAfter: number;
  readonly rise: number;
  readonly firstOrder: number;
  readonly secondOrder: number;
}

export const networks = JSON.parse(readFileSync(new URL('../vectors/networks.json', import.meta.url), 'utf8')) as {
  readonly learningRate: number;
  readonly cases: readonly NetworkCase[];
  readonly workedExample: { readonly decimal: WorkedExample; readonly binary32: WorkedExample };
};

export function networkCase(name: string): NetworkCase {
  return networks.cases.find((c) => c.name === name) ?? assert.fail(`no case '${name}'`);
}

/** Its layers, with their exact weights. */
export function layersOf({ layers, inputShape }: NetworkCase): Layer[] {
  return layers.map((layer, i) => {
    const first = i === 0 ? { inputShape } : {};
    if (layer.type === 'flatten') return flatten(first);
    const { units, activation, kernel, bias } = layer;
    return dense({ units, activation, kernelInitializer: kernel, biasInitializer: bias, ...first });
  });
}

/** The numbers of a list along layers, as they lie in θ: each layer's kernel, then its bias. */
export function flat(layers: readonly LayerNumbers[]): number[] {
  return layers.flatMap(({ kernel = [], bias = [] }) => [...kernel, ...bias]);
}

/** A layer that does nothing but show ∂J/∂x of what follows it. */
export class Probe extends Layer {
  readonly kind = 'probe';
  seen: FloatArray | undefined;

  override outputShape(inputShape: Shape): Shape {
    return inputShape;
  }

  /** None, but who has parameters is given ∂J/∂y. */
  override parameters(): readonly ParameterSpec[] {
    return [{ name: 'nothing', shape: [0], initializer: () => {} }];
  }

  override bind({ x, y, dy }: Node): Lists {
    return {
      forward: [host('show', [x], [y], (_run, from, to) => to.set(from))],
      backward: [host('see', [dy], [], (_run, d) => { this.seen = d; })],
    };
  }
}

/** A plan of these layers with first values and the loss at its end. */
export function planOf<A extends FloatArray>(
  k: Kernels<A>, layers: readonly Layer[], loss: LossName, maxBatch: number,
): Plan<A> {
  const network = layOut(stack('test', layers));
  const plan = new Plan(k, describe(network, maxBatch));
  const theta = new Float32Array(network.length);
  initialize(network, theta, 0);
  plan.theta.set(theta);
  plan.attachLosses([toLoss('test', 'loss', loss)]);
  return plan;
}
