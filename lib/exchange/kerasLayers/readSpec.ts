/**
 * Topologies of Keras 2, Keras 3 and TensorFlow.js as one.
 * @module
 */

import { show } from '../../core/errors.ts';
import { isList, isObject, listOf, objectOf, type Json, type JsonObject } from '../../model/description/json.ts';
import { refuse, type Dialect } from './dialect.ts';
import { readCalls, refOf } from './readCalls.ts';
import { snakeOfClass } from './spelling.ts';
import { MASK_OPERATORS, type LayerSpec, type ModelSpec, type Ref } from './spec.ts';
import { ACTIVATION_LAYERS } from './activation.ts';
import { knownClasses, rowOfClass } from './table.ts';

const MODELS: readonly unknown[] = ['Sequential', 'Functional', 'Model'];
/** How deep models stand in models. */
const MOST_DEPTH = 16;
/** The places in Keras where layers come from; modules within leak into files. */
const MODULES = /^(keras|tensorflow\.keras|keras\.(src\.)?(layers|models|engine|legacy)(\..*)?)$/;

const OPERATORS = /^keras\.src\.ops\.\w+$/;

interface Walk {
  readonly dialect: Dialect;
  readonly maxLayers: number;
  /** How many layers were met. */
  count: number;
  /** What is not known here, by class, with the names of layers. */
  readonly unknown: Map<string, string[]>;
}

/**
 * The model that a topology says. Throws FormatError for classes that are not known here, all of them at once, and for
 * what is no topology.
 */
export function readSpec(topology: Json | undefined, dialect: Dialect, maxLayers: number): ModelSpec {
  const walk = { dialect, maxLayers, count: 0, unknown: new Map<string, string[]>() };
  const { class_name: className, config } = objectOf(topology, { who: dialect.who, what: 'the topology' });
  if (!MODELS.includes(className)) {
    refuse(dialect.who, 'the topology must be a Sequential, Functional or Model', show(className));
  }
  const spec = modelOf(className, objectOf(topology), config, walk, [], '', 0);
  if (walk.unknown.size > 0) {
    const got = [...walk.unknown].map(([name, layers]) => `${show(name)} (${layers.map(show).join(', ')})`).join(', ');
    refuse(dialect.who, `layers must be known here, which are ${knownClasses().join(', ')}`, got);
  }
  return spec;
}

function modelOf(
  className: Json, whole: JsonObject, config: Json, walk: Walk, path: readonly string[], place: string, depth: number,
): ModelSpec {
  const { dialect: { who } } = walk, isStack = className === 'Sequential' && !hasNodes(config);
  if (depth > MOST_DEPTH) refuse(who, `models must stand in at most ${MOST_DEPTH} others`, 'more');
  const own: JsonObject = isList(config) ? { layers: config } : objectOf(config, { who, what: 'a model' });
  const entries = listOf(own['layers'], { who, what: 'a model' }), counts = new Map<string, number>();
  const layers = entries.map((entry) =>
    layerOf(objectOf(entry, { who, what: 'a model' }), walk, path, place, counts, depth));
  const names = new Set(layers.map(({ name }) => name));
  if (names.size < layers.length) {
    const twice = layers.find(({ name }, i) => layers.findIndex((layer) => layer.name === name) < i);
    refuse(who, 'layers must have names of their own', `${show(twice?.name)} twice`);
  }
  const inputs = isStack ? undefined : ends(who, 'input_layers', own['input_layers']);
  const outputs = isStack ? undefined : ends(who, 'output_layers', own['output_layers']);
  return {
    name: typeof own['name'] === 'string' && own['name'] !== '' ? own['name'] : undefined, isStack, layers,
    inputs: inputs?.refs ?? [], outputs: outputs?.refs ?? [], inputNames: inputs?.names, outputNames: outputs?.names,
    inputShape: own['build_input_shape'] ?? builtShape(whole),
  };
}

/** The shape of the input that Keras 3 says it was built for. */
function builtShape({ build_config: built = null }: JsonObject): Json | undefined {
  const shape = isObject(built) ? built['input_shape'] : undefined;
  return shape !== undefined && isList(shape) && !isList(shape[0] ?? null) ? shape : undefined;
}

/** A Sequential may have been written as the graph that it is. */
function hasNodes(config: Json): boolean {
  return isObject(config) && config['input_layers'] !== undefined && config['output_layers'] !== undefined;
}

function layerOf(
  entry: JsonObject, walk: Walk, path: readonly string[], place: string, counts: Map<string, number>, depth: number,
): LayerSpec {
  const { dialect, unknown } = walk, { who } = dialect;
  if (++walk.count > walk.maxLayers) {
    refuse(who, `a model must have at most ${walk.maxLayers} layers (maxLayers)`, 'more');
  }
  const { class_name: className, config = {}, module, registered_name: registered } = entry;
  if (typeof className !== 'string') refuse(who, 'a layer must say its class', show(className));
  const inner = isObject(config) ? config['name'] : undefined, given = entry['name'] ?? inner;
  const name = typeof given === 'string' && given !== '' ? given : `${snakeOfClass(className)}_${walk.count}`;
  const snaked = snakeOfClass(className), number = counts.get(snaked) ?? 0, own = [...path, name];
  counts.set(snaked, number + 1);
  const at = `${place}layers/${snaked}${number === 0 ? '' : `_${number}`}`;
  const isModel = MODELS.includes(className), isMask = MASK_OPERATORS.includes(className);
  const isKnown = isModel || isMask || className === 'InputLayer' || ACTIVATION_LAYERS.includes(className)
    || rowOfClass(className) !== undefined;
  const isForeign = (typeof module === 'string' && !MODULES.test(module) && !(isMask && OPERATORS.test(module)))
    || (typeof registered === 'string' && registered !== className);
  if (!isKnown || isForeign) {
    const what = isForeign ? `${typeof module === 'string' ? module : String(registered)}>${className}` : className;
    unknown.set(what, [...unknown.get(what) ?? [], name]);
  }
  const model = isModel && !isForeign ? modelOf(className, entry, config, walk, own, `${at}/`, depth + 1) : undefined;
  return {
    name, className, calls: readCalls(who, name, entry['inbound_nodes']), model, layer: undefined, path: own, place: at,
    inputShape: builtShape(entry), config: isList(config) ? {} : objectOf(config, { who, what: `layer ${show(name)}` }),
  };
}

/** What begins or ends a graph: one, a list, or an object of them. */
function ends(who: string, what: string, value: Json | undefined): {
  readonly refs: readonly Ref[]; readonly names: readonly string[] | undefined;
} {
  const isRef = (each: Json | undefined): boolean =>
    each !== undefined && isList(each) && typeof each[0] === 'string' && typeof each[1] === 'number';
  const refs = (list: readonly Json[]) => list.map((each) => refOf(who, what, each));
  if (value !== undefined && isRef(value)) return { refs: refs([value]), names: undefined };
  if (isObject(value)) return { refs: refs(Object.values(value)), names: Object.keys(value) };
  return { refs: refs(listOf(value, { who, what }).map((each) => (
    isList(each) && isList(each[0] ?? null) && each.length === 1 ? each[0] : each))), names: undefined };
}
