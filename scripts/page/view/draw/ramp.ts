/**
 * The colours of numbers: below 0, 0, above 0, as the style sheet has them for light and for dark.
 * @module
 */
import { signal, type Signal } from '@preact/signals';

const STEPS = 255;

/** Each 0xAABBGGRR as a canvas has them. */
export interface Ramp {
  /** From −1 (first) to 1 (last). */
  readonly pixels: Uint32Array;
  /** Of heights, from 0 (first) to 1 (last). */
  readonly hills: Uint32Array;
  readonly css: readonly string[];
}

function rgbOf(name: string): [number, number, number] {
  const hex = getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  return [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)) as [number, number, number];
}

function mixed(from: readonly number[], to: readonly number[], share: number): number[] {
  return from.map((own, c) => Math.round(own + share * (to[c] - own)));
}

const packed = ([r, g, b]: readonly number[]): number => (255 << 24) | (b << 16) | (g << 8) | r;

function makeRamp(): Ramp {
  const low = rgbOf('--low'), zero = rgbOf('--zero'), high = rgbOf('--high');
  const hill = rgbOf('--hill'), pixels = new Uint32Array(STEPS), css: string[] = [];
  for (let i = 0; i < STEPS; i++) {
    const t = (2 * i) / (STEPS - 1) - 1, color = mixed(zero, t < 0 ? low : high, Math.abs(t));
    pixels[i] = packed(color);
    css.push(`rgb(${color.join(' ')})`);
  }
  const hills = Uint32Array.from({ length: STEPS }, (_, i) => packed(mixed(zero, hill, i / (STEPS - 1))));
  return { pixels, hills, css };
}

/** The ramp of now; a new one where the scheme changes. */
export const ramp: Signal<Ramp> = signal({ pixels: new Uint32Array(STEPS), hills: new Uint32Array(STEPS), css: [] });

/** To be called once, when the style sheet is there. */
export function followScheme(): void {
  const renew = (): void => { ramp.value = makeRamp(); };
  renew();
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', renew);
}

/** Where in the ramp a number of −1 … 1 is; what is beyond counts as the end. */
export function rampIndex(value: number): number {
  const at = Math.round(((value + 1) / 2) * (STEPS - 1));
  return at >= STEPS ? STEPS - 1 : at > 0 ? at : 0; // NaN too is 0
}

/** The colour of a number of −1 … 1. */
export function rampColor(value: number): string {
  return ramp.value.css[rampIndex(value)] ?? 'transparent';
}

/** A colour of the style sheet. */
export function cssColor(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}
