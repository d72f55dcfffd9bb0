/**
 * Numbers as they are shown: rounded for the eye, or whole.
 * @module
 */
import { raised } from '../../../../lib/audit/explain/symbols.ts';

const NONE = '–', MINUS = '−';

/** With so many significant digits, four by default; tiny and huge ones by powers of ten. */
export function rounded(value: number | undefined, digits: number = 4): string {
  if (value === undefined || Number.isNaN(value)) return NONE;
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  const size = Math.abs(value);
  const text = size !== 0 && (size < 1e-4 || size >= 1e7) ? powered(value, digits)
    : size >= 10 ** digits ? Math.round(value).toString() : value.toPrecision(digits);
  return text.replace('-', MINUS);
}

function powered(value: number, digits: number): string {
  const [mantissa, power] = value.toExponential(digits - 1).split('e');
  const size = Math.abs(Number(power));
  return `${mantissa}·10${power.startsWith('-') ? '⁻' : ''}${raised(size)}`;
}

/** With so many digits behind the point, so that it does not jump about. */
export function fixed(value: number | undefined, digits: number): string {
  return value === undefined || Number.isNaN(value) ? NONE : value.toFixed(digits).replace('-', MINUS);
}

/** The shortest text that means this number and no other. */
export function whole(value: number): string {
  return String(value).replaceAll('-', MINUS);
}

/** Of one. */
export function percent(value: number | undefined): string {
  return value === undefined || Number.isNaN(value) ? NONE : `${(100 * value).toFixed(1)} %`;
}
