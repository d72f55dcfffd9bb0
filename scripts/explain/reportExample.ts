/**
 * The report's worked example, sections 2.1 and 2.2: a 3-2-3-2 network with ReLU and J = ½ Σ (a − y)².
 *
 * The report gives the numbers on one path: 0.3, 2.5, 4.2 and an error of 0.2. The others are such that all other paths
 * are dead, as it assumes.
 * @module
 */
import { dense, sequential, sgd, type Model } from '../../lib/index.ts';
import { modelFunction } from '../../lib/curvature/index.ts';

/** Inputs and targets, and weights row by row: from each unit of the layer before to each of its own. */
const X = [0.3, 0.8, -0.5], Y = [0.45, 0.35];
const LAYERS: readonly { readonly weights: readonly number[]; readonly biases: readonly number[] }[] = [
  { weights: [0.6, -1.5, 0.5, 1.25, 0.4, 0.5], biases: [-0.26, 0.1] },
  { weights: [2.5, 1.5, -3, -0.5, -2, 0.75], biases: [0.15, -0.25, -0.5] },
  { weights: [4.2, -1.75, -1.5, 2.25, 0.75, -0.625], biases: [-0.4, 0.2] },
];

export interface ReportExample {
  readonly model: Model;
  readonly x: Float32Array;
  readonly y: readonly number[];
}

export function reportExample(): ReportExample {
  const layers = LAYERS.map(({ weights, biases }, l) => dense({
    units: biases.length, activation: 'relu', kernelInitializer: weights, biasInitializer: biases,
    ...(l === 0 && { inputShape: [X.length] }),
  }));
  const model = sequential(layers);
  model.compile({ optimizer: sgd({ learningRate: 0.1 }), loss: 'halfSquaredError' });
  return { model, x: Float32Array.from(X), y: Y };
}

/** What J does where w²₁₁ grows by 0.1, which the report says it does by about 0.063. */
export function drawRise({ model, x, y }: ReportExample): string {
  const f = modelFunction('explain', model, x, y), theta = Float64Array.from(model.theta), delta = 0.1;
  const gradient = new Float64Array(f.length), curvature = new Float64Array(f.length), before = f.value(theta);
  f.gradient(theta, gradient);
  f.hessianVector(theta, theta.map((_, i) => Number(i === 0)), curvature);
  theta[0] += delta;
  const rise = f.value(theta) - before, first = gradient[0] * delta, second = (curvature[0] * delta * delta) / 2;
  return [
    'If w²₁₁ grows by 0.1, J rises',
    `  by ${first.toFixed(4)} to first order: ∂J/∂w²₁₁ · 0.1`,
    `  by ${second.toFixed(4)} more to second order: ½ · ∂²J/∂(w²₁₁)² · 0.1²`,
    `  by ${rise.toFixed(4)} in truth. J is quadratic here, so that the two are all of it: `
      + `${(first + second).toFixed(4)}.`,
  ].join('\n');
}
