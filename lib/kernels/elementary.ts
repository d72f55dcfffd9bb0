/** Interim: to be replaced by the measured recipes. */
import { add, addInteger, bits, div, exp as e, formula, fromBits, less, mul, negate, select, shiftLeft, shiftRight, sub, toFloat, andInteger, orInteger, type ElementaryFunction, type Program } from '../formula/index.ts';
const exp: Program = formula({ name: 'exp', arrays: ['x', 'y'], define: ({ x }) => {
  const c = select(less(x, -87), -87, select(less(88, x), 88, x));
  const t = add(mul(c, 1.44269504), 12582912); const n = sub(t, 12582912);
  const r = sub(sub(c, mul(n, 0.693359375)), mul(n, -2.12194440e-4));
  let p = add(mul(r, 1.9875691500e-4), 1.3981999507e-3);
  for (const q of [8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1]) p = add(mul(p, r), q);
  const y = add(add(mul(mul(p, r), r), r), 1);
  return { y: mul(y, fromBits(addInteger(shiftLeft(bits(t), 23), 0x3f800000))) };
} });
const log: Program = formula({ name: 'log', arrays: ['x', 'y'], define: ({ x }) => {
  const b = bits(x); const ex = toFloat(addInteger(shiftRight(b, 23), -126));
  const m = fromBits(orInteger(andInteger(b, 0x7fffff), 0x3f000000));
  const small = less(m, 0.707106781186547524);
  const f = sub(select(small, add(m, m), m), 1); const n = select(small, sub(ex, 1), ex);
  const z = mul(f, f); let p = add(mul(f, 7.0376836292e-2), -1.1514610310e-1);
  for (const q of [1.1676998740e-1, -1.2420140846e-1, 1.4249322787e-1, -1.6668057665e-1, 2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1]) p = add(mul(p, f), q);
  let y = mul(mul(p, f), z); y = add(y, mul(n, -2.12194440e-4)); y = sub(y, mul(z, 0.5));
  return { y: add(add(f, y), mul(n, 0.693359375)) };
} });
const tanh: Program = formula({ name: 'tanh', arrays: ['x', 'y'], define: ({ x }) => { const q = e(mul(-2, x)); return { y: div(sub(1, q), add(1, q)) }; } });
const sigmoid: Program = formula({ name: 'sigmoid', arrays: ['x', 'y'], define: ({ x }) => ({ y: div(1, add(1, e(negate(x)))) }) });
export const elementary: Readonly<Record<ElementaryFunction, Program>> = { exp, log, tanh, sigmoid };
