/**
 * The numbers of a training run as one page of HTML, with nothing outside it.
 * @module
 */
import {
  ULP_BUCKETS, explainGradient, type DeadUnits, type Numerics, type TensorNumerics,
} from '../../lib/audit/index.ts';
import type { Model } from '../../lib/index.ts';
import type { RowSource } from '../../lib/kernels/index.ts';
import { lineChart } from '../chart/lineChart.ts';
import { strongestWeight } from '../strongestWeight.ts';
import { percent, short, worstOf, type Snapshot } from './text.ts';

export interface PageData {
  readonly x: RowSource;
  readonly y: ArrayLike<number>;
  readonly snapshots: readonly Snapshot[];
  readonly dataset: string;
  readonly iterations: number;
}

const STYLE = `
body { font: 15px/1.5 system-ui, sans-serif; color: #222; max-width: 1100px; margin: 2rem auto; padding: 0 1rem }
h1, h2 { line-height: 1.2 } h2 { margin-top: 2.5rem }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 13px }
td, th { padding: 2px 10px; text-align: right; border-bottom: 1px solid #eee; white-space: nowrap }
td:first-child, th:first-child { text-align: left }
.bars { display: inline-flex; align-items: flex-end; height: 18px; gap: 1px }
.bars i { width: 5px; background: #1f77b4; min-height: 1px }
pre { background: #f7f7f7; padding: 1rem; overflow-x: auto; font-size: 12.5px } svg { max-width: 100%; height: auto }
.note { color: #666 }`;

const TENSOR_TITLES = [
  '', 'smallest', 'largest', 'mean |v|', 'zeros', 'error', 'roundings', 'errors in ulp, ½ to 2²²',
];

const escape = (text: string): string =>
  text.replace(/[&<>]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[c] ?? c);

/** The page. In it the weight of layer 2 that the first example moves most is explained on that example. */
export function drawPage(model: Model, { x, y, snapshots, dataset, iterations }: PageData): string {
  const last = snapshots[snapshots.length - 1].numerics, { examples } = last;
  const inputs = x.length / examples, oneX = x.subarray(0, inputs);
  const oneY = Array.from({ length: y.length / examples }, (_, i) => y[i]);
  const explanation = explainGradient(model, oneX, oneY, strongestWeight(model, oneX, oneY));
  const svg = explanation.toSvg().replace(/^<\?xml[^>]*>\s*/, '');
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Numbers of a training run</title><style>${STYLE}</style></head><body>
<h1>Numbers of a training run</h1>
<p>${iterations} steps on ${escape(dataset)}; looked at ${examples} test examples before training and after each epoch,
as one step of training sees them.</p>
<h2>Epoch by epoch</h2>
${epochChart(snapshots)}
${table(['', 'loss', 'less exact loss', 'dead units', 'largest error', 'in'], snapshots.map(epochRow))}
<p class="note">The exact loss is that of the same step in binary64, from the same parameters.
Errors of a tensor are in units of 2⁻²⁴ of its largest element.</p>
<h2>Tensor by tensor, at the end</h2>
${table(TENSOR_TITLES, last.tensors.map(tensorRow))}
${last.dead.map(deadParagraph).join('\n')}
<h2>All elements by their error</h2>
${histogram(last)}
<h2>One weight explained</h2>
${svg}
<pre>${escape(String(explanation))}</pre>
</body></html>
`;
}

function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const row = (cells: readonly string[], tag: string): string =>
    `<tr>${cells.map((cell) => `<${tag}>${cell}</${tag}>`).join('')}</tr>`;
  return `<table>${row(titles.map(escape), 'th')}${rows.map((cells) => row(cells, 'td')).join('\n')}</table>`;
}

function deadParagraph({ layer, units, dead, zeros }: DeadUnits): string {
  return `<p>${escape(layer)}: ${dead} of ${units} units are 0 for all examples; ${percent(zeros)} `
    + 'of all outputs are 0.</p>';
}

function epochRow({ epoch, numerics: { loss, exactLoss, dead, tensors } }: Snapshot): string[] {
  const worst = worstOf(tensors), units = dead.reduce((sum, own) => sum + own.units, 0);
  const gone = dead.reduce((sum, own) => sum + own.dead, 0);
  return [
    epoch === 0 ? 'before' : `epoch ${epoch}`, loss.toFixed(6), (loss - exactLoss).toExponential(1),
    `${gone} of ${units}`, worst.errorInRoundings.toFixed(1), escape(`${worst.layer}/${worst.tensor}`),
  ];
}

function tensorRow(tensor: TensorNumerics): string[] {
  const {
    layer, tensor: name, minimum, maximum, meanMagnitude, zeros, largestError, errorInRoundings, histogram: counts,
  } = tensor;
  const most = Math.max(...counts, 1);
  const bars = counts.map((count, i) =>
    `<i style="height:${Math.round((18 * count) / most)}px" title="${escape(ULP_BUCKETS[i])} ulp: ${count}"></i>`)
    .join('');
  return [
    escape(`${layer}/${name}`), short(minimum), short(maximum), short(meanMagnitude), percent(zeros),
    short(largestError), errorInRoundings.toFixed(2), `<span class="bars">${bars}</span>`,
  ];
}

function histogram({ tensors }: Numerics): string {
  const counts = ULP_BUCKETS.map((_, i) => tensors.reduce((sum, own) => sum + own.histogram[i], 0));
  const total = counts.reduce((sum, count) => sum + count, 0);
  const rows = counts.flatMap((count, i) =>
    (count === 0 ? [] : [[`${escape(ULP_BUCKETS[i])} ulp`, String(count), percent(count / total)]]));
  return table(['', 'elements', 'share'], rows);
}

function epochChart(snapshots: readonly Snapshot[]): string {
  const width = 640, height = 260, values = snapshots.map(({ numerics }) => numerics.loss);
  const chart = lineChart({
    title: 'Loss', width, height, x: snapshots.map(({ epoch }) => epoch), xTitle: 'epoch', low: 0,
    series: [{ name: 'loss', color: '#1f77b4', values }],
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" `
    + `font-size="12">${chart}</svg>`;
}
