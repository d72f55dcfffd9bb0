/**
 * `npm run second-order`: first- and second-order training of the same networks.
 * @module
 */
import { say } from './command/output.ts';
import { runCommand } from './command/runCommand.ts';
import { lowest, reached, runs, type Mark, type Run } from './secondOrder/methods.ts';
import { secondOrder } from './secondOrder/options.ts';
import { problems, type Problem } from './secondOrder/problems.ts';

interface Outcome {
  readonly problem: string;
  readonly methods: readonly (Mark
    & { readonly method: string; readonly isSecondOrder: boolean; readonly asLowAsAdam: Mark | undefined })[];
}

function outcome({ name }: Problem, all: readonly Run[]): Outcome {
  const target = lowest(all[0]).loss; // Adam's
  return {
    problem: name,
    methods: all.map((run) => ({
      method: run.method, isSecondOrder: run.isSecondOrder, ...lowest(run), asLowAsAdam: reached(run, target),
    })),
  };
}

function show({ name, data, budget }: Problem, { methods }: Outcome): void {
  say(`${name}: ${data}; ${budget} passes for each`);
  say(`  ${''.padEnd(30)}${'lowest loss'.padStart(12)}${'passes'.padStart(9)}${'seconds'.padStart(10)}     as low as `
    + 'Adam after');
  for (const { method, loss, passes, seconds, asLowAsAdam } of methods) {
    const there =
      asLowAsAdam === undefined ? 'not' : `${asLowAsAdam.passes} passes, ${asLowAsAdam.seconds.toFixed(3)} s`;
    say('  '
      + `${method.padEnd(30)}${loss.toExponential(2).padStart(12)}${String(passes).padStart(9)}`
      + `${seconds.toFixed(3).padStart(10)}     ${there}`);
  }
  const by = (key: 'passes' | 'seconds'): string => {
    const there = methods.filter(({ asLowAsAdam }) => asLowAsAdam !== undefined);
    return there.reduce((best, one) => ((one.asLowAsAdam?.[key] ?? 0) < (best.asLowAsAdam?.[key] ?? 0) ? one : best))
      .method;
  };
  const least = methods.reduce((best, one) => (one.loss < best.loss ? one : best)).method;
  say(`  Lowest: ${least}. First to Adam's loss: ${by('passes')} in passes, ${by('seconds')} on the clock.\n`);
}

await runCommand(secondOrder, async ({ quick }) => {
  say('A pass is all data forward and backward, which is what a gradient costs; a value counts ½, a product H·v 4. '
    + 'Minimizers work in binary64,');
  say('with products on SIMD; Adam and gradient descent train in binary32. The clock has both as they are.\n');
  const outcomes: Outcome[] = [];
  for (const problem of problems(quick)) {
    outcomes.push(outcome(problem, await runs(problem)));
    show(problem, outcomes[outcomes.length - 1]);
  }
  return outcomes;
});
