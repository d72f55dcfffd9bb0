/**
 * Which data a ledger is of: its header has their digests.
 * @module
 */
import { dataDigests } from '../../lib/audit/ledger/dataDigests.ts';
import type { ArraysHeader, Header } from '../../lib/audit/index.ts';
import { ScaledBytes } from '../../lib/data/index.ts';
import { digits } from '../../lib/index.ts';
import { drawSums, expectNoPixels, type Sums } from '../addition/sums.ts';
import { normalizedRows, type Images } from '../dataset.ts';
import { UsageError } from '../command/usageError.ts';
import type { Options } from './options.ts';

/**
 * SHA-256 of MNIST's 60,000 training images as a header has them, without and with --normalize; the test makes them
 * anew of the files.
 */
export const MNIST = {
  samples: 60_000,
  pixels: '257f039238a0be158bad088c051a53908383fd47df03a7b1c229bb7bc968f160',
  normalized: '3fcf06fd8c1cdde090a4622b04c6bbe6621de8820b6b4be7ca7b995bb67d64f7',
} as const;

/** How many training examples the built-in digits have. */
const DIGITS = 40_000;

/** The options that name data. */
export type Choice = Pick<Options, 'data' | 'normalize' | 'seed'>;

/** The header of a ledger on examples. Throws UsageError for one on a source, which only a module can give. */
export function expectArrays(header: Header): ArraysHeader {
  if ('samples' in header) return header;
  throw new UsageError(
    'FILE must be a ledger on examples, got one on a source, which is code: give it by --module, a module that exports '
    + 'source, the function (epoch, batch) => … that fit was given; it is bitgrad verify that takes one',
  );
}

/** Throws UsageError where the header alone tells that the options name other data. */
export function expectData({ data: { x }, samples }: ArraysHeader, { data, normalize: isNormalized }: Choice): void {
  const isMnist = x === MNIST.pixels || x === MNIST.normalized, wasNormalized = x === MNIST.normalized;
  const count = samples.toLocaleString('en'), also = wasNormalized ? ', with --normalize' : '';
  if (isMnist && data === undefined) {
    throw new UsageError(
      `--data must be the folder of MNIST's four files${also}, for the ledger is of its ${count} images, got none`,
    );
  }
  if (data === undefined && samples > DIGITS) {
    throw new UsageError(
      `--data must be the folder of the ledger's ${count} examples, for the built-in digits are fewer, got none`,
    );
  }
  if (!isMnist || wasNormalized === isNormalized) return;
  throw new UsageError(
    `--normalize must be ${wasNormalized ? 'given' : 'absent'}, as it was where the ledger was written`,
  );
}

/** The sums of `bitgrad addition`, drawn again, where a ledger is of them. Throws UsageError for options of images. */
export async function sumsOf(header: ArraysHeader, choice: Choice): Promise<Sums | undefined> {
  const { train } = drawSums(header.seed);
  if (!await isOf(header, train)) return undefined;
  expectNoPixels(choice);
  return train;
}

/** In a line, which options name the ledger's data, where those given do not. */
export async function adviceOn(
  header: ArraysHeader, given: Images, { data, normalize: isNormalized }: Choice,
): Promise<string> {
  const { seed, samples } = header, { levels, y: labels } = digits({ seed }).train, own = { x: levels, y: labels };
  const name = `the built-in digits of seed ${seed}`;
  const without = data === undefined ? '' : ', without --data and MNIST_DIR';
  const choices: readonly (readonly [images: Images, is: string, how: string])[] = [
    [own, name, `--seed ${seed}${without}`],
    [normalized(own), `${name}, normalized`, `--seed ${seed} --normalize${without}`],
    ...(isNormalized ? [] : [[normalized(given), 'these data, normalized', 'with --normalize besides'] as const]),
  ];
  for (const [{ x, y }, is, how] of choices) {
    if (await isOf(header, { x, y, count: y.length })) return `It was trained on ${is}: ${how}.`;
  }
  const count = samples.toLocaleString('en');
  return `It was trained on ${count} examples that are neither these nor ${name}: --data must be the folder of those.`;
}

async function isOf(
  { data, samples }: ArraysHeader, { x, y, count }: Images & { readonly count: number },
): Promise<boolean> {
  if (count < samples) return false;
  return (await dataDigests({ who: 'verify', x: [x], y: [y], weights: [], count }, samples)).x === data.x;
}

function normalized({ x, y }: Images): Images {
  return { x: x instanceof ScaledBytes ? normalizedRows(x) : x, y };
}
