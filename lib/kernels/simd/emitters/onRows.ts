/**
 * Routines that change each row of a matrix by a vector, strip by strip of columns.
 * @module
 */

import type { Body, Local, Module, Value } from '../../../wasm/index.ts';
import { VECTOR_BYTES, type Lanes } from '../lanes.ts';
import type { LocatedCall } from '../located.ts';
import { eachStrip, whileAtLeast } from '../loops.ts';
import type { Linked } from '../modules.ts';
import type { Bind } from './emitter.ts';

type Operation = (f: Body, x: Value<'v128'>, vector: Local<'v128'>) => Value<'v128'>;

type OnRows = (m: number, n: number, vector: number, x: number) => void;

/**
 * Binds xᵢ ← operation(xᵢ, vector) for each row xᵢ: the function of that name, which `emit` writes; `vector` is the
 * name of that operand.
 */
export function bindOnRows(name: string, vector: string, emit: (m: Module, lanes: Lanes) => void): Bind {
  return (linked: Linked, { sizes: { m, n }, operands }: LocatedCall) => {
    const onEach = linked.routine<Readonly<Record<string, OnRows>>>(name, emit)[name];
    const { [vector]: v, x } = operands;
    return [{ f: onEach, args: [m, n, v, x] }];
  };
}

/** Adds the function of that name to a module. */
export function emitOnRows(m: Module, lanes: Lanes, name: string, operation: Operation): void {
  m.export(m.func(name, { parameters: { m: 'i32', n: 'i32', b: 'i32', x: 'i32' } }, (f, { m: rows, n, b, x }) => {
    const at = f.local('at', 'i32'), left = f.local('left', 'i32');
    const step = f.local('step', 'i32', f.i32.shl(n, lanes.shift));
    const result = f.local('result', 'v128');
    eachStrip(f, n, [b, x], (operands, store) => {
      operands.forEach((operand, v) => operand.set(f.v128.load(b, v * VECTOR_BYTES)));
      at.set(x);
      left.set(rows);
      whileAtLeast(f, left, 1, () => {
        operands.forEach((operand, v) => {
          result.set(operation(f, f.v128.load(at, v * VECTOR_BYTES), operand));
          store(at, result, v);
        });
        at.set(f.i32.add(at, step));
      });
    }, lanes);
  }));
}
