/**
 * Gradient descent and RMSProp on a product, step by step.
 * @module
 */
import {
  rmsPropOptimizer, rmsprop, sgd, type DifferentiableFunction, type Optimizer,
} from '../../lib/optimizers/index.ts';

/** θ₁·θ₂·…, and the product of the others for each. */
export const product: DifferentiableFunction = {
  value: (theta) => theta.reduce((p, t) => p * t, 1),
  gradient: (theta, out) => out.forEach((_, i) => { out[i] = theta.reduce((p, t, j) => (j === i ? p : p * t), 1); }),
};

/** The notebook's rate, decay and δ. */
export const RATE = 0.001, DECAY = 0.9, DELTA = 1e-6;

/** A mean of squares r, and what it makes of the rate. */
interface Rates {
  readonly symbol: string;
  readonly slot: string;
  readonly of: (r: number) => number;
}

export interface Method {
  readonly name: string;
  readonly make: () => Optimizer;
  readonly rates?: Rates;
}

/** The mean of squares starts at 0; δ outside the root as Keras and the notebook have it, or inside as the text. */
export const methods: readonly Method[] = [
  { name: 'gradient descent', make: () => sgd({ learningRate: RATE }) },
  {
    name: 'RMSProp, √r + δ', make: () => rmsprop({ learningRate: RATE, rho: DECAY, epsilon: DELTA }),
    rates: { symbol: 'lr/(√r + δ)', slot: 'accumulator', of: (r) => RATE / (Math.sqrt(r) + DELTA) },
  },
  {
    name: 'RMSProp, √(δ + r)',
    make: () => rmsPropOptimizer({ learningRate: RATE, rho: DECAY, epsilon: DELTA, initialMeanSquare: 0 }),
    rates: { symbol: 'lr/√(δ + r)', slot: 'ms', of: (r) => RATE / Math.sqrt(DELTA + r) },
  },
];

/** What holds after a step; before the first, there is no r. */
export interface Place {
  readonly loss: number;
  readonly theta: readonly number[];
  readonly r?: readonly number[];
  /** What each element of ∇J was multiplied by in the step. */
  readonly rates?: readonly number[];
}

/** The start, and the place after each step. */
export function descend({ make, rates }: Method, start: readonly number[], steps: number): Place[] {
  const theta = Float32Array.from(start), optimizer = make(), places: Place[] = [];
  const put = (more: Omit<Place, 'loss' | 'theta'>): void => {
    places.push({ loss: product.value(theta), theta: [...theta], ...more });
  };
  put({});
  for (let step = 0; step < steps; step++) {
    optimizer.minimize(product, theta);
    const r = rates && [...optimizer.getSlot(theta, rates.slot)];
    put(rates && r ? { r, rates: r.map(rates.of) } : {});
  }
  return places;
}
