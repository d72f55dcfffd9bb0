"""JAX on the CPU, everything compiled with jit, parameters donated."""
from functools import partial

import jax
import jax.numpy as jnp
from numpy_peer import repeat
from operands import ADAM, AXPY_ALPHA, CHECKED, LEARNING_RATE, centred, examples, invertible, is_regression, square, uniform, weights

version = jax.__version__
notes = {}


def keep(make):
    """Runs `make`, waits for what it gives, and keeps it."""
    kept = [None]

    def once():
        kept[0] = jax.block_until_ready(make())

    return repeat(once), kept


def step(work):
    n, regression = work["n"], is_regression(work)
    x, y = map(jnp.asarray, examples(work))

    def loss_of(parameters, x, y):
        a = x
        for w, b in parameters[:-1]:
            z = a @ w + b
            a = jnp.tanh(z) if regression else jax.nn.relu(z)
        w, b = parameters[-1]
        z = a @ w + b
        if regression:
            return jnp.square(z - y).mean()
        return -jax.nn.log_softmax(z)[jnp.arange(n), y].mean()

    @partial(jax.jit, donate_argnums=0)
    def update(parameters, x, y):
        loss, gradients = jax.value_and_grad(loss_of)(parameters, x, y)
        return jax.tree.map(lambda p, g: p - LEARNING_RATE * g, parameters, gradients), loss

    state = [jax.tree.map(jnp.asarray, weights(work))]

    def make():
        state[0], loss = update(state[0], x, y)
        jax.block_until_ready(state[0])
        return loss

    run, kept = keep(make)
    return run, lambda: [float(kept[0])]


def gemm(work):
    a, b = jnp.asarray(square(work["n"], 1)), jnp.asarray(square(work["n"], 2))
    multiply = jax.jit(jnp.matmul)
    run, kept = keep(lambda: multiply(a, b))
    return run, lambda: kept[0][0, :CHECKED].tolist()


def inverse(work):
    a, invert = jnp.asarray(invertible(work["n"])), jax.jit(jnp.linalg.inv)
    run, kept = keep(lambda: invert(a))
    return run, lambda: kept[0][0].tolist()


def axpy(work):
    x, y = jnp.asarray(centred(work["n"], 1)), [jnp.asarray(uniform(work["n"], 2))]
    update = jax.jit(lambda x, y: y + AXPY_ALPHA * x, donate_argnums=1)

    def make():
        y[0] = update(x, y[0])
        return y[0]

    return keep(make)[0], lambda: y[0][:CHECKED].tolist()


def adam(work):
    n, beta1, beta2 = work["n"], ADAM["beta1"], ADAM["beta2"]
    gradient, t = jnp.asarray(centred(n, 1)), [0]
    state = [(jnp.asarray(uniform(n, 2)), jnp.zeros(n, jnp.float32), jnp.zeros(n, jnp.float32))]

    @partial(jax.jit, donate_argnums=0)
    def update(state, gradient, rate):
        theta, m, v = state
        m = m + (gradient - m) * (1 - beta1)
        v = v + (jnp.square(gradient) - v) * (1 - beta2)
        return theta - m * rate / (jnp.sqrt(v) + ADAM["epsilon"]), m, v

    def make():
        t[0] += 1
        state[0] = update(state[0], gradient, ADAM["learning_rate"] * (1 - beta2 ** t[0]) ** 0.5 / (1 - beta1 ** t[0]))
        return state[0]

    return keep(make)[0], lambda: state[0][0][:CHECKED].tolist()


makers = {"step": step, "gemm": gemm, "inverse": inverse, "axpy": axpy, "adam": adam}
