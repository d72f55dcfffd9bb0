/**
 * The training that every way of loading bitgrad does: what it is, and what comes of it.
 * @module
 */
import { createHash } from 'node:crypto';

/** Gives θ in hexadecimal after what `take` trains; `dense`, `sequential` and `sgd` are those of the way. */
const training = (take: string, options: string = '{ seed: 1 }'): string => `
  const make = () => {
    const hidden = dense({ units: 32, activation: 'tanh', inputShape: [20] });
    const model = sequential([hidden, dense({ units: 2, activation: 'softmax' })], ${options});
    model.compile({ optimizer: sgd({ learningRate: 0.5 }), loss: 'sparseCategoricalCrossentropy' });
    return model;
  };
  const x = Float32Array.from({ length: 5120 }, (_, i) => (i * 37 % 101) / 101);
  const y = Uint8Array.from({ length: 256 }, (_, i) => i % 2);
  ${take}
  const bytes = new Uint8Array(model.theta.buffer, model.theta.byteOffset, model.theta.byteLength);
  const theta = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
`;

const STEPS = 'for (let step = 0; step < 20; step++) model.trainOnBatch(x, y);';
const TRAIN = training(`const model = make();\n  ${STEPS}`);
const FITTED = '{ epochs: 20, batchSize: 256, shuffle: false }';
const IN_WORKER = training(`const model = make();\n  await fitInWorker(model, x, y, ${FITTED});`);
/** By two threads and then by a worker, which must come to the same; the threads are waited for. */
const BY_THREADS = training(`
  const model = make(), there = make(), waiting = make();
  for (let turn = 0; turn < 500 && !waiting.kernels.hasStarted; turn++) {
    waiting.trainOnBatch(x, y);
    await new Promise((resume) => setTimeout(resume, 10));
  }
  ${STEPS}
  await fitInWorker(there, x, y, ${FITTED});
  const isSame = there.theta.every((value, i) => value === model.theta[i]);
  const { hasStarted, threads } = waiting.kernels, told = { hasStarted, threads, isSame };`, '{ seed: 1, threads: 2 }');

const NAMES = '{ dense, sequential, sgd }';

/** A program that trains and tells θ by `tell`, as an ES module. */
export function asModule(tell: string = TELL, from: string = 'bitgrad'): string {
  return `import ${NAMES} from '${from}';\n${TRAIN}${tell}\n`;
}

/** The same in a worker that the package starts, whose entry is `entry`. */
export function startingWorker(
  tell: string = TELL, from: string = 'bitgrad', entry: string = 'bitgrad/worker',
): string {
  return `import ${NAMES} from '${from}';\nimport { fitInWorker } from '${entry}';\n${IN_WORKER}${tell}\n`;
}

/** The same by two threads too; `told` says whether they took part. */
export function startingThreads(tell: string): string {
  return `import ${NAMES} from 'bitgrad';\nimport { fitInWorker } from 'bitgrad/worker';\n${BY_THREADS}${tell}\n`;
}

/** The same as CommonJS. */
export function startingWorkerByRequire(): string {
  return `const ${NAMES} = require('bitgrad'), { fitInWorker } = require('bitgrad/worker');
(async () => {${IN_WORKER}${TELL}})();\n`;
}

/** The first one as CommonJS. */
export function asCommonJs(tell: string = TELL): string {
  return `const ${NAMES} = require('bitgrad');\n${TRAIN}${tell}\n`;
}

/** The same by `import()`, where there are no modules. */
export function asScript(tell: string, from: string): string {
  return `import('${from}').then((${NAMES}) => {${TRAIN}${tell}\n});\n`;
}

/** How θ is told where there is a console. */
export const TELL = `console.log('theta ' + theta);`;

/** The SHA-256 of θ as an output tells it; undefined where it does not, or tells several that differ. */
export function toldBy(output: string): string | undefined {
  const [theta, ...others] = new Set([...output.matchAll(/\btheta ([0-9a-f]+)/g)].map(([, each]) => each));
  if (theta === undefined || others.length > 0) return undefined;
  return createHash('sha256').update(Buffer.from(theta, 'hex')).digest('hex');
}
