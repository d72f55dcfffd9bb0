/**
 * See lib/kernels/routines/softmaxCrossentropy.ts.
 * @module
 */

import type { Module } from '../../../wasm/index.ts';
import { addressOf, sizeOf } from '../located.ts';
import { whileAtLeast } from '../loops.ts';
import type { Bind } from './emitter.ts';
import { labelOffset } from './label.ts';
import { linkSoftmax } from './softmax.ts';

interface Exports {
  /** shifted[i] ← aᵢ at the row's label. */
  pick(m: number, n: number, a: number, labels: number, shifted: number): void;
}

function emit(m: Module): void {
  m.export(m.func('pick', { parameters: { m: 'i32', n: 'i32', a: 'i32', labels: 'i32', shifted: 'i32' } }, (
    f, { m: rows, n, a, labels, shifted },
  ) => {
    whileAtLeast(f, rows, 1, () => {
      f.f32.store(shifted, f.f32.load(f.i32.add(a, labelOffset(f, labels))));
      a.set(f.i32.add(a, f.i32.shl(n, 2)));
      for (const pointer of [labels, shifted]) pointer.set(f.i32.add(pointer, 4));
    });
  }));
}

export const bind: Bind = (linked, { sizes: { m, n }, operands: { z, labels, a, losses } }) => {
  const { shift, exponentiate, divideBySums } = linkSoftmax(linked);
  const { pick } = linked.routine<Exports>('softmaxCrossentropy', emit);
  return (run) => {
    const rows = sizeOf(m, run), columns = sizeOf(n, run), atA = addressOf(a, run), atLosses = addressOf(losses, run);
    shift(rows, columns, addressOf(z, run), atA);
    pick(rows, columns, atA, addressOf(labels, run), atLosses);
    exponentiate(rows * columns, atA);
    divideBySums(rows, columns, atA, atLosses);
  };
};
