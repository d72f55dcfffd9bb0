"""NumPy, on the BLAS it was built with; results go into arrays that are there already."""
import numpy as np
from operands import ADAM, AXPY_ALPHA, CHECKED, LEARNING_RATE, centred, examples, invertible, is_regression, square, uniform, weights

version = np.__version__
notes = {"step": "written by hand, no autodiff"}


def repeat(once):
    def run(times):
        for _ in range(times):
            once()
    return run


def step(work):
    parameters, (x, y), n, regression = weights(work), examples(work), work["n"], is_regression(work)
    rows, loss = np.arange(n), [0.0]

    def output(z):
        """Loss, and its gradient by z."""
        if regression:
            difference = z - y
            return float((difference * difference).mean()), difference * np.float32(2 / n)
        p = np.exp(z - z.max(axis=1, keepdims=True))
        p /= p.sum(axis=1, keepdims=True)
        value = float(-np.log(p[rows, y]).mean())
        p[rows, y] -= 1
        p *= np.float32(1 / n)
        return value, p

    def once():
        activations = [x]
        for w, b in parameters[:-1]:
            z = activations[-1] @ w
            z += b
            activations.append(np.tanh(z, out=z) if regression else np.maximum(z, 0, out=z))
        w, b = parameters[-1]
        loss[0], dz = output(activations[-1] @ w + b)
        for i in reversed(range(len(parameters))):
            (w, b), a = parameters[i], activations[i]
            da = dz @ w.T if i > 0 else None
            w -= LEARNING_RATE * (a.T @ dz)
            b -= LEARNING_RATE * dz.sum(axis=0)
            if i > 0:
                dz = da * (1 - a * a) if regression else da * (a > 0)

    return repeat(once), lambda: [loss[0]]


def gemm(work):
    n = work["n"]
    a, b, c = square(n, 1), square(n, 2), np.empty((n, n), np.float32)
    return repeat(lambda: np.matmul(a, b, out=c)), lambda: c[0, :CHECKED].tolist()


def inverse(work):
    a, result = invertible(work["n"]), [None]

    def once():
        result[0] = np.linalg.inv(a)

    return repeat(once), lambda: result[0][0].tolist()


def axpy(work):
    n = work["n"]
    x, y, product = centred(n, 1), uniform(n, 2), np.empty(n, np.float32)

    def once():
        np.multiply(x, np.float32(AXPY_ALPHA), out=product)
        np.add(y, product, out=y)

    return repeat(once), lambda: y[:CHECKED].tolist()


def adam(work):
    n = work["n"]
    g, theta, m, v = centred(n, 1), uniform(n, 2), np.zeros(n, np.float32), np.zeros(n, np.float32)
    s, r, t = np.empty(n, np.float32), np.empty(n, np.float32), [0]
    beta1, beta2 = ADAM["beta1"], ADAM["beta2"]

    def once():
        t[0] += 1
        rate = ADAM["learning_rate"] * (1 - beta2 ** t[0]) ** 0.5 / (1 - beta1 ** t[0])
        np.subtract(g, m, out=s)
        np.multiply(s, np.float32(1 - beta1), out=s)
        np.add(m, s, out=m)
        np.multiply(g, g, out=s)
        np.subtract(s, v, out=s)
        np.multiply(s, np.float32(1 - beta2), out=s)
        np.add(v, s, out=v)
        np.sqrt(v, out=s)
        np.add(s, np.float32(ADAM["epsilon"]), out=s)
        np.multiply(m, np.float32(rate), out=r)
        np.divide(r, s, out=r)
        np.subtract(theta, r, out=theta)

    return repeat(once), lambda: theta[:CHECKED].tolist()


makers = {"step": step, "gemm": gemm, "inverse": inverse, "axpy": axpy, "adam": adam}
