/**
 * Whether layers and losses leave their arithmetic to the table of kernels, which alone can be differentiated.
 * @module
 */
import { Philox } from '../core/philox.ts';
import { sizeOf, type Shape } from '../core/shape.ts';
import type { Kernels } from '../kernels/index.ts';
import { tableOf } from '../kernels/routines/tableOf.ts';
import type { Moment, Pass } from '../layers/index.ts';
import type { Loss } from '../losses/index.ts';
import type { Network, Placed } from '../model/network.ts';
import { lostDerivative, noDerivative } from './noDerivative.ts';

type A = Float64Array;
type Buffers = Readonly<Record<string, A>>;

/** What a part does with a table, and its buffers by name: those that only the table may write, and those that may also hold constants, such as noise. */
interface Part {
  readonly written: Buffers;
  readonly kept: readonly A[];
  run(): void;
}

/** Two rows: enough to see any of them written. */
const BATCH = 2, MOMENT: Moment = { seed: 0, step: 0, row: 0, batch: BATCH };

/**
 * Throws TypeError by the name of a layer or loss that writes by itself what should have a derivative. Each runs on its own, on a table whose routines
 * do nothing and on buffers of arbitrary numbers: so whatever has changed was not written by the table.
 */
export function expectTableOnly({ layers }: Network, loss: Loss, isFused: boolean): void {
  layers.forEach((placed, place) => {
    const user = `layer '${placed.name}'`, { activation } = placed.layer, width = sizeOf(placed.outputShape);
    expectStill(user, (k) => layerPart(k, placed, place));
    if (activation === undefined) return;
    expectStill(user, (k) => {
      const kept: A[] = [], z = k.allocate(BATCH * width), a = k.allocate(BATCH * width), dz = k.allocate(BATCH * width);
      const lastAxis = placed.outputShape[placed.outputShape.length - 1], rows = (BATCH * width) / lastAxis;
      return part(activation.bind(k, { width: lastAxis, z, a, da: dz, dz, cache: keep(k, kept, BATCH * width) }), rows, { a, dz }, kept);
    });
  });
  const outputs = sizeOf(layers[layers.length - 1].outputShape);
  expectStill(`loss '${loss.name}'`, (k) => {
    const kept: A[] = [], make = (width: number): A => k.allocate(BATCH * width);
    const gradient = make(outputs), prediction = make(outputs);
    const targets = make(loss.target === 'label' ? 1 : outputs); // the losses themselves have no second derivative to lose
    const pass = ((isFused ? loss.fused : undefined) ?? loss).bind(k, {
      outputs, prediction, targets, losses: make(1), gradient, logits: make(outputs), cache: keep(k, kept, BATCH * outputs),
    });
    return { written: isFused ? { prediction, gradient } : { gradient }, kept, run: () => { pass.forward(BATCH); pass.backward(BATCH, 1); } };
  });
}

function layerPart(k: Kernels<A>, { layer, inputShape, outputShape }: Placed, place: number): Part {
  const table = (specs: readonly { readonly name: string; readonly shape: Shape }[]): Buffers =>
    Object.fromEntries(specs.map(({ name, shape }) => [name, k.allocate(sizeOf(shape))]));
  const inputs = BATCH * sizeOf(inputShape), outputs = BATCH * sizeOf(outputShape), specs = layer.parameters(inputShape);
  const y = k.allocate(outputs), dx = k.allocate(inputs), gradients = table(specs);
  const caches = Object.fromEntries(layer.caches(inputShape).map(({ name, length, per }) => [name, k.allocate(per === 'batch' ? length : BATCH * length)]));
  const pass = layer.bind(k, {
    inputShape, place, x: k.allocate(inputs), y, dy: k.allocate(outputs), dx,
    parameters: table(specs), gradients, state: table(layer.state(inputShape)), caches,
  });
  const named = Object.entries(gradients).map(([name, values]) => [`∂J/∂${name}`, values] as const);
  return part(pass, BATCH, { y, dx, ...Object.fromEntries(named) }, Object.values(caches));
}

function part(pass: Pass | undefined, rows: number, written: Buffers, kept: readonly A[]): Part {
  return {
    written, kept,
    run() {
      if (pass?.train === undefined) pass?.forward(rows);
      else pass.train(rows, MOMENT);
      pass?.backward(rows, 0);
    },
  };
}

function keep(k: Kernels<A>, kept: A[], length: number): () => A {
  return () => kept[kept.push(k.allocate(length)) - 1];
}

/** Runs a part on two fillings of its buffers. What is kept may be written, but must not follow the filling. */
function expectStill(user: string, make: (k: Kernels<A>) => Part): void {
  const runs = [1, 2].map((seed) => {
    const random = new Philox(seed), all: A[] = [];
    const { written, kept, run } = make(stillKernels(user, all));
    for (const values of all) for (let i = 0; i < values.length; i++) values[i] = random.nextFloat() + 1;
    const before = new Map(all.map((values) => [values, values.slice()]));
    run();
    const changed = (values: A): boolean[] => Array.from(values, (value, i) => !Object.is(value, before.get(values)?.[i]));
    for (const [name, values] of Object.entries(written)) if (changed(values).includes(true)) throw byItself(user, name);
    return kept.map((values) => ({ values, changed: changed(values) }));
  });
  const [first, second] = runs;
  first.forEach(({ values, changed }, at) => {
    if (changed.some((is, i) => is && !Object.is(values[i], second[at].values[i]))) throw byItself(user, 'a cache');
  });
}

function byItself(user: string, name: string): TypeError {
  return noDerivative(user, `it writes ${name} by itself; kernels and formulas would keep the derivative`);
}

/** Routines that do nothing; every array handed out is entered in `all`. */
function stillKernels(user: string, all: A[]): Kernels<A> {
  const table: Kernels<A> = {
    name: 'still', warmUp: () => {}, reserve: () => table, bind: () => () => {}, loadRows: () => {}, elementwise: () => {},
    allocate: (length) => all[all.push(new Float64Array(length)) - 1],
    ...tableOf<A>((routine) => lostDerivative(routine, user) ?? (() => routine.returns === 'boolean')),
  };
  return table;
}
