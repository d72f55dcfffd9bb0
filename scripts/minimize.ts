/**
 * `bitgrad minimize`: every minimizer on the problems of Moré, Garbow and Hillstrom, beside SciPy;
 * `bitgrad minimize bfgs lbfgs`: those named.
 * @module
 */
import { problems } from '../tests/minimizers/problems.ts';
import { vectors } from '../tests/minimizers/vectors.ts';
import { say } from './command/output.ts';
import { commandOf, type Run } from './command/runCommand.ts';
import { methods } from './minimize/methods.ts';
import { minimize } from './minimize/options.ts';
import { result, rowsOf, table } from './minimize/table.ts';

export const run: Run = commandOf(minimize, ({ operands }) => {
  say(`Problem, n, evaluations of f/∇f/H (v: of products with H), f, ‖∇f‖₂, reason. SciPy's by ${vectors.source}.`);
  const wanted = methods.filter(({ name }) => operands.length === 0 || operands.includes(name));
  return {
    source: vectors.source, gradientTolerance: vectors.gradientTolerance,
    methods: wanted.map((method) => {
      const rows = rowsOf(method, problems);
      say(`\n${table(method, rows)}`);
      return { name: method.name, beside: method.beside?.[0] ?? null, problems: rows.map(result) };
    }),
  };
});
