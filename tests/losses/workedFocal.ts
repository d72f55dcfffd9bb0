/** The focal losses of one example, likewise: see `worked.ts`. */
import { exp, formula, sigmoid } from '../../lib/formula/index.ts';
import { createKernels } from '../../lib/kernels/index.ts';
import { HIGH, LOW, add, clip, div, each, isWithin, ln, ln1p, mul, sub, sum, type Work } from './worked.ts';

const f = Math.fround, k = createKernels('reference');
const programs = [exp, sigmoid].map((define) =>
  formula({ name: 'one', arrays: ['x', 'y'], define: ({ x }) => ({ y: define(x) }) }));
const [e, sig] = programs.map((program) => (value: number): number => {
  const y = new Float32Array(1);
  k.elementwise(program, 1, [Float32Array.of(value), y], []);
  return y[0];
});

export interface Focal {
  readonly gamma: number;
  readonly alpha: number;
  readonly share: number;
  readonly isBalanced?: boolean;
}

const power = (x: number, gamma: number): number =>
  (gamma < 2 && Number.isInteger(gamma) ? x ** gamma : gamma === 2 ? mul(x, x) : x <= 0 ? 0 : e(mul(f(gamma), ln(x))));
const slope = (x: number, gamma: number): number =>
  (gamma < 2 && Number.isInteger(gamma) ? gamma : gamma === 2 ? mul(2, x)
    : x <= 0 ? 0 : mul(f(gamma), div(power(x, gamma), x)));

/** Targets, weights and what is missing, of yes and no. */
function parts({ alpha, share, isBalanced = false }: Focal, y: number) {
  const t = share === 0 ? y : add(mul(y, f(1 - share)), f(0.5 * share));
  const weight = (value: number): number =>
    (isBalanced ? mul(add(mul(t, f(alpha)), mul(sub(1, t), f(1 - alpha))), value) : value);
  return { t, weight, missing: (p: number, rest: number): number => add(mul(t, rest), mul(sub(1, t), p)) };
}

export const binaryFocalLogits = (focal: Focal): Work => {
  const bce = (z: number, t: number): number => add(sub(z < 0 ? 0 : z, mul(z, t)), ln1p(e(-Math.abs(z))));
  return each(
    true,
    (z, y) => {
      const { t, weight, missing } = parts(focal, y);
      return weight(mul(power(missing(sig(z), sig(-z)), focal.gamma), bce(z, t)));
    },
    (z, y) => {
      const { t, weight, missing } = parts(focal, y), p = sig(z), rest = sig(-z), q = missing(p, rest);
      const change = mul(mul(slope(q, focal.gamma), mul(sub(1, mul(2, t)), mul(p, rest))), bce(z, t));
      return weight(add(mul(power(q, focal.gamma), sub(p, t)), change));
    },
  );
};

export const binaryFocalShares = (focal: Focal): Work => {
  const bce = (a: number, t: number): number => {
    const p = clip(a, LOW, HIGH);
    return -add(mul(t, ln(p)), mul(sub(1, t), ln1p(-p)));
  };
  return each(
    true,
    (a, y) => {
      const { t, weight, missing } = parts(focal, y);
      return weight(mul(power(missing(a, sub(1, a)), focal.gamma), bce(a, t)));
    },
    (a, y) => {
      const { t, weight, missing } = parts(focal, y), q = missing(a, sub(1, a));
      const own = isWithin(a, LOW, HIGH) ? div(sub(a, t), mul(a, sub(1, a))) : 0;
      const change = mul(mul(slope(q, focal.gamma), sub(1, mul(2, t))), bce(a, t));
      return weight(add(mul(power(q, focal.gamma), own), change));
    },
  );
};

const smoothed = (share: number, y: number, n: number): number =>
  (share === 0 ? y : add(mul(y, f(1 - share)), div(f(share), n)));

export const focalLogits = ({ alpha, gamma, share }: Focal): Work => (z, y, scale) => {
  const largest = Math.max(...z), shifted = z.map((v) => sub(v, largest)), powers = shifted.map(e), total = sum(powers);
  const p = powers.map((v) => div(v, total)), nats = shifted.map((v) => sub(ln(total), v));
  const t = y.map((v) => mul(smoothed(share, v, z.length), f(alpha)));
  const g = t.map((v, j) =>
    mul(v, add(power(sub(1, p[j]), gamma), mul(mul(slope(sub(1, p[j]), gamma), p[j]), nats[j]))));
  const along = sum(g);
  return {
    loss: sum(t.map((v, j) => mul(mul(v, power(sub(1, p[j]), gamma)), nats[j]))),
    gradient: p.map((v, j) => mul(sub(mul(v, along), g[j]), scale)),
  };
};

export const focalShares = ({ alpha, gamma, share }: Focal): Work => (a, y, scale) => {
  const total = sum(a), p = a.map((v) => div(v, total)), t = y.map((v) => mul(smoothed(share, v, a.length), f(alpha)));
  const weight = (j: number, v: number): number => mul(t[j], power(sub(1, v), gamma));
  const slopes = p.map((v, j) => (isWithin(v, LOW, HIGH)
    ? sub(div(weight(j, v), v), mul(mul(t[j], slope(sub(1, v), gamma)), ln(v))) : 0));
  const through = sum(slopes.map((v, j) => mul(v, p[j])));
  return {
    loss: sum(p.map((v, j) => -mul(weight(j, clip(v, LOW, HIGH)), ln(clip(v, LOW, HIGH))))),
    gradient: slopes.map((v) => mul(div(sub(through, v), total), scale)),
  };
};
