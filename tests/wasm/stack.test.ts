import assert from 'node:assert/strict';
import { test } from 'node:test';
import { module, type Body, type Local, type Operand, type Value, type ValueType } from '../../lib/wasm/index.ts';
import { instructions, typedInstructions, type Instruction } from '../../lib/wasm/instructions.ts';

/** What writing a function `f` says; parameters a and x are an i32 and a v128. */
function refusal(build: (f: Body, a: Local<'i32'>, x: Local<'v128'>) => void, results: ValueType[] = []): string {
  try {
    module().func('f', { parameters: { a: 'i32', x: 'v128' }, results }, (f, { a, x }) => build(f, a, x));
  } catch (error) {
    return String(error);
  }
  return 'nothing';
}

/** Hides a type from the compiler, as a helper with a mistaken signature would. */
const wrongly = <T extends ValueType>(operand: unknown): Operand<T> => operand as Operand<T>;

const zeros: Readonly<Record<ValueType, number | bigint | Uint8Array>> = {
  i32: 0, i64: 0n, f32: 0, f64: 0, v128: new Uint8Array(16),
};

function zero(f: Body, type: ValueType): unknown {
  const constant = instructions.get(`${type}.const`);
  assert.ok(constant);
  return f.emit(constant, [zeros[type]]);
}

test('an operand of the wrong type is named with its instruction, its place and where it came from', () => {
  assert.equal(
    refusal((f, a, x) => { f.f32x4.add(x, wrongly(a)); }),
    'TypeError: f: f32x4.add takes [v128, v128]: operand 2 must be v128, got i32 local a',
  );
  assert.equal(
    refusal((f, _, x) => { f.v128.store(wrongly(x), x, 16); }),
    'TypeError: f: v128.store takes [i32, v128]: operand 1 must be i32, got v128 local x',
  );
  assert.equal(
    refusal((f, a) => { f.f32.add(1, wrongly(f.i32.mul(a, a))); }),
    'TypeError: f: f32.add takes [f32, f32]: operand 2 must be f32, got i32 from i32.mul',
  );
  assert.equal(
    refusal((f) => { f.i64.add(1n, wrongly(1)); }),
    'TypeError: f: i64.add takes [i64, i64]: operand 2 must be i64, got the number 1',
  );
  assert.equal(
    refusal((f) => { f.i32.add(wrongly(1n), 1); }),
    'TypeError: f: i32.add takes [i32, i32]: operand 1 must be i32, got the bigint 1',
  );
  assert.equal(
    refusal((f, _, x) => { f.v128.xor(x, wrongly(0)); }),
    'TypeError: f: v128.xor takes [v128, v128]: operand 2 must be v128, got the number 0',
  );
  assert.equal(
    refusal((f) => { f.i32.eqz(wrongly(undefined)); }),
    'TypeError: f: i32.eqz takes [i32]: operand 1 must be i32, got nothing',
  );
  assert.equal(
    refusal((_, a, x) => a.set(wrongly(x))),
    'TypeError: f: local.set takes [i32]: operand 1 must be i32, got v128 local x',
  );
  assert.equal(
    refusal((f, a, x) => { f.select(a, wrongly(x), 1); }),
    'TypeError: f: select takes [i32, i32, i32]: operand 2 must be i32, got v128 local x',
  );
  assert.equal(
    refusal((f, _, x) => { f.if(wrongly(x), () => {}); }),
    'TypeError: f: if takes [i32]: operand 1 must be i32, got v128 local x',
  );
});

test('the error is thrown by the line that writes the instruction', () => {
  let line = '';
  try {
    module().func('f', { parameters: { a: 'i32' } }, function emitting(f, { a }) { f.f32.sqrt(wrongly(a)); });
  } catch (error) {
    line = error instanceof Error ? String(error.stack) : '';
  }
  assert.match(line, /emitting .*stack\.test\.ts/);
});

test('every instruction refuses, at every operand, every type but its own', () => {
  const types: ValueType[] = ['i32', 'i64', 'f32', 'f64', 'v128'];
  const write = (f: Body, instruction: Instruction, operands: readonly ValueType[]): unknown =>
    f.emit(instruction, operands.map((type) => zero(f, type)));
  for (const instruction of typedInstructions.filter(({ operands }) => operands.length > 0)) {
    instruction.operands.forEach((right, k) => {
      for (const type of types.filter((t) => t !== right)) {
        const said =
          refusal((f) => { write(f, instruction, instruction.operands.map((t, i) => (i === k ? type : t))); });
        const takes = `${instruction.mnemonic} takes [${instruction.operands.join(', ')}]`;
        assert.equal(said, `TypeError: f: ${takes}: operand ${k + 1} must be ${right}, got ${type} from ${type}.const`);
      }
    });
  }
});

test('a value is taken once, from the top of the stack of its own block', () => {
  const top = /must be on top of its block's stack, which holds/;
  assert.match(refusal((f, a) => { const twice = f.i32.add(a, 1); f.i32.mul(twice, twice); }), top);
  assert.match(
    refusal((f, a) => { const under = f.i32.add(a, 1); f.i32.add(a, 2); f.drop(under); }),
    /f: drop: operand 1 \(i32 from i32.add\) must be on top .* holds \[i32 from i32.add, i32 from i32.add\]/,
  );
  assert.match(
    refusal((f, a) => { const first = f.i32.add(a, 1), second = f.i32.add(a, 2); f.i32.sub(second, first); }), top,
  );
  assert.match(refusal((f, a) => { const outside = f.i32.add(a, 1); f.block(() => f.drop(outside)); }), /holds \[\]/);
  let other: Value | undefined;
  module().func('g', {}, (g) => { other = g.i32.const(1); g.return(); });
  assert.match(refusal((f) => { if (other) f.drop(other); }), top);
});

test('a local of another function is refused', () => {
  let other: Local<'i32'> | undefined;
  module().func('g', { parameters: { b: 'i32' } }, (_, { b }) => { other = b; });
  const said = 'TypeError: f: i32.eqz: local b must be of this function, got another\'s';
  assert.equal(refusal((f) => { if (other) f.i32.eqz(other); }), said);
});

test('a block, an arm and a function must leave their results and nothing else', () => {
  assert.equal(
    refusal((f, a) => { f.i32.add(a, 1); }),
    'TypeError: f: function: it must leave [] on the stack, it leaves [i32 from i32.add]',
  );
  assert.equal(refusal(() => {}, ['f32']), 'TypeError: f: function: it must leave [f32] on the stack, it leaves []');
  assert.equal(
    refusal((f, a) => { f.i32.eqz(a); }, ['f32']),
    'TypeError: f: function: it must leave [f32] on the stack, it leaves [i32 from i32.eqz]',
  );
  assert.equal(
    refusal((f) => { f.loop(() => { f.f32.const(1); f.f32.const(2); }, ['f32']); }),
    'TypeError: f: loop: it must leave [f32] on the stack, it leaves [f32 from f32.const, f32 from f32.const]',
  );
  assert.equal(
    refusal((f, a) => { f.if(a, () => { f.f32.const(1); }, () => { f.i32.const(1); }, ['f32']); }),
    'TypeError: f: if: it must leave [f32] on the stack, it leaves [i32 from i32.const]',
  );
  assert.equal(
    refusal((f, a) => { f.if(a, () => { f.i32.const(1); }, () => { f.f32.const(1); }, ['f32']); }),
    'TypeError: f: if: it must leave [f32] on the stack, it leaves [i32 from i32.const]',
  );
  assert.equal(
    refusal((f, a) => { f.if(a, () => { f.f32.const(1); }, undefined, ['f32']); }),
    'TypeError: f: if with results [f32] must have two arms, got one',
  );
  assert.equal(
    refusal((f) => { f.block((label) => f.br(label, f.i32.const(1)), ['f32']); }),
    'TypeError: f: br takes [f32]: operand 1 must be f32, got i32 from i32.const',
  );
  assert.equal(refusal((f, a) => f.return(a)), 'TypeError: f: return takes [], got 1 operands');
  assert.equal(
    refusal((f) => f.return(), ['i32']), 'TypeError: f: return takes [i32]: operand 1 must be i32, got nothing',
  );
});

test('nothing may follow an unconditional branch in its block', () => {
  const said = (mnemonic: string): string =>
    `StateError: f: ${mnemonic}: nothing may follow an unconditional branch in its block`;
  assert.equal(refusal((f) => { f.return(); f.nop(); }), said('nop'));
  assert.equal(refusal((f) => { f.unreachable(); f.i32.const(1); }), said('i32.const'));
  assert.equal(refusal((f) => { f.block((label) => { f.br(label); f.br(label); }); }), said('br'));
  assert.equal(
    refusal((f, a) => { f.block((label) => { f.br_table(a, [label], label); a.set(1); }); }), said('local.set'),
  );
  assert.equal(refusal((f, a) => { f.if(a, () => f.return(), () => f.nop()); f.nop(); }), 'nothing');
});

test('what is fixed in an instruction is checked', () => {
  assert.match(
    refusal((f, a) => { f.v128.load(a, -16); }),
    /^RangeError: f: v128.load: offset must be an integer from 0 to 4294967295, got -16$/,
  );
  assert.match(
    refusal((f, _, x) => { f.f32x4.extract_lane(x, 4); }),
    /^RangeError: f: f32x4.extract_lane: lane must be an integer from 0 to 3, got 4$/,
  );
  assert.match(refusal((f, a, x) => { f.v128.store32_lane(a, x, 4); }), /lane must be an integer from 0 to 3, got 4/);
  assert.match(refusal((f, a, x) => { f.v128.load8_lane(a, x, 16); }), /lane must be an integer from 0 to 15, got 16/);
  assert.match(
    refusal((f, _, x) => { f.i8x16.shuffle(x, x, [0, 1, 2]); }),
    /^RangeError: f: i8x16.shuffle: bytes must be 16 bytes, got \[0, 1, 2\]$/,
  );
  assert.match(
    refusal((f, _, x) => { f.i8x16.shuffle(x, x, Array.from({ length: 16 }, () => 32)); }),
    /lane must be an integer from 0 to 31, got 32/,
  );
  assert.match(
    refusal((f) => { f.v128.const(Float32Array.of(1, 2, 3)); }), /bytes must be 16 bytes, got Float32Array of 3/,
  );
  assert.match(
    refusal((f, a) => { f.i32.add(a, 2 ** 32); }),
    /^RangeError: f: i32.add: i32 constant must be an integer from -2147483648 to 4294967295, got 4294967296$/,
  );
  assert.match(refusal((f, a) => { f.i32.add(a, 0.5); }), /i32 constant must be an integer/);
  assert.match(
    refusal((f) => { f.i64.const(2n ** 64n); }),
    /^RangeError: f: i64.const: i64 constant must fit 64 bits, got 18446744073709551616$/,
  );
  assert.match(
    refusal((f) => { f.f32.const(wrongly<'f32'>('1') as number); }),
    /^TypeError: f: f32.const: f32 constant must be a number, got '1'$/,
  );
});

test('two locals of one function have two names', () => {
  assert.equal(
    refusal((f) => { f.local('a', 'f32'); }),
    'TypeError: f: local a must have a name of its own, got one that is taken',
  );
});

test('the compiler refuses wrong types, and instructions that a type does not have', () => {
  refusal((f, a, x) => {
    // @ts-expect-error: an i32 is no vector
    f.f32x4.add(x, a);
    // @ts-expect-error: there is no multiplication of bytes
    f.i8x16.mul(x, x);
    // @ts-expect-error: a store leaves nothing
    f.drop(f.v128.store(a, x));
    // @ts-expect-error: an i64 constant is a bigint
    f.i64.add(1, 2n);
    // @ts-expect-error: a lane must be given
    f.f32x4.extract_lane(x);
    // @ts-expect-error: a local keeps its type
    a.set(f.f32.const(1));
  });
});
