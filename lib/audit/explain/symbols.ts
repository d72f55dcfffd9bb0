/**
 * The report's notation: ∂J/∂w²₁₁, z³₂, and numbers as people read them.
 * @module
 */

import type { Activation } from '../../layers/index.ts';

const RAISED = '⁰¹²³⁴⁵⁶⁷⁸⁹', LOWERED = '₀₁₂₃₄₅₆₇₈₉';

const digits = (n: number, alphabet: string): string => String(n).replace(/\d/g, (digit) => alphabet[Number(digit)]);

/** A layer's number, raised. */

export function raised(layer: number): string {
  return digits(layer, RAISED);
}

/** A unit's number, lowered. */
export function lowered(unit: number): string {
  return digits(unit, LOWERED);
}

/** The symbol of a unit, both from 1: z³₂. */
export function unitSymbol(name: string, layer: number, unit: number): string {
  return `${name}${raised(layer)}${lowered(unit)}`;
}

/** wᵢⱼ of a layer, from unit j to unit i: w²₁₁, and with a comma where digits would run together. */
export function weightSymbol(layer: number, i: number, j: number): string {
  return `w${raised(layer)}${lowered(i)}${i > 9 || j > 9 ? ',' : ''}${lowered(j)}`;
}

/** A number with so many significant digits at most, and a true minus. */
export function shown(value: number, significant: number = 6): string {
  const text = String(Number(Math.abs(value).toPrecision(significant))).replace('Infinity', '∞');
  return value < 0 ? `−${text}` : text;
}

/** The same, in brackets where it is negative: for products. */
export function asFactor(value: number, significant: number = 6): string {
  return value < 0 ? `(${shown(value, significant)})` : shown(value, significant);
}

/**
 * The shortest decimal that is this binary32 number and no other, with a true minus; of a number that is none,
 * the shortest of binary64.
 */
export function exactly(value: number): string {
  const magnitude = Math.abs(value);
  let text = String(magnitude);
  for (let digits = 1; digits <= 9; digits++) {
    const shorter = Number(magnitude.toPrecision(digits));
    if (Math.fround(value) !== value || Math.fround(shorter) !== magnitude) continue;
    text = String(shorter);
    break;
  }
  return `${value < 0 ? '−' : ''}${text.replace('Infinity', '∞')}`;
}

/** `1 path`, `2 paths`. */
export function counted(count: number | bigint, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 || count === 1n ? '' : 's'}`;
}

/** How an activation is written. */
export function activationSymbol({ name, symbol = name }: Pick<Activation, 'name' | 'symbol'>): string {
  return symbol;
}

const TEX: Readonly<Record<string, string>> = {
  '′': "'", '·': '\\cdot ', '−': '-', '½': '\\tfrac{1}{2} ', 'Σ': '\\sum', '…': '\\dots ', '∂': '\\partial ', 'ᵢ': 'i',
  'ⱼ': 'j', 'ₖ': 'k',
};
const TOKEN = /[A-Za-z]+|[⁰¹²³⁴⁵⁶⁷⁸⁹]+|(?:[₀₁₂₃₄₅₆₇₈₉ᵢⱼₖ]|,(?=[₀₁₂₃₄₅₆₇₈₉]))+|./gu;

/** The notation of this file as TeX. */
export function toTex(text: string): string {
  // plain, A, B, plain, A, B, plain: the parts around and in each ∂A/∂B
  const parts = text.split(/∂([^\s/]+)\/∂([^\s/)]+)/).map((part) => part.replace(TOKEN, tokenToTex));
  return parts.map((part, i) =>
    (i % 3 === 0 ? part : i % 3 === 1 ? `\\frac{\\partial ${part}}` : `{\\partial ${part}}`)).join('').trim();
}

function tokenToTex(token: string): string {
  const first = token[0];
  if (/[A-Za-z]/.test(first)) return token.length === 1 ? token : `\\operatorname{${token}}`;
  if (RAISED.includes(first)) return `^{${plain(token)}}`;
  return LOWERED.includes(first) || 'ᵢⱼₖ'.includes(first) ? `_{${plain(token)}}` : TEX[token] ?? token;
}

/** Raised and lowered digits and letters as they are otherwise. */
function plain(token: string): string {
  return [...token].map((c) => (RAISED.includes(c) ? String(RAISED.indexOf(c))
    : LOWERED.includes(c) ? String(LOWERED.indexOf(c))
    : TEX[c] ?? c)).join('');
}
