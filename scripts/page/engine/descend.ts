/**
 * Ways of minimizers and optimizers down functions of two variables.
 * @module
 */
import { expectInteger, expectNumber } from '../../../lib/core/errors.ts';
import { bfgs, dampedNewton, gradientDescent, newton, type MinimizerOptions } from '../../../lib/minimizers/index.ts';
import { quadratic, rosenbrock, type Example } from '../../taylorNewton/functions.ts';
import { ARRIVED, minimizerPath, optimizerPath, type Path, type Point } from '../../taylorNewton/paths.ts';
import { FUNCTIONS, METHODS, type DescendArgs, type Descent, type Window } from '../protocol.ts';
import { oneOf } from '../setting.ts';
import { failureOf } from './failure.ts';
import { toOptimizer } from './network.ts';

const MOST_STEPS = 20_000, MOST_CELLS = 128;

/** The report's notebook A; it has a saddle at (0, 0). */
const product: Example = {
  name: 'the product', formula: 'f(x) = x₁·x₂',
  objective: {
    value: ([a, b]) => a * b, gradient: ([a, b], out) => out.set([b, a]), hessian: (_x, out) => out.set([0, 1, 1, 0]),
  },
};

const functions: Readonly<Record<DescendArgs['function'], { readonly example: Example; readonly window: Window }>> = {
  quadratic: { example: quadratic, window: { left: -6, right: 6, low: -6, high: 6 } },
  rosenbrock: { example: rosenbrock, window: { left: -1.6, right: 1.6, low: -0.8, high: 2.4 } },
  product: { example: product, window: { left: -2, right: 2, low: -2, high: 2 } },
};

/** Throws RangeError or TypeError for arguments that cannot be meant. */
export function descend({ function: name, start, methods, steps, cells }: DescendArgs): Descent {
  expectInteger('descend', 'steps', steps, 1, MOST_STEPS);
  expectInteger('descend', 'cells', cells, 2, MOST_CELLS);
  start.forEach((value, i) => expectNumber('descend', `start[${i}]`, value, -1e6, 1e6));
  const { example: { formula, objective }, window } = functions[oneOf('function', name, FUNCTIONS)];
  const { left, right, low, high } = window, values = new Float64Array(cells * cells);
  values.forEach((_, at) => {
    const row = Math.floor(at / cells), column = at % cells;
    values[at] = objective.value(Float64Array.of(
      left + ((column + 0.5) / cells) * (right - left), high - ((row + 0.5) / cells) * (high - low)));
  });
  return { formula, window, cells, values, ways: methods.map((method) => way(method, objective, start, steps)) };
}

function way(
  method: DescendArgs['methods'][number], objective: Example['objective'], start: Point, steps: number,
): Descent['ways'][number] {
  try {
    const { points, gradients, hessians, end } = pathOf(method, objective, start, steps);
    return {
      name: method.name, points: Float64Array.from(points.flat()),
      f: Float64Array.from(points, (point) => objective.value(Float64Array.from(point))), gradients, hessians,
      hasArrived: end === ARRIVED, problem: undefined,
    };
  } catch (error) {
    const points = Float64Array.from(start);
    return {
      name: method.name, points, f: Float64Array.of(objective.value(points)),
      gradients: 0, hessians: 0, hasArrived: false, problem: failureOf(error).message,
    };
  }
}

function pathOf(
  method: DescendArgs['methods'][number], objective: Example['objective'], start: Point, steps: number,
): Path {
  if ('options' in method) return optimizerPath(method.name, '', start, steps, toOptimizer(method), objective);
  const { name, learningRate } = method, rate = learningRate === undefined ? {} : { learningRate };
  const minimizers = {
    gradientDescent: (own: MinimizerOptions) => gradientDescent(objective, start, { ...own, ...rate }),
    newton: (own: MinimizerOptions) => newton(objective, start, own),
    dampedNewton: (own: MinimizerOptions) => dampedNewton(objective, start, own),
    bfgs: (own: MinimizerOptions) => bfgs(objective, start, own),
  };
  const run = minimizers[oneOf('methods', name, METHODS)];
  return minimizerPath(name, '', start, (own) => run({ ...own, maxIterations: steps }));
}
