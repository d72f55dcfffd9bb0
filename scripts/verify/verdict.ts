/**
 * A verdict in words.
 * @module
 */
import type { Verification } from '../../lib/audit/index.ts';
import type { Paint } from '../command/paint.ts';

/** Chosen steps are named up to so many. */
const MOST_NAMED = 10;

/** `done` says on what and how the steps were done again. */
export function inWords(
  verification: Verification, chosen: readonly number[] | undefined, done: string, painted: Paint,
): string {
  return verification.ok
    ? `${painted('green', 'Verified')}: ${affirm(verification, chosen, done)}`
    : `${painted('red', 'Not verified')}: ${place(verification)}${verification.message}`;
}

function affirm(
  verification: Verification & { ok: true }, chosen: readonly number[] | undefined, done: string,
): string {
  const { start, earlierContracts, notProved } = verification, isNew = Object.values(start).every(Boolean);
  return [
    `${stepsOf(verification, chosen)} of this training on ${done}, gave the same bits.`,
    ...earlierContracts.map(({ contract, until }) =>
      `Before this ledger the model's steps up to ${until} were done under arithmetic contract ${contract}.`),
    ...(isNew ? [
      'It began as a new model of its seed does, at its first step: first weights, state and slots were drawn anew.',
    ] : []),
    ...(!start.theta && !start.place ? [
      'It went on where earlier steps had left the model. Those are not in this ledger: they were not checked here.',
    ] : []),
    'What that does not prove:', ...notProved.map((sentence) => `- ${sentence}`),
  ].join('\n');
}

/** Which steps were done again: those chosen, and those that had to be done to come there. */
function stepsOf({ steps, replayed }: Verification & { ok: true }, chosen: readonly number[] = []): string {
  if (chosen.length === 0 || chosen.length === steps) return `all ${steps} steps`;
  const named = chosen.length > MOST_NAMED ? '' : ` (${chosen.join(', ')})`, leading = replayed - chosen.length;
  const also = leading === 0 ? '' : ` and ${leading} that lead to them from checkpoints`;
  return `${chosen.length} chosen ${chosen.length === 1 ? 'step' : 'steps'}${named}${also}, of the ${steps} steps`;
}

/** Where the text of the ledger is wrong; other messages say it themselves. */
function place({ what, line, step }: Verification & { ok: false }): string {
  return what === 'record' ? `line ${line}, after step ${step}: ` : '';
}
