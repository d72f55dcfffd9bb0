"""Makes boundedMinimizers.json: what SciPy makes of problems with bounds.

Run: python -P boundedMinimizers.py > boundedMinimizers.json   (SciPy 1.x, JAX for derivatives, binary64)

boxed: the problems of minimizers.py in boxes about their starts, h = max(1, |start|)/4: from start − 4h to start + h
for every first, third, … variable, from start − h to start + 4h for the others. hockSchittkowski: those with bounds
alone of Hock and Schittkowski, "Test examples for nonlinear programming codes", 1981. L-BFGS-B gets gtol 1e-5, ftol 0;
least_squares goes on to 1e-12, and its evaluations are counted to the first Jacobian where the projected gradient ‖P(x
− g) − x‖₂ of the sum of squares is at most 1e-5, or to its end.
"""

import os
import sys

sys.path.append(os.path.dirname(os.path.abspath(__file__)))
import jax
import jax.numpy as jnp
import numpy as np
import scipy
import scipy.optimize as so
from minimizers import GTOL, MOST, PROBLEMS, finite, printed


def plain(g):
    compiled = jax.jit(g)
    return lambda x: np.asarray(compiled(x), dtype=np.float64)


def projected(x, g, lower, upper):
    return float(np.linalg.norm(np.where(g < 0, np.maximum(g, x - upper), np.minimum(g, x - lower))))


def lbfgsb(f, start, lower, upper):
    value, gradient = (lambda x, g=jax.jit(f): float(g(x))), plain(jax.grad(f))
    options = dict(gtol=GTOL, ftol=0, maxcor=10, maxiter=MOST, maxfun=MOST)
    got = so.minimize(value, start, method="L-BFGS-B", jac=gradient, bounds=so.Bounds(lower, upper), options=options)
    return {
        "values": int(got.nfev),
        "gradients": int(got.njev),
        "value": finite(got.fun),
        "x": got.x.tolist(),
        "gradientNorm": finite(projected(got.x, gradient(got.x), lower, upper)),
        "message": str(got.message),
    }


def squares(method, r, start, lower, upper):
    residuals, jacobian = plain(r), plain(jax.jacfwd(r))
    count, best = {"values": 0, "jacobians": 0}, {}

    def counted(x):
        count["values"] += not best
        return residuals(x)

    def watched(x):
        count["jacobians"] += not best
        j = jacobian(x)
        if not best and projected(x, 2 * j.T @ residuals(x), lower, upper) <= GTOL:
            best.update(x=np.array(x))
        return j

    try:
        got = so.least_squares(
            counted,
            np.clip(start, lower, upper),
            jac=watched,
            bounds=(lower, upper),
            method=method,
            ftol=1e-12,
            xtol=1e-12,
            gtol=1e-12,
            max_nfev=2000,
        )
    except Exception as error:
        return {"message": f"{type(error).__name__}: {error}"[:120], "value": None, "gradientNorm": None}
    x = best.get("x", got.x)
    return {
        **count,
        "value": finite(float(residuals(x) @ residuals(x))),
        "x": x.tolist(),
        "gradientNorm": finite(projected(x, 2 * jacobian(x).T @ residuals(x), lower, upper)),
        "message": str(got.message),
    }


def boxed(name, r, start):
    print(name, file=sys.stderr)
    start = np.array(start, dtype=np.float64)
    h, first = np.maximum(1, np.abs(start)) / 4, np.arange(len(start)) % 2 == 0
    lower, upper = start - np.where(first, 4 * h, h), start + np.where(first, h, 4 * h)
    runs = {"L-BFGS-B": lbfgsb(lambda x: jnp.sum(r(x) ** 2), start, lower, upper)}
    runs |= {method: squares(method, r, start, lower, upper) for method in ("trf", "dogbox")}
    return {"lower": lower.tolist(), "upper": upper.tolist(), "scipy": runs}


def wood(x):
    a, b, c, d = x
    return (
        100 * (b - a * a) ** 2
        + (1 - a) ** 2
        + 90 * (d - c * c) ** 2
        + (1 - c) ** 2
        + 10.1 * ((b - 1) ** 2 + (d - 1) ** 2)
        + 19.8 * (b - 1) * (d - 1)
    )


INF = np.inf
HOCK = {
    "HS1": (lambda x: 100 * (x[1] - x[0] ** 2) ** 2 + (1 - x[0]) ** 2, [-2, 1], [-INF, -1.5], [INF, INF]),
    "HS2": (lambda x: 100 * (x[1] - x[0] ** 2) ** 2 + (1 - x[0]) ** 2, [-2, 1], [-INF, 1.5], [INF, INF]),
    "HS3": (lambda x: x[1] + 1e-5 * (x[1] - x[0]) ** 2, [10, 1], [-INF, 0], [INF, INF]),
    "HS4": (lambda x: (x[0] + 1) ** 3 / 3 + x[1], [1.125, 0.125], [1, 0], [INF, INF]),
    "HS5": (
        lambda x: jnp.sin(x[0] + x[1]) + (x[0] - x[1]) ** 2 - 1.5 * x[0] + 2.5 * x[1] + 1,
        [0, 0],
        [-1.5, -3],
        [4, 3],
    ),
    "HS38": (wood, [-3, -1, -3, -1], [-10] * 4, [10] * 4),
    "HS45": (lambda x: 2 - jnp.prod(x) / 120, [2] * 5, [0] * 5, [1, 2, 3, 4, 5]),
    "HS110": (
        lambda x: jnp.sum(jnp.log(x - 2) ** 2 + jnp.log(10 - x) ** 2) - jnp.prod(x) ** 0.2,
        [9] * 10,
        [2.001] * 10,
        [9.999] * 10,
    ),
}


def hock(f, start, lower, upper):
    start, lower, upper = (np.array(v, dtype=np.float64) for v in (start, lower, upper))
    sides = {"lower": [finite(v) for v in lower], "upper": [finite(v) for v in upper]}
    return {"start": start.tolist(), **sides, "scipy": {"L-BFGS-B": lbfgsb(f, start, lower, upper)}}


A = np.array([[3, -1, 2], [1, 4, -2], [-2, 1, 5], [4, 0, 1], [1, -3, 2]], dtype=np.float64)
B = np.array([7, -3, 4, 9, 8], dtype=np.float64)
LINEAR = so.lsq_linear(A, B, bounds=([0, -0.25, -1], [2, 1, 0.5]), method="bvls", tol=1e-14)

printed(
    {
        "source": f"tests/vectors/boundedMinimizers.py, SciPy {scipy.__version__}, JAX {jax.__version__}, binary64",
        "gradientTolerance": GTOL,
        "boxed": {name: boxed(name, *of) for name, of in PROBLEMS.items()},
        "hockSchittkowski": {name: hock(*of) for name, of in HOCK.items()},
        "linear": {
            "a": A.ravel().tolist(),
            "b": B.tolist(),
            "lower": [0, -0.25, -1],
            "upper": [2, 1, 0.5],
            "x": LINEAR.x.tolist(),
            "value": float(LINEAR.cost),
        },
    }
)
