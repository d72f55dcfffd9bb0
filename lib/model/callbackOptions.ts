/**
 * The option `callbacks`.
 * @module
 */

import {
  expectArray, expectFunction, expectObject, hintToSpell, isPlainObject, memberNames, show, typeError,
} from '../core/errors.ts';
import { Callback } from './model.ts';

const HOOKS = [
  'onTrainBegin', 'onTrainEnd', 'onEpochBegin', 'onEpochEnd', 'onStep', 'onBatchBegin', 'onBatchEnd', 'onError',
  'onTestBegin', 'onTestEnd', 'onTestBatchBegin', 'onTestBatchEnd',
  'onPredictBegin', 'onPredictEnd', 'onPredictBatchBegin', 'onPredictBatchEnd', 'getState', 'setState',
];

/** One callback or a list of them, as a list of its own, so that nobody changes it while it is in use. */
export function toCallbacks(who: string, given: unknown = []): Callback[] {
  if (!Array.isArray(given)) {
    expectCallback(who, 'callbacks', given);
    if (given instanceof Callback || HOOKS.some((hook) => hook in given)) return [given];
    throw typeError(`${who}: callbacks must be a callback or a list of them, got ${show(given)}`);
  }
  expectArray(who, 'callbacks', given);
  return given.map((callback, i) => {
    expectCallback(who, `callbacks[${i}]`, callback);
    return callback;
  });
}

/** A hook that is misspelt or no function would else be silent, in an object as in a class. */
function expectCallback(who: string, argument: string, value: unknown): asserts value is Callback {
  expectObject(who, argument, value);
  const names = memberNames(value);
  for (const name of names) {
    const hint = hintToSpell(name, HOOKS);
    if (HOOKS.includes(name)) {
      const hook: unknown = Reflect.get(value, name);
      if (hook !== undefined) expectFunction(who, `${argument}.${name}`, hook);
    } else if (/^on[A-Z]/.test(name) || hint !== '') {
      throw typeError(`${who}: ${argument} has no hook '${name}'; there are ${HOOKS.join(', ')}${hint}`);
    }
  }
  if (names.includes('getState') !== names.includes('setState')) {
    throw typeError(`${who}: ${argument} must have getState and setState, or neither`);
  }
  if (!(value instanceof Callback) && !isPlainObject(value) && !HOOKS.some((hook) => names.includes(hook))) {
    const wanted = 'a Callback or an object with a hook such as onEpochEnd';
    throw typeError(`${who}: ${argument} must be ${wanted}, got ${show(value)}`);
  }
}
