/**
 * The data of a setting as lines of a program: what `dataSets.ts` and `drawn.ts` make, to train on.
 * @module
 */
import type { DrawnData, Setting } from '../setting.ts';

/** What a part of a program imports, by entry, and its lines. */
export interface Part {
  readonly imports: Readonly<Record<string, readonly string[]>>;
  readonly lines: readonly string[];
}

/** Lines that make `x` and `y`. */
export function dataPart({ data, seed }: Setting): Part {
  if (data.kind === 'points') {
    const points = data.points.flatMap(({ x, y }) => [x, y]), labels = data.points.map(({ label }) => label);
    return {
      imports: split(data.test),
      lines: [
        `const points = Float32Array.of(${points.join(', ')}), labels = Float32Array.of(${labels.join(', ')});`,
        `const { x, y } = ${rows('points', 'labels', data.test, labels.length, seed)};`,
      ],
    };
  }
  if (data.kind === 'csv') return tablePart(data.test, data.sha256, seed);
  if (data.kind !== 'digits') return drawnPart(data, data.kind, seed);
  return {
    imports: { bitgrad: ['digits'] },
    lines: [
      `const { train } = digits({ seed: ${seed}, train: ${data.count}, test: 0 });`,
      'const x = train.levels, y = train.y;',
    ],
  };
}

const split = (test: number): Part['imports'] => (test > 0 ? { 'bitgrad/data': ['trainTestSplit'] } : {});

function rows(x: string, y: string, test: number, examples: number | string, seed: number): string {
  if (test === 0) return `{ x: ${x}, y: ${y} }`;
  return `trainTestSplit({ x: ${x}, y: ${y} }, `
    + `{ seed: ${seed}, stream: 3, examples: ${examples}, testSize: ${test} }).train`;
}

function tablePart(test: number, sha256: string, seed: number): Part {
  return {
    imports: {
      'node:fs': ['readFileSync'],
      'bitgrad/data': ['categories', 'parseCsv', 'standardize', ...(test > 0 ? ['trainTestSplit'] : [])],
    },
    lines: [
      `// the table whose bytes have the SHA-256 ${sha256}`,
      `const table = parseCsv(readFileSync('table.csv', 'utf8'), { trim: true });`,
      'const names = table.names.slice(0, -1), words = table.strings(table.names[names.length]);',
      'const isClass = words.some((word) => !Number.isFinite(Number(word)))',
      '  || (new Set(words).size <= 20 && words.every((word) => Number.isInteger(Number(word))));',
      'const classes = categories(words);',
      'const sought = Float32Array.from(words, (word) => (isClass ? classes.indexOf(word) : Number(word)));',
      `const rows = ${rows('table.numbers(names)', 'sought', test, 'table.rows', seed)};`,
      'const x = standardize(rows.x, { features: names.length }).apply(rows.x);',
      'const y = isClass ? rows.y : standardize(rows.y, { features: 1 }).apply(rows.y);',
    ],
  };
}

/** What each kind draws beside the noise, and its point and class. */
const DRAWN: Readonly<Record<Exclude<DrawnData['kind'], 'digits'>, {
  readonly draws: readonly string[];
  readonly before: (seed: number) => readonly string[];
  readonly point: string;
}>> = {
  spirals: {
    draws: ['shuffle'],
    before: (seed) => [
      'const arm = Math.ceil(n / 2), turn = turning((1.5 * 3.141592653589793) / arm);',
      `const order = shuffle({ seed: ${seed}, stream: 2, length: n });`,
      'const places = Array.from({ length: arm }, (_, i) => turn().map((value) => ((i + 0.5) / arm) * value));',
    ],
    point: '  const label = order[i] % 2, sign = 1 - 2 * label;\n'
      + '  const [a, b] = places[(order[i] - label) / 2].map((value) => sign * value);',
  },
  circles: {
    draws: [], before: () => ['const turn = turning(2.572);'],
    point: '  const label = i % 2, [a, b] = turn().map((value) => (label === 0 ? 0.4 : 0.9) * value);',
  },
  xor: {
    draws: ['uniform'],
    before: (seed) => [`const places = uniform({ seed: ${seed}, stream: 0, length: 2 * n, low: -1, high: 1 });`],
    point: '  const a = places[2 * i], b = places[2 * i + 1], label = a * b < 0 ? 1 : 0;',
  },
  gaussians: {
    draws: [], before: () => ['const middles = [[-0.6, -0.4], [0.6, -0.4], [0, 0.65]];'],
    point: '  const label = i % 3, [a, b] = middles[label];',
  },
  sine: { draws: ['uniform'], before: () => [], point: '' },
};

const TURNING = [
  'function turning(h) { // (cos, sin) of 0, δ, 2δ, … with h = tan(δ/2)',
  '  const cosine = (1 - h * h) / (1 + h * h), sine = (2 * h) / (1 + h * h);',
  '  let next = [1, 0];',
  '  return () => {',
  '    const [c, s] = next;',
  '    next = [cosine * c - sine * s, sine * c + cosine * s];',
  '    return [c, s];',
  '  };',
  '}',
];

function drawnPart({ count, test, noise }: DrawnData, kind: keyof typeof DRAWN, seed: number): Part {
  const { draws, before, point } = DRAWN[kind], isSine = kind === 'sine';
  const drawn = `normal({ seed: ${seed}, stream: 1, length: ${isSine ? '' : '2 * '}n, standardDeviation: ${noise} })`;
  const start = [`const n = ${count + test}, noise = ${drawn};`, ...before(seed)];
  return {
    imports: { 'bitgrad/random': ['normal', ...draws] },
    lines: isSine ? [
      ...start,
      `const all = uniform({ seed: ${seed}, stream: 0, length: n, low: -1, high: 1 });`,
      'const sine = (angle) => { // by its series: the same bits on every machine',
      '  let term = angle, sum = angle;',
      '  for (let k = 2; k < 28; k += 2) sum += (term *= -(angle * angle) / (k * (k + 1)));',
      '  return sum;',
      '};',
      `const x = all.subarray(0, ${count});`,
      'const y = x.map((value, i) => sine(3.141592653589793 * value) + noise[i]);',
    ] : [
      ...(kind === 'spirals' || kind === 'circles' ? TURNING : []), ...start,
      `const x = new Float32Array(2 * ${count}), y = new Float32Array(${count});`,
      `for (let i = 0; i < ${count}; i++) {`, point,
      '  x.set([a + noise[2 * i], b + noise[2 * i + 1]], 2 * i);', '  y[i] = label;', '}',
    ],
  };
}
