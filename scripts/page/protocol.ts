/**
 * What the view asks the worker for, and what it is answered.
 *
 * The view asks; the worker never speaks first. What a reader asks for goes by {@link Requests}, one answer each. What
 * moves while it trains is pulled: at most once an animation frame the view asks for a `frame` of the parts that are in
 * sight, `since` the last one that it has, and is given those that have changed. The worker trains in slices of 10 ms
 * between messages. A part is computed when it is asked for, and once: what several parts are made of is kept until the
 * next step. Arrays of answers are transferred; those of requests may be.
 * @module
 */
import type {
  Code, DescendArgs, Descent, ExplainArgs, ExportFormat, File, Flipped, JobName, Parting, ProofData, Reading, Trace,
  Verified, Why,
} from './protocol/answers.ts';
import type { ExampleSet, Examples, Frame, PartsWanted, Place } from './protocol/frames.ts';
import type { Setting } from './setting.ts';

export * from './protocol/answers.ts';
export * from './protocol/frames.ts';

// --- Messages

/** From the view. `id` is a number of its own. */
export type Request = {
  readonly [Name in keyof Requests]: {
    readonly id: number; readonly name: Name; readonly args: Requests[Name]['args'];
  }
}[keyof Requests];

/** To the view. */
export type Reply =
  | { readonly id: number; readonly ok: true; readonly answer: unknown }
  | { readonly id: number; readonly ok: false; readonly error: Failure };

/** An error as it travels: bitgrad's has a code, such as ERR_BITGRAD_RANGE, and names the argument. */
export interface Failure {
  readonly name: string;
  readonly code: string | undefined;
  readonly message: string;
}

/** What the view has of the worker. Rejects with an Error that has `name`, `code` and `message` of the failure. */
export type Ask = <Name extends keyof Requests>(
  name: Name, args: Requests[Name]['args'], transfer?: readonly ArrayBuffer[],
) => Promise<Requests[Name]['answer']>;

// --- Requests: name → arguments and answer

export interface Requests {
  /** Begins anew with a setting: its data, its network, step 0, paused. Refused by name where it cannot be. */
  readonly open: Call<{ readonly setting: Setting }, Opened>;

  // 1 Train. Each answers with the state after it; `run` at once, the others when it is done.
  readonly run: Call<None, State>;
  readonly pause: Call<None, State>;
  /** So many steps. Default 1. */
  readonly step: Call<{ readonly steps?: number }, State>;
  /** To the end of the epoch. */
  readonly epoch: Call<None, State>;
  /** So many steps back, exactly: from the last checkpoint kept before, forward again. Default 1. */
  readonly back: Call<{ readonly steps?: number }, State>;
  /** To the first weights, of the same seed. */
  readonly restart: Call<None, State>;
  /** What has changed since. */
  readonly frame: Call<{ readonly parts: PartsWanted; readonly since: number }, Frame>;
  /** Rows of the data as they are: pixels 0 … 255 of digits, else inputs. */
  readonly examples: Call<{ readonly set: ExampleSet; readonly indices: readonly number[] }, Examples>;
  /** Reads a digit: strokes are polylines x, y, x, y, … in any unit, y downward. They are drawn as those trained on. */
  readonly read: Call<{ readonly strokes: readonly (readonly number[])[] }, Reading>;

  // 2 Look inside
  /** Which values are written down at each step from now on; see the part `history`. */
  readonly watch: Call<{ readonly of: readonly Place[] }, None>;

  // 3 Why
  readonly explain: Call<ExplainArgs, Why>;
  /** The operations of the next step that make one weight's gradient and its update, on the examples named. */
  readonly trace: Call<ExplainArgs, Trace>;

  // 4 Compare. All that runs ends with `stop`, or with the next call of its kind.
  /** Trains the setting with each of 2 to 4 optimizers from the same first weights; see the part `compare`. */
  readonly compare: Call<{ readonly optimizers: readonly Setting['optimizer'][]; readonly epochs: number }, None>;
  /** J of the network over a plane through θ; see the part `surface`. */
  readonly surface: Call<{ readonly cells: number }, None>;
  /** The ways of methods down a function of two variables. */
  readonly descend: Call<DescendArgs, Descent>;

  // 5 Prove
  readonly checkpoint: Call<None, File>;
  /** The training so far, done again from its first step with a ledger. Progress: the part `job`. */
  readonly ledger: Call<None, File>;
  /**
   * Does the steps of a ledger again, on the plain kernels. Data: those given, or those of the setting that is open.
   * Progress: the part `job`.
   */
  readonly verify: Call<{ readonly ledger: Uint8Array; readonly data?: ProofData }, Verified>;
  /** A ledger with one bit changed, that of the number given, or one in its middle. */
  readonly flip: Call<{ readonly ledger: Uint8Array; readonly bit?: number }, Flipped>;
  /** The hashes of two runs, by their ledgers, and where they part. */
  readonly differ: Call<{ readonly a: Uint8Array; readonly b: Uint8Array }, Parting>;
  /** Ends ledger, verify, compare and surface; what was asked for is refused with the code 'ERR_PAGE_STOPPED'. */
  readonly stop: Call<{ readonly what: JobName }, None>;

  // 6 Share
  /** A program for `npm install bitgrad` that comes to the same θ, and the command that does. */
  readonly code: Call<{ readonly steps?: number }, Code>;
  readonly exportModel: Call<{ readonly format: ExportFormat }, { readonly files: readonly File[] }>;
  /** The state of θ by SHA-256, whatever has been computed. */
  readonly hash: Call<None, { readonly steps: number; readonly sha256: string }>;
}

interface Call<Args, Answer> {
  readonly args: Args;
  readonly answer: Answer;
}

/** No member. */
export type None = Readonly<Record<never, never>>;

// --- What was opened

export interface Opened {
  readonly setting: Setting;
  /** Its address, from `#` on. */
  readonly address: string;
  readonly state: State;
  readonly data: DataInfo;
  /** From the input (no weights) to the output. */
  readonly layers: readonly LayerInfo[];
  /** Of θ. */
  readonly parameters: number;
  /** The name of the loss, as 'sparseCategoricalCrossentropy'. */
  readonly loss: string;
}

export interface DataInfo {
  readonly task: 'classification' | 'regression';
  /** Numbers an example. */
  readonly inputs: number;
  /** By name: 'x₁', a column of the table, or 'pixels' once. */
  readonly inputNames: readonly string[];
  /** By number; empty for regression. */
  readonly classes: readonly string[];
  readonly train: number;
  readonly test: number;
  /** Steps an epoch. */
  readonly steps: number;
  /** Where 1 or 2 inputs are: the part of the line or plane that all examples lie in; y of regression too. */
  readonly window: Window | undefined;
}

export interface Window {
  readonly left: number;
  readonly right: number;
  readonly low: number;
  readonly high: number;
}

export interface LayerInfo {
  /** 'input', 'dense', 'dense_1' …, as in traces and files. */
  readonly name: string;
  /** As the report counts: 1 is the input. */
  readonly number: number;
  readonly units: number;
  /** 'linear' where there is none; undefined of the input. */
  readonly activation: string | undefined;
  readonly dropout: number;
  /** Where w lies in θ, row by row (unit j before, unit i): wᵢⱼ is θ[weights + (j − 1)·units + i − 1]. */
  readonly weights: number | undefined;
  /** Where b lies. */
  readonly biases: number | undefined;
}

// --- Where it stands

export interface State {
  /** Rises with each change of θ; `since` of a frame. */
  readonly version: number;
  readonly steps: number;
  /** From 0, with the batches of it that are done. */
  readonly epoch: number;
  readonly batch: number;
  readonly isRunning: boolean;
  /** What broke training off, if anything has. */
  readonly error: Failure | undefined;
  /** 'simd' or 'reference'. */
  readonly kernels: string;
  /** Of the last second of running; 0 while paused. */
  readonly stepsPerSecond: number;
  readonly examplesPerSecond: number;
}
