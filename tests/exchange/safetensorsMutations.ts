/**
 * Safetensors files that are not what they were, and what must become of each.
 */
import assert from 'node:assert/strict';
import { FormatError } from '../../lib/core/errors.ts';
import { Philox } from '../../lib/core/philox.ts';
import { modelFromSafetensors, readSafetensors, saveSafetensors, writeSafetensors } from '../../lib/exchange/index.ts';
import { batchNormalization, dense, input, lstm } from '../../lib/index.ts';
import { model, sequential } from '../../lib/model/index.ts';
import { pick } from '../helpers/random.ts';

/** No file of a few thousand bytes may take longer, on a busy machine too. */
const MOST_MILLISECONDS = 5000;
const MAX_BYTES = 2 ** 18;

function originals(): Uint8Array[] {
  const x = input({ shape: [2] }), hidden = dense({ units: 2 }).apply(x);
  return [
    saveSafetensors(sequential([dense({ units: 2, inputShape: [3] }), batchNormalization()], { maxBatch: 4 })),
    saveSafetensors(sequential([lstm({ units: 2, inputShape: [3, 1] })], { maxBatch: 4 })),
    saveSafetensors(model({ inputs: x, outputs: dense({ units: 1 }).apply(hidden), maxBatch: 4 })),
    writeSafetensors({
      a: { shape: [2, 3], values: new Float64Array(6) }, b: { shape: [], values: new Int8Array(1) },
      c: { shape: [2], values: BigInt64Array.of(-1n, 2n ** 60n) }, d: { shape: [0], values: new Float32Array(0) },
    }, { format: 'pt' }),
  ];
}

const DIGITS = '0123456789';
const WORDS = [
  'F64', 'F32', 'BF16', 'BOOL', 'F4', '[', ']', '{', '}', ',', ':', '"', '-', '.', 'e', 'null', '\\u0061',
  '9007199254740993', '99999999999', '__proto__', '__metadata__', 'dtype', 'shape', 'data_offsets', ' ', '\\', '\ufeff',
];

/** The same bytes with something put in place of some of them, and mostly the length of the header made right. */
function mutated(random: Philox, file: Uint8Array): Uint8Array {
  const size = new DataView(file.buffer).getUint32(0, true);
  const kind = random.nextBelow(8);
  if (kind === 0) return file.slice(0, random.nextBelow(file.length));
  if (kind === 1) return Uint8Array.of(...file, ...new Uint8Array(1 + random.nextBelow(9)));
  if (kind === 2) {
    const bytes = file.slice();
    bytes[random.nextBelow(random.nextBelow(2) === 0 ? 8 : file.length)] ^= 1 << random.nextBelow(8);
    return bytes;
  }
  const text = Buffer.from(file.subarray(8, 8 + size)).toString('utf8'), digits = [...text.matchAll(/\d/g)];
  const at = kind < 6 && digits.length > 0 ? pick(random, digits).index : random.nextBelow(text.length);
  const put = kind < 6 ? pick(random, [...DIGITS]) : pick(random, WORDS), cut = random.nextBelow(kind < 6 ? 2 : 6);
  const header = Buffer.from(text.slice(0, at) + put + text.slice(at + cut), 'utf8');
  const length = Buffer.alloc(8);
  length.writeUInt32LE(random.nextBelow(8) === 0 ? size : header.length);
  return Uint8Array.from(Buffer.concat([length, header, file.subarray(8 + size)]));
}

/** Mutates so many times; returns how many were read in spite of it. Each other must have been refused as bytes. */
export function checkMutations(count: number, seed: number): number {
  const random = new Philox(seed), files = originals();
  let read = 0;
  for (let i = 0; i < count; i++) {
    const bytes = mutated(random, pick(random, files)), start = performance.now();
    for (const attempt of [
      () => {
        const { tensors } = readSafetensors(bytes);
        const size = [...tensors.values()].reduce((sum, { values }) => sum + values.byteLength, 0);
        assert.ok(size <= 4 * bytes.length);
        read++;
      },
      () => {
        const again = modelFromSafetensors(bytes, { maxBytes: MAX_BYTES });
        again.predictAll(again.network.graph.inputs.map(({ shape }) =>
          new Float32Array(shape.reduce((size, length) => size * length, 1))));
      },
    ]) {
      try {
        attempt();
      } catch (error) {
        assert.ok(error instanceof FormatError, `seed ${seed}, mutation ${i}: ${String(error)}`);
      }
    }
    assert.ok(performance.now() - start < MOST_MILLISECONDS, `seed ${seed}, mutation ${i}`);
  }
  return read;
}
