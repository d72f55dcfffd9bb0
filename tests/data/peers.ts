/**
 * What NumPy, scikit-learn, Keras and Python's csv give; tests/vectors/data.py says how it was made.
 * @module
 */
import { readFileSync } from 'node:fs';

type Options = Readonly<Record<string, never>>;

interface Peers {
  readonly oneHot: readonly { readonly labels: number[]; readonly classes: number | null; readonly rows: number[] }[];
  readonly padSequences: readonly {
    readonly sequences: number[][]; readonly options: Options; readonly rows: number[];
  }[];
  readonly classWeights: readonly {
    readonly labels: string[] | number[]; readonly classes: (string | number)[]; readonly weights: number[];
  }[];
  readonly scaling: {
    readonly x: number[]; readonly test: number[];
    readonly standard: { readonly mean: number[]; readonly variance: number[]; readonly y: number[] };
    readonly minMax: { readonly least: number[]; readonly most: number[]; readonly y: number[] };
  };
  readonly splits: readonly {
    readonly counts: number[]; readonly testSize: number; readonly train: number[]; readonly test: number[];
  }[];
  readonly csv: readonly {
    readonly text: string; readonly separator: string; readonly trim: boolean; readonly records: string[][];
  }[];
  readonly npy: readonly {
    readonly hex: string; readonly shape: number[]; readonly data: number[]; readonly dtype: string;
  }[];
  readonly npz: readonly {
    readonly hex: string; readonly sums: Readonly<Record<string, number>>;
    readonly shapes: Readonly<Record<string, number[]>>;
  }[];
  readonly normalization: {
    readonly x: number[]; readonly shape: number[];
    readonly cases: readonly {
      readonly options: { readonly axis?: number | number[] | null; readonly invert?: boolean };
      readonly mean: number[]; readonly variance: number[]; readonly y: number[];
    }[];
  };
  readonly affine: {
    readonly image: number[]; readonly shape: [number, number, number];
    readonly cases: readonly {
      readonly name: string; readonly transform: number[]; readonly fillMode: 'constant' | 'nearest' | 'reflect';
      readonly y: number[];
    }[];
  };
}

export const peers: Peers = JSON.parse(
  readFileSync(new URL('../vectors/data.json', import.meta.url), 'utf8')) as Peers;
