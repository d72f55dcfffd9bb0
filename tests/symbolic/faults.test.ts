/**
 * Faults planted in the emitted instructions: each is found, and told by routine, sizes, element, and what came.
 * @module
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { elementary } from '../../lib/kernels/elementary.ts';
import { programRoutine } from '../../lib/kernels/routines/elementwise.ts';
import { routines } from '../../lib/kernels/allRoutines.ts';
import type { Routine } from '../../lib/kernels/routines/routine.ts';
import type { DecodedInstruction, DecodedModule } from '../wasm/decode.ts';
import { ANY, type Case } from './cases.ts';
import { Prover } from './prove.ts';

const LONGEST_MESSAGE = 400;

type Code = readonly DecodedInstruction[];
type Change = (code: Code) => Code;

interface Fault {
  readonly routine: Routine;
  readonly given: Case;
  /** The exported function whose instructions are changed, or of whose module those that are not exported are. */
  readonly exported: string;
  readonly others?: true;
  readonly change: Change;
  /** What is said of it, after routine and sizes. */
  readonly said: RegExp;
}

/** Changes each instruction that `is` finds, or only one of those, counted from the end where it is negative. */
function replace(is: (each: DecodedInstruction, at: number, code: Code) => boolean, by: Change, only?: number): Change {
  return (code) => {
    const found = code.flatMap((each, at) => (is(each, at, code) ? [at] : []));
    const wanted = only === undefined ? found : [found.at(only)];
    return code.flatMap((each, at) => (wanted.includes(at) ? by([each]) : [each]));
  };
}

const named = (mnemonic: string, ...immediates: number[]) => (each: DecodedInstruction): boolean =>
  each.mnemonic === mnemonic && immediates.every((value, i) => each.immediates[i] === value);

const instead = (mnemonic: string, ...immediates: number[]): Change => () => [{ mnemonic, immediates }];
const lanes = (change: (lane: number) => number): Change =>
  replace(named('f32x4.extract_lane'), ([{ mnemonic, immediates: [lane] }]) =>
    [{ mnemonic, immediates: [change(Number(lane))] }]);

/** Where the next instruction is that. */
function before(is: (each: DecodedInstruction) => boolean) {
  return (_: DecodedInstruction, at: number, code: Code): boolean => at + 1 < code.length && is(code[at + 1]);
}

const { allFinite, axpy, biasAdd, columnSums, dot, gemm, gemv, nrm2, rowMaxima, scal, softmax, sum } = routines;
const { gather, scatterAdd, softmaxCrossentropy } = routines;

const drop = (): Code => [{ mnemonic: 'drop', immediates: [] }];

const faults: Readonly<Record<string, Fault>> = {
  'two sums are swapped': {
    routine: dot, given: { n: 7 }, exported: 'dot', change: lanes((lane) => [0, 2, 1, 3][lane]),
    said: /^dot, n=7: returned: .*x\[\d\].* came, .* was expected$/,
  },
  'a lane is taken twice': {
    routine: sum, given: { n: 6 }, exported: 'sum', change: lanes((lane) => Math.min(lane, 2)),
    said: /^sum, n=6: returned: .*x\[2\].* came, .*x\[3\].* was expected$/,
  },
  'a block of the inner index does not reload its accumulators': {
    routine: gemm, given: { transA: 'N', transB: 'N', m: 1, n: 8, k: 513, alpha: ANY, beta: 0 },
    exported: 'block', others: true, change: replace(before(named('if')), instead('i32.const', 0), 0),
    said: /^gemm, .* k=513 .*: c\[0, 0\]: .* came, .* was expected$/,
  },
  'a block of a sum is not added to those before': {
    routine: sum, given: { n: 4097 }, exported: 'sum', change: replace(named('f32.add'), instead('f32.sub'), -1),
    said: /^sum, n=4097: returned: .* ⊖ .* came, .* ⊕ .* was expected$/,
  },
  'a block of a sum goes on with the lanes of the one before': {
    routine: dot, given: { n: 4097 }, exported: 'dot',
    change: (code) => replace(named('f32.const', 0), instead('local.get', 3))(
      replace(named('f32x4.splat'), () => [])(code),
    ),
    said: /^dot, n=4097: returned: .* came, .* was expected$/,
  },
  'a sum does not begin at what is there': {
    routine: columnSums, given: { m: 2, n: 5, beta: 1 }, exported: 'columnSums',
    change: replace(before(named('if')), instead('i32.const', 0)), said: /: y\[0\]: 0 came, y\[0\] was expected$/,
  },
  'the last element is dropped': {
    routine: axpy, given: { n: 5, alpha: 1 }, exported: 'axpy',
    change: replace(named('i32.const', 1), instead('i32.const', 2)), said: /: y\[4\]: y\[4\] came, .* was expected$/,
  },
  'an offset is off by 4': {
    routine: scal, given: { n: 16, alpha: ANY }, exported: 'scal',
    change: replace(named('v128.load', 4, 16), instead('v128.load', 4, 20)),
    said: /: x\[4\]: x\[5\] came, x\[4\] was expected$/,
  },
  'a store goes on behind the end': {
    routine: biasAdd, given: { m: 2, n: 1 }, exported: 'biasAdd',
    change: replace(named('v128.store32_lane'), ([{ immediates }]) => [{ mnemonic: 'v128.store64_lane', immediates }]),
    said: /^biasAdd, m=2 n=1: /,
  },
  'a square is transposed in the wrong order': {
    routine: gemv, given: { trans: 'N', m: 4, n: 4, alpha: 1, beta: 0 }, exported: 'plain',
    change: replace(named('i8x16.shuffle'), ([{ mnemonic, immediates }]) =>
      [{ mnemonic, immediates: [...immediates.slice(8), ...immediates.slice(0, 8)] }], 0),
    said: /: y\[0\]: .*a\[\d+\].* came, .* was expected$/,
  },
  'NaN is not passed over': {
    routine: rowMaxima, given: { m: 1, n: 4 }, exported: 'rowMaxima',
    change: replace(named('f32x4.pmax'), instead('f32x4.pmin'), 0),
    said: /: y\[0\]: .* came, .*largest.* was expected$/,
  },
  'the sign of a zero depends on the order': {
    routine: rowMaxima, given: { m: 1, n: 4 }, exported: 'rowMaxima',
    change: replace(named('f32.const', 0), instead('f32.const', -0)), said: /: y\[0\]: -0 came, 0 was expected$/,
  },
  'one of four vectors is read twice': {
    routine: nrm2, given: { n: 16, largest: 3 }, exported: 'largest',
    change: replace(named('v128.load', 4, 48), instead('v128.load', 4, 32)), said: /: asked: maximum.* came, maximum/,
  },
  'a sign is not cleared': {
    routine: allFinite, given: { n: 3, largest: 3 }, exported: 'largest',
    change: replace(named('v128.and'), instead('v128.or')), said: /: asked: .* came, maximum.* was expected$/,
  },
  'a label counts twice its bytes': {
    routine: softmaxCrossentropy, given: { m: 1, n: 3, label: 1 }, exported: 'pick',
    change: replace(named('i32.const', 2), instead('i32.const', 3), 0), said: /: losses\[0\]: .* was expected$/,
  },
  'an id is not followed by the next': {
    routine: gather, given: { m: 2, n: 1, v: 2 }, exported: 'gather',
    change: replace(named('i32.const', 4), instead('i32.const', 0), -1),
    said: /: y\[1\]: x\[0\] came, x\[1\] was expected$/,
  },
  'an id counts four times its bytes': {
    routine: gather, given: { m: 2, n: 1, v: 2 }, exported: 'gather',
    change: replace(named('i32.const', 2), instead('i32.const', 4), 0), said: /^gather, .*: y\[1\]: /,
  },
  'rows of one id are not added up': {
    routine: scatterAdd, given: { m: 2, n: 1, v: 1, beta: 0 }, exported: 'scatterAdd',
    change: replace(named('f32.add'), instead('f32.sub'), -1),
    said: /^scatterAdd, .*: y\[0\]: .* ⊖ .* came, .* ⊕ .* was expected$/,
  },
  'a row without an id keeps what it held': {
    routine: scatterAdd, given: { m: 1, n: 1, v: 2, label: 1, beta: 0 }, exported: 'scatterAdd',
    change: replace(named('f32.store'), () => [...drop(), ...drop()], 0),
    said: /^scatterAdd, .*: y\[0\]: y\[0\] came, 0 was expected$/,
  },
  'a row is divided by the sum of another': {
    routine: softmax, given: { m: 2, n: 4 }, exported: 'divide',
    change: replace(named('i32.const', 4), instead('i32.const', 0), -1), said: /: a\[1, 0\]: .* came, .* was expected$/,
  },
  'a constant is off by one bit': {
    routine: programRoutine(elementary.exp), given: { n: 1 }, exported: 'run',
    change: replace(named('v128.const'), ([{ immediates: [first, ...rest], mnemonic }]) =>
      [{ mnemonic, immediates: [Number(first) ^ 1, ...rest] }], 2),
    said: /^exp, n=1: y\[0\]: .*-104\.0000076.* came, .*-104.* was expected$/,
  },
};

/** A module with that change in one of its functions, or in those that are not exported. */
function planted({ exported, others, change }: Fault): (module: DecodedModule) => DecodedModule {
  return (module) => {
    const { exports, functions } = module, numbers = Object.values(exports);
    if (!Object.hasOwn(exports, exported)) return module;
    const isChanged = (number: number): boolean =>
      (others === true ? !numbers.includes(number) : number === exports[exported]);
    return {
      ...module,
      functions: functions.map((each, number) =>
        (isChanged(number) ? { ...each, instructions: change(each.instructions) } : each)),
    };
  };
}

for (const [name, fault] of Object.entries(faults)) {
  test(`${name}: found in ${fault.routine.program?.name ?? fault.routine.name}`, () => {
    new Prover().prove(fault.routine, fault.given);
    assert.throws(() => new Prover(planted(fault)).prove(fault.routine, fault.given), ({ message }: Error) => {
      assert.match(message, fault.said);
      assert.ok(message.length <= LONGEST_MESSAGE, message);
      return true;
    });
  });
}
