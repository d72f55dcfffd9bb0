import assert from 'node:assert/strict';
import { test } from 'node:test';
import { webAssembly } from '../../lib/core/platform.ts';
import { link, module, type Body, type Label, type Local } from '../../lib/wasm/index.ts';
import { decode } from './decode.ts';

type Numbers = (...operands: number[]) => number;

/** Links one function of three i32 that leaves an i32. */
function integers(build: (f: Body, a: Local<'i32'>, b: Local<'i32'>, c: Local<'i32'>) => void): Numbers {
  const m = module();
  m.export(m.func('run', { parameters: { a: 'i32', b: 'i32', c: 'i32' }, results: ['i32'] }, (f, { a, b, c }) =>
    build(f, a, b, c)));
  return link<{ run: Numbers }>(m.emit()).run;
}

test('operands are evaluated in the order in which they are written, whether values, locals or numbers', () => {
  const cases: [(f: Body, a: Local<'i32'>, b: Local<'i32'>) => void, number][] = [
    [({ i32 }, a, b) => { i32.sub(a, b); }, 90],
    [({ i32 }, a, b) => { i32.sub(b, a); }, -90],
    [({ i32 }, a) => { i32.sub(a, 1); }, 99],
    [({ i32 }, a) => { i32.sub(1, a); }, -99],
    [({ i32 }) => { i32.sub(7, 2); }, 5],
    [({ i32 }, a, b) => { i32.sub(i32.mul(a, 2), i32.mul(b, 3)); }, 170],
    [({ i32 }, a, b) => { i32.sub(a, i32.mul(i32.sub(3, b), i32.add(b, 1))); }, 177],
    [({ i32 }, a, b) => { i32.sub(1000, i32.sub(a, i32.sub(b, 3))); }, 907],
    [({ i32 }, a, b) => { i32.sub(a.get(), b.get()); }, 90],
    [({ i32 }, a, b) => { const first = i32.mul(a, 2), second = i32.mul(b, 3); i32.sub(first, second); }, 170],
  ];
  for (const [build, wanted] of cases) assert.equal(integers(build)(100, 10), wanted);
});

test('a local that is read before a later operand writes it must say so', () => {
  assert.equal(integers(({ i32 }, a, b) => { i32.sub(a.get(), a.tee(b)); })(100, 10), 90);
  assert.equal(integers(({ i32 }, a, b) => { i32.sub(a.tee(b), a); })(100, 10), 0);
  const said = 'run: i32.sub: local a is written while a later operand is made; say by get() when it is read';
  assert.throws(() => integers(({ i32 }, a, b) => { i32.sub(a, a.tee(b)); }), { name: 'StateError', message: said });
  assert.throws(
    () => integers(({ i32 }, a, b) => { const kept = i32.add(b, 1); a.set(5); i32.sub(a, i32.sub(b, kept)); }),
    /StateError/,
  );
  assert.throws(
    () => integers(({ i32 }, a, b) => { const kept = i32.add(b, 1); a.set(5); i32.sub(a, kept); }),
    /local a is written/,
  );
});

test('a bottom-tested loop runs until its branch is not taken', () => {
  const sum = integers((f, n) => {
    const total = f.local('total', 'i32');
    f.loop((again) => {
      total.set(f.i32.add(total, n));
      f.br_if(again, n.tee(f.i32.sub(n, 1)));
    });
    total.get();
  });
  assert.equal(sum(5), 15);
});

test('a loop leaves its results at its end, and a branch to its beginning carries none', () => {
  const sum = integers((f, n, total) => {
    f.loop((again) => {
      total.set(f.i32.add(total, n));
      f.br_if(again, n.tee(f.i32.sub(n, 1)));
      total.get();
    }, ['i32']);
  });
  assert.equal(sum(4, 100), 110);
});

test('a branch finds its label from every depth, across blocks, loops and arms', () => {
  for (let depth = 1; depth <= 6; depth++) {
    for (let target = 0; target < depth; target++) {
      // Leaving block number t adds one for each block around it, and for t itself.
      const run = integers((f, _, count) => {
        const nest = (labels: readonly Label[]): void => {
          if (labels.length === depth) return f.br(labels[target]);
          const inside = (label: Label): void => nest([...labels, label]);
          if (labels.length % 2 === 0) f.block(inside);
          else f.if(f.i32.const(1), inside);
          count.set(f.i32.add(count, 1));
        };
        nest([]);
        count.get();
      });
      assert.equal(run(0, 0), target + 1, `from depth ${depth} to ${target}`);
    }
  }
});

test('a branch to an outer loop begins it again from within an inner one', () => {
  const product = integers((f, rows, columns, count) => {
    const column = f.local('column', 'i32');
    f.loop((nextRow) => {
      column.set(columns);
      f.loop((nextColumn) => {
        count.set(f.i32.add(count, 1));
        f.br_if(nextColumn, column.tee(f.i32.sub(column, 1)));
        f.br_if(nextRow, rows.tee(f.i32.sub(rows, 1)));
      });
    });
    count.get();
  });
  assert.equal(product(5, 7, 0), 35);
});

test('a label is refused where its block is closed', () => {
  let kept: Label | undefined;
  assert.throws(() => integers((f) => {
    f.block((label) => { kept = label; });
    if (kept) f.br(kept);
  }), /^StateError: run: br: the label of a block must be open here, got one that is closed$/);
});

test('the arms of an if leave its results, one or several', () => {
  const one = integers((f, a, b) => { f.if(a, () => { f.i32.add(b, 1); }, () => { f.i32.sub(b, 1); }, ['i32']); });
  assert.deepEqual([one(1, 10), one(0, 10), one(-1, 10)], [11, 9, 11]);
  const two = integers((f, a, b) => {
    const [low, high] =
      f.if(f.i32.lt_s(a, b), () => { a.get(); b.get(); }, () => { b.get(); a.get(); }, ['i32', 'i32']);
    f.i32.sub(low, high);
  });
  assert.deepEqual([two(3, 10), two(10, 3)], [-7, -7]);
});

test('nothing can be put between two results of one block', () => {
  assert.throws(() => integers((f, a) => {
    const [, second] = f.block(() => { f.i32.const(1); f.i32.const(2); }, ['i32', 'i32']);
    f.i32.sub(a, second);
  }), /^StateError: run: i32.sub: i32 local a must not stand before the second of several results/);
});

test('branches carry the results of blocks', () => {
  const clamp = integers((f, a, b) => {
    f.block((done) => {
      f.drop(valueOf(f.br_if(done, a, f.i32.lt_s(a, b))));
      f.br(done, b);
    }, ['i32']);
  });
  assert.deepEqual([clamp(3, 5), clamp(8, 5)], [3, 5]);
});

/** The one value that a branch leaves. */
function valueOf<T>(left: void | T | T[]): T {
  assert.ok(left && !Array.isArray(left));
  return left;
}

test('br_table goes to the label of its number, else to the last', () => {
  const run = integers((f, which, result) => {
    f.block((other) => {
      f.block((two) => {
        f.block((one) => {
          f.block((zero) => f.br_table(which, [zero, one, two], other));
          f.return(100);
        });
        f.return(101);
      });
      f.return(102);
    });
    result.get();
  });
  assert.deepEqual([0, 1, 2, 3, -1].map((which) => run(which, 7)), [100, 101, 102, 7, 7]);
  assert.throws(() => integers((f, a) => { f.block((label) => { f.br_table(a, [], label); }, ['i32']); }), {
    name: 'TypeError', message: 'run: br_table: labels must carry no results, got one that carries [i32]',
  });
});

test('select takes the first for anything but 0, of every type', () => {
  const api = webAssembly();
  assert.ok(api);
  const pick = integers((f, a, b, c) => { f.select(a, b, c); });
  assert.deepEqual([pick(1, 2, 0), pick(1, 2, 1), pick(1, 2, -5)], [2, 1, 1]);
  const m = module({ memory: { minimum: 1 } });
  m.export(m.func('vector', { parameters: { c: 'i32' } }, (f, { c }) => {
    const address = f.i32.const(0);
    f.v128.store(address, f.select(f.f32x4.splat(1.5), f.f32x4.splat(2.5), c));
  }));
  const memory = new api.Memory({ initial: 1 });
  const { vector } = link<{ vector(c: number): void }>(m.emit(), { memory });
  vector(1);
  assert.deepEqual(Array.from(new Float32Array(memory.buffer, 0, 4)), [1.5, 1.5, 1.5, 1.5]);
  vector(0);
  assert.deepEqual(Array.from(new Float32Array(memory.buffer, 0, 4)), [2.5, 2.5, 2.5, 2.5]);
});

test('nop does nothing, drop forgets, unreachable traps, return leaves at once', () => {
  const run = integers((f, a) => {
    f.nop();
    f.drop(f.i32.add(a, 1));
    f.if(f.i32.eqz(a), () => f.unreachable());
    f.loop((again) => { f.if(f.i32.gt_s(a, 3), () => f.return(a)); a.set(f.i32.add(a, 1)); f.br(again); });
    f.i32.const(-1);
  });
  assert.equal(run(1), 4);
  assert.throws(() => run(0), { name: 'RuntimeError' });
});

test('locals begin as zero, or with the value they are given', () => {
  const run = integers((f, a) => {
    const zero = f.local('zero', 'i32');
    f.local('wide', 'f32');
    const twice = f.local('twice', 'i32', f.i32.mul(a, 2));
    f.i32.add(zero, twice);
  });
  assert.equal(run(21), 42);
});

test('runs of locals of one type are declared together', () => {
  const m = module();
  m.func('many', { parameters: { p: 'f32' } }, (f) => {
    for (let i = 0; i < 200; i++) f.local(`v${i}`, 'v128');
    f.local('x', 'i32');
    const other = f.local('other', 'v128');
    f.local('last', 'v128', other);
  });
  const [{ locals, instructions }] = decode(m.emit()).functions;
  assert.deepEqual(locals, [...Array.from({ length: 200 }, () => 'v128'), 'i32', 'v128', 'v128']);
  assert.deepEqual(instructions.map(({ immediates }) => immediates), [[202], [203], []]);
});
