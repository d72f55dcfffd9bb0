"""Makes derivativeFree.json: what SciPy makes of problems without derivatives.

Run: python -P derivativeFree.py > derivativeFree.json   (SciPy 1.x, JAX, binary64)

problems: those of minimizers.py by Nelder-Mead as SciPy has it by default (xatol and fatol 1e-4, 200·n values), and by
L-BFGS-B with gtol 1e-5, ftol 0 and its gradients by differences. nelderMead: simple functions, whose every step can be
compared; `nit` counts from 1.
"""

import os
import sys

sys.path.append(os.path.dirname(os.path.abspath(__file__)))
import warnings

import jax
import jax.numpy as jnp
import numpy as np
import scipy
import scipy.optimize as so
from minimizers import GTOL, MOST, PROBLEMS, finite, printed

warnings.filterwarnings("ignore")


def problem(name, r, start):
    print(name, file=sys.stderr)
    start = np.array(start, dtype=np.float64)
    compiled, exact = jax.jit(lambda x: jnp.sum(r(x) ** 2)), jax.jit(jax.grad(lambda x: jnp.sum(r(x) ** 2)))
    value = lambda x: float(compiled(x))
    runs = {"Nelder-Mead": so.minimize(value, start, method="Nelder-Mead")}
    for jac in ("2-point", "3-point"):
        runs[jac] = so.minimize(
            value,
            start,
            method="L-BFGS-B",
            jac=jac,
            options=dict(gtol=GTOL, ftol=0, maxcor=10, maxiter=MOST, maxfun=MOST),
        )
    return {
        name: {
            "values": int(got.nfev),
            "value": finite(got.fun),
            "gradientNorm": finite(float(np.linalg.norm(exact(got.x)))),
            "message": str(got.message),
        }
        for name, got in runs.items()
    }


def rosenbrock(x):
    total = 0.0
    for a, b in zip(x.tolist(), x.tolist()[1:]):
        total += 100 * (b - a * a) * (b - a * a) + (1 - a) * (1 - a)
    return total


def himmelblau(x):
    a, b = x.tolist()
    return (a * a + b - 11) * (a * a + b - 11) + (a + b * b - 7) * (a + b * b - 7)


SIMPLEX = [[-1, 2], [0.5, 2], [-1, 0.75]]
RUNS = [
    ("rosenbrock", [-1.2, 1], None, {}),
    ("rosenbrock", [0, 0], None, {}),
    ("rosenbrock", [-1.2, 1], None, {"xatol": 1e-9, "fatol": 1e-12}),
    ("rosenbrock", [-1.2, 1], None, {"adaptive": True}),
    ("rosenbrock", [0.5, -1, 2, 0, 1], None, {"adaptive": True}),
    ("rosenbrock", [0.5, -1, 2, 0, 1], None, {}),
    ("rosenbrock", [-1, 2], None, {"initial_simplex": SIMPLEX}),
    ("rosenbrock", [-1.2, 1], None, {"maxfev": 50}),
    ("rosenbrock", [-1.2, 1], None, {"maxfev": 2}),
    ("rosenbrock", [-1.2, 1], None, {"maxiter": 31}),
    ("rosenbrock", [-1.2, 1], [[-2, 0.5], [-1, 2]], {}),
    ("rosenbrock", [-3, 3], [[-2, 0.5], [-1, 2]], {}),
    ("rosenbrock", [0.5, 2], [[-2, 0.5], [-1, 2]], {}),
    ("rosenbrock", [0.5, 0, 0.25], [[-2, 0.5], [-1, 0.25], [0, 0.0625]], {"adaptive": True}),
    ("himmelblau", [0, 0], None, {}),
    ("himmelblau", [-1, -1], None, {"xatol": 1e-8, "fatol": 1e-8}),
    ("himmelblau", [1, 1], [[0, 2.5], [0, 5]], {}),
]


def run(name, start, bounds, options):
    value = {"rosenbrock": rosenbrock, "himmelblau": himmelblau}[name]
    got = so.minimize(value, start, method="Nelder-Mead", bounds=bounds, options=options)
    return {
        "name": name,
        "start": start,
        "bounds": bounds,
        "options": options,
        "x": got.x.tolist(),
        "value": float(got.fun),
        "nfev": int(got.nfev),
        "nit": int(got.nit),
        "status": int(got.status),
    }


printed(
    {
        "source": f"tests/vectors/derivativeFree.py, SciPy {scipy.__version__}, JAX {jax.__version__}, binary64",
        "problems": {name: problem(name, *of) for name, of in PROBLEMS.items()},
        "nelderMead": [run(*of) for of in RUNS],
    }
)
