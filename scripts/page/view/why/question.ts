/**
 * What is asked: of which network, which weight, on which example; and the answer.
 * @module
 */
import { batch, signal, type Signal } from '@preact/signals';
import type { ExplainArgs, Failure, Trace, Why } from '../../protocol.ts';
import { ask } from '../client.ts';
import { example } from '../examples.ts';
import { state } from '../frames.ts';
import { selected } from '../selection.ts';

/** Whether the report's example is asked of, instead of what is open. */
export const isReport: Signal<boolean> = signal(false);
export const why: Signal<Why | undefined> = signal(undefined);
/** After how many steps that was. */
export const whySteps: Signal<number> = signal(0);
export const whyProblem: Signal<Failure | undefined> = signal(undefined);
export const trace: Signal<Trace | undefined> = signal(undefined);
export const isAsking: Signal<boolean> = signal(false);
/** The weight asked for of the report's example, where it is another than w²₁₁. */
export const reportWeight: Signal<ExplainArgs['weight']> = signal(undefined);

/** The weight chosen in the network; a unit stands for its bias; undefined is the strongest. */
function chosenWeight(): ExplainArgs['weight'] {
  const own = selected.peek();
  if (own === undefined || own.layer === 1) return undefined;
  const { layer, i } = own, j = own.kind === 'weight' ? own.j : undefined;
  return { layer, i, ...(j !== undefined && { j }) };
}

function argsNow(): ExplainArgs {
  const weight = isReport.peek() ? reportWeight.peek() : chosenWeight();
  return { of: isReport.peek() ? 'report' : example.peek(), ...(weight !== undefined && { weight }) };
}

let turn = 0;

/** Asks for the explanation; only the last question counts. */
export async function explain(): Promise<void> {
  const own = ++turn;
  isAsking.value = true;
  try {
    const answer = await ask('explain', argsNow());
    if (own === turn) batch(() => {
      why.value = answer;
      whySteps.value = state.peek()?.steps ?? 0;
      whyProblem.value = undefined;
      trace.value = undefined;
    });
  } catch (error) {
    if (own === turn) batch(() => {
      why.value = undefined;
      whyProblem.value = error as Failure;
    });
  } finally {
    if (own === turn) isAsking.value = false;
  }
}

/** Asks for every operation that makes the gradient and the update of the weight explained. */
export async function traceOperations(): Promise<void> {
  const own = why.peek();
  if (own === undefined) return;
  try {
    const { layer, i, j } = own;
    trace.value = await ask('trace', { ...argsNow(), weight: { layer, i, ...(j !== undefined && { j }) } });
  } catch (error) {
    whyProblem.value = error as Failure;
  }
}
