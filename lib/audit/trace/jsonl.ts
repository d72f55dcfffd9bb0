/**
 * Operations as lines of JSON, no bit lost.
 * @module
 */

import {
  FormatError, expectArray, expectInteger, expectObject, expectString, show, typeError,
} from '../../core/errors.ts';
import { operations, type Kind, type Operation } from '../../formula/index.ts';
import { isCount, isText, optional, type Check } from '../checks.ts';
import { PHASES, type ScalarOperation, type Source, type TracedOperation } from './operation.ts';

/** Numbers that JSON has not. */
const SPECIAL: Readonly<Record<string, number>> = { NaN: NaN, Infinity: Infinity, '-Infinity': -Infinity, '-0': -0 };

/**
 * One line, with its end. Numbers are the shortest that read back as the same; NaN, Infinity, -Infinity and -0,
 * which JSON has not, are strings. Throws TypeError for what is no operation.
 */
export function toJsonl(operation: TracedOperation): string {
  expectObject('toJsonl', 'operation', operation);
  expectFields(operation);
  return `${JSON.stringify(operation, (_, value: unknown) => {
    if (typeof value !== 'number' || (Number.isFinite(value) && !Object.is(value, -0))) return value;
    return Object.is(value, -0) ? '-0' : String(value);
  })}\n`;
}

/**
 * The operation of such a line; blanks and the order of its names do not matter. `place`, which `map` gives, is the
 * number of the lines before it, for messages:
 *
 *     const operations = text.trimEnd().split('\n').map(fromJsonl);
 *
 * Throws FormatError, with the line's number, where it is no JSON object with all that an operation has, each as
 * `TracedOperation` says it, and nothing else; TypeError or RangeError for arguments of another kind.
 */
export function fromJsonl(line: string, place?: number): TracedOperation {
  expectString('fromJsonl', 'line', line);
  if (place !== undefined) expectInteger('fromJsonl', 'place', place);
  const where = place === undefined ? 'line' : `line ${place + 1}`;
  try {
    return toOperation(parse(line));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new FormatError(`fromJsonl: ${where}${error.message}`);
  }
}

/** What is wrong with a line, as it goes on after the line's number. */
class Refusal extends Error {}

/** Of a name that stands twice the last counts, as in `JSON.parse`. */
function parse(line: string): object {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw new Refusal(` must be JSON, got ${show(line)} (${error instanceof Error ? error.message : String(error)})`);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new Refusal(` must be an operation, got ${show(line)}`);
}

type Operands = 'operands' | 'sources' | 'result';
const COUNT = 'a whole number of at least 0', TEXT = 'a string';
const isIndex: Check = (v) => typeof v === 'number' && Number.isSafeInteger(v) && v >= -1;

/** What an element of a buffer is known by. */
const ELEMENT = {
  layer: [isText, TEXT], tensor: [isText, TEXT], index: [isIndex, 'a whole number of at least -1'],
} as const;

/** What each field must be; the others depend on these. */
const FIELDS: Readonly<Record<Exclude<keyof TracedOperation, Operands>, readonly [is: Check, wanted: string]>> = {
  number: [isCount, COUNT],
  ...ELEMENT,
  operation: [(v) => typeof v === 'string' && kindsOf(v) !== undefined, 'the name of an operation'],
  writes: [(v) => typeof v === 'boolean', 'true or false'],
  phase: [(v) => PHASES.some((phase) => phase === v), `one of ${PHASES.join(', ')}`],
  call: [isCount, COUNT],
  routine: [isText, TEXT],
  formula: [optional(isText), TEXT],
};
const CHECKS = Object.entries(FIELDS);
const NAMES: readonly string[] = [...Object.keys(FIELDS), 'operands', 'sources', 'result'];

/** Those that no formula has; see `kindsOf`. */
const OWN: Readonly<Partial<Record<ScalarOperation, readonly Kind[]>>> = {
  maximum: ['float', 'float', 'float'], copy: ['float', 'float'],
};

/** The kinds of an operation's operands, then of its result; undefined where there is none of that name. */
function kindsOf(name: string): readonly Kind[] | undefined {
  if (Object.hasOwn(OWN, name)) return OWN[name as ScalarOperation];
  const known = Object.hasOwn(operations, name) ? operations[name as Operation] : undefined;
  return known === undefined || known.operands.length === 0 ? undefined : [...known.operands, known.result];
}

function toOperation(value: object): TracedOperation {
  const extra = Object.keys(value).find((name) => !NAMES.includes(name));
  if (extra !== undefined) throw new Refusal(` must have the fields ${NAMES.join(', ')}, got ${show(extra)} too`);
  const given = value as Readonly<Record<keyof TracedOperation, unknown>>;
  for (const [name, [is, wanted]] of CHECKS) {
    const field = given[name as keyof TracedOperation];
    if (!is(field)) throw new Refusal(`: ${name} must be ${wanted}, got ${show(field)}`);
  }
  const { number, layer, tensor, index, phase, call, routine, formula, operation, writes } = given as TracedOperation;
  const kinds = kindsOf(operation) ?? [], count = kinds.length - 1;
  const operands = listOf('operands', given.operands, count)
    .map((operand, i) => numberOf(`operands[${i}]`, operand, kinds[i]));
  const sources = listOf('sources', given.sources, count)
    .map((source, i) => sourceOf(`sources[${i}]`, source, number));
  const result = numberOf('result', given.result, kinds[count]);
  return { number, layer, tensor, index, phase, call, routine, formula, operation, operands, sources, result, writes };
}

/** TypeError unless all fields are there, each of its kind; what numbers there are is the writer's. */
function expectFields(operation: TracedOperation): void {
  for (const [name, [is, wanted]] of CHECKS) {
    const field = operation[name as keyof TracedOperation];
    if (!is(field)) throw typeError(`toJsonl: operation.${name} must be ${wanted}, got ${show(field)}`);
  }
  expectArray('toJsonl', 'operation.operands', operation.operands);
  expectArray('toJsonl', 'operation.sources', operation.sources);
}

function listOf(name: string, value: unknown, count: number): readonly unknown[] {
  if (Array.isArray(value) && value.length === count) return value;
  throw new Refusal(`: ${name} must be a list of ${count}, as the operation takes, got ${show(value)}`);
}

const KINDS: Readonly<Record<Kind, readonly [is: (v: number) => boolean, wanted: string]>> = {
  float: [(v) => Object.is(Math.fround(v), v), 'a number of binary32'],
  integer: [(v) => Number.isInteger(v) && v >= -(2 ** 31) && v < 2 ** 32, 'an integer of 32 bits'],
  truth: [(v) => v === 0 || v === 1, '0 or 1'],
};

function numberOf(name: string, value: unknown, kind: Kind): number {
  const [is, wanted] = KINDS[kind], special = typeof value === 'string' && Object.hasOwn(SPECIAL, value);
  const number = special ? SPECIAL[value] : value;
  if (typeof number === 'number' && is(number) && (special || Number.isFinite(number))) return number;
  const others = `one of ${Object.keys(SPECIAL).join(', ')} as a string`;
  throw new Refusal(`: ${name} must be ${wanted}, or ${others}, got ${show(value)}`);
}

function sourceOf(name: string, value: unknown, number: number): Source {
  if (typeof value === 'string') return value;
  if (isCount(value) && Number(value) < number) return Number(value);
  if (typeof value === 'object' && value !== null) {
    const fields = value as Readonly<Record<string, unknown>>;
    const isWhole = Object.entries(ELEMENT).every(([field, [is]]) => is(fields[field]));
    if (isWhole && Object.keys(fields).length === 3) return value as Source;
  }
  const wanted = 'a name, the number of an earlier operation, or an element of layer, tensor and index';
  throw new Refusal(`: ${name} must be ${wanted}, got ${show(value)}`);
}
