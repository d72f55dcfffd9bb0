/**
 * Pictures in text.
 * @module
 */

const SHADES = ' ░▒▓█';

/** An image of `size` × `size` pixels in [0, 1], two rows of pixels a line. */
export function drawImage(pixels: ArrayLike<number>, size: number): string {
  const lines: string[] = [];
  for (let row = 0; row < size; row += 2) {
    let line = '';
    for (let column = 0; column < size; column++) {
      const upper = pixels[row * size + column], lower = row + 1 < size ? pixels[(row + 1) * size + column] : 0;
      line += SHADES[Math.min(SHADES.length - 1, Math.floor(((upper + lower) / 2) * SHADES.length))];
    }
    lines.push(line);
  }
  return lines.join('\n');
}

/** Two blocks of text side by side. */
export function beside(left: string, right: string, gap: number = 3): string {
  const leftLines = left.split('\n'), rightLines = right.split('\n');
  const width = Math.max(...leftLines.map((line) => line.length));
  const height = Math.max(leftLines.length, rightLines.length);
  return Array.from({ length: height }, (_, i) =>
    ((leftLines[i] ?? '').padEnd(width + gap) + (rightLines[i] ?? '')).trimEnd()).join('\n');
}

/** Probabilities of classes 0, 1, … as bars. */
export function drawProbabilities(probabilities: ArrayLike<number>): string {
  return Array.from(probabilities, (p, digit) => `${digit}  ${p.toFixed(6)}  ${'█'.repeat(Math.round(p * 20))}`)
    .join('\n');
}

/**
 * How often each true class (rows) was read as each class (columns), with the share read rightly; `counts`
 * is a confusionMatrix.
 */
export function drawConfusion(counts: Uint32Array, classes: number): string {
  const width = Math.max(4, ...Array.from(counts, (count) => String(count).length + 1));
  const header = `true \\ read${Array.from({ length: classes }, (_, c) => String(c).padStart(width)).join('')}   right`;
  const rows = Array.from({ length: classes }, (_, c) => {
    const row = Array.from(counts.subarray(c * classes, (c + 1) * classes));
    const total = row.reduce((sum, count) => sum + count, 0);
    const share = total === 0 ? '-' : `${((100 * row[c]) / total).toFixed(1)} %`;
    return `${String(c).padStart(11)}`
      + `${row.map((count) => (count === 0 ? '·' : String(count)).padStart(width)).join('')}  ${share.padStart(7)}`;
  });
  return [header, ...rows].join('\n');
}
