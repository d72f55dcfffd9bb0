/**
 * The sparse functors that round in another order than the dense ones, once more in plain code, each operation rounded
 * by hand.
 * @module
 */
const f = Math.fround;

type Numbers = Readonly<Record<string, number>>;

/** What a row's element becomes: slots are changed in place, the new θ returned. */
export type RowUpdate = (w: number, s: Float32Array, g: number, h: Numbers) => number;

export interface SparseOracle {
  readonly slots: readonly string[];
  /** What happens to the slots of every row before the named rows are stepped. */
  readonly decay?: (s: Float32Array, h: Numbers) => void;
  readonly update: RowUpdate;
  /** Whether rows that are not named move too, by `move` from their decayed slots. */
  readonly move?: (w: number, s: Float32Array, h: Numbers) => number;
}

const root = (x: number): number => f(Math.sqrt(x));
const mean = (old: number, value: number, beta: number): number => f(f(old * beta) + f(value * f(1 - beta)));
const alphaOf = (h: Numbers): number => f(f(h.lr * root(f(1 - h.beta2Power))) / f(1 - h.beta1Power));

/** What g adds to a slot that has decayed. */
const taken = (slot: number, value: number, beta: number): number => f(slot + f(value * f(1 - beta)));

const decayMoments = (s: Float32Array, h: Numbers): void => {
  s[0] = f(h.beta1 * s[0]);
  s[1] = f(h.beta2 * s[1]);
};
const takeMoments = (s: Float32Array, g: number, h: Numbers): void => {
  s[0] = taken(s[0], g, h.beta1);
  s[1] = taken(s[1], f(g * g), h.beta2);
};
const adamMove = (w: number, s: Float32Array, h: Numbers): number => f(
  w - f(f(alphaOf(h) * s[0]) / f(root(s[1]) + h.epsilon)),
);

export const sparseOracle: Readonly<Record<string, SparseOracle>> = {
  sparseApplyRMSProp: {
    slots: ['ms', 'mom'],
    update: (w, s, g, h) => {
      s[0] = mean(s[0], f(g * g), h.rho);
      s[1] = f(f(s[1] * h.momentum) + f(f(f(1 / root(f(s[0] + h.epsilon))) * h.lr) * g));
      return f(w - s[1]);
    },
  },
  sparseApplyCenteredRMSProp: {
    slots: ['mg', 'ms', 'mom'],
    update: (w, s, g, h) => {
      s[1] = mean(s[1], f(g * g), h.rho);
      s[0] = mean(s[0], g, h.rho);
      s[2] = f(f(s[2] * h.momentum) + f(f(f(1 / root(f(f(s[1] + h.epsilon) - f(s[0] * s[0])))) * h.lr) * g));
      return f(w - s[2]);
    },
  },
  sparseApplyAdagradDA: {
    slots: ['gradientAccumulator', 'gradientSquaredAccumulator'],
    update: (_w, s, g, h) => {
      s[0] = f(s[0] + g);
      s[1] = f(s[1] + f(g * g));
      const kept = Math.max(f(f(Math.abs(s[0]) / h.globalStep) - h.l1), 0);
      return f(f(-Math.sign(s[0]) * kept) / f(h.l2 + f(root(s[1]) / f(h.globalStep * h.lr))));
    },
  },
  sparseApplyMomentumNesterov: {
    slots: ['accumulator'],
    update: (w, s, g, h) => {
      s[0] = f(f(s[0] * h.momentum) + g);
      return f(w - f(f(g * h.lr) + f(s[0] * f(h.momentum * h.lr))));
    },
  },
  sparseApplyAdaMax: {
    slots: ['m', 'v'],
    update: (w, s, g, h) => {
      s[0] = f(f(s[0] * h.beta1) + f(g * f(1 - h.beta1)));
      s[1] = Math.max(f(s[1] * h.beta2), Math.abs(g));
      return f(w - f(f(h.lr / f(1 - h.beta1Power)) * f(s[0] / f(s[1] + h.epsilon))));
    },
  },
  sparseApplyAdam: {
    slots: ['m', 'v'],
    decay: decayMoments,
    update: (w, s, g, h) => {
      takeMoments(s, g, h);
      return adamMove(w, s, h);
    },
    move: adamMove,
  },
  sparseApplyNadam: {
    slots: ['m', 'v'],
    decay: decayMoments,
    update: (w, s, g, h) => {
      takeMoments(s, g, h);
      const ahead = f(f(g * f(1 - h.beta1)) + f(h.beta1 * s[0]));
      return f(w - f(f(alphaOf(h) * ahead) / f(root(s[1]) + h.epsilon)));
    },
  },
  sparseApplyAddSign: {
    slots: ['m'],
    decay: (s, h) => { s[0] = f(h.beta * s[0]); },
    update: (w, s, g, h) => {
      s[0] = taken(s[0], g, h.beta);
      return f(w - f(f(h.lr * f(h.alpha + f(h.signDecay * (Math.sign(g) * Math.sign(s[0]))))) * g));
    },
  },
};
