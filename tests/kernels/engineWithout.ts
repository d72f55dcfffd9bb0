// Trains a little and prints what ran and the bits of θ; run as a program of its own by choice.test.ts.
import { createHash } from 'node:crypto';

const [, , way] = process.argv;
let asked = 0;
if (way === 'forbidden' || way === 'unasked') {
  // What an engine does under a Content-Security-Policy without `wasm-unsafe-eval`.
  class Module {
    constructor() {
      asked++;
      throw new Error('Refused to compile or instantiate WebAssembly module');
    }
  }
  Object.assign((globalThis as typeof globalThis & { WebAssembly: object }).WebAssembly, { Module });
}
const { dense, sequential, sgd, stayOffWebAssembly } = await import('../../lib/index.ts');
if (way === 'unasked') stayOffWebAssembly();
const { capabilities } = await import('../../lib/kernels/index.ts');
const { determinant } = await import('../../lib/linalg/index.ts');
const model = sequential(
  [dense({ units: 5, activation: 'tanh', inputShape: [3] }), dense({ units: 4, activation: 'softmax' })], { seed: 3 },
);
model.compile({ optimizer: sgd({ learningRate: 0.1 }), loss: 'sparseCategoricalCrossentropy' });
for (let step = 0; step < 20; step++) {
  model.trainOnBatch(
    Float32Array.from({ length: 21 }, (_, i) => ((i * 5 + step) % 11) / 7 - 0.6), [0, 3, 1, 2, 3, 0, 2],
  );
}
determinant(Float64Array.of(2, 1, 1, 3), 2);
const bytes = new Uint8Array(model.theta.buffer, model.theta.byteOffset, model.theta.byteLength);
console.log(JSON.stringify({ ...capabilities(), asked, sha256: createHash('sha256').update(bytes).digest('hex') }));
