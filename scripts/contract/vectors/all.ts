/**
 * The files of known answers.
 * @module
 */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { ARITHMETIC_CONTRACT } from '../../../lib/core/contract.ts';
import type { Json } from '../../../lib/model/description/json.ts';
import { files } from '../example.ts';
import { FOLDER } from './folder.ts';
import { readable } from './format.ts';
import { graphVectors } from './graphs.ts';
import {
  activationVectors, constraintVectors, initializerVectors, layerVectors, lossVectors, metricVectors,
  regularizerVectors,
} from './members.ts';
import { ledgerVectors, reportVectors, smallVectors } from './network.ts';
import { elementaryVectors, hostVectors, randomVectors, routineVectors } from './numbers.ts';
import { reductionVectors } from './reductions.ts';
import { sequenceVectors } from './sequences.ts';
import { shardVectors } from './shards.ts';
import { linalgVectors, optimizerVectors, scheduleVectors } from './training.ts';

const MAKERS: Readonly<Record<string, () => Json | Promise<Json>>> = {
  elementary: elementaryVectors, host: hostVectors, routines: routineVectors, random: randomVectors,
  initializers: initializerVectors, activations: activationVectors, losses: lossVectors,
  regularizers: regularizerVectors, constraints: constraintVectors, layers: layerVectors, metrics: metricVectors,
  optimizers: optimizerVectors, schedules: scheduleVectors, linalg: linalgVectors, steps: smallVectors,
  graphs: graphVectors, sequences: sequenceVectors, reductions: reductionVectors, shards: shardVectors,
  ledger: ledgerVectors, training: reportVectors,
};

/** The name of the one that takes a whole training. */
export const LONG = 'training';

/** Bytes by the names of the files: of all, or without those left out. */
export async function knownAnswers(leftOut: readonly string[] = []): Promise<ReadonlyMap<string, Uint8Array>> {
  const found = new Map<string, Uint8Array>();
  for (const [name, make] of Object.entries(MAKERS)) {
    if (leftOut.includes(name)) continue;
    const { about, ...answers } = await make() as Readonly<Record<string, Json>>;
    const text = readable({ contract: ARITHMETIC_CONTRACT, about, ...countsOf(answers), ...answers });
    found.set(`${name}.json`, new TextEncoder().encode(`${text}\n`));
  }
  const { ledger, checkpoint, shards } = await files();
  return found.set('checkpoint.bin', checkpoint).set('ledger.jsonl', ledger).set('shards.jsonl', shards);
}

/** How many entries each list has, so that none is lost unnoticed. */
function countsOf(answers: Readonly<Record<string, Json>>): Json & object {
  const lists = Object.entries(answers).flatMap(([name, value]) =>
    (Array.isArray(value) && typeof value[0] === 'object' ? [[name, value.length] as const] : []));
  return lists.length === 0 ? {} : { entries: Object.fromEntries(lists) };
}

/** Writes them, and removes what is none of them. */
export function writeKnownAnswers(answers: ReadonlyMap<string, Uint8Array>): void {
  const folder = new URL(`../../../${FOLDER}/`, import.meta.url);
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) if (!answers.has(name)) rmSync(new URL(name, folder));
  for (const [name, bytes] of answers) writeFileSync(new URL(name, folder), bytes);
}
