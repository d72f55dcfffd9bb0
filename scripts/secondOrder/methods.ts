/**
 * Ways of training, each watched as it goes.
 * @module
 */
import {
  bfgs, dampedNewton, lbfgs, newtonCg, objective, trustRegion, type MinimizerOptions, type MinimizerResult,
  type ModelObjective, type Objective,
} from '../../lib/minimizers/index.ts';
import { adam, sgd, type Optimizer } from '../../lib/optimizers/index.ts';
import type { Problem } from './problems.ts';

/** The best loss after so much work. */
export interface Mark {
  readonly loss: number;
  /** In passes over all data, forward and backward: what a gradient costs. */
  readonly passes: number;
  readonly seconds: number;
}

export interface Run {
  readonly method: string;
  /** Whether it is one of Newton's kin. */
  readonly isSecondOrder: boolean;
  /** Each better than the one before. */
  readonly marks: readonly Mark[];
}

/** What is counted for a value (forward only) and for H·v, whose table of kernels does about four times the work. */
const VALUE = 0.5, PRODUCT = 4;
const RATES: readonly number[] = [0.3, 0.1, 0.03, 0.01, 0.003];

/** The budget is used up. */
class Spent extends Error {}

type Minimize = (f: Objective, start: ArrayLike<number>, options: MinimizerOptions) => MinimizerResult;

const minimizers: Readonly<Record<string, { readonly minimize: Minimize; readonly needsMatrix?: boolean }>> = {
  'L-BFGS': { minimize: lbfgs },
  BFGS: { minimize: bfgs, needsMatrix: true },
  'Newton-CG': { minimize: newtonCg },
  'trust region, CG': { minimize: (f, start, options) => trustRegion(f, start, { ...options, subproblem: 'cg' }) },
  'damped Newton': { minimize: dampedNewton, needsMatrix: true },
};

/** Adam and gradient descent at the best of their rates, and all minimizers that the problem leaves room for. */
export async function runs(problem: Problem): Promise<Run[]> {
  const first = [];
  for (const [method, make] of Object.entries({ Adam: adam, 'gradient descent': sgd })) {
    first.push(await bestRate(problem, method, make));
  }
  const second = Object.entries(minimizers).filter(([, { needsMatrix = false }]) => !(needsMatrix && problem.isLarge))
    .map(([method, { minimize }]) => minimized(problem, method, minimize));
  return [...first, ...second];
}

/** The losses of the model after each epoch; finding the rate is not counted. */
async function bestRate(
  problem: Problem, method: string, make: (options: { learningRate: number }) => Optimizer,
): Promise<Run> {
  let best: Run | undefined;
  for (const learningRate of RATES) {
    // a rate too high
    const run = await trained(problem, `${method}, rate ${learningRate}`, make({ learningRate })).catch(() =>
      undefined);
    if (run !== undefined && (best === undefined || lowest(run).loss < lowest(best).loss)) best = run;
  }
  if (best === undefined) throw new Error(`${method}: no rate works on ${problem.name}`);
  return best;
}

async function trained({ make, x, y, batchSize, budget }: Problem, method: string, optimizer: Optimizer): Promise<Run> {
  const model = make(optimizer), judge = objective(model, x, y), marks: Mark[] = [];
  let seconds = 0, started = performance.now();
  await model.fit(x, y, {
    epochs: budget, batchSize,
    callbacks: [{
      onEpochBegin: () => { started = performance.now(); },
      onEpochEnd(epoch) {
        seconds += (performance.now() - started) / 1000;
        mark(marks, { loss: judge.value(Float64Array.from(model.theta)), passes: epoch + 1, seconds });
      },
    }],
  });
  return { method, isSecondOrder: false, marks };
}

function minimized({ make, x, y, budget }: Problem, method: string, minimize: Minimize): Run {
  const model = make(), f = objective(model, x, y), marks: Mark[] = [], started = performance.now();
  let passes = 0;
  const spend = (amount: number): void => {
    if (passes + amount > budget) throw new Spent();
    passes += amount;
  };
  const watched: Omit<ModelObjective, 'length' | 'gaussNewtonVector'> = {
    value(theta) {
      spend(VALUE);
      const loss = f.value(theta);
      mark(marks, { loss, passes, seconds: (performance.now() - started) / 1000 });
      return loss;
    },
    gradient(theta, out) {
      spend(1);
      f.gradient(theta, out);
    },
    hessianVector(theta, v, out) {
      spend(PRODUCT);
      f.hessianVector(theta, v, out);
    },
  };
  try {
    minimize(watched, model.theta, { gradientTolerance: 1e-10, maxIterations: 100_000 });
  } catch (error) {
    if (!(error instanceof Spent)) throw error;
  }
  return { method, isSecondOrder: true, marks };
}

function mark(marks: Mark[], next: Mark): void {
  if (Number.isFinite(next.loss) && next.loss < (marks.at(-1)?.loss ?? Infinity)) marks.push(next);
}

export function lowest({ marks }: Run): Mark {
  return marks[marks.length - 1];
}

/** The first mark that is as low; undefined where none is. */
export function reached({ marks }: Run, loss: number): Mark | undefined {
  return marks.find((one) => one.loss <= loss);
}
