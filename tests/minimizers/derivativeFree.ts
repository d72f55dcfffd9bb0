/**
 * What tests/vectors/derivativeFree.py measured of SciPy.
 * @module
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ScipyRun } from './vectors.ts';
import { ROOT } from '../../scripts/command/place.ts';

interface DerivativeFree {
  readonly source: string;
  readonly problems: Readonly<Record<string, Readonly<Record<'Nelder-Mead' | '2-point' | '3-point', ScipyRun>>>>;
  readonly nelderMead: readonly {
    readonly name: string;
    readonly start: readonly number[];
    readonly bounds: readonly [number, number][] | null;
    readonly options: {
      readonly adaptive?: boolean; readonly xatol?: number; readonly fatol?: number; readonly maxfev?: number;
      readonly maxiter?: number; readonly initial_simplex?: readonly number[][];
    };
    readonly x: readonly number[];
    readonly value: number;
    readonly nfev: number;
    readonly nit: number;
    readonly status: number;
  }[];
}

export const derivativeFree: DerivativeFree =
  JSON.parse(readFileSync(join(ROOT, 'tests', 'vectors', 'derivativeFree.json'), 'utf8'));
