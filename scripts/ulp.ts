/**
 * `npm run ulp`: the largest error of every formula of one variable, over a million inputs; `npm run ulp -- --all`: over all 2³², which takes hours.
 * @module
 */
import { exhaustive, sampled, unaries } from './ulp/sweep.ts';

const SAMPLE = 2 ** 20;

const [option, ...more] = process.argv.slice(2);
if ((option !== undefined && option !== '--all') || more.length > 0) {
  console.error(`ulp: the only option is --all, got ${process.argv.slice(2).join(' ')}`);
  process.exit(2);
}

console.log(`${'formula'.padEnd(20)}${'worst ulp'.padStart(10)}  ${'at'.padEnd(16)}${'derivative, 2⁻²⁴'.padStart(17)}  at`);
for (const unary of unaries()) {
  const { ulp, at, derivative, derivativeAt } = option === '--all' ? exhaustive(unary) : sampled(unary, SAMPLE);
  const ofDerivative = unary.gradient === undefined ? '' : `${derivative.toFixed(3).padStart(17)}  ${derivativeAt.toPrecision(9)}`;
  console.log(`${unary.name.padEnd(20)}${ulp.toFixed(3).padStart(10)}  ${at.toPrecision(9).padEnd(16)}${ofDerivative}`.trimEnd());
}
