/**
 * One call, carried out by the SIMD table on expressions, and held to its definition.
 * @module
 */
import { bitsOfFloat32 } from '../../lib/core/float32.ts';
import { webAssembly } from '../../lib/core/platform.ts';
import { routines } from '../../lib/kernels/allRoutines.ts';
import { newRun } from '../../lib/kernels/calls.ts';
import type { Kernels } from '../../lib/kernels/kernels.ts';
import { perRow, type Elements } from '../../lib/kernels/routines/operations.ts';
import { placeCall, positionOf, span, type Placed, type PlacedCall } from '../../lib/kernels/routines/placeCall.ts';
import { factorsOf, type Element, type Parameter, type Routine } from '../../lib/kernels/routines/routine.ts';
import { givenInRows, isInRows } from '../../lib/kernels/routines/elementwiseInRows.ts';
import { invoke } from '../../lib/kernels/routines/tableOf.ts';
import { F32X4 } from '../../lib/kernels/simd/lanes.ts';
import { Memory } from '../../lib/kernels/simd/memory.ts';
import { Compiled, Linked } from '../../lib/kernels/simd/modules.ts';
import { createTable } from '../../lib/kernels/simd/table.ts';
import type { DecodedModule } from '../wasm/decode.ts';
import { checkAnswer } from './answers.ts';
import { ANY, type Case } from './cases.ts';
import { carriedOut, operationsOf, type Source } from './definition.ts';
import { Engine, type Asked } from './engine.ts';
import type { Expression } from './expression.ts';
import { difference } from './show.ts';

type A = Float32Array;
type Argument = A | number | string;

const MEMORY_BYTES = 2 ** 24;

/** A table that has no kernels: what is not done by SIMD is not proven. */
const nowhere = new Proxy({}, {
  get(_, name): never {
    throw new Error(`${String(name)}: this call has no SIMD form`);
  },
}) as Kernels;

/** Proves calls, with kernels of its own. */
export class Prover {
  readonly engine: Engine;
  readonly #memory: Memory;
  readonly #table: Kernels;

  /** `change` may plant a fault in each module that is made. */
  constructor(change?: (module: DecodedModule) => DecodedModule) {
    this.engine = new Engine(webAssembly(), change);
    [this.#memory, this.#table] = this.engine.within(() => {
      const memory = new Memory(MEMORY_BYTES, F32X4);
      const linked = new Linked(memory, new Compiled());
      return [memory, createTable(Object.values(routines), linked, nowhere, nowhere)] as const;
    });
  }

  /** Throws an Error that says which element differs and how, where the call does not do what its routine says. */
  prove(routine: Routine, given: Case): void {
    try {
      this.engine.within(() => this.#prove(routine, given));
    } catch (error) {
      const name = routine.program?.name ?? routine.name;
      const title = Object.entries(given).map(([key, value]) => `${key}=${value}`).join(' ');
      throw new Error(`${name}, ${title}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    }
  }

  #prove(routine: Routine, given: Case): void {
    const { engine } = this, variables = new Map<string, number>();
    const scalars = scalarsOf(routine, given);
    const variable = (name: string): number => variables.get(name) ?? 0;
    const anyNumbers = Object.entries(scalars).filter(([, value]) => value !== 0 && value !== 1);
    engine.begin(Object.fromEntries(anyNumbers), variable);
    this.#memory.room.clear();
    const args = argumentsOf(routine, { ...given, ...scalars }, (length) => this.#table.allocate(length));
    const placed = placeCall(routine, args), before = new Map<number, Expression>();
    for (const operand of placed.operands) this.#fill(operand, given, before, routine.returns && variables);
    const returned = this.#run(routine, given, args), asked: Asked[] = [];
    const source: Source = { make: engine.make, variable, scalar: (value) => engine.fromHost(bitsOfFloat32(value)) };
    const elements = elementsOf(routine, placed, before, source, asked);
    if (routine.returns === undefined) this.#compare(placed, elements, before);
    else {
      const defined = elements[routine.name]?.(0, 0);
      checkAnswer({ placed, source, before, byHost: engine.asked, byDefinition: asked, returned }, defined);
    }
  }

  /** Variables in all of an array, with values for who asks; but what steers addresses are numbers. */
  #fill(operand: Placed<A>, given: Case, before: Map<number, Expression>, variables?: Map<string, number>): void {
    const { array, parameter: { name, below } } = operand, { make, words } = this.engine;
    const end = Number(given[below ?? '']), first = Number(given['label'] ?? 0), values = valuesOf(operand, given);
    for (let i = 0; i < array.length; i++) {
      const address = array.byteOffset + 4 * i;
      if (before.has(address)) continue; // another operand's too
      const word = below !== undefined ? make.number((first + i) % end) : make.variable(`${name}[${i}]`);
      variables?.set(word.name, bitsOfFloat32(values(i)));
      before.set(address, word);
      words.write(address, word);
    }
  }

  #run(routine: Routine, given: Case, args: readonly Argument[]): unknown {
    if (given['bound'] !== 1) return this.#invoke(routine, args);
    const { positions } = placeCall(routine, args), run = newRun();
    const size = routine.parameters.findIndex(({ kind }) => kind === 'size');
    const symbolic = args.map((value, position) => {
      // sizes may be a batch's, and beta that of the run
      if (position === size) return { perExample: Number(value) };
      return position === positions['beta'] && (value === 0 || value === 1) ? 'beta' : value;
    });
    run.beta = Number(given['beta'] ?? 0);
    const calls = this.#table.bindAll?.([{ routine, args: symbolic as readonly (A | number)[] }]) ?? [];
    return calls.map((call) => call(run)).at(-1);
  }

  #invoke({ program, ...routine }: Routine, args: readonly Argument[]): unknown {
    if (program === undefined) return invoke(this.#table, routine, args);
    if (isInRows({ program, ...routine })) {
      const { m, n, operands, scalars } = givenInRows<A, number>(routine, args as readonly (A | number)[]);
      return this.#table.elementwiseInRows(program, m, n, operands, scalars);
    }
    const [n, ...rest] = args, end = program.arrays.length, scalars = rest.slice(end) as number[];
    return this.#table.elementwise(program, Number(n), rest.slice(0, end) as A[], scalars);
  }

  /** Every word after the call: elements as they are defined, all else as it was. */
  #compare({ operands }: PlacedCall<A>, elements: Elementwise, before: ReadonlyMap<number, Expression>): void {
    const expected = new Map(before), titles = new Map<number, string>();
    for (const [name, element] of Object.entries(elements)) {
      const operand = operands.find(({ parameter }) => parameter.name === name);
      if (operand === undefined) throw new Error(`${name} must be an operand`);
      for (let i = 0; i < operand.rows; i++) {
        for (let j = 0; j < operand.columns; j++) {
          const address = operand.array.byteOffset + 4 * (operand.offset + i * operand.step + j);
          expected.set(address, element(i, j));
          titles.set(address, operand.columns === 1 ? `${name}[${i}]` : `${name}[${i}, ${j}]`);
        }
      }
    }
    let room = Infinity; // where scratch ends
    for (const address of before.keys()) room = Math.min(room, address);
    for (const [address, word] of this.engine.words.written) {
      const want = expected.get(address), title = titles.get(address) ?? `beside what is written, at ${address}`;
      if (want === undefined && address < room) continue; // scratch
      if (want === undefined) throw new Error(`${title}: nothing must be written there`);
      if (want !== word) throw new Error(`${title}: ${difference(word, want)}`);
      if (titles.has(address) && word.sign !== 0) throw new Error(`${title}: the sign of a zero must be known`);
    }
  }
}

type Elementwise = Readonly<Record<string, Element<Expression>>>;

/** Those that a case leaves open, or says may be any, are numbers apart from each other. */
function scalarsOf({ parameters }: Routine, given: Case): Record<string, number> {
  const scalars = parameters.filter(({ kind }) => kind === 'scalar');
  return Object.fromEntries(scalars.map(({ name }, i) => {
    const value = valueIn(given, name, ANY);
    return [name, value === ANY ? Math.fround(ANY * (i + 1)) : value];
  }));
}

function valueIn(given: Case, name: string, otherwise: number): number {
  return Number(given[name] ?? otherwise);
}

/** Arguments by position, with arrays just large enough, or shared where the case says so. */
function argumentsOf(routine: Routine, given: Case, allocate: (length: number) => A): Argument[] {
  const nothing = new Float32Array(0), arrays = new Map<string, A>();
  let operands = 0, matrices = 0;
  const laid = (array: (name: string) => A): Argument[] => routine.parameters.flatMap((parameter): Argument[] => {
    if (parameter.kind === 'transpose') return [String(given[parameter.name])];
    if (parameter.kind !== 'operand') return [Number(given[parameter.name])];
    return [array(parameter.name), ...layoutOf(parameter, given, operands++, () => matrices++)];
  });
  const { operands: placed } = placeCall(routine, laid(() => nothing));
  placed.forEach(({ parameter: { name, mayBe = [] }, offset, ...rest }) => {
    const shared = given['inPlace'] === 1 ? mayBe.map((other) => arrays.get(other)).find((each) => each) : undefined;
    arrays.set(name, shared ?? allocate(offset + span(rest)));
  });
  operands = matrices = 0;
  return laid((name) => arrays.get(name) ?? nothing);
}

/** Offset and step of an operand. */
function layoutOf(
  { layout, name, columns, transposedBy, rows }: Extract<Parameter, { kind: 'operand' }>, given: Case, number: number,
  matrix: () => number,
): number[] {
  const offset = given['offset'] === undefined ? 0 : Number(given['offset']) + number;
  if (layout === 'whole') return [];
  if (layout === 'run') return [offset];
  if (layout === 'vector') return [offset, name === 'x' ? valueIn(given, 'incX', 1) : 1];
  const isTransposed = transposedBy !== undefined && given[transposedBy] === 'T';
  const extent = isTransposed ? rows : columns;
  const by = typeof extent === 'object' && 'by' in extent && given[extent.by] === 'T' ? 'T' : 'N';
  const width = factorsOf(extent, by).reduce((product, size) => product * Number(given[size]), 1);
  const own = given[`pad${name.toUpperCase()}`], pad = given['pad'] === undefined ? 0 : Number(given['pad']) + matrix();
  return [offset, Math.max(1, width) + Number(own ?? pad)];
}

/** The values that the elements of an operand have for who asks: one of the largest magnitude, NaN beside them. */
function valuesOf({ offset, rows }: Placed<A>, given: Case): (i: number) => number {
  const largest = Number(given['largest'] ?? 1), others = Number.isFinite(largest) ? largest : 1;
  return (i) => {
    if (i < offset || i >= offset + rows) return NaN;
    return i - offset === rows >> 1 ? -largest : others / (i % 2 === 0 ? 3 : -5);
  };
}

/** The elements that a call writes, by the definition of its routine, and what it returns under the routine's name. */
function elementsOf(
  routine: Routine, { transposes, sizes, scalars, operands }: PlacedCall<A>, before: ReadonlyMap<number, Expression>,
  source: Source, asked: Asked[],
): Elementwise {
  const at = (operand: Placed<A>, i: number, j: number): Expression => {
    const word = before.get(operand.array.byteOffset + 4 * positionOf(operand, i, j));
    if (word === undefined) throw new Error('a definition must read its operands only');
    return word;
  };
  if (routine.program !== undefined) {
    const { program } = routine, numbers = program.scalars.map((name) => source.scalar(scalars[name]));
    const { columns: n = 1 } = sizes;
    const read = (operand: Placed<A>, i: number, j: number): Expression =>
      at(operand, i, operand.parameter.layout === 'vector' ? 0 : j);
    const values = perRow((element) => {
      const i = Math.floor(element / n), j = element % n;
      return carriedOut(program, source, operands.map((operand) => read(operand, i, j)), numbers);
    });
    return Object.fromEntries(program.stores.map(({ array }, store) =>
      [program.arrays[array].name, (i: number, j: number) => values(i * n + j)[store]]));
  }
  const named = Object.fromEntries(operands.map((operand): [string, Elements<Expression>] => {
    const { rows, columns, isTransposed } = operand;
    return [operand.parameter.name, {
      rows: isTransposed ? columns : rows, columns: isTransposed ? rows : columns,
      at: (i, j = 0) => at(operand, i, j),
    }];
  }));
  const rounded = Object.fromEntries(Object.entries(scalars).map(([name, value]) => [name, Math.fround(value)]));
  const definition = { transposes, sizes, scalars: rounded, operands: named };
  return routine.elements?.(operationsOf(source, asked), definition) ?? {};
}
