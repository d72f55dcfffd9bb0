/**
 * A setting as an address, so that a link shows the same numbers to the last bit. One setting has one address.
 * @module
 */
import { rangeError, show } from '../../lib/core/errors.ts';
import { toPoints, writePoints } from './points.ts';
import {
  ACTIVATIONS, DEFAULT, INITIALIZERS, KINDS, LAYER, MOST, OPTIMIZERS, REGULARIZERS, expectSetting, oneOf,
  type DataSetting, type LayerSetting, type OptimizerSetting, type RegularizerSetting, type Setting,
} from './setting.ts';

const WHO = 'setting';
/** In the order of an address. */
const PARTS = ['data', 'layers', 'optimizer', 'batch', 'seed', 'regularizer'] as const;
type Part = (typeof PARTS)[number];

/** The address of a setting, from `#` on. Throws RangeError or TypeError, naming the part, for values that are none. */
export function printSetting(setting: Setting): string {
  expectSetting(setting);
  return printed(setting);
}

/**
 * The setting of an address, with or without its `#`; what it leaves out is as in {@link DEFAULT}. Throws RangeError
 * or TypeError, naming the part, for one that is wrong in anything.
 */
export function parseSetting(address: string): Setting {
  const parts = partsOf(address.replace(/^#/, ''));
  const read = <T>(part: Part, reader: (given: string) => T, otherwise: T): T => {
    const given = parts.get(part);
    return given === undefined ? otherwise : reader(given);
  };
  const setting: Setting = {
    data: read('data', readData, DEFAULT.data),
    layers: read('layers', (given) => (given === '' ? [] : given.split(',').map(readLayer)), DEFAULT.layers),
    optimizer: read('optimizer', readOptimizer, DEFAULT.optimizer),
    batchSize: read('batch', (given) => toNumber('batch', given), DEFAULT.batchSize),
    seed: read('seed', (given) => toNumber('seed', given), DEFAULT.seed),
    regularizer: read('regularizer', readRegularizer, DEFAULT.regularizer),
  };
  expectSetting(setting);
  return setting;
}

function printed({ data, layers, optimizer, batchSize, seed, regularizer }: Setting): string {
  const more = regularizer === undefined ? '' : `&regularizer=${regularizer.name},${regularizer.rate}`;
  return `#data=${printData(data)}&layers=${layers.map(printLayer).join(',')}&optimizer=${printOptimizer(optimizer)}`
    + `&batch=${batchSize}&seed=${seed}${more}`;
}

function printData(data: DataSetting): string {
  if (data.kind === 'points') return ['points', data.test, writePoints(data.points)].join(',');
  if (data.kind === 'csv') {
    const { text, sha256, test } = data, isShort = text !== undefined && text.length <= MOST.text;
    return ['csv', test, sha256, ...(isShort ? [encodeURIComponent(text)] : [])].join(',');
  }
  const { kind, count, test, noise } = data;
  return [kind, count, test, ...(kind === 'digits' ? [] : [noise])].join(',');
}

function printLayer({ units, activation, dropout, initializer }: LayerSetting): string {
  const words = [units, activation, dropout, initializer];
  const least = initializer !== LAYER.initializer ? 4 : dropout !== LAYER.dropout ? 3 : 2;
  return words.slice(0, least).join(':');
}

function printOptimizer({ name, learningRate, options }: OptimizerSetting): string {
  const more = Object.keys(options).sort().map((option) => `${option}:${options[option]}`);
  return [name, learningRate, ...more].join(',');
}

/** `data=…&seed=…` by name, each once. */
function partsOf(address: string): ReadonlyMap<Part, string> {
  const parts = new Map<Part, string>();
  for (const text of address === '' ? [] : address.split('&')) {
    const at = text.indexOf('='), name = at < 0 ? text : text.slice(0, at);
    const part = oneOf('a part', name, PARTS);
    if (at < 0) throw rangeError(`${WHO}: ${part} must have a value after '=', got none`);
    if (parts.has(part)) throw rangeError(`${WHO}: ${part} must be there once, got it twice`);
    parts.set(part, text.slice(at + 1));
  }
  return parts;
}

function readData(given: string): DataSetting {
  const [word, ...more] = given.split(','), kind = oneOf('data', word, KINDS);
  const expectWords = (least: number, most: number, wanted: string): void => {
    if (more.length >= least && more.length <= most) return;
    throw rangeError(`${WHO}: data must be ${kind},${wanted}, got ${show(given)}`);
  };
  if (kind === 'points') {
    expectWords(2, 2, 'TEST,POINTS');
    return { kind, test: toNumber('data.test', more[0]), points: toPoints(WHO, more[1]) };
  }
  if (kind === 'csv') {
    expectWords(2, 3, 'TEST,SHA256,TEXT');
    return {
      kind, test: toNumber('data.test', more[0]), sha256: more[1],
      text: more.length < 3 ? undefined : decoded(more[2]),
    };
  }
  const isDigits = kind === 'digits';
  expectWords(isDigits ? 2 : 3, isDigits ? 2 : 3, `COUNT,TEST${isDigits ? '' : ',NOISE'}`);
  return {
    kind, count: toNumber('data.count', more[0]), test: toNumber('data.test', more[1]),
    noise: isDigits ? 0 : toNumber('data.noise', more[2]),
  };
}

function decoded(given: string): string {
  try {
    return decodeURIComponent(given);
  } catch {
    throw rangeError(`${WHO}: data.text must be percent-encoded UTF-8, got ${show(given)}`);
  }
}

function readLayer(given: string, i: number): LayerSetting {
  const words = given.split(':'), who = `layers[${i}]`;
  if (words.length > 4) {
    throw rangeError(`${WHO}: ${who} must be UNITS:ACTIVATION:DROPOUT:INITIALIZER, got ${show(given)}`);
  }
  const [units, activation = LAYER.activation, dropout, initializer = LAYER.initializer] = words;
  return {
    units: toNumber(`${who}.units`, units), activation: oneOf(`${who}.activation`, activation, ACTIVATIONS),
    dropout: dropout === undefined ? LAYER.dropout : toNumber(`${who}.dropout`, dropout),
    initializer: oneOf(`${who}.initializer`, initializer, INITIALIZERS),
  };
}

function readOptimizer(given: string): OptimizerSetting {
  const [name, rate, ...more] = given.split(',');
  const options = more.map((text): [string, number | boolean] => {
    const [option, value = '', ...rest] = text.split(':');
    if (rest.length > 0) throw rangeError(`${WHO}: optimizer must have options NAME:VALUE, got ${show(text)}`);
    const isWord = value === 'true' || value === 'false';
    return [option, isWord ? value === 'true' : toNumber(`optimizer.${option}`, value)];
  });
  options.forEach(([option], i) => {
    if (options.findIndex(([other]) => other === option) === i) return;
    throw rangeError(`${WHO}: optimizer.${option} must be there once, got it twice`);
  });
  return {
    name: oneOf('optimizer', name, OPTIMIZERS), learningRate: toNumber('optimizer.learningRate', rate ?? ''),
    options: Object.fromEntries(options),
  };
}

function readRegularizer(given: string): RegularizerSetting {
  const [name, rate = '', ...more] = given.split(',');
  if (more.length > 0) throw rangeError(`${WHO}: regularizer must be NAME,RATE, got ${show(given)}`);
  return { name: oneOf('regularizer', name, REGULARIZERS), rate: toNumber('regularizer.rate', rate) };
}

/** A number as JavaScript prints it; else two texts would mean one setting. */
function toNumber(what: string, given: string): number {
  const value = Number(given);
  if (given !== '' && String(value) === given && Number.isFinite(value)) return value;
  throw rangeError(`${WHO}: ${what} must be a number as 200, 0.05 or 1e-7, got ${show(given)}`);
}
