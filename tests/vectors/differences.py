"""Makes differences.json: what SciPy makes of residuals without a Jacobian.

Run: python -P differences.py > differences.json   (SciPy 1.17.1, binary64)

jacobians: scipy.optimize._numdiff.approx_derivative(r, x, method="2-point", bounds=bounds), which least_squares calls;
residuals are made of + - * alone in an order that JavaScript has too, so that its bits are expected. The numbers of the
last bounds are nearer to each other than a step. searches: least_squares(r, start, jac="2-point", method="trf",
bounds=bounds), all tolerances 1e-12.
"""

import json

import numpy as np
import scipy
from scipy.optimize import least_squares
from scipy.optimize._numdiff import approx_derivative

RESIDUALS = {
    "rosenbrock": lambda x: np.array([10 * (x[1] - x[0] * x[0]), 1 - x[0]]),
    "beale": lambda x: np.array(
        [
            1.5 - x[0] * (1 - x[1]),
            2.25 - x[0] * (1 - x[1] * x[1]),
            2.625 - x[0] * (1 - x[1] * x[1] * x[1]),
        ]
    ),
    "freudensteinRoth": lambda x: np.array(
        [-13 + x[0] + ((5 - x[1]) * x[1] - 2) * x[1], -29 + x[0] + ((x[1] + 1) * x[1] - 14) * x[1]]
    ),
}
FREE = [-np.inf, np.inf]
TIGHT = 2.0**-30
PLACES = [
    ([-1.2, 1.0], [FREE, FREE]),
    ([0.0, -0.0], [FREE, FREE]),
    ([300.25, -4096.5], [FREE, FREE]),
    ([1e-9, -1e-9], [FREE, FREE]),
    ([0.5, -0.5], [[0, 0.5], [-0.5, 1]]),
    ([-2.5, 3.0], [[-2.5, 4], [-4, 3]]),
    ([1.0, -1.0], [[1 - TIGHT / 4, 1 + TIGHT], [-1 - TIGHT, -1 + TIGHT / 4]]),
]
STARTS = {
    "rosenbrock": [([-1.2, 1.0], [FREE, FREE]), ([-1.2, 1.0], [[-2, 0.5], [-2, 2]])],
    "beale": [([1.0, 1.0], [FREE, FREE]), ([1.0, 1.0], [[0, 2], [0.6, 4]])],
    "freudensteinRoth": [([6.0, 3.0], [FREE, FREE]), ([6.0, 3.0], [[0, 20], [3, 3.5]])],
}


def written(bounds):
    return [[None if np.isinf(v) else v for v in pair] for pair in bounds]


def jacobian(r, x, bounds):
    lower, upper = np.array(bounds, dtype=np.float64).T
    return approx_derivative(r, np.array(x), method="2-point", bounds=(lower, upper)).ravel().tolist()


def search(r, start, bounds):
    lower, upper = np.array(bounds, dtype=np.float64).T
    got = least_squares(r, start, jac="2-point", bounds=(lower, upper), ftol=1e-12, xtol=1e-12, gtol=1e-12)
    return {"x": got.x.tolist(), "value": float(got.cost)}


def lines(cases):
    return "[\n" + ",\n".join("  " + json.dumps(case) for case in cases) + "\n ]"


jacobians = [
    {"name": name, "x": x, "bounds": written(bounds), "j": jacobian(r, x, bounds)}
    for name, r in RESIDUALS.items()
    for x, bounds in PLACES
]
searches = [
    {"name": name, "start": start, "bounds": written(bounds), **search(RESIDUALS[name], start, bounds)}
    for name, cases in STARTS.items()
    for start, bounds in cases
]
source = json.dumps(f"tests/vectors/differences.py, SciPy {scipy.__version__}, binary64")
print(f'{{\n "source": {source},\n "jacobians": {lines(jacobians)},\n "searches": {lines(searches)}\n}}')
