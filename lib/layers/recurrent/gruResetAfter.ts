/**
 * The cell of gru whose reset gate comes after the product with r.
 * @module
 */

import { add, mul, sub, type Program } from '../../formula/index.ts';
import type { Tensor } from '../../kernels/index.ts';
import * as k from '../../kernels/allCalls.ts';
import { Formulas, cellFormula, common, gatesOf, namesOf, onUnits, type Cell, type CellParts } from './cell.ts';
import { Product } from './product.ts';
import { Rows, examples, type Lying } from './rows.ts';

const GATES = ['z', 'r', 'h'];

/** u is kept as the gates are, v of h as `kept`. */
const formulas = new Formulas<{ readonly forward: Program; readonly backward: Program }>((parts) => {
  const { gate, recurrentGate, b } = parts, shared = common(parts);
  const arrays = [...namesOf('u', GATES), ...namesOf('v', GATES)];
  return {
    forward: cellFormula(
      'gru', [...arrays, ...namesOf('b0', GATES), ...namesOf('b1', GATES), 'kept', ...shared.arrays], (s) => {
        const biased = (a: string, by: string, g: string) =>
          (b === undefined ? s[`${a}_${g}`] : add(s[`${a}_${g}`], s[`${by}_${g}`]));
        const [uz, ur, uh] = GATES.map((g) => biased('u', 'b0', g));
        const [vz, vr, vh] = GATES.map((g) => biased('v', 'b1', g));
        const sumZ = add(uz, vz), z = recurrentGate.value(sumZ), sumR = add(ur, vr), r = recurrentGate.value(sumR);
        const sum = add(uh, mul(r, vh)), candidate = gate.value(sum);
        return {
          u_z: recurrentGate.kept(sumZ, z), u_r: recurrentGate.kept(sumR, r), u_h: gate.kept(sum, candidate), kept: vh,
          ...shared.forward(s, add(mul(z, s['h']), mul(sub(1, z), candidate))),
        };
      },
    ),
    backward: cellFormula(
      'gru gradient', [...arrays, ...namesOf('du', GATES), ...namesOf('dv', GATES), 'kept', ...shared.arrays], (s) => {
        const z = recurrentGate.output(s['u_z']), r = recurrentGate.output(s['u_r']), dh = shared.dh(s);
        const dCandidate = gate.gradient(s['u_h'], mul(dh, sub(1, z)));
        const dz = recurrentGate.gradient(s['u_z'], mul(dh, sub(s['h'], gate.output(s['u_h']))));
        const dr = recurrentGate.gradient(s['u_r'], mul(dCandidate, s['kept']));
        const written = { du_z: dz, du_r: dr, du_h: dCandidate, dv_z: dz, dv_r: dr, dv_h: mul(dCandidate, r) };
        return {
          ...Object.fromEntries(Object.entries(written).map(([name, value]) => [name, shared.valid(s, value, 0)])),
          ...shared.backward(s, mul(dh, z)),
        };
      },
    ),
  };
});

/** u lies by step, v is of one step alone; their gradients lie side by side, as b₀ and b₁ do. */
export function resetAfterCell(parts: CellParts): Cell {
  const { units, steps, r, dr, b, db, h } = parts, { forward, backward } = formulas.of(parts);
  const width = GATES.length * units, all = Rows.all(steps);
  const u = parts.perStep('gates', width), v = parts.perExample('v', width), kept = parts.perStep('v of h', units);
  const gradients = parts.perStep('∂J/∂gates', 2 * width);
  const state = new Product({
    w: r, dw: dr, inner: units, columns: width, read: h, drop: parts.drop(0, GATES.length),
  });
  const at = (rows: Rows, tensor: Tensor, step: number, first: number = 0) => (column: number): Lying =>
    rows.of(tensor, step, first + column);
  const dv = (rows: Rows) => at(rows, gradients, 2 * width, width);
  const gates = (rows: Rows) => ({ ...gatesOf('u', GATES, units, at(rows, u, width)), kept: rows.of(kept, units) });
  const bias = (row: number) => (b ? gatesOf(`b${row}`, GATES, units, (column) => [b, row * width + column, 0]) : {});
  return {
    z: (rows, column) => rows.of(u, width, column),
    dz: (rows, column) => rows.of(gradients, 2 * width, column),
    forward: (turn) => [
      ...state.drop(turn.rows),
      ...state.times(turn.rows, at(examples, v, width), 0),
      onUnits(parts, forward, turn, {
        ...gates(turn.rows), ...gatesOf('v', GATES, units, at(examples, v, width)), ...bias(0), ...bias(1),
      }),
    ],
    backward: (turn) => [
      onUnits(parts, backward, turn, {
        ...gates(turn.rows), ...gatesOf('du', GATES, units, at(turn.rows, gradients, 2 * width)),
        ...gatesOf('dv', GATES, units, dv(turn.rows)),
      }),
      ...state.back(turn.rows, dv(turn.rows), parts.dh, 1),
    ],
    gradients: [
      ...state.gradient(all, dv(all)),
      ...(db ? [k.columnSums(all.count, 2 * width, gradients, 'beta', db)] : []),
    ],
  };
}
