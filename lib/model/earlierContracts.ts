/**
 * Under which arithmetic contracts a model has been trained before.
 * @module
 */

import { ARITHMETIC_CONTRACT } from '../core/contract.ts';
import { expectArray, expectInteger, expectPlainObject } from '../core/errors.ts';

/** An earlier contract, under which the steps up to `until` were done, from where the one before it ended. */
export interface EarlierContract {
  readonly contract: number;
  /** The number of steps done when it ended. */
  readonly until: number;
}

/**
 * A copy of a list of earlier contracts, the first one first; `steps` is how many steps are done. Throws RangeError or
 * TypeError unless contracts and steps ascend, up to those of now.
 */
export function toEarlierContracts(who: string, given: unknown, steps: number): readonly EarlierContract[] {
  expectArray(who, 'earlierContracts', given);
  let after = 0, from = 0;
  return given.map((entry: unknown, i) => {
    const place = `earlierContracts[${i}]`;
    expectPlainObject(who, place, entry);
    const { contract, until } = entry as Readonly<Record<string, unknown>>;
    expectInteger(who, `${place}.contract`, contract, after + 1, ARITHMETIC_CONTRACT - 1);
    expectInteger(who, `${place}.until`, until, from + 1, steps);
    after = contract;
    from = until;
    return Object.freeze({ contract, until });
  });
}

/** Those of the list that come before a contract. */
export function before(earlier: readonly EarlierContract[], contract: number): readonly EarlierContract[] {
  return earlier.filter((one) => one.contract < contract);
}

/** What of the list is true of the first `steps` steps. */
export function upTo(earlier: readonly EarlierContract[], steps: number): readonly EarlierContract[] {
  return earlier.flatMap(({ contract, until }, i) => {
    const from = i === 0 ? 0 : earlier[i - 1].until;
    return from < steps ? [Object.freeze({ contract, until: Math.min(until, steps) })] : [];
  });
}
