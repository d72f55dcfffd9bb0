/**
 * `npm run product-loss`: the report's notebook A. Gradient descent and RMSProp on J(θ) = θ₁·θ₂·…, which has a saddle at 0.
 * @module
 */
import { minimize, rmsPropOptimizer, rmsprop, sgd, type DifferentiableFunction, type Optimizer } from '../lib/optimizers/index.ts';
import { endWithReader } from './commandLine.ts';

/** θ₁·θ₂·…, and the product of the others for each. */
const product: DifferentiableFunction = {
  value: (theta) => theta.reduce((p, t) => p * t, 1),
  gradient: (theta, out) => out.forEach((_, i) => { out[i] = theta.reduce((p, t, j) => (j === i ? p : p * t), 1); }),
};

/** The notebook's: rate 0.001, decay 0.9, δ = 10⁻⁶. Its mean of squares starts at 0; δ outside the root as Keras has it, or inside as the textbook. */
const optimizers: Readonly<Record<string, () => Optimizer>> = {
  'gradient descent': () => sgd({ learningRate: 0.001 }),
  'RMSProp, √r + δ': () => rmsprop({ learningRate: 0.001, rho: 0.9, epsilon: 1e-6 }),
  'RMSProp, √(r + δ)': () => rmsPropOptimizer({ learningRate: 0.001, rho: 0.9, epsilon: 1e-6, initialMeanSquare: 0 }),
};

const say = (text: string): void => { process.stdout.write(`${text}\n`); };

endWithReader();
for (const start of [[1, 1], [2, 3, 4]]) {
  say(`J(θ) = ${start.map((_, i) => `θ${'₁₂₃'[i]}`).join('·')} from θ = (${start.join(', ')}), J = ${product.value(Float32Array.from(start))}`);
  for (const steps of [5, 100]) {
    const ends = Object.entries(optimizers).map(([name, make]) => ({ name, ...minimize(product, Float32Array.from(start), { optimizer: make(), steps }) }));
    say(`\n  after ${steps} steps${' '.repeat(8 - String(steps).length)}J              θ`);
    for (const { name, losses, theta } of ends) {
      say(`  ${name.padEnd(20)}${losses[steps].toFixed(9).padEnd(15)}(${[...theta].map((t) => t.toFixed(6)).join(', ')})`);
    }
    const lowest = ends.reduce((best, end) => (end.losses[steps] < best.losses[steps] ? end : best));
    say(`  lowest: ${lowest.name}`);
  }
  say('');
}
