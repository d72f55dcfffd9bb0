/**
 * A model as a module of JavaScript that predicts.
 * @module
 */

import { toBase64 } from '../../core/base64.ts';
import { ARITHMETIC_CONTRACT } from '../../core/contract.ts';
import { show, typeError } from '../../core/errors.ts';
import { sizeOf } from '../../core/shape.ts';
import type { Handle } from '../../kernels/handle.ts';
import type { Model } from '../../model/index.ts';
import { writeJson } from '../../model/description/json.ts';
import { expectModel } from '../../model/expectModel.ts';
import { bindPasses, type Passes } from '../../plan/passes.ts';
import { ListPrinter } from './printList.ts';

/** Examples that are computed at once. */
const BATCH = 32;

/**
 * The text of an ECMAScript module without imports that has the model's weights inside, and exports `predict`:
 *
 *     const text = exportPredict(model);
 *     // written to predict.mjs: import { predict } from './predict.mjs'; predict([5.1, 3.5, 1.4, 0.2])
 *
 * `predict(x)` takes examples one after the other, in an array of numbers, and gives the outputs one after the other in
 * a Float32Array: the bits of `model.predict`, on every engine. A model of several inputs takes a list of them in the
 * order of `model.network.graph.inputNames`; one of several outputs gives such a list. Beside the weights, a third
 * longer than their bytes, it is a few thousand characters long. It runs in modules of any host, also where
 * WebAssembly is forbidden, in one thread and without SIMD. Ids of an embedding are not checked.
 *
 * The layers of the library have a text, but stateful ones and `sinePositionEncoding`, and so have those of one's own
 * that are made of routines and formulas. Throws TypeError, with all of them by name, for others.
 *
 * Default: 32 examples are computed at once
 */
export function exportPredict(model: Model): string {
  expectModel('exportPredict', model);
  const { network, theta, state } = model, passes = bindPasses(network, BATCH), arrays = new Arrays(passes);
  const printer = new ListPrinter((handle) => arrays.nameOf(handle)), refused = new Map<string, string>();
  const statements = passes.list.map(({ node: { of: { name, layer } }, forward }) => {
    const refuse = (what: string): void => {
      if (!refused.has(name)) refused.set(name, `${show(name)} (${layer.kind}: ${what})`);
    };
    if (layer.batchSize !== undefined) refuse('it is stateful');
    return printer.statements(forward, refuse);
  }).join('');
  if (refused.size > 0) {
    const wanted = 'model must have layers that predict by routines and formulas alone';
    throw typeError(`exportPredict: ${wanted}, got ${[...refused.values()].join(', ')}`);
  }
  const ends = predictText(passes, arrays);
  return [
    `// A network of bitgrad: predict gives the bits of arithmetic contract ${ARITHMETIC_CONTRACT} on every engine.`,
    printer.functions, DECODE, `const W=decode('${encoded(theta)}'),S=decode('${encoded(state)}');`, arrays.text,
    `function run(n){\n${statements}}`, ends, '',
  ].join('\n');
}

/** Numbers of binary32, little-endian, in base64. */
const DECODE = `function decode(text){
const b=Uint8Array.from(atob(text),(c)=>c.charCodeAt(0)),v=new DataView(b.buffer);
return Float32Array.from({length:b.length/4},(_,i)=>v.getFloat32(4*i,true))}`;

function encoded(values: Float32Array): string {
  const bytes = new Uint8Array(4 * values.length), view = new DataView(bytes.buffer);
  values.forEach((value, i) => view.setFloat32(4 * i, value, true));
  return toBase64(bytes);
}

/** The arrays of a module: those of θ and of the state, and buffers. */
class Arrays {
  readonly #names: Map<Handle, string>;
  readonly #made: string[] = [];

  constructor({ learned: { theta, state } }: Passes) {
    this.#names = new Map([[theta, 'W'], [state, 'S']]);
  }

  /** What makes them. */
  get text(): string {
    return this.#made.join('\n');
  }

  nameOf(handle: Handle): string {
    const known = this.#names.get(handle);
    if (known !== undefined) return known;
    const { of, offset, length, layer, tensor } = handle, from = of && this.nameOf(of), name = `b${this.#made.length}`;
    const made = from === undefined ? `new Float32Array(${length})` : `${from}.subarray(${offset},${offset + length})`;
    this.#names.set(handle, name);
    this.#made.push(`const ${name}=${made}; // ${writeJson(`${layer} ${tensor}`)}`);
    return name;
  }
}

/** Loads batches, runs them and keeps what they give. */
function predictText({ network: { graph }, flows, inputs }: Passes, arrays: Arrays): string {
  const widths = graph.inputs.map(({ shape }) => sizeOf(shape)), isOnly = inputs.length === 1;
  const outputs = graph.outputs.map((value) => ({
    name: arrays.nameOf(flows.valueOf(value)), width: sizeOf(value.shape),
  }));
  const given = inputs.map((handle, i) => ({ name: arrays.nameOf(handle), width: widths[i] }));
  const loads = given.map(({ name, width }, i) => `${name}.set(xs[${i}].subarray(at*${width},(at+n)*${width}));`);
  const keeps = outputs.map(({ name, width }, i) => `ys[${i}].set(${name}.subarray(0,n*${width}),at*${width});`);
  return `export function predict(x){
const xs=(${isOnly ? '[x]' : 'x'}).map((each)=>Float32Array.from(each)),m=xs[0].length/${widths[0]};
if(!Number.isInteger(m)||[${widths.join(',')}].some((w,i)=>xs[i]?.length!==m*w))
throw new RangeError('predict: x must have ${widths.join(', ')} numbers an example');
const ys=[${outputs.map(({ width }) => `new Float32Array(m*${width})`).join(',')}];
for(let at=0;at<m;at+=${BATCH}){const n=Math.min(${BATCH},m-at);
${[...loads, 'run(n);', ...keeps].join('\n')}}
return ${outputs.length === 1 ? 'ys[0]' : 'ys'}}`;
}
