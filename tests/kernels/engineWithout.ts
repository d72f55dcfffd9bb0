// Trains a little and prints what ran and the bits of θ; run as a program of its own by choice.test.ts.
import { createHash } from 'node:crypto';

if (process.argv[2] === 'forbidden') {
  // What an engine does under a Content-Security-Policy without `wasm-unsafe-eval`.
  class Module {
    constructor() {
      throw new Error('Refused to compile or instantiate WebAssembly module');
    }
  }
  Object.assign((globalThis as typeof globalThis & { WebAssembly: object }).WebAssembly, { Module });
}
const { dense, sequential, sgd } = await import('../../lib/index.ts');
const { capabilities } = await import('../../lib/kernels/index.ts');
const model = sequential(
  [dense({ units: 5, activation: 'tanh', inputShape: [3] }), dense({ units: 4, activation: 'softmax' })], { seed: 3 },
);
model.compile({ optimizer: sgd({ learningRate: 0.1 }), loss: 'sparseCategoricalCrossentropy' });
for (let step = 0; step < 20; step++) {
  model.trainOnBatch(
    Float32Array.from({ length: 21 }, (_, i) => ((i * 5 + step) % 11) / 7 - 0.6), [0, 3, 1, 2, 3, 0, 2],
  );
}
const bytes = new Uint8Array(model.theta.buffer, model.theta.byteOffset, model.theta.byteLength);
console.log(JSON.stringify({ ...capabilities(), sha256: createHash('sha256').update(bytes).digest('hex') }));
