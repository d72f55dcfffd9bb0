/**
 * What moves while it trains: the parts of a frame.
 * @module
 */
import type { Failure, State, Window } from '../protocol.ts';
import type { Setting } from '../setting.ts';
import type { Job } from './answers.ts';

/** The parts in sight, each with what it is to show. */
export interface PartsWanted {
  readonly hash?: true;
  readonly curves?: true;
  /** Loss and accuracy over all examples; while running of at most the first 1,000 of each. */
  readonly scores?: true;
  /** Of 1 or 2 inputs: what the network says on a grid of so many cells a side. At most 256. */
  readonly boundary?: { readonly cells: number };
  readonly confusion?: true;
  /** The test examples read wrongly, the surest first. */
  readonly wrong?: { readonly most: number };
  /** All of θ. */
  readonly weights?: true;
  /** ∇J of the last step's batch, laid out as θ. */
  readonly gradient?: true;
  readonly inside?: { readonly of: ExampleRef };
  /** Of what `watch` named. */
  readonly history?: true;
  readonly compare?: true;
  readonly surface?: true;
  readonly job?: true;
}

/** Which are there: those that were wanted and have changed. */
export interface Frame {
  readonly state: State;
  readonly hash?: string;
  readonly curves?: Curves;
  readonly scores?: Scores;
  readonly boundary?: Boundary;
  readonly confusion?: Confusion;
  readonly wrong?: readonly WrongExample[];
  readonly weights?: Float32Array;
  readonly gradient?: Float32Array;
  readonly inside?: Inside;
  readonly history?: readonly Series[];
  readonly compare?: Comparison;
  readonly surface?: Surface;
  readonly job?: Job;
  /** Parts that have changed and wait for a later frame, for which there was no time in this one. */
  readonly waiting: readonly (keyof PartsWanted)[];
}

/** All of both curves: at most some 500 points each; as training goes on, two neighbours become one. */
export interface Curves {
  /** Mean loss of the training batches, point i over the steps up to step[i]. */
  readonly batches: { readonly step: Float64Array; readonly loss: Float64Array };
  /** Over at most the first 1,000 examples of each; accuracy is empty for regression, test where there are none. */
  readonly step: Float64Array;
  readonly trainLoss: Float64Array;
  readonly testLoss: Float64Array;
  readonly trainAccuracy: Float64Array;
  readonly testAccuracy: Float64Array;
}

export interface Score {
  readonly examples: number;
  readonly loss: number;
  /** Undefined for regression. */
  readonly accuracy: number | undefined;
}

export interface Scores {
  readonly train: Score;
  /** Undefined where there are no test examples. */
  readonly test: Score | undefined;
}

/** Outputs on a grid over the data's window, `outputs` a cell: row by row from the top left, at the cells' middles. */
export interface Boundary {
  readonly cells: number;
  /** 1 of one input: the outputs at `cells` places from left to right. */
  readonly rows: number;
  readonly outputs: number;
  readonly values: Float32Array;
}

export interface Confusion {
  readonly classes: number;
  readonly examples: number;
  /** Row: in truth; column: read as. */
  readonly counts: Uint32Array;
}

export interface WrongExample {
  /** Of the test set. */
  readonly index: number;
  readonly truth: number;
  readonly read: number;
  /** What the network gives to the class that it reads, and to the true one. */
  readonly chance: number;
  readonly chanceOfTruth: number;
}

export type ExampleSet = 'train' | 'test';

/** An example of the data; numbers as inputs, or the digit that was last read. */
export type ExampleRef =
  | { readonly set: ExampleSet; readonly index: number }
  | { readonly inputs: readonly number[]; readonly target?: number };

export interface Examples {
  /** Numbers an example. */
  readonly inputs: number;
  readonly x: Float32Array;
  /** Class, or number sought. */
  readonly y: Float32Array;
}

/** One example through the network; dropout leaves nothing out. Layers from the input on. */
export interface Inside {
  readonly layers: readonly {
    /** Undefined of the input. */
    readonly z: Float32Array | undefined;
    readonly a: Float32Array;
    /** ∂J/∂z of this example; undefined of the input, and where it has no target. */
    readonly delta: Float32Array | undefined;
  }[];
  /** ∇J of this example, laid out as θ; undefined where it has no target. */
  readonly gradient: Float32Array | undefined;
  readonly target: number | undefined;
}

/**
 * What can be watched: a number of θ with its ∂J/∂θ of the step's batch; or a unit (layer as the report counts, i from
 * 1) with its ∂J/∂z, on one example, which is looked at in each frame.
 */
export type Place =
  | { readonly kind: 'parameter'; readonly index: number }
  | { readonly kind: 'unit'; readonly layer: number; readonly i: number; readonly example: ExampleRef };

/** At most some 500 points, thinned as curves are. */
export interface Series {
  readonly of: Place;
  readonly step: Float64Array;
  readonly value: Float64Array;
  readonly gradient: Float64Array;
}

export interface Comparison {
  readonly isRunning: boolean;
  readonly contestants: readonly Contestant[];
}

export interface Contestant {
  readonly optimizer: Setting['optimizer'];
  readonly steps: number;
  /** Spent on its steps alone, in milliseconds. */
  readonly time: number;
  /** Points as of the curves, with the time at each. */
  readonly step: Float64Array;
  readonly at: Float64Array;
  /** Of the training batches, and of the test set. */
  readonly loss: Float64Array;
  readonly testLoss: Float64Array;
  readonly testAccuracy: Float64Array;
  readonly sha256: string;
  readonly error: Failure | undefined;
}

/**
 * J over at most 512 training examples at θ₀ + a·u + b·v. With contestants u and v lead to the ends of two of them
 * (orthogonal); else they are drawn by the seed about θ as it stands, each layer as long as its weights.
 */
export interface Surface {
  readonly done: number;
  readonly of: number;
  readonly cells: number;
  readonly window: Window;
  /** Row by row from the top left; NaN where it is not known yet. */
  readonly values: Float64Array;
  /** How the contestants went, as a and b: x, y, x, y, … */
  readonly paths: readonly { readonly name: string; readonly points: Float64Array }[];
  readonly directions: 'contestants' | 'drawn';
}
