/**
 * What a ledger that verifies leaves open, said in one place: verdicts, `npm run verify` and the document have it from
 * here.
 * @module
 */

/** What training began with: whether it is what a new model of that seed and those options begins with. */
export interface Start {
  /** θ is what the layers' initializers draw from the seed. */
  readonly theta: boolean;
  /** What layers keep besides, moving means say, has its first values. */
  readonly state: boolean;
  /** The optimizer has taken no step, and its slots have their first values. */
  readonly slots: boolean;
  /** The model has done no step and begun no epoch, and training begins with the first: noise and orders go by that. */
  readonly place: boolean;
}

/**
 * What may be open besides: parts of the start, or all that came before where a training went on; steps that were not
 * done again, an end that is not there.
 */
export type Doubt = keyof Start | 'before' | 'steps' | 'end';

/** Of every ledger. */
export const NEVER_PROVED: readonly string[] = [
  'When, where and by whom it was trained: whoever has the data can do it later and write the same ledger.',
  'That it was the only training: others, of other seeds say, may have been tried and left out.',
  'Where the examples come from, and which were held back: only their numbers are compared.',
  'Why this seed and these layers were chosen; first weights may have been given number by number.',
  'That your own layers, losses or optimizers are the code that trained: those used here gave the same bits.',
  'Why the learning rates are what they are, where a callback set them: they are taken from the ledger.',
  'Why training ended, and that it did not go on elsewhere.',
];

/** Where a verdict has the doubt. */
export const DOUBTS: Readonly<Record<Doubt, string>> = {
  theta: 'How the first weights came about: they are not what the initializers draw from the seed.',
  state: 'How the first state of layers came about: it is not that of a new model.',
  slots: 'How the optimizer\'s first slots and steps came about: they are not those of a new one.',
  place: 'Why training began later than at the first step of the first epoch: noise and orders are drawn by that.',
  before: 'The steps before this ledger, which are not in it: weights, slots and place are taken as they left them.',
  steps: 'The steps that were not done again: what they came to is taken from checkpoints of the ledger.',
  end: 'What came after the last line: the ledger has no end.',
};

/** Whether training went on where an earlier one had left the model. */
export function wentOn({ theta, place }: Start): boolean {
  return !theta && !place;
}

/** What is not proved where there are such doubts. */
export function notProved(doubts: readonly Doubt[]): string[] {
  return [...doubts.map((doubt) => DOUBTS[doubt]), ...NEVER_PROVED];
}
