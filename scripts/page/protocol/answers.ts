/**
 * What single requests are answered.
 * @module
 */
import type { ChainedFunction, Factor, Path, TracedOperation, Update, Verification } from '../../../lib/audit/index.ts';
import type { Failure, LayerInfo, Window } from '../protocol.ts';
import type { Setting } from '../setting.ts';
import type { ExampleRef } from './frames.ts';

// --- 1 A drawn digit

export interface Reading {
  /** 28 × 28 levels, as the network is given them. */
  readonly image: Uint8Array;
  /** The same as inputs, for `inside`. */
  readonly inputs: Float32Array;
  readonly chances: Float32Array;
  readonly digit: number;
}

// --- 3 Why

export interface ExplainArgs {
  /** 'report' is the report's worked example, 3-2-3-2 with w²₁₁; else that of the setting. */
  readonly of: 'report' | ExampleRef;
  /** As `explainGradient` takes it: from 2; i and j from 1; without j the bias. Default: the strongest weight. */
  readonly weight?: { readonly layer: number; readonly i: number; readonly j?: number };
  /** Most paths, or operations. Default 32, of operations 2,000. */
  readonly most?: number;
}

/** `explainGradient` as plain data. Counts of paths are decimal, since they may be beyond 2⁵³. */
export interface Why {
  readonly symbol: string;
  readonly layer: number;
  readonly i: number;
  readonly j: number | undefined;
  /** In θ. */
  readonly index: number;
  readonly value: number;
  /** Units of each layer, from the input on: what paths go through. */
  readonly units: readonly number[];
  readonly functions: readonly ChainedFunction[];
  /**
   * Each from the weight to the loss: `units` from 1, of z and of a of each layer from the weight's on; factors from
   * the loss back.
   */
  readonly paths: readonly Path[];
  readonly pathCount: string;
  readonly livePaths: string;
  readonly dead: readonly { readonly factor: Factor; readonly paths: string }[];
  /** The exact sum of the paths that are not listed. */
  readonly remainder: number;
  readonly penalty: number;
  readonly loss: number;
  /** z and a of each layer from the input on, in binary64 of the bits of training. */
  readonly layers: readonly { readonly z: Float64Array | undefined; readonly a: Float64Array }[];
  readonly targets: Float64Array;
  readonly witnesses: {
    /** The sum of all paths, in binary64. */
    readonly paths: number;
    /** The bits of training. */
    readonly backpropagated: number;
    /** How many binary32 numbers lie between the two. */
    readonly ulps: number;
    /** By differences of J in binary64. */
    readonly differences: number;
    /** Whether J has a kink there, so that the differences mean little. */
    readonly hasKink: boolean;
  };
  /** What the step would do with the weight: lines with numbers, and m, v … before and after. */
  readonly update: Update;
  /** The whole derivation, and as Markdown with TeX, and drawn. */
  readonly text: string;
  readonly markdown: string;
  readonly svg: string;
  /** Of the report's example alone. */
  readonly report: ReportWhy | undefined;
}

export interface ReportWhy {
  /** Where the report slips, and what holds. */
  readonly slips: readonly { readonly place: string; readonly slip: string }[];
  /** Each z and a with its numbers; ∇J layer by layer; equation 2.2 in full; what J does where w²₁₁ grows. */
  readonly forward: string;
  readonly backward: string;
  readonly equation: string | undefined;
  readonly rise: string | undefined;
  /** θ, and where w and b of each layer from the second on lie. */
  readonly theta: Float32Array;
  readonly weights: readonly LayerInfo[];
}

export interface Trace {
  readonly symbol: string;
  /** In the order of computation. */
  readonly operations: readonly TracedOperation[];
  /** As text, a line each: `dense/w[3] sub(0.25, 0.01) = 0.24 from …`. */
  readonly lines: readonly string[];
  /** How many there were, if more than are listed. */
  readonly count: number;
}

// --- 4 Compare

/** Functions of two variables, and minimizers of the report. */
export const FUNCTIONS = ['quadratic', 'rosenbrock', 'product'] as const;
export const METHODS = ['gradientDescent', 'newton', 'dampedNewton', 'bfgs'] as const;

export interface DescendArgs {
  readonly function: (typeof FUNCTIONS)[number];
  readonly start: readonly [number, number];
  /** Minimizers by name, or optimizers of networks. */
  readonly methods: readonly (
    Setting['optimizer'] | { readonly name: (typeof METHODS)[number]; readonly learningRate?: number })[];
  readonly steps: number;
  /** Cells a side of the picture's grid. */
  readonly cells: number;
}

export interface Descent {
  readonly formula: string;
  readonly window: Window;
  readonly cells: number;
  /** Row by row from the top left. */
  readonly values: Float64Array;
  readonly ways: readonly {
    readonly name: string;
    /** x, y, x, y, … the start first. */
    readonly points: Float64Array;
    readonly f: Float64Array;
    readonly gradients: number;
    readonly hessians: number;
    readonly hasArrived: boolean;
    /** In words, where it could not go on. */
    readonly problem: string | undefined;
  }[];
}

// --- 5 Prove

export interface File {
  readonly name: string;
  readonly type: string;
  readonly bytes: Uint8Array;
}

export type JobName = 'ledger' | 'verify' | 'compare' | 'surface';

/** What runs beside training, or ran last. */
export interface Job {
  readonly what: JobName;
  readonly done: number;
  readonly of: number;
  readonly isRunning: boolean;
  /** What ended it early, be it `stop`. */
  readonly error: Failure | undefined;
}

/** What a ledger is of: the text of a table, or the address of a page that trains on the same data. */
export type ProofData = { readonly table: string } | { readonly address: string };

export interface Verified {
  readonly verdict: Verification;
  /** In milliseconds. */
  readonly time: number;
  /** 'reference' */
  readonly kernels: string;
  /** Of θ at the end, as the ledger has it. */
  readonly sha256: string | undefined;
}

export interface Flipped {
  readonly ledger: Uint8Array;
  readonly bit: number;
  /** From 1, with some of its text around the bit, before and after. */
  readonly line: number;
  readonly before: string;
  readonly after: string;
}

export interface Parting {
  /** The steps at which both say a hash of θ, with both. */
  readonly hashes: readonly { readonly step: number; readonly a: string; readonly b: string }[];
  /** The first step whose loss, rows or hash differ; undefined where none does as far as both go. */
  readonly step: number | undefined;
  readonly what: string | undefined;
  readonly steps: { readonly a: number; readonly b: number };
}

// --- 6 Share

export const FORMATS = ['bitgrad', 'safetensors', 'keras', 'tfjs', 'onnx', 'module'] as const;
export type ExportFormat = (typeof FORMATS)[number];

export interface Code {
  /** The program; it prints the hash. */
  readonly program: string;
  /** The line for a terminal that prints the same hash. */
  readonly command: string;
}
