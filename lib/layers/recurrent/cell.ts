/**
 * What a cell is asked for, and given.
 * @module
 */

import { add, less, select, type Expression, type Float, type Program } from '../../formula/index.ts';
import { lazyFormula } from '../../formula/lazyFormula.ts';
import type { Call, InRows, List, Tensor } from '../../kernels/index.ts';
import * as k from '../../kernels/allCalls.ts';
import type { Gate } from './gate.ts';
import type { Drop } from './product.ts';
import type { Lying, Rows } from './rows.ts';

/** One turn of the loop over the steps of a sequence, or one step beside it. */
export interface Turn {
  /** The step, as it is stored. */
  readonly rows: Rows;
  /**
   * The arrays of a step that all cells share, for formulas on units: of each state s it, sNext and ds; y, dy, and
   * where there is a mask mask, shown and dShown.
   */
  readonly arrays: Readonly<Record<string, InRows<Tensor>>>;
}

/** What a cell works on. */
export interface CellParts {
  readonly units: number;
  readonly steps: number;
  readonly gate: Gate;
  readonly recurrentGate: Gate;
  readonly b: Tensor | undefined;
  readonly db: Tensor | undefined;
  /** r, whose columns are those of all gates, and ∇r. */
  readonly r: Tensor;
  readonly dr: Tensor;
  readonly isMasked: boolean;
  readonly returnsSequences: boolean;
  /** Whether h is dropped. */
  readonly drops: boolean;
  /** h before each step, as it is stored; and ∂J/∂h, in turn. */
  readonly h: Tensor;
  readonly dh: Lying;
  /** A tensor of so many elements a step, and one of so many an example. */
  perStep(name: string, width: number): Tensor;
  perExample(name: string, width: number): Tensor;
  /** Dropout of h for so many gates from one on; undefined where there is none. */
  drop(from: number, count: number): Drop | undefined;
}

/** The lists of a cell. Turns go through the steps as they are read, and back. */
export interface Cell {
  /** Where in these rows x·w goes, from a column on, before a turn; and where ∂J/∂ of that stands after it. */
  z(rows: Rows, column: number): Lying;
  dz(rows: Rows, column: number): Lying;
  /** Writes sNext of each state, and y. */
  forward(turn: Turn): List;
  /** Reads dy and ds of the state after the step, writes dz and ds of the state before it. */
  backward(turn: Turn): List;
  /** After all turns: ∇r and ∇b. */
  readonly gradients: List;
}

type Symbols = Readonly<Record<string, Expression<'float'>>>;

/** A formula on those of its arrays that it uses. */
export function cellFormula(
  name: string, arrays: readonly string[], define: (symbols: Symbols) => Readonly<Record<string, Float>>,
): Program {
  const all = lazyFormula({ name, arrays, define });
  const used = all.arrays.filter(({ reads, writes }) => reads || writes).map((array) => array.name);
  return lazyFormula({ name, arrays: used, define });
}

/** The call of a formula on the units of a turn. */
export function onUnits(
  { units }: CellParts, program: Program, { rows, arrays }: Turn, own: Readonly<Record<string, InRows<Tensor>>>,
): Call<Tensor> {
  const lying = { ...arrays, ...own };
  return k.elementwiseInRows(program, rows.count, units, program.arrays.map(({ name }) => lying[name]));
}

/** The columns of gates side by side, of which each has so many units: `z_i`, `z_f`, … */
export function gatesOf(
  name: string, gates: readonly string[], units: number, at: (column: number) => Lying,
): Record<string, Lying> {
  return Object.fromEntries(gates.map((gate, g) => [`${name}_${gate}`, at(g * units)]));
}

/** Names that `gatesOf` gives. */
export function namesOf(name: string, gates: readonly string[]): string[] {
  return gates.map((gate) => `${name}_${gate}`);
}

/** What all cells have in common: what becomes of h, and how a mask is heeded. */
export interface Common {
  /** The names of the arrays of its formulas. */
  readonly arrays: readonly string[];
  /** The value of a step that counts, else the other. */
  valid(symbols: Symbols, value: Float, other: Float): Float;
  /** What forward writes for a new h: a step that does not count leaves it, and shows again what was shown before. */
  forward(symbols: Symbols, h: Float): Readonly<Record<string, Float>>;
  /** ∂J/∂h of a step that counts, as it comes from the step after it and from above. */
  dh(symbols: Symbols): Expression<'float'>;
  /** What backward writes, given the part of ∂J/∂h of the step before that does not come through r. */
  backward(symbols: Symbols, dh: Float): Readonly<Record<string, Float>>;
}

export function common({ isMasked, returnsSequences }: CellParts): Common {
  const valid = ({ mask }: Symbols, value: Float, other: Float): Float =>
    (isMasked ? select(less(0, mask), value, other) : value);
  const above = ({ dShown, dy }: Symbols): Expression<'float'> => (returnsSequences ? add(dShown, dy) : dShown);
  return {
    arrays: ['h', 'hNext', 'y', 'dh', 'dy', 'mask', 'shown', 'dShown'],
    valid,
    forward(symbols, h) {
      const shown = isMasked ? valid(symbols, h, symbols.shown) : h;
      return {
        hNext: valid(symbols, h, symbols.h), ...(isMasked && { shown }), ...(returnsSequences && { y: shown }),
      };
    },
    dh(symbols) {
      const { dh, dy } = symbols;
      if (isMasked) return add(dh, above(symbols));
      return returnsSequences ? add(dh, dy) : dh;
    },
    backward: (symbols, dh) => ({
      dh: valid(symbols, dh, symbols.dh), ...(isMasked && { dShown: valid(symbols, 0, above(symbols)) }),
    }),
  };
}

/** Formulas by the gates of a cell and by what else they depend on. */
export class Formulas<F> {
  readonly #made = new WeakMap<Gate, WeakMap<Gate, Map<string, F>>>();
  readonly #make: (parts: CellParts) => F;

  constructor(make: (parts: CellParts) => F) {
    this.#make = make;
  }

  of(parts: CellParts): F {
    const { gate, recurrentGate, isMasked, returnsSequences, drops, b } = parts;
    const ofGate = this.#made.get(gate) ?? new WeakMap<Gate, Map<string, F>>();
    const found = ofGate.get(recurrentGate) ?? new Map<string, F>();
    const key = `${isMasked} ${returnsSequences} ${drops} ${b === undefined}`;
    const formulas = found.get(key) ?? this.#make(parts);
    this.#made.set(gate, ofGate.set(recurrentGate, found.set(key, formulas)));
    return formulas;
  }
}
