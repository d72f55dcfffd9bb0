/**
 * ONNX files with some of their bytes changed.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readOnnx, writeOnnx } from '../../../lib/exchange/onnx/index.ts';
import { cases } from './cases.ts';

const VECTORS = new URL('../../vectors/exchange/onnx/', import.meta.url);
const THEIRS = ['torch_mha_dyn_17', 'torch_mha_dynamo_dyn_17', 'torch_own_dyn_17', 'torch_bilstm_dyn_17', 'cnn_bn'];

/** Some bytes changed, cut or put twice, by a small generator. */
function mutated(bytes: Uint8Array, seed: number): Uint8Array {
  let state = seed * 2_654_435_761 % 4_294_967_296;
  const next = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor(state / 4_294_967_296 * below);
  };
  const out = Uint8Array.from(bytes), kind = next(4);
  for (let i = 0; i < 1 + next(4); i++) out[next(out.length)] = next(256);
  if (kind === 1) return out.slice(0, next(out.length));
  if (kind === 2) {
    const at = next(out.length), length = next(out.length - at);
    return Uint8Array.from([...out.slice(0, at + length), ...out.slice(at)]);
  }
  return out;
}

/** Reads so many changed files, and returns how many are models; the others must throw a FormatError. */
export function readMutated(rounds: number): number {
  const some = [...cases()].filter(({ id }) => /^net|lstm\/|conv2d\/|merging|gru\//.test(id));
  const files = [
    ...some.map(({ net }) => writeOnnx(net)),
    ...THEIRS.map((name) => new Uint8Array(readFileSync(new URL(`${name}.onnx`, VECTORS)))),
  ];
  let read = 0;
  for (let seed = 0; seed < rounds; seed++) {
    try {
      readOnnx(mutated(files[seed % files.length], seed));
      read++;
    } catch (error) {
      const isTyped = error instanceof Error && error.name === 'FormatError';
      assert.ok(isTyped, `seed ${seed}: ${String((error as Error).stack)}`);
    }
  }
  return read;
}
