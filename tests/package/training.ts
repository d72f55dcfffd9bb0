/**
 * The training that every way of loading bitgrad does: what it is, and what comes of it.
 * @module
 */
import { createHash } from 'node:crypto';

/** Gives θ in hexadecimal after what `take` trains; `dense`, `sequential` and `sgd` are those of the way. */
const training = (take: string): string => `
  const layers = [dense({ units: 5, activation: 'tanh', inputShape: [3] }), dense({ units: 2, activation: 'softmax' })];
  const model = sequential(layers, { seed: 1 });
  model.compile({ optimizer: sgd({ learningRate: 0.5 }), loss: 'sparseCategoricalCrossentropy' });
  const x = Float32Array.from({ length: 90 }, (_, i) => (i * 37 % 101) / 101);
  const y = Uint8Array.from({ length: 30 }, (_, i) => i % 2);
  ${take}
  const bytes = new Uint8Array(model.theta.buffer, model.theta.byteOffset, model.theta.byteLength);
  const theta = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
`;

const TRAIN = training('for (let step = 0; step < 20; step++) model.trainOnBatch(x, y);');
const IN_WORKER = training('await fitInWorker(model, x, y, { epochs: 20, batchSize: 30, shuffle: false });');

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
