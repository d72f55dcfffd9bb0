/**
 * Cases of the poolings.
 * @module
 */
import type { Philox } from '../../../lib/core/philox.ts';
import { tapCount } from '../../../lib/kernels/routines/taps.ts';
import type { Window } from '../../../lib/kernels/window.ts';
import { once, operands, pick, type OperandKind } from '../../helpers/random.ts';
import type { Case, Routine } from './case.ts';
import { drawWindow } from './convolution.ts';

interface Drawn {
  readonly title: string;
  readonly n: number;
  readonly window: Window;
  readonly c: number;
  /** An array of the size of the images, and one of that of the outputs, or a bit longer. */
  readonly image: () => Float32Array;
  readonly output: () => Float32Array;
}

function draw(name: string, random: Philox, kind: OperandKind): Drawn {
  const n = pick(random, [0, 1, 2, 3, 7]), window = drawWindow(random), c = 1 + random.nextBelow(40);
  const [h, w, oh, ow] = window, isEmpty = Array.from({ length: oh * ow }).some((_, i) => tapCount(window, i) === 0);
  const array = (length: number) => () => operands(random, length + (once(random, 2) ? 0 : random.nextBelow(8)), kind);
  return {
    title: `${name} n=${n} window=${window.join(',')} c=${c}${isEmpty ? ' without taps' : ''}, ${kind}`,
    n, window, c, image: array(n * h * w * c), output: array(n * oh * ow * c),
  };
}

export const maxPool2d: Routine = {
  name: 'maxPool2d', cases: 200,
  draw(random: Philox, kind: OperandKind): Case {
    const { title, n, window, c, image, output } = draw('maxPool2d', random, kind);
    return {
      title, arrays: { x: image(), y: output() },
      call: (k, at) => k.maxPool2d(n, ...window, c, at['x'], at['y']),
    };
  },
};

/** Of the largest, as a layer has them; now and then of any others. */
export const maxPool2dGradient: Routine = {
  name: 'maxPool2dGradient', cases: 200,
  draw(random: Philox, kind: OperandKind): Case {
    const { title, n, window, c, image, output } = draw('maxPool2dGradient', random, kind);
    const isLargest = kind === 'uniform' || !once(random, 4);
    return {
      title, arrays: { x: image(), y: output(), dy: output(), dx: image() },
      call(k, at) {
        if (isLargest) k.maxPool2d(n, ...window, c, at['x'], at['y']);
        k.maxPool2dGradient(n, ...window, c, at['x'], at['y'], at['dy'], at['dx']);
      },
    };
  },
};

export const averagePool2d: Routine = {
  name: 'averagePool2d', cases: 200,
  draw(random: Philox, kind: OperandKind): Case {
    const { title, n, window, c, image, output } = draw('averagePool2d', random, kind);
    return {
      title, arrays: { x: image(), y: output() },
      call: (k, at) => k.averagePool2d(n, ...window, c, at['x'], at['y']),
    };
  },
};

export const averagePool2dGradient: Routine = {
  name: 'averagePool2dGradient', cases: 200,
  draw(random: Philox, kind: OperandKind): Case {
    const { title, n, window, c, image, output } = draw('averagePool2dGradient', random, kind);
    return {
      title, arrays: { dy: output(), dx: image() },
      call: (k, at) => k.averagePool2dGradient(n, ...window, c, at['dy'], at['dx']),
    };
  },
};
