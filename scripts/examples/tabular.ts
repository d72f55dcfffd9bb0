// Which customers will leave? From a CSV with words, missing values and few who do, to a model in a file.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dense, normalization, sequential } from 'bitgrad';
import { categories, oneHot, parseCsv, standardize, toLabels, trainTestSplit } from 'bitgrad/data';
import type { Table } from 'bitgrad/data';
import { loadFile, saveFile } from 'bitgrad/node';

const all = parseCsv(readFileSync(new URL('data/customers.csv', import.meta.url), 'utf8'));
const left = toLabels(all.strings('left'), ['no', 'yes']);
const { train, test } = trainTestSplit({ table: all, y: left }, { testSize: 0.25, seed: 1, stratify: left });

const names = ['age', 'monthly', 'calls'], fill = train.table.medians(names);
const cities = categories(all.strings('city')), plans = categories(all.strings('plan'));
const rowsOf = (table: Table) => {
  const numbers = table.numbers(names, { fill });
  const city = oneHot(table.strings('city'), { classes: cities });
  const plan = oneHot(table.strings('plan'), { classes: plans });
  return Array.from({ length: table.rows }, (_, i) => [numbers, city, plan].flatMap((values) => {
    const width = values.length / table.rows;
    return [...values.subarray(i * width, (i + 1) * width)];
  }));
};
const x = rowsOf(train.table), features = names.length + cities.length + plans.length;
const { mean, variance } = standardize(Float32Array.from(x.flat()), { features });

const model = sequential([
  normalization({ mean, variance, inputShape: [features] }), dense({ units: 8, activation: 'tanh' }),
  dense({ units: 1, activation: 'sigmoid' }),
], { seed: 0 });
model.compile({ optimizer: 'adam', loss: 'binaryCrossentropy', metrics: ['recall', 'auc'] });
await model.fit(x, train.y, { epochs: 60, classWeight: 'balanced' }); // one in six leaves

const folder = mkdtempSync(join(tmpdir(), 'bitgrad-')), file = join(folder, 'customers.bitgrad');
saveFile(file, model);
const { recall = 0, auc = 0 } = loadFile(file).evaluate(rowsOf(test.table), test.y);
console.log(`It finds ${Math.round(100 * recall)} % of those who leave; area under the curve ${auc.toFixed(3)}.`);
rmSync(folder, { recursive: true });
