/**
 * What a file says, held against what the model that came of it says.
 *
 * A file says what it says; what it does not say has taken its default. So a later version, whose models say more,
 * still reads it.
 * @module
 */

import { FormatError, show } from '../core/errors.ts';
import { formatShape } from '../core/shape.ts';
import type { Contents, Tensor } from './container.ts';
import { isList, isObject, type Json } from '../model/description/json.ts';

const unknown = (what: string): FormatError =>
  new FormatError(`load: bytes must say what is known here, got ${what}; a later version may know it`);
const otherwise = (place: string, wanted: string, got: string): FormatError =>
  new FormatError(`load: bytes must say what the model that comes of them says: ${place} ${wanted}, got ${got}`);

/**
 * Throws FormatError, naming the place, for what the model says otherwise or not at all: what is not known here, or is
 * lost. Tensors may share a name, as a parameter and a state of a layer do: they are told apart by their order.
 */
export function expectSaid(file: Contents, model: Contents): void {
  expectJson(file.manifest, model.manifest, '');
  const left = [...model.tensors];
  for (const tensor of file.tensors) {
    const place = left.findIndex(({ name }) => name === tensor.name);
    expectTensor(tensor, place < 0 ? undefined : left.splice(place, 1)[0]);
  }
}

function expectJson(said: Json, own: Json | undefined, place: string): void {
  if (own === undefined) throw unknown(place);
  if (isObject(said) && isObject(own)) {
    for (const [name, member] of Object.entries(said)) {
      expectJson(member, Object.hasOwn(own, name) ? own[name] : undefined, memberOf(place, name));
    }
  } else if (isList(said) && !isObject(own) && isListOf(own, said.length)) {
    said.forEach((member, i) => expectJson(member, own[i], `${place}[${i}]`));
  } else if (!Object.is(said, own)) {
    throw otherwise(place, show(own), show(said));
  }
}

function isListOf(value: Json, length: number): value is readonly Json[] {
  return isList(value) && value.length === length;
}

function memberOf(place: string, name: string): string {
  const shown = /^\w{1,40}$/.test(name) ? name : show(name);
  return place === '' ? shown : `${place}.${shown}`;
}

function expectTensor({ name, shape, values }: Tensor, own: Tensor | undefined): void {
  if (own === undefined) throw unknown(`tensor ${show(name)}`);
  const isAlike = formatShape(shape) === formatShape(own.shape) && values.constructor === own.values.constructor;
  const wrong = isAlike ? values.findIndex((value: number, i: number) => !Object.is(value, own.values[i])) : -1;
  if (isAlike && wrong < 0) return;
  if (isAlike) throw otherwise(`tensor ${show(name)}[${wrong}]`, String(own.values[wrong]), String(values[wrong]));
  throw otherwise(`tensor ${show(name)} of shape`, formatShape(own.shape), formatShape(shape));
}
