/**
 * The History in a manifest.
 * @module
 */

import { expectBoolean, expectInteger, expectObject, expectOneOf, show, typeError } from '../core/errors.ts';
import { batchesOf } from '../model/feed.ts';
import { REASONS } from '../model/history.ts';
import type { History } from '../model/index.ts';
import { TENSORS } from './contents.ts';
import type { JsonObject } from '../model/description/json.ts';

/** Throws TypeError or RangeError for what is no History. */
export function readHistory(described: JsonObject, numbers: (name: string) => ArrayLike<number>): History {
  const { names, epoch, params, iterations, reason } = described;
  expectInteger('history', 'iterations', iterations);
  expectOneOf('history', 'reason', reason, REASONS);
  expectStrings('names', names);
  if (!Array.isArray(epoch)) throw typeError(`history: epoch must be a list, got ${show(epoch)}`);
  epoch.forEach((number: unknown, i) => expectInteger('history', `epoch[${i}]`, number));
  const history = names.map((name) => [name, Array.from(numbers(TENSORS.history + name))] as const);
  return {
    history: Object.fromEntries(history), epoch: [...epoch] as number[], params: readParams(params), iterations, reason,
  };
}

function readParams(params: unknown): History['params'] {
  expectObject('history', 'params', params);
  const given: { readonly [name in keyof History['params']]?: unknown } = params;
  const { batchSize, epochs, steps, samples, shuffle, dropLast = false, doValidation, metrics } = given;
  expectInteger('history', 'params.batchSize', batchSize);
  expectInteger('history', 'params.epochs', epochs, 1);
  expectInteger('history', 'params.samples', samples, batchSize);
  expectBoolean('history', 'params.dropLast', dropLast);
  if (batchSize === 0) {
    expectInteger('history', 'params.samples', samples, 0, 0);
    expectInteger('history', 'params.steps', steps);
  } else {
    const wanted = batchesOf(samples, { batchSize, dropLast });
    expectInteger('history', 'params.steps', steps, wanted, wanted);
  }
  if (shuffle !== 'batch') expectBoolean('history', 'params.shuffle', shuffle);
  expectBoolean('history', 'params.doValidation', doValidation);
  expectStrings('params.metrics', metrics);
  return { batchSize, epochs, steps, samples, shuffle, ...(dropLast && { dropLast }), doValidation, metrics };
}

function expectStrings(argument: string, value: unknown): asserts value is readonly string[] {
  if (Array.isArray(value) && value.every((name) => typeof name === 'string')) return;
  throw typeError(`history: ${argument} must be a list of names, got ${show(value)}`);
}
