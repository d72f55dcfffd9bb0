/**
 * Carries out the operation lists of the contract as they stand in its text: what shows that the text is complete.
 * @module
 */
import { bitsOfFloat32, float32OfBits } from '../../lib/core/float32.ts';
import { word } from './words.ts';

const { fround } = Math;

/** A function on 32-bit words, and what each of its lines gives. */
export type Listed = (x: number, watch?: (name: string, bits: number) => void) => number;

type Binary = (a: number, b: number) => number;

const onFloats = (operation: Binary): Binary => (a, b) =>
  bitsOfFloat32(fround(operation(float32OfBits(a), float32OfBits(b))));
const onTruths = (operation: (a: number, b: number) => boolean): Binary => (a, b) =>
  Number(operation(float32OfBits(a), float32OfBits(b)));

const BINARY: Readonly<Record<string, Binary>> = {
  '⊕': onFloats((a, b) => a + b), '⊖': onFloats((a, b) => a - b), '⊗': onFloats((a, b) => a * b),
  '⊘': onFloats((a, b) => a / b), '<': onTruths((a, b) => a < b), '≤': onTruths((a, b) => a <= b),
  '=': onTruths((a, b) => a === b), 'and': (a, b) => a & b, 'or': (a, b) => a | b,
  '+': (a, b) => (a + b) | 0, '−': (a, b) => (a - b) | 0, '&': (a, b) => a & b, '|': (a, b) => a | b,
  '^': (a, b) => a ^ b, '<<': (a, b) => a << b, '>>': (a, b) => a >> b,
};

const UNARY: Readonly<Record<string, (a: number) => number>> = {
  '√': (a) => bitsOfFloat32(fround(Math.sqrt(float32OfBits(a)))), 'negate': (a) => a ^ 0x80000000,
  'abs': (a) => a & 0x7fffffff, 'not': (a) => 1 - a, 'bits': (a) => a, 'float': (a) => a,
  'convert': (a) => bitsOfFloat32(fround(a)),
};

/** The functions of a listing, by name. */
export function functionsOf(text: string): Readonly<Record<string, Listed>> {
  const functions: Record<string, Listed> = {};
  for (const part of text.split('\n\n')) {
    const [head, ...lines] = part.split('\n'), [, name] = /^(\w+)\(x\):$/.exec(head) ?? [];
    functions[name] = (x, watch) => run(lines, x, functions, watch);
  }
  return functions;
}

function run(
  lines: readonly string[], x: number, functions: Readonly<Record<string, Listed>>, watch: Parameters<Listed>[1],
): number {
  const values = new Map([['x', x | 0]]);
  const valueOf = (text: string): number => values.get(text) ?? Number(text) | 0;
  for (const line of lines) {
    const words = line.trim().split(' ');
    if (words[0] === 'return') return valueOf(words[1]);
    const [name, , ...form] = words, value = valueIn(form, valueOf, functions);
    values.set(name, value);
    watch?.(name, value);
  }
  throw new Error('contract: a listing must end with a return');
}

function valueIn(
  form: readonly string[], valueOf: (text: string) => number, functions: Readonly<Record<string, Listed>>,
): number {
  const [first, second, third, , fifth] = form;
  const [, name, argument] = /^(\w+)\((\w+)\)$/.exec(first) ?? [];
  if (name !== undefined) return functions[name](valueOf(argument));
  if (second === '?') return valueOf(valueOf(first) !== 0 ? third : fifth);
  return form.length === 2 ? UNARY[first](valueOf(second)) : BINARY[second](valueOf(first), valueOf(third));
}

/** The lines of a function at one argument, each with the word that it gives. */
export function traced(text: string, name: string, x: number): string {
  const lines: string[] = [], value = functionsOf(text)[name](x, (own, bits) => {
    lines.push(`  ${own.padEnd(4)} ${word(bits)}`);
  });
  return [`${name}(${word(x)}):`, ...lines, `  = ${word(value)}`].join('\n');
}

type Host = Readonly<Record<string, (...args: number[]) => number>>;

/** The functions of the binary64 listing, by name: its lines are put into the form of JavaScript, and run. */
export function hostFunctionsOf(text: string): Host {
  const parts = text.split('\n\n'), names: string[] = [];
  const code = parts.map((part) => {
    const [head, ...lines] = part.split('\n'), [, name, parameters] = /^(\w+)(?:\((.*)\))?:$/.exec(head) ?? [];
    if (parameters === undefined) return `const ${name} = [${lines.join(' ').trim().split(/ +/).map(literal).join()}];`;
    names.push(name);
    return `function ${name}(${parameters}) {\n${body(lines, parameters.split(', '))}\n}`;
  });
  const source = `'use strict';\n${code.join('\n')}\nreturn { ${names.join(', ')} };`;
  const make = new Function(...Object.keys(BUILT_IN), source) as (...given: unknown[]) => Host;
  return make(...Object.values(BUILT_IN));
}

const literal = (text: string): string => text.replace(/0x[0-9a-f]{16}/g, (digits) => `float64('${digits}')`);

function body(lines: readonly string[], parameters: readonly string[]): string {
  const own = new Set<string>(), code = lines.map((line) => {
    const [, condition, returned] = /^ +(?:if (.*): )?return (.*)$/.exec(line) ?? [];
    if (returned !== undefined) {
      const value = /^\w+, \w+/.test(returned) && !returned.includes('(') ? `[${returned}]` : returned;
      const result = `return ${literal(value)};`;
      return condition === undefined ? result : `if (${literal(conditionOf(condition))}) ${result}`;
    }
    const [, names, value] = /^ +([\w, ]+) = (.*)$/.exec(line) ?? [];
    const targets = names.split(', ');
    for (const name of targets) if (!parameters.includes(name)) own.add(name);
    return `${targets.length > 1 ? `[${names}]` : names} = ${literal(value)};`;
  });
  return [...(own.size > 0 ? [`let ${[...own].join(', ')};`] : []), ...code].join('\n');
}

const conditionOf = (text: string): string => text.replaceAll(' and ', ' && ').replaceAll(' or ', ' || ')
  .replace(/\bnot (\w+\([^)]*\)|\w+ > \w+)/g, '!($1)').replaceAll(' = ', ' === ');

const view = new DataView(new ArrayBuffer(8));

/** What the listing takes for known; the document says each in words. */
const BUILT_IN: Readonly<Record<string, unknown>> = {
  float64: (digits: string): number => {
    view.setBigUint64(0, BigInt(digits));
    return view.getFloat64(0);
  },
  isNaN: Number.isNaN, isFinite: Number.isFinite, isWhole: Number.isInteger,
  isOdd: (x: number) => Math.abs(x % 2) === 1, isNegative: (x: number) => x < 0 || Object.is(x, -0),
  abs: Math.abs, whole: Math.round, floor: Math.floor, ceil: Math.ceil, min: Math.min, max: Math.max,
  sqrt: Math.sqrt, binary32: fround,
  quadrant: (n: number) => n & 3, power2: (n: number) => 2 ** n,
  series: (x: number, coefficients: readonly number[]) => coefficients.reduce((sum, c) => sum * x + c, 0),
  split: (x: number): readonly [number, number] => {
    const isSubnormal = x < 2 ** -1022;
    view.setFloat64(0, isSubnormal ? x * 2 ** 54 : x);
    const high = view.getInt32(0), k = (high - 0x3fe55555) >> 20;
    view.setInt32(0, high - (k << 20));
    return [isSubnormal ? k - 54 : k, view.getFloat64(0)];
  },
};
