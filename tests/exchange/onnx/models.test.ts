import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { readOnnx, type ReadOnnxOptions } from '../../../lib/exchange/onnx/index.ts';
import { readTensor } from '../../../lib/exchange/onnx/messages.ts';
import { toConstant } from '../../../lib/exchange/onnx/tensor.ts';

/**
 * Models that other tools have written, with what they gave for some inputs: all of MODELS_DIR where it is set, and
 * those that lie in tests/vectors/exchange/onnx.
 */

interface Given {
  readonly name: string;
  readonly shape: readonly number[];
  /** Absent where they lie in a file of their own. */
  readonly values?: readonly (number | string)[];
}

interface Entry {
  readonly name: string;
  readonly files: readonly string[];
  readonly inputs?: readonly Given[];
  readonly outputs?: readonly Given[];
  readonly tolerance?: { readonly abs: number; readonly rel: number };
}

/** What a file needs to be known: inputs that are constants, axes of the batch, outputs that are asked for. */
interface Note {
  readonly constants?: readonly string[];
  readonly batchAxes?: Readonly<Record<string, number>>;
  /** The axis of the batch in an output, where it is not the first. */
  readonly outputs?: Readonly<Record<string, number>>;
  /** The outputs that layers have. Default all. */
  readonly asked?: readonly string[];
  readonly refused?: RegExp;
}

const RNN = ['W', 'R', 'B', 'sequence_lens', 'P'];

const NOTES: Readonly<Record<string, Note>> = {
  test_gemm_all_attributes: { constants: ['b', 'c'], batchAxes: { a: 1 } },
  test_gemm_default_single_elem_vector_bias: { constants: ['b', 'c'] },
  test_gemm_transposeB: { constants: ['b', 'c'] },
  test_conv_with_strides_padding: { constants: ['W'] },
  test_conv_with_autopad_same: { constants: ['W'] },
  test_basic_conv_without_padding: { constants: ['W'] },
  test_batchnorm_epsilon: { constants: ['s', 'bias', 'mean', 'var'] },
  test_layer_normalization_2d_axis1: { constants: ['W', 'B'], asked: ['Y'] },
  test_layer_normalization_default_axis: { constants: ['W', 'B'], asked: ['Y'] },
  test_lstm_defaults: { constants: RNN, outputs: { Y_h: 1 } },
  test_lstm_with_initial_bias: { constants: RNN, outputs: { Y_h: 1 } },
  test_lstm_with_peepholes: { constants: RNN, refused: /LSTM .* must have peepholes P that are 0, got others/ },
  test_gru_defaults: { constants: RNN, outputs: { Y_h: 1 } },
  test_gru_seq_length: { constants: RNN, outputs: { Y_h: 1 } },
  test_gather_0: { constants: ['data'] },
  test_transpose_default: { outputs: { transposed: 2 } },
  test_reshape_negative_dim: { constants: ['shape'] },
  test_reshape_zero_dim: { constants: ['shape'] },
  test_squeeze: { constants: ['axes'], batchAxes: { x: 1 } },
  test_clip: { constants: ['min', 'max'] },
  test_add_bcast: { constants: ['y'] },
  test_reduce_mean_keepdims_example: { constants: ['axes'] },
  repo_test_operator_mm: { constants: ['1', '2'] },
  repo_test_operator_addmm: { constants: ['1', '2'] },
  'gru_lbr0.onnx': { refused: /GRU 'y' must have initial states that are 0, or all of them of the graph/ },
  'typed_fields.onnx': { outputs: { y: 1 } },
  'light_vgg19.onnx': { refused: /at most 67108864 elements in a constant \(option maxElements\), got 102760448/ },
  'bad_huge_dims.onnx': { refused: /number of elements below 2⁵³/ },
  'bad_external_traversal.onnx': { refused: /location below the model’s folder.*, got '\.\.\/\.\./ },
  'bad_cycle.onnx': { refused: /come after what makes its inputs, got 'b' that nothing before it makes/ },
  'bad_truncated.onnx': { refused: /at most the \d+ bytes that are left, got \d+/ },
};

/** Row-major with an axis brought to the front. */
function batchFirst({ shape, values = [] }: Given, axis: number): Float32Array {
  const outer = shape.slice(0, axis).reduce((a, b) => a * b, 1), size = shape[axis] ?? 1;
  const inner = shape.slice(axis + 1).reduce((a, b) => a * b, 1), out = new Float32Array(values.length);
  for (let o = 0; o < outer; o++) {
    for (let b = 0; b < size; b++) {
      for (let i = 0; i < inner; i++) out[(b * outer + o) * inner + i] = Number(values[(o * size + b) * inner + i]);
    }
  }
  return out;
}

/** The numbers of a tensor in a file of its own. */
function fromFile(folder: string, file: string): number[] {
  return [...toConstant(readTensor(new Uint8Array(readFileSync(join(folder, file)))), undefined).data];
}

function filled(folder: string, given: readonly Given[], files: readonly string[], kind: string): readonly Given[] {
  return given.map((one, i) => {
    const file = files.find((path) => path.endsWith(`/${kind}_${i}.pb`));
    return one.values !== undefined || file === undefined ? one : { ...one, values: fromFile(folder, file) };
  });
}

function check(folder: string, entry: Entry): void {
  const { name, files, tolerance } = entry;
  const inputs = filled(folder, entry.inputs ?? [], files, 'input');
  const outputs = filled(folder, entry.outputs ?? [], files, 'output');
  const bytes = new Uint8Array(readFileSync(join(folder, files[0])));
  const { constants: fixed = [], batchAxes = {}, outputs: places = {}, asked, refused } = NOTES[name] ?? {};
  const isFixed = (given: Given): boolean => fixed.includes(given.name);
  const constants: Record<string, { shape: readonly number[]; data: number[] }> = {};
  for (const given of inputs.filter(isFixed)) {
    constants[given.name] = { shape: given.shape, data: (given.values ?? []).map(Number) };
  }
  const options: ReadOnnxOptions = { constants, batchAxes, ...(asked && { outputs: asked }) };
  if (refused !== undefined) {
    assert.throws(() => readOnnx(bytes, options), (error) => {
      assert.ok(error instanceof Error && error.name === 'FormatError', String(error));
      assert.match(error.message, refused);
      return true;
    });
    return;
  }
  const net = readOnnx(bytes, options), x: Record<string, Float32Array> = {};
  for (const given of inputs.filter((one) => !isFixed(one))) {
    const isTurned = given.shape.length === 3 && /^(test_)?(gru|lstm)_/.test(name);
    x[given.name] = batchFirst(given, batchAxes[given.name] ?? (isTurned ? 1 : 0));
  }
  const y = net.predictAll(x);
  for (const given of outputs.filter((one) => asked?.includes(one.name) ?? true)) {
    const wanted = batchFirst(given, places[given.name] ?? 0), got = y[given.name];
    assert.equal(got?.length, wanted.length, `${name} ${given.name}`);
    const { abs = 1e-5, rel = 1e-4 } = tolerance ?? {};
    wanted.forEach((value, i) => {
      const isNear = Object.is(value, got[i]) || Math.abs(value - got[i]) <= abs + rel * Math.abs(value);
      assert.ok(isNear, `${name} ${given.name}[${i}] must be ${value}, got ${got[i]}`);
    });
  }
}

function entriesOf(folder: string): readonly Entry[] {
  const { models } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as { models: Entry[] };
  return models.filter(({ files }) => files.some((file) => file.endsWith('.onnx')));
}

const own = new URL('../../vectors/exchange/onnx', import.meta.url).pathname, { MODELS_DIR } = process.env;
for (const folder of [own, MODELS_DIR]) {
  if (folder === undefined) {
    test('models of MODELS_DIR', { skip: 'MODELS_DIR is not set' }, () => undefined);
  } else if (existsSync(join(folder, 'manifest.json'))) {
    for (const entry of entriesOf(folder)) test(`${entry.name} gives what it should`, () => check(folder, entry));
  }
}
