/**
 * `npm run minimizers`: every minimizer on the problems of Moré, Garbow and Hillstrom, beside SciPy;
 * `npm run minimizers -- bfgs lbfgs`: those named.
 * @module
 */
import { problems } from '../tests/minimizers/problems.ts';
import { vectors } from '../tests/minimizers/vectors.ts';
import { runCommand, say } from './command/runCommand.ts';
import { methods } from './minimizers/methods.ts';
import { minimizers } from './minimizers/options.ts';
import { table } from './minimizers/table.ts';

await runCommand(minimizers, ({ operands }) => {
  say(`Problem, n, evaluations of f/∇f/H (v: of products with H), f, ‖∇f‖₂, reason. SciPy's by ${vectors.source}.`);
  const wanted = methods.filter(({ name }) => operands.length === 0 || operands.includes(name));
  for (const method of wanted) say(`\n${table(method, problems)}`);
});
