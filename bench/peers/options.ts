/**
 * The command line of `npm run bench:peers`.
 * @module
 */
import type { Command } from '../../scripts/command/command.ts';
import { flag, listOf, oneOf, positive, text } from '../../scripts/command/kinds.ts';
import { libraries } from './libraries.ts';
import { works } from './work.ts';

export interface Options {
  readonly filter: string | undefined;
  readonly libraries: readonly string[] | undefined;
  readonly seconds: number;
  readonly json: boolean;
}

const NAMES = libraries.slice(1).map(({ name }) => name);

export const benchPeers: Command<Options> = {
  name: 'npm run bench:peers',
  does: `Times bitgrad and other libraries at the same work. Each runs in a process of its own, on one thread; samples
    are taken in turns, one library after the other, so that all see the same noise; they are the processor's time,
    so that what else runs counts for little. ratio is median over bitgrad's median. The first run installs
    the JavaScript libraries into bench/peers/node_modules. NumPy, PyTorch and JAX are
    those of the Python interpreter that the environment variable BENCH_PYTHON names, else of python3.`,
  options: {
    filter: {
      kind: text('TEXT'), help: `only works with TEXT in their name: ${works.map(({ name }) => name).join(', ')}`,
    },
    libraries: { kind: listOf(oneOf(NAMES), 'A,B,…'), help: `only these, beside bitgrad: ${NAMES.join(', ')}` },
    seconds: { kind: positive, help: 'what a library may spend on a work, warm-up aside', byDefault: '0.4' },
    json: {
      kind: flag,
      help: 'print an array of {work, library, version, medianUs, p10Us, ratio, note?, error?} as the last line',
    },
  },
  exits: { 0: 'measured (a library that fails is a row with its error)' },
};
