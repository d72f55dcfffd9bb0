/**
 * erf and erfc in binary64, which engines do not have: by their series and their continued fraction, to some 14 digits.
 * @module
 */

/** Above it the continued fraction converges fast, and 1 − erf would lose digits. */

const FAR = 2;
const LEVELS = 120;

/** erf(x) = 2/√π·exp(−x²)·Σ 2ⁿ·x²ⁿ⁺¹/(1·3·5·…·(2n + 1)): all terms have one sign. */
function series(x: number): number {
  let term = x, sum = x;
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

/** erfc(x) = exp(−x²)/√π / (x + ½/(x + 1/(x + 3⁄2/(x + …)))) for x ≥ 2. */
function fraction(x: number): number {
  let below = x;
  for (let n = LEVELS; n > 0; n--) below = x + n / 2 / below;
  return Math.exp(-x * x) / (Math.sqrt(Math.PI) * below);
}

/** The error function. */
export function erf(x: number): number {
  if (Math.abs(x) < FAR) return series(x);
  return x < 0 ? fraction(-x) - 1 : 1 - fraction(x);
}

/** Its complement 1 − erf(x). */
export function erfc(x: number): number {
  if (Math.abs(x) < FAR) return 1 - series(x);
  return x < 0 ? 2 - fraction(-x) : fraction(x);
}
