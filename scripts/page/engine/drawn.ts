/**
 * Examples of the plane and of a line that are drawn by the seed. Of the operations that every engine rounds alike
 * (+ − × ÷ √), so that a link shows the same numbers on another machine: turns are made of tangents of half the angle.
 * @module
 */
import { normal, shuffle, uniform } from '../../../lib/random/index.ts';
import type { DrawnData } from '../setting.ts';

export interface DrawnExamples {
  /** Two numbers an example; of the sine one. */
  readonly x: Float32Array;
  /** Classes; of the sine the numbers sought. */
  readonly y: Float32Array;
}

/** Streams of the seed. */
const PLACES = 0, NOISE = 1, ORDER = 2;
/** tan(δ/2) of the turn from one point of a circle to the next, the golden angle. */
const GOLDEN = 2.572;
const TURNS = 1.5, PI = 3.141592653589793;

type Drawer = (n: number, noise: Float32Array, seed: number) => DrawnExamples;

const drawers: Readonly<Record<Exclude<DrawnData['kind'], 'digits'>, Drawer>> = {
  spirals: (n, noise, seed) => {
    const arm = Math.ceil(n / 2), turn = turning((TURNS * PI) / arm);
    const order = shuffle({ seed, stream: ORDER, length: n });
    const points = Array.from({ length: arm }, (_, i) => {
      const [cos, sin] = turn(), radius = (i + 0.5) / arm;
      return [radius * cos, radius * sin];
    });
    return made(n, noise, (i) => {
      const at = order[i], label = at % 2, sign = 1 - 2 * label, [x, y] = points[(at - label) / 2];
      return [[sign * x, sign * y], label];
    });
  },
  circles: (n, noise) => {
    const turn = turning(GOLDEN);
    return made(n, noise, (i) => {
      const [cos, sin] = turn(), label = i % 2, radius = label === 0 ? 0.4 : 0.9;
      return [[radius * cos, radius * sin], label];
    });
  },
  xor: (n, noise, seed) => {
    const places = uniform({ seed, stream: PLACES, length: 2 * n, low: -1, high: 1 });
    return made(n, noise, (i) => {
      const x = places[2 * i], y = places[2 * i + 1];
      return [[x, y], x * y < 0 ? 1 : 0];
    });
  },
  gaussians: (n, noise) => {
    const middles = [[-0.6, -0.4], [0.6, -0.4], [0, 0.65]];
    return made(n, noise, (i) => [middles[i % 3], i % 3]);
  },
  sine: (n, noise, seed) => {
    const x = uniform({ seed, stream: PLACES, length: n, low: -1, high: 1 });
    return { x, y: x.map((value, i) => sine(PI * value) + noise[i]) };
  },
};

/** So many examples of a kind. */
export function drawExamples(kind: keyof typeof drawers, n: number, noise: number, seed: number): DrawnExamples {
  const length = kind === 'sine' ? n : 2 * n;
  return drawers[kind](n, normal({ seed, stream: NOISE, length, standardDeviation: noise }), seed);
}

function made(
  n: number, noise: Float32Array, at: (i: number) => readonly [readonly number[], number],
): DrawnExamples {
  const x = new Float32Array(2 * n), y = new Float32Array(n);
  for (let i = 0; i < n; i++) {
    const [point, label] = at(i);
    x[2 * i] = point[0] + noise[2 * i];
    x[2 * i + 1] = point[1] + noise[2 * i + 1];
    y[i] = label;
  }
  return { x, y };
}

/** Gives (cos, sin) of 0, δ, 2δ, … with h = tan(δ/2). */
function turning(h: number): () => readonly [number, number] {
  const cosine = (1 - h * h) / (1 + h * h), sin = (2 * h) / (1 + h * h);
  let next: readonly [number, number] = [1, 0];
  return () => {
    const [c, s] = next;
    next = [cosine * c - sin * s, sin * c + cosine * s];
    return [c, s];
  };
}

/** Taylor's series, of angles from −π to π to 1e-12. */
function sine(angle: number): number {
  let term = angle, sum = angle;
  for (let k = 2; k < 28; k += 2) sum += (term *= -(angle * angle) / (k * (k + 1)));
  return sum;
}
