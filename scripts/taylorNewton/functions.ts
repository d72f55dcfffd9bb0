/**
 * The functions of the report's notebook B, and the valley that optimizers are judged by.
 * @module
 */
import type { Objective } from '../../lib/minimizers/index.ts';

export interface Example {
  readonly name: string;
  readonly formula: string;
  readonly objective: Objective & Required<Pick<Objective, 'hessian'>>;
}

/** Fills an n × n matrix with `value` on its diagonal. */
function diagonal(value: number): (x: Float64Array, out: Float64Array) => void {
  return ({ length }, out) => {
    out.fill(0);
    for (let i = 0; i < length; i++) out[i * length + i] = value;
  };
}

export const linear: Example = {
  name: 'the linear function', formula: 'f(x) = 5 + 3x₁ + 3x₂',
  objective: {
    value: (x) => 5 + x.reduce((sum, v) => sum + 3 * v, 0), gradient: (_x, out) => { out.fill(3); },
    hessian: diagonal(0),
  },
};

export const quadratic: Example = {
  name: 'the quadratic function', formula: 'f(x) = 5 + 3x₁² + 3x₂²',
  objective: {
    value: (x) => 5 + x.reduce((sum, v) => sum + 3 * v * v, 0),
    gradient: (x, out) => { x.forEach((v, i) => { out[i] = 6 * v; }); },
    hessian: diagonal(6),
  },
};

/**
 * Rosenbrock, "An automatic method for finding the greatest or least value of a function", 1960. Its minimum is 0 at
 * (1, 1).
 */
export const rosenbrock: Example = {
  name: 'Rosenbrock\'s valley', formula: 'f(x) = 100·(x₂ − x₁²)² + (1 − x₁)²',
  objective: {
    value: ([a, b]) => 100 * (b - a * a) * (b - a * a) + (1 - a) * (1 - a),
    gradient([a, b], out) {
      out[0] = -400 * a * (b - a * a) - 2 * (1 - a);
      out[1] = 200 * (b - a * a);
    },
    hessian([a, b], out) {
      out.set([1200 * a * a - 400 * b + 2, -400 * a, -400 * a, 200]);
    },
  },
};
