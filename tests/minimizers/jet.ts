/**
 * Numbers that carry their first and second derivatives: a formula written once gives value, gradient and
 * Hessian, exactly.
 * @module
 */

/**
 * A number, its gradient (n) and its Hessian (n × n); both empty where only values are asked for, the Hessian where
 * only the gradient is.
 */
export class Jet {
  readonly value: number;
  readonly gradient: Float64Array;
  readonly hessian: Float64Array;

  constructor(value: number, gradient: Float64Array, hessian: Float64Array) {
    this.value = value;
    this.gradient = gradient;
    this.hessian = hessian;
  }

  plus(b: Jet | number): Jet {
    return typeof b === 'number'
      ? new Jet(this.value + b, this.gradient, this.hessian)
      : chain2(this, b, this.value + b.value, 1, 1, 0);
  }

  minus(b: Jet | number): Jet {
    return typeof b === 'number' ? this.plus(-b) : chain2(this, b, this.value - b.value, 1, -1, 0);
  }

  times(b: Jet | number): Jet {
    return typeof b === 'number'
      ? chain(this, this.value * b, b, 0)
      : chain2(this, b, this.value * b.value, b.value, this.value, 1);
  }

  over(b: Jet | number): Jet {
    return typeof b === 'number' ? chain(this, this.value / b, 1 / b, 0) : this.times(b.inverse());
  }

  inverse(): Jet {
    const q = 1 / this.value;
    return chain(this, q, -q * q, 2 * q * q * q);
  }

  squared(): Jet {
    return chain(this, this.value * this.value, 2 * this.value, 2);
  }

  cubed(): Jet {
    return chain(this, this.value * this.value * this.value, 3 * this.value * this.value, 6 * this.value);
  }

  abs(): Jet {
    return this.value < 0 ? this.times(-1) : this;
  }

  sqrt(): Jet {
    const root = Math.sqrt(this.value);
    return chain(this, root, 0.5 / root, -0.25 / (root * this.value));
  }

  exp(): Jet {
    const e = Math.exp(this.value);
    return chain(this, e, e, e);
  }

  log(): Jet {
    return chain(this, Math.log(this.value), 1 / this.value, -1 / (this.value * this.value));
  }

  sin(): Jet {
    const s = Math.sin(this.value);
    return chain(this, s, Math.cos(this.value), -s);
  }

  cos(): Jet {
    const c = Math.cos(this.value);
    return chain(this, c, -Math.sin(this.value), -c);
  }

  atan(): Jet {
    const d = 1 / (1 + this.value * this.value);
    return chain(this, Math.atan(this.value), d, -2 * this.value * d * d);
  }
}

/** The variables themselves: order 0 for values only, 1 with gradients, 2 with Hessians. */
export function variables(x: ArrayLike<number>, order: 0 | 1 | 2): Jet[] {
  const n = order === 0 ? 0 : x.length;
  const flat = new Float64Array(order === 2 ? n * n : 0);
  return Array.from(x, (value, i) => {
    const gradient = new Float64Array(n);
    if (order > 0) gradient[i] = 1;
    return new Jet(value, gradient, flat);
  });
}

/** a₀ + a₁ + … */
export function sum(terms: readonly Jet[]): Jet {
  return terms.reduce((total, term) => total.plus(term));
}

/** A gradient or a Hessian to fill, or the empty one itself: to make another costs more than a value does. */
function likewise(array: Float64Array): Float64Array {
  return array.length === 0 ? array : new Float64Array(array.length);
}

/** φ(a), given φ, φ′ and φ″. Loops, for most of the time of the minimizers' tests is spent here. */
function chain({ gradient: g, hessian: h }: Jet, value: number, d: number, dd: number): Jet {
  const n = g.length, gradient = likewise(g), hessian = likewise(h);
  for (let i = 0; i < n; i++) gradient[i] = d * g[i];
  for (let ij = 0, i = 0; ij < h.length; i++) {
    const ddi = dd * g[i];
    for (let j = 0; j < n; j++, ij++) hessian[ij] = d * h[ij] + (dd === 0 ? 0 : ddi * g[j]);
  }
  return new Jet(value, gradient, hessian);
}

/** φ(a, b), given φ and its derivatives by a, b and ab; those by aa and bb are 0. */
function chain2(a: Jet, b: Jet, value: number, da: number, db: number, dab: number): Jet {
  const p = a.gradient, q = b.gradient, h = a.hessian, k = b.hessian;
  const n = p.length, gradient = likewise(p), hessian = likewise(h);
  for (let i = 0; i < n; i++) gradient[i] = da * p[i] + db * q[i];
  for (let ij = 0, i = 0; ij < h.length; i++) {
    const pi = p[i], qi = q[i];
    for (let j = 0; j < n; j++ , ij++) {
      hessian[ij] = da * h[ij] + db * k[ij] + (dab === 0 ? 0 : dab * (pi * q[j] + qi * p[j]));
    }
  }
  return new Jet(value, gradient, hessian);
}
