/**
 * What the document says of the long training, from the known answers as they are recorded.
 * @module
 */
import { readFileSync } from 'node:fs';
import { FOLDER } from './vectors/folder.ts';
import { THETA_AFTER_MNIST } from './vectors/mnist.ts';

interface Recorded {
  readonly data: Readonly<Record<'digits' | 'mnist', Readonly<Record<string, string>>>>
    & { readonly x: string; readonly y: string };
  readonly firstWeights: { readonly bits: string };
  readonly order: readonly number[];
  readonly lossOfStep1: string;
  readonly theta: Readonly<Record<string, string>>;
}

function recorded(): Recorded {
  return JSON.parse(readFileSync(new URL(`../../${FOLDER}/training.json`, import.meta.url), 'utf8')) as Recorded;
}

/** SHA-256 of the files of digits and of MNIST. */
export function dataTable(): string {
  const { data: { digits, mnist, x, y } } = recorded();
  return [
    '| Data | File | SHA-256 |', '|---|---|---|',
    ...Object.entries({ 'digits, seed 0': digits, MNIST: mnist }).flatMap(([of, files]) =>
      Object.entries(files).map(([name, digest]) => `| ${of} | \`${name}\` | \`${digest}\` |`)),
    `| digits, seed 0 | x of the training images, binary32, little-endian | \`${x}\` |`,
    `| digits, seed 0 | their labels as binary64, little-endian | \`${y}\` |`,
  ].join('\n');
}

/** How the report's network goes on. */
export function trainingTable(): string {
  const { firstWeights, order, lossOfStep1, theta } = recorded();
  const first = firstWeights.bits.split(' ').slice(0, 3).map((digits) => `\`0x${digits}\``).join(' ');
  return [
    '| What | Value |', '|---|---|',
    `| first weights | ${first} … |`, `| first rows of epoch 0 | ${order.slice(0, 6).join(', ')}, … |`,
    `| loss of step 1, bits | \`${lossOfStep1}\` |`,
    ...Object.entries(theta).map(([step, digest]) =>
      `| SHA-256 of θ after ${step} steps | \`${digest}\` |`),
    `| SHA-256 of θ after three epochs on MNIST instead | \`${THETA_AFTER_MNIST}\` |`,
  ].join('\n');
}
