/**
 * TensorFlow's functors once more, one element at a time, each operation rounded by hand: what lib records as formulas
 * is here plain code.
 * @module
 */
const f = Math.fround;

/** Hyper-parameters of binary32, slots in TensorFlow's order, changed in place; returns the new w. */
export type Functor = (w: number, s: Float32Array, g: number, h: Readonly<Record<string, number>>) => number;

const lerp = (a: number, b: number, beta: number): number => f(a + f(f(b - a) * f(1 - beta)));
const mix = (a: number, b: number, beta: number): number => f(f(a * beta) + f(b * f(1 - beta)));
const root = (x: number): number => f(Math.sqrt(x));
const soft = (v: number, t: number): number => f(Math.sign(v) * Math.max(f(Math.abs(v) - t), 0));
const alphaOf = (h: Readonly<Record<string, number>>): number =>
  f(f(h.lr * root(f(1 - h.beta2Power))) / f(1 - h.beta1Power));

function ftrl(w: number, s: Float32Array, g: number, h: Readonly<Record<string, number>>, shrunk: number): number {
  const n = f(s[0] + f(g * g));
  s[1] = f(s[1] + f(shrunk - f(f(f(root(n) - root(s[0])) / h.lr) * w)));
  s[0] = n;
  const z = s[1];
  return Math.abs(z) > h.l1 ? f(f(f(h.l1 * Math.sign(z)) - z) / f(f(root(n) / h.lr) + f(2 * h.l2))) : 0;
}

/** By name: how many slots, and the update. */
export const oracle: Readonly<Record<string, { readonly slots: number; readonly update: Functor }>> = {
  applyGradientDescent: { slots: 0, update: (w, _s, g, h) => f(w - f(g * h.lr)) },
  applyProximalGradientDescent: {
    slots: 0, update: (w, _s, g, h) => f(soft(f(w - f(g * h.lr)), f(h.lr * h.l1)) / f(1 + f(h.l2 * h.lr))),
  },
  applyMomentum: {
    slots: 1, update: (w, s, g, h) => { s[0] = f(f(s[0] * h.momentum) + g); return f(w - f(s[0] * h.lr)); },
  },
  applyMomentumNesterov: { slots: 1, update: (
    w, s, g, h,
  ) => { s[0] = f(f(s[0] * h.momentum) + g); return f(w - f(f(g * h.lr) + f(f(s[0] * h.momentum) * h.lr))); } },
  applyKerasMomentum: {
    slots: 1, update: (w, s, g, h) => { s[0] = f(f(s[0] * h.momentum) - f(g * h.lr)); return f(w + s[0]); },
  },
  applyKerasMomentumNesterov: { slots: 1, update: (
    w, s, g, h,
  ) => { s[0] = f(f(s[0] * h.momentum) - f(g * h.lr)); return f(w + f(f(s[0] * h.momentum) - f(g * h.lr))); } },
  applyAdagrad: {
    slots: 1, update: (w, s, g, h) => { s[0] = f(s[0] + f(g * g)); return f(w - f(f(g * h.lr) * f(1 / root(s[0])))); },
  },
  applyAdagradFixed: { slots: 1, update: (w, s, g, h) => f(w - f(f(g * h.lr) * f(1 / root(s[0])))) },
  applyAdagradV2: {
    slots: 1,
    update: (w, s, g, h) => { s[0] = f(s[0] + f(g * g)); return f(w - f(f(g * h.lr) / f(root(s[0]) + h.epsilon))); },
  },
  applyAdagradV2Fixed: { slots: 1, update: (w, s, g, h) => f(w - f(f(g * h.lr) / f(root(s[0]) + h.epsilon))) },
  applyProximalAdagrad: {
    slots: 1,
    update: (w, s, g, h) => {
      s[0] = f(s[0] + f(g * g));
      const r = f(h.lr * f(1 / root(s[0])));
      return f(soft(f(w - f(g * r)), f(r * h.l1)) / f(1 + f(h.l2 * r)));
    },
  },
  applyAdagradDA: {
    slots: 2,
    update: (_w, s, g, h) => {
      s[0] = f(s[0] + g);
      s[1] = f(s[1] + f(g * g));
      const divisor = f(f(h.l2 * f(h.globalStep * h.lr)) + root(s[1]));
      return f(f(f(-h.lr * Math.sign(s[0])) * Math.max(f(Math.abs(s[0]) - f(h.globalStep * h.l1)), 0)) / divisor);
    },
  },
  applyAdadelta: {
    slots: 2,
    update: (w, s, g, h) => {
      s[0] = mix(s[0], f(g * g), h.rho);
      const u = f(f(root(f(s[1] + h.epsilon)) * f(1 / root(f(s[0] + h.epsilon)))) * g);
      s[1] = mix(s[1], f(u * u), h.rho);
      return f(w - f(u * h.lr));
    },
  },
  applyFtrl: { slots: 2, update: (w, s, g, h) => ftrl(w, s, g, h, g) },
  applyFtrlV2: { slots: 2, update: (w, s, g, h) => ftrl(w, s, g, h, f(g + f(f(2 * h.l2Shrinkage) * w))) },
  applyRMSProp: {
    slots: 2,
    update: (w, s, g, h) => {
      s[0] = lerp(s[0], f(g * g), h.rho);
      s[1] = f(f(s[1] * h.momentum) + f(f(g * h.lr) / root(f(s[0] + h.epsilon))));
      return f(w - s[1]);
    },
  },
  applyCenteredRMSProp: { // mg, ms, mom
    slots: 3,
    update: (w, s, g, h) => {
      s[1] = lerp(s[1], f(g * g), h.rho);
      s[0] = lerp(s[0], g, h.rho);
      s[2] = f(f(s[2] * h.momentum) + f(f(g * h.lr) / root(f(f(s[1] - f(s[0] * s[0])) + h.epsilon))));
      return f(w - s[2]);
    },
  },
  applyAdam: { slots: 2, update: (w, s, g, h) => {
    s[0] = lerp(s[0], g, h.beta1);
    s[1] = lerp(s[1], f(g * g), h.beta2);
    return f(w - f(f(s[0] * alphaOf(h)) / f(root(s[1]) + h.epsilon)));
  } },
  applyAdamNesterov: {
    slots: 2,
    update: (w, s, g, h) => {
      s[0] = lerp(s[0], g, h.beta1);
      s[1] = lerp(s[1], f(g * g), h.beta2);
      return f(w - f(f(f(f(g * f(1 - h.beta1)) + f(h.beta1 * s[0])) * alphaOf(h)) / f(root(s[1]) + h.epsilon)));
    },
  },
  applyAdamWithAmsgrad: {
    slots: 3,
    update: (w, s, g, h) => {
      s[0] = lerp(s[0], g, h.beta1);
      s[1] = lerp(s[1], f(g * g), h.beta2);
      s[2] = Math.max(s[2], s[1]);
      return f(w - f(f(s[0] * alphaOf(h)) / f(root(s[2]) + h.epsilon)));
    },
  },
  applyAdaMax: {
    slots: 2,
    update: (w, s, g, h) => {
      s[0] = lerp(s[0], g, h.beta1);
      s[1] = Math.max(f(h.beta2 * s[1]), Math.abs(g));
      return f(w - f(f(h.lr / f(1 - h.beta1Power)) * f(s[0] / f(s[1] + h.epsilon))));
    },
  },
  applyAddSign: {
    slots: 1,
    update: (w, s, g, h) => {
      s[0] = mix(s[0], g, h.beta);
      return f(w - f(f(h.lr * f(h.alpha + f(h.signDecay * (Math.sign(g) * Math.sign(s[0]))))) * g));
    },
  },
};
