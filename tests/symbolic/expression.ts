/**
 * Expressions of 32-bit words, each made once: two are equal for all values of their variables if they are one object.
 *
 * What is rewritten as it is made, all that is assumed of binary32 beyond "the same operation on the same operands":
 *
 * 1. An operation on numbers alone is carried out.
 * 2. a ⊕ b is b ⊕ a, and a ⊗ b is b ⊗ a: IEEE 754 says so of all but NaN's payload, which is not promised.
 * 3. a ⊗ 1 is a: exact for every number, and NaN stays NaN.
 * 4. a ⊕ +0 is a where a is never −0 ({@link Expression.isNeverMinusZero}). Not elsewhere: −0 ⊕ +0 is +0.
 * 5. a & 0x7fffffff is |a|: both clear the sign bit.
 * 6. The larger of unsigned integers, `a > b ? a : b`, is the maximum of a set: order, grouping and repetition change
 *    nothing, and 0 adds nothing.
 * 7. `a < b ? b : a`, begun at −∞, is the largest of a set of floats, NaN passed over. Order, grouping and repetition
 *    change nothing but the sign of a zero, so that sign is unknown from there on: see {@link Sign}.
 * @module
 */
import { bitsOfFloat32 } from '../../lib/core/float32.ts';
import { meaning, type Operation } from './meaning.ts';

/**
 * How well the value is known: to the last bit; but for the sign, should it be a zero; or not at all, where that sign
 * has decided something. What a kernel writes must be known to the last bit.
 */
export type Sign = 0 | 1 | 2;
const EXACT = 0, BUT_FOR_ZERO = 1, UNKNOWN = 2;

export interface Expression {
  readonly id: number;
  /** 'number' and 'variable' are leaves; 'maximum' (of unsigned integers) and 'largest' (of floats) have any number. */
  readonly operation: Operation | 'number' | 'variable' | 'maximum' | 'largest';
  readonly operands: readonly Expression[];
  /** The bits of a number. */
  readonly bits: number;
  /** Of a variable. */
  readonly name: string;
  readonly sign: Sign;
  readonly isNeverMinusZero: boolean;
  /** Whether it is all ones or all zeros. */
  readonly isTruth: boolean;
}

const MINUS_ZERO = bitsOfFloat32(-0), ONE = bitsOfFloat32(1), MINUS_INFINITY = bitsOfFloat32(-Infinity);
const MAGNITUDE = 0x7fffffff;
/** Places for expressions at first, a power of two; half of them are empty at least. */
const PLACES = 2 ** 16, EMPTY = -1;

type Parts = Omit<Expression, 'id' | 'bits' | 'name'> & Partial<Pick<Expression, 'bits' | 'name'>>;

/** The expressions that belong together: only those are ever the same object. */
export class Expressions {
  readonly #numbers = new Map<number, Expression>();
  readonly #named = new Map<string, Expression>();
  /** Sets by a number made of their members. */
  readonly #sets = new Map<number, readonly Expression[]>();
  /** All, by id. */
  readonly #all: Expression[] = [];
  /** The ids of those that are applied operations, each at the first empty place from that which its hash names. */
  #places: Int32Array = new Int32Array(PLACES).fill(EMPTY);
  #applied = 0;

  /** How many there are. */
  get count(): number {
    return this.#all.length;
  }

  /** A word of which all is known. */
  bits(bits: number): Expression {
    let known = this.#numbers.get(bits);
    if (known === undefined) {
      const isTruth = bits === 0 || bits === -1, isNeverMinusZero = bits !== MINUS_ZERO;
      known = this.#make({ operation: 'number', operands: [], bits, sign: EXACT, isNeverMinusZero, isTruth });
      this.#numbers.set(bits, known);
    }
    return known;
  }

  /** The binary32 number nearest to `value`. */
  number(value: number): Expression {
    return this.bits(bitsOfFloat32(value));
  }

  variable(name: string): Expression {
    let known = this.#named.get(name);
    if (known === undefined) {
      known = this.#make({ operation: 'variable', operands: [], name, ...PLAIN });
      this.#named.set(name, known);
    }
    return known;
  }

  /** The operation on one to three operands, by the rules above. */
  apply(operation: Operation, a: Expression, second?: Expression, third?: Expression): Expression {
    const b = second ?? a, c = third ?? a;
    if (a.operation === 'number' && b.operation === 'number' && c.operation === 'number') {
      return this.bits(meaning[operation](a.bits, b.bits, c.bits));
    }
    switch (operation) {
      case 'add':
        if (isBits(a, 0) && b.isNeverMinusZero) return b;
        if (isBits(b, 0) && a.isNeverMinusZero) return a;
        return a.id < b.id ? this.#apply(operation, a, b) : this.#apply(operation, b, a);
      case 'mul':
        if (isBits(a, ONE)) return b;
        if (isBits(b, ONE)) return a;
        return a.id < b.id ? this.#apply(operation, a, b) : this.#apply(operation, b, a);
      case 'and':
        if (isBits(b, MAGNITUDE)) return this.apply('abs', a);
        if (isBits(a, MAGNITUDE)) return this.apply('abs', b);
        if (a.isTruth !== b.isTruth) return this.#select(a.isTruth ? a : b, a.isTruth ? b : a, this.bits(0)); // a mask
        return this.#apply(operation, a, b);
      case 'select': return this.#select(a, b, c);
      default: return this.#apply(operation, a, second);
    }
  }

  /** The maximum of unsigned integers. */
  maximum(...operands: readonly Expression[]): Expression {
    const members = operands.reduce<readonly Expression[]>((all, operand) =>
      united(all, operand.operation === 'maximum' ? operand.operands : isBits(operand, 0) ? [] : [operand]), []);
    return members.length === 0 ? this.bits(0) : this.#set('maximum', members, signOfRest(members));
  }

  #select(condition: Expression, yes: Expression, no: Expression): Expression {
    const [a, b] = condition.operands;
    if (condition.operation === 'above' && yes === a && no === b) return this.maximum(a, b);
    if (condition.operation === 'less' && no === a && yes === b) {
      if (isBits(a, MINUS_INFINITY)) return this.#largest([], b);
      if (a.operation === 'largest') return this.#largest(a.operands, b);
    }
    return this.#apply('select', condition, yes, no);
  }

  #largest(members: readonly Expression[], more: Expression): Expression {
    const all = united(members, more.operation === 'largest' ? more.operands : [more]);
    return this.#set('largest', all, signOfRest(all) === EXACT ? BUT_FOR_ZERO : UNKNOWN);
  }

  /** The one expression of that operation on a set, whose members are in the order of their ids. */
  #set(operation: 'maximum' | 'largest', operands: readonly Expression[], sign: Sign): Expression {
    const key = operands.reduce((bits, { id }) => Math.imul(bits ^ id, 0x9e3779b1), 0);
    const like = this.#sets.get(key) ?? [];
    const known = like.find((each) => each.operation === operation && each.operands.length === operands.length
      && each.operands.every((operand, i) => operand === operands[i]));
    if (known !== undefined) return known;
    const made = this.#make({ operation, operands, ...PLAIN, sign });
    this.#sets.set(key, [...like, made]);
    return made;
  }

  /** The one expression of that operation on those operands. */
  #apply(operation: Operation, a: Expression, b?: Expression, c?: Expression): Expression {
    let place = hash(operation, a, b, c) & (this.#places.length - 1);
    for (let id = this.#places[place]; id !== EMPTY; id = this.#places[place]) {
      const known = this.#all[id], { operands } = known; // as many as the operation takes
      const isSame = known.operation === operation && operands[0] === a && (b === undefined || operands[1] === b);
      if (isSame && (c === undefined || operands[2] === c)) return known;
      place = (place + 1) & (this.#places.length - 1);
    }
    const operands = c !== undefined && b !== undefined ? [a, b, c] : b !== undefined ? [a, b] : [a];
    const made = this.#make({
      operation, operands, sign: signOf(operation, operands),
      isNeverMinusZero: isNeverMinusZero(operation, operands), isTruth: isTruth(operation, operands),
    });
    this.#places[place] = made.id;
    if (2 * ++this.#applied > this.#places.length) this.#spread();
    return made;
  }

  /** Doubles the places. */
  #spread(): void {
    const ids = this.#places.filter((id) => id !== EMPTY);
    const places = new Int32Array(2 * this.#places.length).fill(EMPTY);
    for (const id of ids) {
      const { operation, operands: [a, b, c] } = this.#all[id];
      let place = hash(operation, a, b, c) & (places.length - 1);
      while (places[place] !== EMPTY) place = (place + 1) & (places.length - 1);
      places[place] = id;
    }
    this.#places = places;
  }

  #make(parts: Parts): Expression {
    const { operation, operands, bits = 0, name = '', sign, isNeverMinusZero: never, isTruth: truth } = parts;
    const made = { id: this.count, operation, operands, bits, name, sign, isNeverMinusZero: never, isTruth: truth };
    this.#all.push(made);
    return made;
  }
}

const CODES: Readonly<Record<string, number>> =
  Object.fromEntries(Object.keys(meaning).map((operation, i) => [operation, i]));

/** A number that spreads expressions well; which is no matter. */
function hash(operation: string, a: Expression, b: Expression | undefined, c: Expression | undefined): number {
  let bits = Math.imul(a.id, 0x9e3779b1) ^ CODES[operation];
  if (b !== undefined) bits = Math.imul(bits ^ (bits >>> 15), 0x85ebca6b) + b.id;
  if (c !== undefined) bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35) + c.id;
  bits = Math.imul(bits ^ (bits >>> 16), 0x7feb352d);
  return bits ^ (bits >>> 15);
}

const PLAIN = { sign: EXACT, isNeverMinusZero: false, isTruth: false } as const;

/** The members of two sets, in the order of their ids. */
function united(a: readonly Expression[], b: readonly Expression[]): Expression[] {
  const all: Expression[] = [];
  for (let i = 0, j = 0; i < a.length || j < b.length;) {
    const isFirst = j === b.length || (i < a.length && a[i].id <= b[j].id), next = isFirst ? a[i] : b[j];
    if (i < a.length && a[i] === next) i++;
    if (j < b.length && b[j] === next) j++;
    all.push(next);
  }
  return all;
}

function isBits(expression: Expression, bits: number): boolean {
  return expression.operation === 'number' && expression.bits === bits;
}

/** A sum is −0 only if both its terms are; a difference only if it is −0 ⊖ +0. */
function isNeverMinusZero(operation: Operation, [a, b = a, c = a]: readonly Expression[]): boolean {
  switch (operation) {
    case 'add': return a.isNeverMinusZero || b.isNeverMinusZero;
    case 'sub': return a.isNeverMinusZero || (b.operation === 'number' && b.bits !== 0);
    case 'abs': case 'toFloat': return true;
    case 'sqrt': return a.isNeverMinusZero;
    case 'select': return b.isNeverMinusZero && c.isNeverMinusZero;
    default: return false;
  }
}

function isTruth(operation: Operation, [a, b = a, c = a]: readonly Expression[]): boolean {
  switch (operation) {
    case 'less': case 'lessOrEqual': case 'equal': case 'above': return true;
    case 'and': case 'or': case 'xor': case 'not': return a.isTruth && b.isTruth;
    case 'select': return b.isTruth && c.isTruth;
    default: return false;
  }
}

/** What an operation that looks at bits makes of its operands. */
function signOfRest(operands: readonly Expression[]): Sign {
  return operands.every(({ sign }) => sign === EXACT) ? EXACT : UNKNOWN;
}

/** How well a result is known, where s is the worst of its operands. */
function signOf(operation: Operation, operands: readonly Expression[]): Sign {
  const [a, b = a] = operands;
  let worst: Sign = EXACT;
  for (const { sign } of operands) if (sign > worst) worst = sign;
  if (worst !== BUT_FOR_ZERO) return worst;
  switch (operation) {
    // the sign of a zero is no matter beside what is never −0: ±0 ⊕ +0 and +0 ⊖ ±0 are +0
    case 'add': return [a, b].some((s) => s.sign === EXACT && s.isNeverMinusZero) ? EXACT : BUT_FOR_ZERO;
    case 'sub': {
      const isNoZero = b.operation === 'number' && b.bits !== 0 && b.bits !== MINUS_ZERO;
      return isNoZero || (a.sign === EXACT && a.isNeverMinusZero) ? EXACT : BUT_FOR_ZERO;
    }
    case 'abs': case 'less': case 'lessOrEqual': case 'equal': return EXACT;
    case 'mul': case 'sqrt': case 'negate': return BUT_FOR_ZERO;
    case 'div': return b.sign === EXACT ? BUT_FOR_ZERO : UNKNOWN;
    case 'select': return a.sign === EXACT ? BUT_FOR_ZERO : UNKNOWN;
    default: return UNKNOWN;
  }
}

/** The bits of an expression where its variables have those bits. */
export function evaluate(expression: Expression, variable: (name: string) => number): number {
  const known = new Map<Expression, number>(), value = (of: Expression): number => known.get(of) ?? 0;
  for (const each of withOperands(expression)) {
    const { operation, operands } = each, [a, b = a, c = a] = operands;
    known.set(each,
      operation === 'number' ? each.bits
      : operation === 'variable' ? variable(each.name)
      : operation === 'maximum' ? operands.reduce((most, of) => Math.max(most, value(of) >>> 0), 0) | 0
      : operation === 'largest' ? operands.reduce((most, of) =>
        (meaning.less(most, value(of), 0) ? value(of) : most), MINUS_INFINITY)
      : meaning[operation](value(a), value(b), value(c)));
  }
  return value(expression);
}

/** All that an expression is made of, operands first: they were made before. */
function withOperands(expression: Expression): Expression[] {
  const found = new Set([expression]);
  for (const each of found) for (const operand of each.operands) found.add(operand);
  return [...found].sort((a, b) => a.id - b.id);
}
