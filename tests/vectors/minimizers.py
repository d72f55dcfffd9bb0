"""Makes minimizers.json: the problems of Moré, Garbow and Hillstrom (1981), written a second time, and what SciPy makes of them.

Run: python -P minimizers.py > minimizers.json   (SciPy 1.x, JAX for derivatives, binary64; tolerances below)

Each method gets exact derivatives. BFGS measures the gradient by its 2-norm; L-BFGS-B by its largest element, with ftol 0;
newton-cg ends on its step (xtol 1e-5); least_squares is MINPACK's lmder with its own tolerances of 1e-8. The data are those of tests/minimizers/data.ts.
"""

import json
import os
import re
import sys
import warnings

import jax
import jax.numpy as jnp
import numpy as np
import scipy
import scipy.optimize as so

jax.config.update("jax_enable_x64", True)
warnings.filterwarnings("ignore")

HERE = os.path.dirname(os.path.abspath(__file__))
DATA = {
    name: np.array(json.loads(re.sub(r",\s*\]", "]", body)))
    for name, body in re.findall(r"export const (\w+): [^=]*= (\[.*?\]);", open(os.path.join(HERE, "../minimizers/data.ts")).read(), re.S)
}
GTOL, MOST = 1e-5, 20000


def rosenbrock(x):
    return jnp.concatenate([10 * (x[1::2] - x[0::2] ** 2), 1 - x[0::2]])


def freudenstein(x):
    a, b = x
    return jnp.array([-13 + a + ((5 - b) * b - 2) * b, -29 + a + ((b + 1) * b - 14) * b])


def helical(x):
    a, b, c = x
    theta = jnp.arctan(b / a) / (2 * jnp.pi) + jnp.where(a < 0, 0.5, 0.0)
    return jnp.array([10 * (c - 10 * theta), 10 * (jnp.sqrt(a * a + b * b) - 1), c])


def bard(x):
    u = np.arange(1, 16)
    v = 16 - u
    return DATA["bard"] - (x[0] + u / (v * x[1] + np.minimum(u, v) * x[2]))


def gaussian(x):
    t = (8 - np.arange(1, 16)) / 2
    return x[0] * jnp.exp(-x[1] * (t - x[2]) ** 2 / 2) - DATA["gaussian"]


def gulf(x):
    t = np.arange(1, 100) / 100
    y = 25 + (-50 * np.log(t)) ** (2 / 3)
    return jnp.exp(-(jnp.abs(y - x[1]) ** x[2]) / x[0]) - t


def box(x):
    t = np.arange(1, 11) / 10
    return jnp.exp(-t * x[0]) - jnp.exp(-t * x[1]) - x[2] * (np.exp(-t) - np.exp(-10 * t))


def powell(x):
    a, b, c, d = x[0::4], x[1::4], x[2::4], x[3::4]
    return jnp.concatenate([a + 10 * b, np.sqrt(5) * (c - d), (b - 2 * c) ** 2, np.sqrt(10) * (a - d) ** 2])


def wood(x):
    a, b, c, d = x
    return jnp.array([10 * (b - a * a), 1 - a, np.sqrt(90) * (d - c * c), 1 - c, np.sqrt(10) * (b + d - 2), (b - d) / np.sqrt(10)])


def kowalik(x):
    y, u = DATA["kowalik"].T
    return y - x[0] * (u * u + u * x[1]) / (u * u + u * x[2] + x[3])


def brown_dennis(x):
    t = np.arange(1, 21) / 5
    return (x[0] + t * x[1] - np.exp(t)) ** 2 + (x[2] + x[3] * np.sin(t) - np.cos(t)) ** 2


def osborne1(x):
    t = 10.0 * np.arange(33)
    return DATA["osborne1"] - (x[0] + x[1] * jnp.exp(-t * x[3]) + x[2] * jnp.exp(-t * x[4]))


def osborne2(x):
    t = np.arange(65) / 10
    bells = sum(x[k] * jnp.exp(-((t - x[7 + k]) ** 2) * x[4 + k]) for k in (1, 2, 3))
    return DATA["osborne2"] - (x[0] * jnp.exp(-t * x[4]) + bells)


def biggs(x):
    t = np.arange(1, 14) / 10
    y = np.exp(-t) - 5 * np.exp(-10 * t) + 3 * np.exp(-4 * t)
    return x[2] * jnp.exp(-t * x[0]) - x[3] * jnp.exp(-t * x[1]) + x[5] * jnp.exp(-t * x[4]) - y


def watson(x):
    t = np.arange(1, 30) / 29
    j = np.arange(len(x))
    powers = t[:, None] ** j
    slopes = (j[1:] * t[:, None] ** (j[1:] - 1)) @ x[1:]
    return jnp.concatenate([slopes - (powers @ x) ** 2 - 1, jnp.array([x[0], x[1] - x[0] ** 2 - 1])])


def penalty1(x):
    return jnp.append(np.sqrt(1e-5) * (x - 1), x @ x - 0.25)


def penalty2(x):
    n = len(x)
    i = np.arange(2, n + 1)
    y = np.exp(i / 10) + np.exp((i - 1) / 10)
    root = np.sqrt(1e-5)
    return jnp.concatenate([
        x[:1] - 0.2, root * (jnp.exp(x[1:] / 10) + jnp.exp(x[:-1] / 10) - y), root * (jnp.exp(x[1:] / 10) - np.exp(-0.1)),
        jnp.array([(n - np.arange(n)) @ x**2 - 1]),
    ])


def variably(x):
    w = np.arange(1, len(x) + 1) @ (x - 1)
    return jnp.append(x - 1, jnp.array([w, w * w]))


def trigonometric(x):
    n = len(x)
    return n - jnp.sum(jnp.cos(x)) + np.arange(1, n + 1) * (1 - jnp.cos(x)) - jnp.sin(x)


def brown_linear(x):
    return jnp.append(x[:-1] + jnp.sum(x) - (len(x) + 1), jnp.prod(x) - 1)


def padded(x):
    return jnp.concatenate([jnp.zeros(1), x, jnp.zeros(1)])


def boundary(x):
    h = 1 / (len(x) + 1)
    t = h * np.arange(1, len(x) + 1)
    p = padded(x)
    return 2 * x - p[:-2] - p[2:] + h * h * (x + t + 1) ** 3 / 2


def integral(x):
    h = 1 / (len(x) + 1)
    t = h * np.arange(1, len(x) + 1)
    green = np.where(t[None, :] <= t[:, None], (1 - t[:, None]) * t[None, :], t[:, None] * (1 - t[None, :]))
    return x + h / 2 * (green @ (x + t + 1) ** 3)


def tridiagonal(x):
    p = padded(x)
    return (3 - 2 * x) * x - p[:-2] - 2 * p[2:] + 1


def banded(x):
    n = len(x)
    band = np.array([[float(j != i and max(0, i - 5) <= j <= min(n - 1, i + 1)) for j in range(n)] for i in range(n)])
    return x * (2 + 5 * x * x) + 1 - band @ (x * (1 + x))


def linear_full(x, m=10):
    return -2 / m * jnp.sum(x) - 1 + jnp.concatenate([x, jnp.zeros(m - len(x))])


def linear_rank1(x, m=10):
    return np.arange(1, m + 1) * (np.arange(1, len(x) + 1) @ x) - 1


def linear_zero(x, m=10):
    w = np.arange(2, len(x)) @ x[1:-1]
    return np.append(np.arange(m - 1), 0) * w - 1


def chebyquad(x):
    n = len(x)
    y = 2 * x - 1
    t = [jnp.ones(n), y]
    while len(t) <= n:
        t.append(2 * y * t[-1] - t[-2])
    return jnp.array([jnp.mean(t[i]) - (0 if i % 2 else -1 / (i * i - 1)) for i in range(1, n + 1)])


def meyer(x):
    return x[0] * jnp.exp(x[1] / (45 + 5.0 * np.arange(1, 17) + x[2])) - DATA["meyer"]


def jennrich(x):
    i = np.arange(1, 11)
    return 2 + 2 * i - (jnp.exp(i * x[0]) + jnp.exp(i * x[1]))


def powell_bad(x):
    return jnp.array([1e4 * x[0] * x[1] - 1, jnp.exp(-x[0]) + jnp.exp(-x[1]) - 1.0001])


TEN = np.arange(1, 11)
HAT = (TEN / 11) * (TEN / 11 - 1)
PROBLEMS = {
    "Rosenbrock": (rosenbrock, [-1.2, 1]),
    "Freudenstein and Roth": (freudenstein, [0.5, -2]),
    "Powell badly scaled": (powell_bad, [0, 1]),
    "Brown badly scaled": (lambda x: jnp.array([x[0] - 1e6, x[1] - 2e-6, x[0] * x[1] - 2]), [1, 1]),
    "Beale": (lambda x: np.array([1.5, 2.25, 2.625]) - x[0] * (1 - jnp.array([x[1], x[1] ** 2, x[1] ** 3])), [1, 1]),
    "Jennrich and Sampson": (jennrich, [0.3, 0.4]),
    "Helical valley": (helical, [-1, 0, 0]),
    "Bard": (bard, [1, 1, 1]),
    "Gaussian": (gaussian, [0.4, 1, 0]),
    "Meyer": (meyer, [0.02, 4000, 250]),
    "Gulf": (gulf, [5, 2.5, 0.15]),
    "Box three-dimensional": (box, [0, 10, 20]),
    "Powell singular": (powell, [3, -1, 0, 1]),
    "Wood": (wood, [-3, -1, -3, -1]),
    "Kowalik and Osborne": (kowalik, [0.25, 0.39, 0.415, 0.39]),
    "Brown and Dennis": (brown_dennis, [25, 5, -5, -1]),
    "Osborne 1": (osborne1, [0.5, 1.5, -1, 0.01, 0.02]),
    "Biggs EXP6": (biggs, [1, 2, 1, 1, 1, 1]),
    "Osborne 2": (osborne2, [1.3, 0.65, 0.65, 0.7, 0.6, 3, 5, 7, 2, 4.5, 5.5]),
    "Watson 6": (watson, [0] * 6),
    "Watson 9": (watson, [0] * 9),
    "Extended Rosenbrock 10": (rosenbrock, [-1.2, 1] * 5),
    "Extended Powell singular 12": (powell, [3, -1, 0, 1] * 3),
    "Penalty I 4": (penalty1, [1, 2, 3, 4]),
    "Penalty I 10": (penalty1, TEN),
    "Penalty II 4": (penalty2, [0.5] * 4),
    "Penalty II 10": (penalty2, [0.5] * 10),
    "Variably dimensioned 10": (variably, 1 - TEN / 10),
    "Trigonometric 10": (trigonometric, [0.1] * 10),
    "Brown almost linear 10": (brown_linear, [0.5] * 10),
    "Discrete boundary value 10": (boundary, HAT),
    "Discrete integral equation 10": (integral, HAT),
    "Broyden tridiagonal 10": (tridiagonal, [-1] * 10),
    "Broyden banded 10": (banded, [-1] * 10),
    "Linear, full rank 5": (linear_full, [1] * 5),
    "Linear, rank 1 5": (linear_rank1, [1] * 5),
    "Linear, rank 1, zero columns and rows 5": (linear_zero, [1] * 5),
} | {f"Chebyquad {n}": (chebyquad, np.arange(1, n + 1) / (n + 1)) for n in (7, 8, 9, 10)}

METHODS = {
    "BFGS": dict(gtol=GTOL, norm=2, maxiter=MOST),
    "L-BFGS-B": dict(gtol=GTOL, ftol=0, maxcor=10, maxiter=MOST, maxfun=MOST),
    "Newton-CG": dict(xtol=1e-5, maxiter=2000),
    "trust-ncg": dict(gtol=GTOL, maxiter=2000),
    "trust-exact": dict(gtol=GTOL, maxiter=2000),
}


def finite(v):
    return float(v) if np.isfinite(v) else None


def minimised(method, value, gradient, hessian, start):
    second = {} if "BFGS" in method else {"hess": hessian}
    try:
        got = so.minimize(value, start, method=method, jac=gradient, options=METHODS[method], **second)
    except Exception as error:
        return {"message": f"{type(error).__name__}: {error}"[:120], "value": None, "gradientNorm": None}
    return {
        "values": int(got.nfev), "gradients": int(got.njev), **({"hessians": int(got.nhev)} if second else {}), "iterations": int(got.nit),
        "value": finite(got.fun), "gradientNorm": finite(np.linalg.norm(gradient(got.x))), "success": bool(got.success), "message": str(got.message),
    }


def squares(r, jacobian, gradient, start):
    try:
        got = so.least_squares(r, start, jac=jacobian, method="lm", max_nfev=MOST)
    except Exception as error:
        return {"message": f"{type(error).__name__}: {error}"[:120], "value": None, "gradientNorm": None}
    return {
        "values": int(got.nfev), "jacobians": int(got.njev), "value": finite(2 * got.cost), "gradientNorm": finite(np.linalg.norm(gradient(got.x))),
        "success": bool(got.success), "message": str(got.message),
    }


def row(name, r, start):
    print(name, file=sys.stderr)
    start = np.array(start, dtype=np.float64)

    def f(x):
        return jnp.sum(r(x) ** 2)

    def plain(g):
        compiled = jax.jit(g)
        return lambda x: np.asarray(compiled(x), dtype=np.float64)

    value = lambda x, g=jax.jit(f): float(g(x))
    gradient, hessian, residuals, jacobian = plain(jax.grad(f)), plain(jax.hessian(f)), plain(r), plain(jax.jacfwd(r))
    at = start * 1.0625 + 0.03125
    return {
        "n": len(start),
        "start": start.tolist(),
        "valueAtStart": value(start),
        "at": at.tolist(),
        "valueAt": value(at),
        "gradientAt": gradient(at).tolist(),
        "hessianAt": hessian(at).ravel().tolist(),
        "scipy": {method: minimised(method, value, gradient, hessian, start) for method in METHODS}
        | {"least_squares": squares(residuals, jacobian, gradient, start)},
    }


def printed(result):
    """As JSON, each list on one line."""
    text = json.dumps(result, indent=1)
    print(re.sub(r"\[[^\[\]{}]*\]", lambda found: " ".join(found.group().split()), text))


if __name__ == "__main__":
    source = f"tests/vectors/minimizers.py, SciPy {scipy.__version__}, JAX {jax.__version__}, binary64"
    printed({"source": source, "gradientTolerance": GTOL, "problems": {name: row(name, *of) for name, of in PROBLEMS.items()}})
