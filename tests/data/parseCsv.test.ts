import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FormatError } from '../../lib/core/errors.ts';
import { Philox } from '../../lib/core/philox.ts';
import { parseCsv } from '../../lib/data/index.ts';
import { pick } from '../helpers/random.ts';
import { checkRefusals } from '../helpers/refusals.ts';
import { peers } from './peers.ts';

test("records are those of Python's csv", () => {
  for (const { text, separator, trim, records } of peers.csv) {
    const table = parseCsv(text, { separator, trim, header: false, missing: ['never'] });
    const columns = table.names.map((name) => table.strings(name));
    assert.deepEqual(records.map((_, row) => columns.map((column) => column[row])), records, text);
  }
});

test('what was written in any quotes, ends of lines and separators comes back', () => {
  const random = new Philox(4180, 1), parts = ['a', '"', ',', ';', '\t', '\n', '\r', '\r\n', ' ', 'é', '😀', '""', '#'];
  for (let round = 0; round < 200; round++) {
    const separator = pick(random, [',', ';', '\t', '|']), newline = pick(random, ['\n', '\r\n', '\r']);
    const columns = 1 + random.nextBelow(4), rows = 1 + random.nextBelow(4);
    const records = Array.from({ length: rows }, () => Array.from({ length: columns }, () =>
      Array.from({ length: random.nextBelow(4) }, () => pick(random, parts)).join('')));
    const quoted = (field: string): string =>
      (/["\n\r]/.test(field) || field.includes(separator) || field === '' || random.nextBelow(3) === 0
        ? `"${field.replaceAll('"', '""')}"` : field);
    const text = (random.nextBelow(2) === 0 ? '\ufeff' : '')
      + records.map((fields) => fields.map(quoted).join(separator)).join(newline)
      + (random.nextBelow(2) === 0 ? newline : '');
    const table = parseCsv(text, { header: false, separator, missing: ['never'] });
    assert.equal(table.rows, rows);
    const read = table.names.map((name) => table.strings(name));
    assert.deepEqual(records, records.map((_, row) => read.map((column) => column[row])), JSON.stringify(text));
  }
});

test('columns are numbers or strings by name, and rows are selected', () => {
  const table = parseCsv('\ufeffage,city,"net, €"\r\n31,Bern, 1e3 \r\n\r\n-.5,"Ulm ""D""",+2.\r\n');
  assert.deepEqual([table.names, table.rows], [['age', 'city', 'net, €'], 2]);
  assert.deepEqual(table.numbers(['net, €', 'age']), Float32Array.of(1000, 31, 2, -0.5));
  assert.deepEqual(table.numbers('age'), Float32Array.of(31, -0.5));
  assert.deepEqual(table.strings('city'), ['Bern', 'Ulm "D"']);
  const other = table.select([1, 0, 1]);
  assert.deepEqual([other.rows, [...other.numbers('age')]], [3, [-0.5, 31, -0.5]]);
  assert.throws(() => other.numbers('city'), /column 'city', row 0 \(line 4\) must be a number/);
});

test('names, decimal commas, trimming and texts for missing values are options', () => {
  const text = 'x ; y\n"1,5" ; NA\n ? ; -2,25e1\n';
  const options = { separator: ';', decimal: ',', trim: true, missing: ['NA', '?'] } as const;
  const table = parseCsv(text, options);
  assert.deepEqual(table.names, ['x', 'y']);
  assert.deepEqual([...table.numbers(['x', 'y'], { fill: 0 })], [1.5, 0, 0, -22.5]);
  assert.deepEqual([...table.numbers(['x', 'y'], { fill: { x: 7, y: 8 } })], [1.5, 8, 7, -22.5]);
  assert.deepEqual(table.strings('y', { fill: 'none' }), ['none', '-2,25e1']);
  assert.deepEqual(parseCsv(text, { ...options, names: ['a', '__proto__'] }).means('__proto__'),
    JSON.parse('{"__proto__": -22.5}'));
  assert.deepEqual(parseCsv('1,2\n', { header: false }).names, ['column1', 'column2']);
  assert.equal(parseCsv('a,b\n').rows, 0);
});

test('means and medians of what is there fill what is not, in other rows too', () => {
  const table = parseCsv('a,b\n1,10\n,2\n5,\n2,1e1\n');
  assert.deepEqual(table.means(['a', 'b']), { a: (1 + 5 + 2) / 3, b: 22 / 3 });
  assert.deepEqual(table.medians(['a', 'b']), { a: 2, b: 10 });
  assert.deepEqual(table.select([0, 2]).medians('a'), { a: 3 });
  const fill = table.select([0, 2]).means('a');
  assert.deepEqual([...table.numbers('a', { fill })], [1, 3, 5, 2]);
});

const table = parseCsv('age,city\n1,\n\nx,Ulm\n1e39,\n');
checkRefusals('what is no table, no number and no value is refused with its row, line and column', [
  [() => parseCsv(''), FormatError, /^parseCsv: text must hold a record, got none$/],
  [() => parseCsv('a,b\n\n"1\n",2,3\n'), FormatError, /^parseCsv: row 0 \(line 3\) must have 2 fields, .* got 3$/],
  [() => parseCsv('a,b\n"1\n2",2\n3\n'), FormatError, /^parseCsv: row 1 \(line 4\) must have 2 fields, .* got 1$/],
  [() => parseCsv('a\n"1\n'), FormatError, /^parseCsv: the quote that opens in line 2 must close/],
  [() => parseCsv('a\r\n"1\n"2\n'), FormatError, /^parseCsv: a closing quote .* got '2' after it in line 3$/],
  [() => parseCsv('a,a\n'), FormatError, /^parseCsv: the header must name each column once, got 'a' again; `names/],
  [() => parseCsv('a,b\n', { names: ['x'] }), RangeError, /^parseCsv: names must be 2, one a column, got 1$/],
  [() => parseCsv('a,b\n', { separator: '::' }), RangeError, /^parseCsv: separator must be one character/],
  [() => parseCsv(new Uint8Array(3) as never), TypeError, /got Uint8Array of 3; new TextDecoder\(\)\.decode\(text\)/],
  [() => parseCsv('a\n', { seperator: ';' } as never), TypeError, /'seperator'.*did you mean 'separator'/],
  [() => table.numbers('age'), FormatError, /^numbers: column 'age', row 1 \(line 4\) must be a number, got 'x'; `str/],
  [() => parseCsv('age;b\n1;2,5\n'), FormatError, /must have one field, .* got 2; { separator: ';' } where/],
  [() => parseCsv('a\tb\n1,2\t2\n'), FormatError, /got 2; { separator: '\\t' } where that separates fields$/],
  [() => parseCsv('a\nNA\n').numbers('a'), FormatError, /'NA'; .*{ missing: \['', 'NA'\] }\) says that none/],
  [() => parseCsv('a;b\n2,5;1', { separator: ';' }).numbers(), FormatError, /'2,5'; .*{ decimal: ',' }\) reads it$/],
  [() => parseCsv('a\ntrue\n').numbers('a'), FormatError, /got 'true'; `strings` gives words, of which oneHot/],
  [() => parseCsv('a\n$1\n').numbers('a'), FormatError, /must be a number, got '\$1'$/],
  [
    () => table.numbers('age', { fill: 'mean' as never }), TypeError,
    /^numbers: fill must be a number, or an object with one by column such as means\(columns\) gives, got 'mean'$/,
  ],
  [() => table.numbers('age', { fill: { agee: 1 } }), RangeError, /^numbers: a column of fill must be .* mean 'age'/],
  [() => table.select([2]).numbers('age'), FormatError, /^numbers: .* row 0 \(line 5\) must be a number of binary32, /],
  [() => table.numbers('city'), FormatError, /^numbers: column 'city', row 0 .* must be a number, got ''; `fill/],
  [() => table.strings('city'), FormatError, /^strings: column 'city', row 0 .* must be a value, got ''; `fill/],
  [() => table.numbers('Age'), RangeError, /^numbers: a column must be one of 'age', 'city', got 'Age'; did you mean/],
  [() => table.numbers('age', { fill: NaN }), RangeError, /^numbers: fill must be a finite number, got NaN$/],
  [() => table.select([3]), RangeError, /^select: rows\[0\] must be an integer from 0 to 2, got 3$/],
  [() => table.select([0, 1]).means('city'), FormatError, /must be a number, got 'Ulm'/],
  [() => table.select([0]).means('city'), RangeError, /^means: column 'city' must have a value in some row, got none$/],
]);

test('numbers are those of all columns by default, and one text may mean that a value is missing', () => {
  const whole = parseCsv('a,b\n1,?\n,4\n', { missing: ['?', ''] });
  assert.deepEqual([...whole.numbers(undefined, { fill: { a: 7, b: 8 } })], [1, 8, 7, 4]);
  assert.deepEqual([...parseCsv('a\n1\n?\n', { missing: '?' }).numbers('a', { fill: 0 })], [1, 0]);
  assert.deepEqual([...parseCsv('a,b\n1,2\n').numbers()], [1, 2]);
});

test('only decimal numbers are numbers', () => {
  for (const text of ['0x10', '1_000', '1,5', 'Infinity', 'NaN', '1e', '.', '--1', '1 2', 'e5', '١']) {
    assert.throws(() => parseCsv(`a\n"${text}"\n`).numbers('a'), FormatError, text);
  }
  assert.throws(() => parseCsv('a\n"1.5"\n', { decimal: ',' }).numbers('a'), FormatError);
});
