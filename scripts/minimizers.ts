/**
 * `npm run minimizers`: every minimizer on the problems of Moré, Garbow and Hillstrom, beside SciPy; `npm run minimizers -- bfgs lbfgs`: those named.
 * @module
 */
import { problems } from '../tests/minimizers/problems.ts';
import { vectors } from '../tests/minimizers/vectors.ts';
import { endWithReader } from './commandLine.ts';
import { methods } from './minimizers/methods.ts';
import { table } from './minimizers/table.ts';

endWithReader();
const wanted = process.argv.slice(2), unknown = wanted.find((name) => !methods.some((method) => method.name === name));
if (unknown !== undefined) {
  console.error(`minimizers: there is no '${unknown}', only ${methods.map(({ name }) => `'${name}'`).join(', ')}`);
  process.exitCode = 2;
} else {
  console.log(`Problem, n, evaluations of f/∇f/H (v: of products with H), f, ‖∇f‖₂, reason. SciPy's by ${vectors.source}.`);
  for (const method of methods.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) console.log(`\n${table(method, problems)}`);
}
