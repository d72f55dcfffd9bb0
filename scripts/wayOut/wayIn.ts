/**
 * Networks that were trained elsewhere, looked at here.
 * @module
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Model } from '../../lib/index.ts';
import { checkGradients, explainGradient, numerics } from '../../lib/audit/index.ts';
import { loadTensors, readKeras, readSafetensors } from '../../lib/exchange/index.ts';
import { strongestWeight } from '../strongestWeight.ts';
import { made, type Data, type Example } from './networks.ts';

/** How many examples are looked at. */
const EXPLAINED = 4, LOOKED_AT = 32;
/** How many gradients are checked one by one. */
const PARAMETERS = 64;

/** What a network of a library looks like here. */
export interface Seen {
  /** The strongest weight, and ∂J/∂w of it: by paths, how far back-propagation is off, and by differences. */
  readonly explained: {
    readonly weight: string; readonly value: number; readonly ulps: number; readonly differences: number;
  };
  /** Whether ∇J is that of differences of J, of how many parameters one by one. */
  readonly gradients: { readonly ok: boolean; readonly checked: number };
  /** The tensor of a step that is furthest from binary64, in units of 2⁻²⁴ of its largest element. */
  readonly roundings: number;
}

/** The network of a file that `library` left in a folder. */
export async function broughtIn(library: string, folder: string, name: string, example: Example): Promise<Model> {
  if (library === 'keras') return readKeras(readFileSync(join(folder, `${name}.back.keras`)));
  const model = made(example);
  const { tensors } = readSafetensors(readFileSync(join(folder, `${name}.back.safetensors`)));
  loadTensors(model, tensors, { convention: 'pytorch' });
  return model;
}

export function lookedAt(model: Model, { testX, testY }: Data): Seen {
  const size = testX.length / testY.length;
  const some = (count: number) => [testX.subarray(0, count * size), testY.subarray(0, count)] as const;
  const [x, y] = some(EXPLAINED), which = strongestWeight(model, x, y);
  const explanation = explainGradient(model, x, y, { ...which, most: 1 });
  const { weight: { symbol, name }, value, ulps, finiteDifference: differences } = explanation;
  const { ok, checked } = checkGradients(model, ...some(LOOKED_AT), { parameters: PARAMETERS });
  return {
    explained: { weight: `${symbol} of '${name}'`, value, ulps, differences }, gradients: { ok, checked },
    roundings: Math.max(...numerics(model, ...some(LOOKED_AT)).tensors.map(({ errorInRoundings }) => errorInRoundings)),
  };
}
