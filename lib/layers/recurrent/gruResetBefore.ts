/**
 * The cell of gru whose reset gate comes before the product with r.
 * @module
 */

import { add, mul, sub, type Program } from '../../formula/index.ts';
import { Formulas, cellFormula, common, gatesOf, namesOf, onUnits, type Cell, type CellParts } from './cell.ts';
import { Product, addingDropped } from './product.ts';
import { Rows, examples, type Lying } from './rows.ts';
import * as k from '../../kernels/allCalls.ts';

const GATES = ['z', 'r', 'h'];

interface Steps {
  /** z, r, and reset: what is left of h. */
  readonly gates: Program;
  readonly candidate: Program;
  /** Back through the candidate and z, then, dReset known, through r. */
  readonly candidateGradient: Program;
  readonly resetGradient: Program;
}

/** `read` is h as dropout leaves it for the candidate, and `dRead` ∂J/∂ of that; without dropout it is h. */
const formulas = new Formulas<Steps>((parts) => {
  const { gate, recurrentGate, b } = parts, shared = common(parts), { drops } = parts;
  const arrays = [...namesOf('a', GATES), ...namesOf('b', GATES), ...namesOf('da', GATES), ...shared.arrays];
  const own = [...arrays, 'read', 'reset', 'dReset', 'dRead'];
  const biased = (s: Parameters<typeof shared.dh>[0], g: string) =>
    (b === undefined ? s[`a_${g}`] : add(s[`a_${g}`], s[`b_${g}`]));
  return {
    gates: cellFormula('gru gates', own, (s) => {
      const az = biased(s, 'z'), ar = biased(s, 'r'), z = recurrentGate.value(az), r = recurrentGate.value(ar);
      return { a_z: recurrentGate.kept(az, z), a_r: recurrentGate.kept(ar, r), reset: mul(r, s['read']) };
    }),
    candidate: cellFormula('gru candidate', own, (s) => {
      const ah = biased(s, 'h'), candidate = gate.value(ah), z = recurrentGate.output(s['a_z']);
      return {
        a_h: gate.kept(ah, candidate), ...shared.forward(s, add(mul(z, s['h']), mul(sub(1, z), candidate))),
      };
    }),
    candidateGradient: cellFormula('gru candidate gradient', own, (s) => {
      const z = recurrentGate.output(s['a_z']), dh = shared.dh(s);
      const daz = recurrentGate.gradient(s['a_z'], mul(dh, sub(s['h'], gate.output(s['a_h']))));
      const dah = gate.gradient(s['a_h'], mul(dh, sub(1, z)));
      return {
        da_z: shared.valid(s, daz, 0), da_h: shared.valid(s, dah, 0), ...shared.backward(s, mul(dh, z)),
      };
    }),
    resetGradient: cellFormula('gru reset gradient', own, (s) => {
      const r = recurrentGate.output(s['a_r']), dRead = mul(s['dReset'], r);
      const dar = recurrentGate.gradient(s['a_r'], mul(s['dReset'], s['read']));
      return {
        da_r: shared.valid(s, dar, 0),
        ...(drops ? { dRead: shared.valid(s, dRead, 0) } : { dh: shared.valid(s, add(s['dh'], dRead), s['dh']) }),
      };
    }),
  };
});

export function resetBeforeCell(parts: CellParts): Cell {
  const { units, steps, r: w, dr: dw, b, db, h } = parts, programs = formulas.of(parts);
  const width = GATES.length * units, all = Rows.all(steps), options = { w, dw, inner: units, columns: width };
  const a = parts.perStep('gates', width), da = parts.perStep('∂J/∂gates', width);
  const reset = parts.perStep('reset', units), dReset = parts.perExample('∂J/∂reset', units);
  const dRead = parts.perExample('∂J/∂read', units), drop = parts.drop(2, 1);
  const gates = new Product({ ...options, count: 2 * units, read: h, drop: parts.drop(0, 2) });
  const candidate = new Product({ ...options, from: 2 * units, count: units, read: reset });
  const dropped = new Product({ ...options, from: 2 * units, count: units, read: h, drop });
  const at = (rows: Rows) => (column: number): Lying => rows.of(a, width, column);
  const dAt = (rows: Rows) => (column: number): Lying => rows.of(da, width, column);
  const own = (rows: Rows) => ({
    ...gatesOf('a', GATES, units, at(rows)), ...gatesOf('da', GATES, units, dAt(rows)),
    ...(b && gatesOf('b', GATES, units, (column) => [b, column, 0])), read: rows.of(drop?.kept[0] ?? h, units),
    reset: rows.of(reset, units), dReset: examples.of(dReset, units), dRead: examples.of(dRead, units),
  });
  return {
    z: (rows, column) => rows.of(a, width, column),
    dz: (rows, column) => rows.of(da, width, column),
    forward: (turn) => [
      ...gates.drop(turn.rows), ...dropped.drop(turn.rows),
      ...gates.times(turn.rows, at(turn.rows), 1),
      onUnits(parts, programs.gates, turn, own(turn.rows)),
      ...candidate.times(turn.rows, at(turn.rows), 1),
      onUnits(parts, programs.candidate, turn, own(turn.rows)),
    ],
    backward: (turn) => [
      onUnits(parts, programs.candidateGradient, turn, own(turn.rows)),
      ...candidate.back(turn.rows, dAt(turn.rows), examples.of(dReset, units), 0),
      onUnits(parts, programs.resetGradient, turn, own(turn.rows)),
      ...(drop ? [addingDropped(drop, units, examples.of(dRead, units), parts.dh)] : []),
      ...gates.back(turn.rows, dAt(turn.rows), parts.dh, 1),
    ],
    gradients: [
      ...gates.gradient(all, dAt(all)), ...candidate.gradient(all, dAt(all)),
      ...(db ? [k.columnSums(all.count, width, da, 'beta', db)] : []),
    ],
  };
}
