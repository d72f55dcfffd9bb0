/**
 * The test problems of Moré, Garbow and Hillstrom, "Testing Unconstrained Optimization Software", ACM TOMS 7(1), 1981:
 * sums of squares f(x) = Σ rᵢ(x)², with their standard starts and minima, numbered as there.
 * @module
 */
import type { Objective } from '../../lib/minimizers/objective.ts';
import * as data from './data.ts';
import { sum, variables, type Jet } from './jet.ts';

export interface Problem {
  readonly name: string;
  /** Variables. */
  readonly n: number;
  /** Residuals. */
  readonly m: number;
  readonly start: readonly number[];
  /** Values of f at its known minima, the lowest first; six digits where not exact. */
  readonly minimum: readonly number[];
  /** out ← r(x), m. */
  residuals(x: Float64Array, out: Float64Array): void;
  /** out ← ∂rᵢ/∂xⱼ, m × n, row-major. */
  jacobian(x: Float64Array, out: Float64Array): void;
  /** out ← the Hessian of f, n × n. */
  hessian(x: Float64Array, out: Float64Array): void;
}

type Residuals = (x: readonly Jet[]) => Jet[];

function problem(name: string, start: readonly number[], minimum: readonly number[], r: Residuals): Problem {
  const n = start.length;
  return {
    name, n, start, minimum,
    m: r(variables(start, 0)).length,
    residuals: (x, out) => out.set(r(variables(x, 0)).map(({ value }) => value)),
    jacobian: (x, out) => r(variables(x, 1)).forEach(({ gradient }, i) => out.set(gradient, i * n)),
    hessian: (x, out) => out.set(sum(r(variables(x, 2)).map((ri) => ri.squared())).hessian),
  };
}

/** f = Σ rᵢ² with ∇f = 2Jᵀr, its Hessian, and its product with a vector. */
export function toObjective({ n, m, residuals, jacobian, hessian }: Problem): Required<Objective> {
  const r = new Float64Array(m), j = new Float64Array(m * n), h = new Float64Array(n * n);
  return {
    value: (x) => {
      residuals(x, r);
      return r.reduce((total, v) => total + v * v, 0);
    },
    gradient: (x, out) => {
      residuals(x, r);
      jacobian(x, j);
      out.fill(0);
      for (let i = 0; i < m; i++) for (let k = 0; k < n; k++) out[k] += 2 * r[i] * j[i * n + k];
    },
    hessian,
    hessianVector: (x, v, out) => {
      hessian(x, h);
      for (let i = 0; i < n; i++) out[i] = v.reduce((total, vj, k) => total + h[i * n + k] * vj, 0);
    },
  };
}

/** f(1) … f(count). */
const each = <T>(count: number, f: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => f(i + 1));

const rosenbrock = (a: Jet, b: Jet): Jet[] => [b.minus(a.squared()).times(10), a.times(-1).plus(1)];

const powellSingular = (a: Jet, b: Jet, c: Jet, d: Jet): Jet[] => [
  a.plus(b.times(10)), c.minus(d).times(Math.sqrt(5)), b.minus(c.times(2)).squared(),
  a.minus(d).squared().times(Math.sqrt(10)),
];

/** exp(−t·rate). */
const decay = (rate: Jet, t: number): Jet => rate.times(-t).exp();

/** The angle of (a, b) in turns, from −¼ to ¾. */
const turns = (a: Jet, b: Jet): Jet => b.over(a).atan().over(2 * Math.PI).plus(a.value < 0 ? 0.5 : 0);

const two: readonly Problem[] = [
  problem('Rosenbrock', [-1.2, 1], [0], ([a, b]) => rosenbrock(a, b)),
  problem('Freudenstein and Roth', [0.5, -2], [0, 48.9842], ([a, b]) => [
    b.times(-1).plus(5).times(b).minus(2).times(b).plus(a).minus(13),
    b.plus(1).times(b).minus(14).times(b).plus(a).minus(29),
  ]),
  problem('Powell badly scaled', [0, 1], [0], ([a, b]) => [
    a.times(b).times(1e4).minus(1), decay(a, 1).plus(decay(b, 1)).minus(1.0001),
  ]),
  problem('Brown badly scaled', [1, 1], [0], ([a, b]) => [a.minus(1e6), b.minus(2e-6), a.times(b).minus(2)]),
  problem('Beale', [1, 1], [0], ([a, b]) =>
    [b, b.squared(), b.cubed()].map((power, i) => a.times(power.minus(1)).plus([1.5, 2.25, 2.625][i]))),
  problem('Jennrich and Sampson', [0.3, 0.4], [124.362], ([a, b]) =>
    each(10, (i) => decay(a, -i).plus(decay(b, -i)).times(-1).plus(2 + 2 * i))),
];

const three: readonly Problem[] = [
  problem('Helical valley', [-1, 0, 0], [0], ([a, b, c]) => [
    c.minus(turns(a, b).times(10)).times(10), a.squared().plus(b.squared()).sqrt().minus(1).times(10), c,
  ]),
  problem('Bard', [1, 1, 1], [8.21487e-3, 17.4286], ([a, b, c]) => data.bard.map((y, i) => {
    const u = i + 1, v = 16 - u, below = b.times(v).plus(c.times(Math.min(u, v)));
    return a.plus(below.inverse().times(u)).times(-1).plus(y);
  })),
  problem('Gaussian', [0.4, 1, 0], [1.12793e-8], ([a, b, c]) => data.gaussian.map((y, i) =>
    a.times(c.minus((7 - i) / 2).squared().times(b).over(-2).exp()).minus(y))),
  problem('Meyer', [0.02, 4000, 250], [87.9458], ([a, b, c]) =>
    data.meyer.map((y, i) => a.times(b.over(c.plus(50 + 5 * i)).exp()).minus(y))),
  problem('Gulf', [5, 2.5, 0.15], [0], ([a, b, c]) => each(99, (i) => {
    const y = 25 + Math.cbrt((50 * Math.log(i / 100)) ** 2);
    return b.minus(y).abs().log().times(c).exp().over(a).times(-1).exp().minus(i / 100);
  })),
  problem('Box three-dimensional', [0, 10, 20], [0], ([a, b, c]) => each(10, (i) => {
    const t = i / 10;
    return decay(a, t).minus(decay(b, t)).minus(c.times(Math.exp(-t) - Math.exp(-10 * t)));
  })),
];

const fourToEleven: readonly Problem[] = [
  problem('Powell singular', [3, -1, 0, 1], [0], ([a, b, c, d]) => powellSingular(a, b, c, d)),
  problem('Wood', [-3, -1, -3, -1], [0], ([a, b, c, d]) => [
    ...rosenbrock(a, b), d.minus(c.squared()).times(Math.sqrt(90)), c.times(-1).plus(1),
    b.plus(d).minus(2).times(Math.sqrt(10)), b.minus(d).over(Math.sqrt(10)),
  ]),
  problem('Kowalik and Osborne', [0.25, 0.39, 0.415, 0.39], [3.07505e-4, 1.02734e-3], ([a, b, c, d]) =>
    data.kowalik.map(([y, u]) =>
      b.times(u).plus(u * u).times(a).over(c.times(u).plus(d).plus(u * u)).times(-1).plus(y))),
  problem('Brown and Dennis', [25, 5, -5, -1], [85822.2], ([a, b, c, d]) => each(20, (i) => {
    const t = i / 5;
    return b.times(t).plus(a).minus(Math.exp(t)).squared()
      .plus(d.times(Math.sin(t)).plus(c).minus(Math.cos(t)).squared());
  })),
  problem('Osborne 1', [0.5, 1.5, -1, 0.01, 0.02], [5.46489e-5], ([a, b, c, d, e]) => data.osborne1.map((y, i) =>
    b.times(decay(d, 10 * i)).plus(c.times(decay(e, 10 * i))).plus(a).times(-1).plus(y))),
  problem('Biggs EXP6', [1, 2, 1, 1, 1, 1], [0, 5.65565e-3], ([a, b, c, d, e, f]) => each(13, (i) => {
    const t = i / 10, y = Math.exp(-t) - 5 * Math.exp(-10 * t) + 3 * Math.exp(-4 * t);
    return c.times(decay(a, t)).minus(d.times(decay(b, t))).plus(f.times(decay(e, t))).minus(y);
  })),
  problem('Osborne 2', [1.3, 0.65, 0.65, 0.7, 0.6, 3, 5, 7, 2, 4.5, 5.5], [4.01377e-2], (x) =>
    data.osborne2.map((y, i) => {
      const bells = [1, 2, 3].map((k) => x[k].times(x[7 + k].minus(i / 10).squared().times(x[4 + k]).times(-1).exp()));
      return sum([x[0].times(decay(x[4], i / 10)), ...bells]).times(-1).plus(y);
    })),
];

function watson(n: number, minimum: number): Problem {
  return problem(`Watson ${n}`, each(n, () => 0), [minimum], (x) => [
    ...each(29, (i) => {
      const powers = x.map((_, j) => (i / 29) ** j);
      const slope = sum(x.slice(1).map((xj, j) => xj.times((j + 1) * powers[j])));
      return slope.minus(sum(x.map((xj, j) => xj.times(powers[j]))).squared()).minus(1);
    }),
    x[0], x[1].minus(x[0].squared()).minus(1),
  ]);
}

function penalty1(n: number, minimum: number): Problem {
  return problem(`Penalty I ${n}`, each(n, (i) => i), [minimum], (x) => [
    ...x.map((v) => v.minus(1).times(Math.sqrt(1e-5))), sum(x.map((v) => v.squared())).minus(0.25),
  ]);
}

function penalty2(n: number, minimum: number): Problem {
  const root = Math.sqrt(1e-5), tenth = (v: Jet): Jet => v.over(10).exp();
  return problem(`Penalty II ${n}`, each(n, () => 0.5), [minimum], (x) => [
    x[0].minus(0.2),
    ...x.slice(1).map((v, i) =>
      tenth(v).plus(tenth(x[i])).minus(Math.exp((i + 2) / 10) + Math.exp((i + 1) / 10)).times(root)),
    ...x.slice(1).map((v) => tenth(v).minus(Math.exp(-0.1)).times(root)),
    sum(x.map((v, j) => v.squared().times(n - j))).minus(1),
  ]);
}

/** Tᵢ(x), i = 0 … n, the Chebyshev polynomials shifted to [0, 1]. */
function chebyshev(x: Jet, n: number): Jet[] {
  const t = [x.times(0).plus(1), x.times(2).minus(1)];
  while (t.length <= n) t.push(t[1].times(2).times(t[t.length - 1]).minus(t[t.length - 2]));
  return t;
}

function chebyquad(n: number, ...minimum: number[]): Problem {
  return problem(`Chebyquad ${n}`, each(n, (j) => j / (n + 1)), minimum, (x) => {
    const t = x.map((v) => chebyshev(v, n));
    return each(n, (i) => sum(t.map((tj) => tj[i])).over(n).plus(i % 2 === 0 ? 1 / (i * i - 1) : 0));
  });
}

/** (x + t + 1)³. */
const cube = (x: Jet, t: number): Jet => x.plus(t + 1).cubed();

function differentialEquation(n: number): Problem[] {
  const h = 1 / (n + 1), start = each(n, (i) => i * h * (i * h - 1));
  return [
    problem(`Discrete boundary value ${n}`, start, [0], (x) => x.map((v, i) => {
      const inner = v.times(2).plus(cube(v, (i + 1) * h).times(h * h / 2));
      return [x[i - 1], x[i + 1]].reduce((total, next) => (next === undefined ? total : total.minus(next)), inner);
    })),
    problem(`Discrete integral equation ${n}`, start, [0], (x) => x.map((v, i) => {
      const t = (i + 1) * h;
      const terms = x.map((w, j) => cube(w, (j + 1) * h).times(j <= i ? (1 - t) * (j + 1) * h : t * (1 - (j + 1) * h)));
      return v.plus(sum(terms).times(h / 2));
    })),
  ];
}

function broyden(n: number): Problem[] {
  const start = each(n, () => -1);
  return [
    problem(`Broyden tridiagonal ${n}`, start, [0], (x) => x.map((v, i) => {
      const inner = v.times(-2).plus(3).times(v).plus(1), before = i === 0 ? inner : inner.minus(x[i - 1]);
      return i === n - 1 ? before : before.minus(x[i + 1].times(2));
    })),
    problem(`Broyden banded ${n}`, start, [0], (x) => x.map((v, i) => x.reduce(
      (total, w, j) => (j === i || j < i - 5 || j > i + 1 ? total : total.minus(w.plus(1).times(w))),
      v.squared().times(5).plus(2).times(v).plus(1),
    ))),
  ];
}

function linear(n: number, m: number): Problem[] {
  const start = each(n, () => 1), weighted = (x: readonly Jet[]): Jet => sum(x.map((v, j) => v.times(j + 1)));
  const inner = (x: readonly Jet[]): Jet => sum(x.slice(1, -1).map((v, j) => v.times(j + 2)));
  return [
    problem(`Linear, full rank ${n}`, start, [m - n], (x) => each(m, (i) => {
      const mean = sum([...x]).times(-2 / m).minus(1);
      return i <= n ? mean.plus(x[i - 1]) : mean;
    })),
    problem(`Linear, rank 1 ${n}`, start, [m * (m - 1) / (2 * (2 * m + 1))], (x) =>
      each(m, (i) => weighted(x).times(i).minus(1))),
    problem(`Linear, rank 1, zero columns and rows ${n}`, start, [(m * m + 3 * m - 6) / (2 * (2 * m - 3))], (x) =>
      each(m, (i) =>
        inner(x).times(i === m ? 0 : i - 1).minus(1))),
  ];
}

const anyNumber: readonly Problem[] = [
  watson(6, 2.28767e-3), watson(9, 1.39976e-6),
  problem('Extended Rosenbrock 10', each(10, (i) => (i % 2 === 1 ? -1.2 : 1)), [0], (x) =>
    each(5, (i) => rosenbrock(x[2 * i - 2], x[2 * i - 1])).flat()),
  problem('Extended Powell singular 12', each(12, (i) => [1, 3, -1, 0][i % 4]), [0], (x) => each(3, (i) => {
    const [a, b, c, d] = x.slice(4 * i - 4);
    return powellSingular(a, b, c, d);
  }).flat()),
  penalty1(4, 2.24997e-5), penalty1(10, 7.08765e-5), penalty2(4, 9.37629e-6), penalty2(10, 2.9366e-4),
  problem('Variably dimensioned 10', each(10, (j) => 1 - j / 10), [0], (x) => {
    const weighted = sum(x.map((v, j) => v.minus(1).times(j + 1)));
    return [...x.map((v) => v.minus(1)), weighted, weighted.squared()];
  }),
  problem('Trigonometric 10', each(10, () => 0.1), [0, 2.79506e-5], (x) => {
    const cosines = x.map((v) => v.cos()), rest = sum(cosines).times(-1).plus(10);
    return x.map((v, i) => rest.plus(cosines[i].times(-1).plus(1).times(i + 1)).minus(v.sin()));
  }),
  problem('Brown almost linear 10', each(10, () => 0.5), [0, 1], (x) => [
    ...x.slice(1).map((_, i) => sum([...x]).plus(x[i]).minus(11)), x.reduce((product, v) => product.times(v)).minus(1),
  ]),
  ...differentialEquation(10), ...broyden(10), ...linear(5, 10),
  chebyquad(7, 0), chebyquad(8, 3.51687e-3), chebyquad(9, 0), chebyquad(10, 4.77271e-3, 6.50395e-3),
];

export const problems: readonly Problem[] = [...two, ...three, ...fourToEleven, ...anyNumber];
