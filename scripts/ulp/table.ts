/**
 * Errors as tables.
 * @module
 */
import { float32OfBits } from '../../lib/core/float32.ts';
import type { Sweeps } from './record.ts';
import type { DerivativeErrors, Sweep, Worst } from './sweep.ts';

/** Rounded up to three decimals; three digits where there are many. */
function figure(error: number | undefined): string {
  if (error === undefined) return '';
  if (error >= 1000) return error.toExponential(2).replace('e+', 'e');
  return error === 0 ? '0' : (Math.ceil(Number((1000 * error).toPrecision(9))) / 1000).toFixed(3);
}

/** A binary32 input in as many digits as tell it from its neighbours; none for an error of 0, which all inputs have. */
function input(error: number | undefined, at: string | undefined): string {
  if (error === undefined || error === 0 || at === undefined) return '';
  const value = float32OfBits(parseInt(at, 16) | 0);
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) {
      return Math.abs(short) < 1e9 ? String(short) : short.toExponential().replace('e+', 'e');
    }
  }
  return value.toPrecision(9);
}

/** What all inputs are known to give, beside what a sample of them gives. */
export interface Row {
  readonly name: string;
  readonly all: { readonly value: Worst; readonly derivative?: DerivativeErrors } | undefined;
  readonly sample: Sweep;
}

/**
 * For the terminal: error and input of all inputs, error of the sample, for value and derivative; empty columns are
 * left out.
 */
export function text(rows: readonly Row[]): string {
  const head = ['', 'ulp', 'at', 'sample', 'derivative, ulp', 'at', 'sample', 'derivative, 2⁻²⁴', 'at', 'sample'];
  const cells = rows.map(({ name, all, sample: { value: found, derivative: foundDerivative } }) => {
    const value = all?.value, derivative = all?.derivative;
    return [
      name, figure(value?.ulp), input(value?.ulp, value?.at), figure(found.ulp),
      figure(derivative?.ulp), input(derivative?.ulp, derivative?.at), figure(foundDerivative?.ulp),
      figure(derivative?.scaled), input(derivative?.scaled, derivative?.scaledAt), figure(foundDerivative?.scaled),
    ];
  });
  const widths = head.map((title, i) =>
    Math.max(...cells.map((row) => row[i].length && Math.max(row[i].length, title.length))));
  return [head, ...cells].map((row) =>
    row.flatMap((cell, i) => widths[i] > 0 ? [cell.padEnd(widths[i])] : []).join('  ').trimEnd()).join('\n');
}

/** For lib/kernels/README.md: the activations, over all inputs. */
export function markdown(sweeps: Sweeps): string {
  const rows = Object.entries(sweeps).map(([name, { value, derivative }]) => [
    `\`${name}\``, figure(value.ulp), input(value.ulp, value.at), figure(derivative?.ulp),
    input(derivative?.ulp, derivative?.at), figure(derivative?.scaled), input(derivative?.scaled, derivative?.scaledAt),
  ]);
  const head = ['| Activation | ulp | at | Derivative, ulp | at | in 2⁻²⁴ | at |', '|---|---:|---|---:|---|---:|---|'];
  return [...head, ...rows.map((row) => `| ${row.join(' | ').replaceAll('-', '−')} |`)].join('\n');
}
