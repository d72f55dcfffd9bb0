/**
 * What the other libraries read.
 * @module
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Model } from '../../lib/index.ts';
import {
  saveSafetensors, writeKeras, writeOnnx, writeSafetensors, writeTfjs, type WrittenTensor,
} from '../../lib/exchange/index.ts';
import { BATCH, EXAMPLES, STEPS, type Data } from './networks.ts';

/** The batches, and what is to be done with them. */
export function writePlan(folder: string, { x, y, testX }: Data): void {
  const plan = {
    steps: STEPS, batchSize: BATCH,
    networks: Object.fromEntries(Object.entries(EXAMPLES).map(([name, { shape }]) => [name, shape])),
    optimizers: Object.fromEntries(
      Object.entries(EXAMPLES).map(([name, { kind, learningRate }]) => [name, [kind, learningRate]]),
    ),
  };
  writeFileSync(join(folder, 'plan.json'), JSON.stringify(plan));
  writeFileSync(join(folder, 'data.safetensors'), writeSafetensors({
    x: { shape: [y.length, x.length / y.length], values: x },
    y: { shape: [y.length], values: BigInt64Array.from(y, BigInt) },
    testX: { shape: [testX.length * y.length / x.length, x.length / y.length], values: testX },
  }));
}

/** A model in every format. */
export function writeModel(folder: string, name: string, model: Model): void {
  writeFileSync(join(folder, `${name}.keras`), writeKeras(model));
  writeFileSync(join(folder, `${name}.onnx`), writeOnnx(model));
  writeFileSync(join(folder, `${name}.safetensors`), saveSafetensors(model));
  writeFileSync(join(folder, `${name}.slots.safetensors`), writeSafetensors(slotsOf(model)));
  mkdirSync(join(folder, name));
  for (const [part, bytes] of writeTfjs(model)) writeFileSync(join(folder, name, part), bytes);
}

/** What the optimizer keeps of each tensor, as slot/layer/parameter: safetensors of models have none of it. */
function slotsOf({ optimizer, theta, parameters }: Model): Map<string, WrittenTensor> {
  return new Map(Object.entries(optimizer.getWeights(theta).slots).flatMap(([slot, values]) =>
    parameters.map(({ layer, name, shape, offset, length }): [string, WrittenTensor] => (
      [`${slot}/${layer}/${name}`, { shape, values: values.subarray(offset, offset + length) }]
    ))));
}
