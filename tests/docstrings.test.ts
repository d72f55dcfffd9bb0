import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as optimizers from '../lib/optimizers/index.ts';
import { allExported, type Exported } from './helpers/exported.ts';

const all = allExported();

/** A name with its entry, for messages. */
const place = ({ entry, name }: Exported): string => `${entry} ${name}`;

function placesOf(wrong: (exported: Exported) => boolean): string[] {
  return all.filter(wrong).map(place);
}

test('every export of every entry has a docstring', () => {
  assert.ok(all.length > 700 && new Set(all.map(({ entry }) => entry)).size > 18);
  // a module under a name, whose docstring the compiler does not give
  assert.deepEqual(placesOf(({ docstring }) => docstring.trim() === ''), ['./kernels calls']);
});

test('every function says what it throws, or that it throws nothing', () => {
  assert.deepEqual(placesOf(({ isFunction, docstring }) => isFunction && !/\bThrows\b/.test(docstring)), []);
});

test('every method of what models, layers and optimizers are has a docstring', () => {
  const known = new Set(['Callback', 'Layer', 'Loss', 'Metric', 'Model', 'Optimizer', 'Sequential']);
  const subjects = all.filter(({ name }) => known.has(name));
  assert.equal(subjects.length, known.size);
  const missing = subjects.flatMap(({ name, members }) => members
    .filter(({ isMethod, docstring }) => isMethod && docstring === '').map((member) => `${name}.${member.name}`));
  assert.deepEqual(missing, ['Callback.onPredictBegin', 'Callback.onPredictEnd']); // whose names say all
});

test('no line of a docstring is a heading, a quotation or an item by chance', () => {
  const chance = /^ {0,3}(?:\d+[.)]|[+*>]|#+) /m;
  const wrong = all.flatMap(({ name, docstring, members }) => [
    ...(chance.test(docstring) ? [name] : []),
    ...members.filter((member) => chance.test(member.docstring)).map((member) => `${name}.${member.name}`),
  ]);
  assert.deepEqual(wrong, []);
});

const options = all.filter(({ name }) => /Options$/.test(name));

test('every option has a docstring, with its default where it may be left out', () => {
  assert.ok(options.length > 150);
  const wrong = options.flatMap(({ name, members }) => members
    .filter(({ docstring, isOptional }) => docstring === '' || (isOptional && !/\bdefault\b/i.test(docstring)))
    .map((member) => `${name}.${member.name}`));
  assert.deepEqual([...new Set(wrong)], []);
});

/** What an option or a result may be that has a formula and a source. */
const KINDS = new Set([
  'Activation', 'Constraint', 'Initializer', 'Layer', 'Loss', 'Metric', 'Optimizer', 'Regularizer', 'Schedule',
]);
/** Functions that find one, or make one of others or of the user's formulas. */
const OTHERS = new Set([
  'elementwiseActivation', 'fromConfig', 'meanLoss', 'optimizerNamed', 'pointwiseLoss', 'reduced', 'toActivation',
  'toConstraint', 'toInitializer', 'toLoss', 'toMetric', 'toRegularizer',
]);

const made = all.filter(({ name, kinds }) =>
  /^[a-z]/.test(name) && kinds.some((kind) => KINDS.has(kind)) && !OTHERS.has(name));

/** The rest of the line, and of those that go on, after a key such as `Default: `. */
function keyed({ docstring }: Exported, key: string): string | undefined {
  const found = new RegExp(`^${key}: (.*(?:\\n(?!\\w+: ).+)*)`, 'm').exec(docstring);
  return found?.[1].replace(/\s+/g, ' ');
}

test('every maker of a layer, loss, optimizer or other part of a model has formula, default and source', () => {
  for (const name of ['dense', 'tanh', 'hinge', 'accuracy', 'adam', 'zeros', 'l2', 'maxNorm', 'warmUp']) {
    assert.ok(made.some((exported) => exported.name === name), name);
  }
  assert.ok(made.length > 170);
  const lacking = made.filter((exported) => {
    const formula = keyed(exported, 'Formula') ?? keyed(exported, 'Does');
    const takes = exported.parameters > 0 && exported.takes !== 'LayerOptions';
    return formula === undefined || keyed(exported, 'Source') === undefined
      || (takes && keyed(exported, 'Default') === undefined);
  });
  assert.deepEqual(lacking.map(place), []);
});

/** Options and their defaults, as a line of defaults lists them. */
function defaultsOf(exported: Exported): (readonly [name: string, value: string])[] {
  const value = /'\w+'|−?[\d.]+(?:e-?\d+)?|true|false/.source;
  const pairs = (keyed(exported, 'Default') ?? '').matchAll(new RegExp(`(\\w+) (${value})(?=,|$)`, 'g'));
  return [...pairs].map(([, name, given]) => [name, given]);
}

test('the defaults at a maker are those at its options', () => {
  let compared = 0;
  const wrong = made.flatMap((exported) => {
    const taken = options.find(({ name }) => name === exported.takes.replace(/ \|.*/, ''));
    return defaultsOf(exported).flatMap(([name, value]) => {
      const docstring = taken?.members.find((member) => member.name === name)?.docstring;
      if (docstring === undefined || name === 'learningRate') return [];
      compared++;
      const stated = docstring.replaceAll('10⁻³', '0.001').replaceAll('10⁻⁶', '1e-6');
      return stated.includes(value) ? [] : [`${exported.name}: ${name} ${value}, but ${docstring}`];
    });
  });
  assert.deepEqual(wrong, []);
  assert.ok(compared > 150);
});

test('the defaults at an optimizer are those that it has', () => {
  const makers = made.filter(({ kinds }) => kinds.includes('Optimizer'));
  assert.ok(makers.length > 25);
  for (const exported of makers) {
    const make: unknown = Reflect.get(optimizers, exported.name);
    assert.ok(typeof make === 'function');
    const said = defaultsOf(exported), required = /^([\w ]+) must be given/.exec(keyed(exported, 'Default') ?? '');
    const given = Object.fromEntries((required?.[1].split(' and ') ?? []).map((name) => [name, 0.5]));
    const { name: _, ...config } = make(given).getConfig();
    for (const [name, value] of said) {
      assert.equal(String(config[name]), String(Number(value.replace('−', '-')) || value), `${exported.name}: ${name}`);
    }
  }
});
