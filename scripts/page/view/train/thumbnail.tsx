/**
 * A small picture of each kind of data.
 * @module
 */
import type { DataKind } from '../../setting.ts';

type Dot = readonly [x: number, y: number, label: number];

const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** In 0 … 40 both ways. A sunflower's seeds fill a disc evenly. */
const seeds = range(22).map((i): readonly [number, number] => {
  const r = 5.5 * Math.sqrt((i + 0.5) / 22), angle = i * 2.39996;
  return [r * Math.cos(angle), r * Math.sin(angle)];
});

const DOTS: Readonly<Partial<Record<DataKind, readonly Dot[]>>> = {
  spirals: range(2).flatMap((label) => range(16).map((i): Dot => {
    const r = 2 + i, angle = i * 0.36 + label * Math.PI;
    return [20 + r * Math.cos(angle), 20 + r * Math.sin(angle), label];
  })),
  circles: [
    ...seeds.map(([x, y]): Dot => [20 + x, 20 + y, 0]),
    ...range(26).map((i): Dot => [20 + 15 * Math.cos(i * 0.2417), 20 + 15 * Math.sin(i * 0.2417), 1]),
  ],
  xor: [[11, 11], [29, 29], [11, 29], [29, 11]].flatMap(([x, y], q) =>
    seeds.filter((_, i) => i % 2 === 0).map(([dx, dy]): Dot => [x + dx * 1.2, y + dy * 1.2, q < 2 ? 0 : 1])),
  gaussians: [[13, 26], [27, 14]].flatMap(([x, y], label) =>
    seeds.map(([dx, dy]): Dot => [x + dx * 1.3, y + dy * 1.3, label])),
  sine: range(19).map((i): Dot => [3 + i * 1.9, 20 - 12 * Math.sin(i * 0.42) + 2.2 * Math.sin(i * 7), 0]),
  points: [[9, 14, 0], [16, 9, 0], [13, 22, 0], [27, 30, 1], [31, 22, 1], [22, 27, 1]],
};

const GLYPHS: Readonly<Partial<Record<DataKind, string>>> = {
  digits: 'M12 12c2-5 14-6 14 2 0 5-6 6-9 6 4 0 11 1 11 8 0 8-13 9-17 3',
  points: 'M30 7v8M26 11h8',
  csv: 'M7 9h26v22H7zM7 16h26M7 23.5h26M16 9v22M24.5 9v22',
};

export function Thumbnail({ kind }: { readonly kind: DataKind }) {
  const glyph = GLYPHS[kind];
  return (
    <svg viewBox="0 0 40 40" width="40" height="40" aria-hidden="true" class="thumbnail">
      {glyph && <path d={glyph} class={kind === 'digits' ? 'pen' : 'line'} />}
      {DOTS[kind]?.map(([x, y, label], i) => (
        <circle key={i} cx={x.toFixed(1)} cy={y.toFixed(1)} r="1.5" class={label === 0 ? 'one' : 'other'} />
      ))}
    </svg>
  );
}
