/**
 * The numbers of a training step as text.
 * @module
 */
import { ULP_BUCKETS, type Numerics, type TensorNumerics } from '../../lib/audit/index.ts';

/** Numbers seen before training (epoch 0) and after each epoch. */
export interface Snapshot {
  readonly epoch: number;
  readonly numerics: Numerics;
}

const SHADES = ' ▁▂▃▄▅▆▇█';

/** Three digits. */
export function short(value: number): string {
  if (value === 0) return '0';
  const magnitude = Math.abs(value);
  return magnitude >= 1e4 || magnitude < 1e-3 ? value.toExponential(1) : String(Number(value.toPrecision(3)));
}

/** A share in per cent. */
export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

/** One line an epoch. */
export function drawEpochs(snapshots: readonly Snapshot[]): string {
  const lines = snapshots.map(({ epoch, numerics: { loss, exactLoss, tensors, dead } }) => {
    const worst = worstOf(tensors), units = dead.reduce((sum, own) => sum + own.units, 0);
    const gone = dead.reduce((sum, own) => sum + own.dead, 0);
    const cells = [
      epoch === 0 ? 'before' : `epoch ${epoch}`, loss.toFixed(6), (loss - exactLoss).toExponential(1),
      units === 0 ? '-' : `${gone} of ${units}`, `${worst.errorInRoundings.toFixed(1)}`,
      `${worst.layer}/${worst.tensor}`,
    ];
    return cells.map((cell, i) => (i === 0 ? cell.padEnd(10) : i === 5 ? `  ${cell}` : cell.padStart(16))).join('');
  });
  const heading = `${''.padEnd(10)}`
    + `${['loss', 'less exact loss', 'dead units', 'largest error'].map((title) => title.padStart(16)).join('')}  in`;
  return [heading, ...lines].join('\n');
}

/** The tensor that rounding has taken farthest, for its size. */
export function worstOf(tensors: readonly TensorNumerics[]): TensorNumerics {
  return tensors.reduce((worst, tensor) => (tensor.errorInRoundings > worst.errorInRoundings ? tensor : worst));
}

/** One line a tensor. */
export function drawTensors({ tensors }: Numerics): string {
  const width = Math.max(...tensors.map(({ layer, tensor }) => layer.length + tensor.length + 1)) + 2;
  const titles = ['smallest', 'largest', 'mean |v|', 'zeros', 'error', 'roundings'];
  const heading = `${''.padEnd(width)}${titles.map((title) => title.padStart(11)).join('')}  errors in ulp, ½ to 2²²`;
  const lines = tensors.map((tensor) => {
    const { minimum, maximum, meanMagnitude, zeros, largestError, errorInRoundings, notFinite } = tensor;
    const cells = [
      short(minimum), short(maximum), short(meanMagnitude), percent(zeros), short(largestError),
      errorInRoundings.toFixed(2),
    ];
    const bad = notFinite === 0 ? '' : `  ${notFinite} not finite`;
    return `${`${tensor.layer}/${tensor.tensor}`.padEnd(width)}${cells.map((cell) => cell.padStart(11)).join('')}  `
      + `${bars(tensor.histogram)}${bad}`;
  });
  return [heading, ...lines].join('\n');
}

/** A histogram as a line of blocks, the fullest the highest. */
function bars(histogram: readonly number[]): string {
  const most = Math.max(...histogram, 1);
  return histogram.map((count) =>
    SHADES[count === 0 ? 0 : Math.max(1, Math.round((count / most) * (SHADES.length - 1)))]).join('');
}

/** How many elements of all tensors lie below each number of ulps. */
export function drawHistogram({ tensors }: Numerics): string {
  const counts = ULP_BUCKETS.map((_, i) => tensors.reduce((sum, { histogram }) => sum + histogram[i], 0));
  const total = counts.reduce((sum, count) => sum + count, 0);
  const last = counts.reduce((found, count, i) => (count > 0 ? i : found), 0);
  return counts.slice(0, last + 1).map((count, i) => {
    const share = count / total;
    return `${ULP_BUCKETS[i].padStart(10)} ulp ${String(count).padStart(8)} ${percent(share).padStart(8)}  `
      + `${'█'.repeat(Math.round(40 * share))}`;
  }).join('\n');
}

/** Units of the layers with ReLU. */
export function drawDead({ dead, examples }: Numerics): string {
  return dead.map(({ layer, units, dead: gone, zeros }) =>
    `${layer}: ${gone} of ${units} units are 0 for all ${examples} examples; ${percent(zeros)} `
      + 'of all its outputs are 0').join('\n');
}
