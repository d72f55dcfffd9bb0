/**
 * Two versions of the package in one program.
 * @module
 */
import type { Way } from './ways.ts';

/** What another version of the package is installed as. */
export const OLDER = 'bitgrad-older';
/** Gives what the other version has made to this one, and says of each whether it works or what is said. */
const TWO_VERSIONS = `import * as here from 'bitgrad';
import * as there from '${OLDER}';
import { save } from 'bitgrad/formats';
import * as formats from '${OLDER}/formats';
import { createKernels } from '${OLDER}/kernels';
import { meanSquaredError } from '${OLDER}/losses';
const x = Float32Array.of(1, 2, 3, 4), y = Float32Array.of(1, 2);
const make = (optimizer = 'sgd', loss = 'mse', options = {}) => {
  const model = here.sequential([here.dense({ units: 1, inputShape: [2] })], options);
  model.compile({ optimizer, loss });
  model.trainOnBatch(x, y);
  return model;
};
const attempts = {
  layer: () => here.sequential([there.dense({ units: 1, inputShape: [2] })]),
  optimizer: () => make(there.sgd({ learningRate: 0.1 })),
  model: () => formats.save(make()),
  applied: () => make().apply(there.input({ shape: [2] })),
  tensor: () => there.dense({ units: 1 }).apply(here.input({ shape: [2] })),
  loss: () => make('sgd', meanSquaredError),
  kernels: () => make('sgd', 'mse', { kernels: createKernels('reference') }),
  checkpoint: () => formats.load(save(make())).trainOnBatch(x, y),
};
for (const [name, attempt] of Object.entries(attempts)) {
  let said = 'works';
  try { attempt(); } catch ({ message }) {
    said = /another copy of bitgrad; the program has loaded the package twice/.test(message) ? 'told' : message;
  }
  console.log(name, said);
}
`;
export const versions = (node: string): readonly Way[] => [{
  name: 'two versions side by side: what one made works in the other, or the error says so',
  files: { 'main.mjs': TWO_VERSIONS }, commands: [`${node} main.mjs`],
  prints: `${['layer', 'optimizer', 'model', 'applied', 'tensor'].map((name) => `${name} told\n`).join('')}${
    ['loss', 'kernels', 'checkpoint'].map((name) => `${name} works\n`).join('')}`,
}];
