"""JAX on the CPU, everything compiled with jit, parameters donated."""
from functools import partial

import jax
import jax.numpy as jnp
from jax import lax
from numpy_peer import repeat
from operands import (
    ADAM, AXPY_ALPHA, CHECKED, LEARNING_RATE, centred, examples, invertible, is_regression, operands, square, uniform,
    weights,
)

version = jax.__version__
notes = {}


def keep(make):
    """Runs `make`, waits for what it gives, and keeps it."""
    kept = [None]

    def once():
        kept[0] = jax.block_until_ready(make())

    return repeat(once), kept


# The loss takes the logits.
ACTIVATIONS = {"linear": lambda z: z, "softmax": lambda z: z, "relu": jax.nn.relu, "tanh": jnp.tanh}


def dense(options):
    return lambda x, w, b: ACTIVATIONS[options["activation"]](x @ w + b)


def convolution(x, w, options, groups=1):
    layout = ("NHWC", "HWIO", "NHWC")
    padding = options["padding"].upper()
    return lax.conv_general_dilated(x, w, (1, 1), padding, dimension_numbers=layout, feature_group_count=groups)


def conv2d(options):
    def forward(x, w, b=None):
        z = convolution(x, w, options)
        return ACTIVATIONS[options["activation"]](z if b is None else z + b)

    return forward


def depthwise_conv2d(options):
    return lambda x, w: convolution(x, jnp.swapaxes(w, 2, 3), options, groups=x.shape[-1])


def max_pooling2d(_):
    return lambda x: lax.reduce_window(x, -jnp.inf, lax.max, (1, 2, 2, 1), (1, 2, 2, 1), "VALID")


def flatten(_):
    return lambda x: x.reshape(len(x), -1)


def lstm(options):
    def forward(x, w, r, b):
        def step(state, z):
            h, c = state
            i, f, candidate, o = jnp.split(z + h @ r, 4, axis=1)
            c = jax.nn.sigmoid(f) * c + jax.nn.sigmoid(i) * jnp.tanh(candidate)
            h = jax.nn.sigmoid(o) * jnp.tanh(c)
            return (h, c), h

        start = jnp.zeros((len(x), options["units"]))
        return jnp.swapaxes(lax.scan(step, (start, start), jnp.swapaxes(x @ w + b, 0, 1))[1], 0, 1)

    return forward


def multi_head_attention(_):
    def forward(x, *weights):
        q, k, v = (jnp.einsum("btd,dhe->bthe", x, weights[i]) + weights[i + 1] for i in (0, 2, 4))
        return jnp.einsum("bthe,hed->btd", jax.nn.dot_product_attention(q, k, v), weights[6]) + weights[7]

    return forward


LAYERS = {
    "dense": dense, "conv2D": conv2d, "depthwiseConv2D": depthwise_conv2d, "maxPooling2D": max_pooling2d,
    "flatten": flatten, "lstm": lstm, "multiHeadAttention": multi_head_attention,
}


def made(work):
    """Of each layer: what it does to its input and its weights."""
    return [LAYERS[layer["type"]](layer["options"]) for layer in work["layers"]]


def step(work):
    n, regression, layers = work["n"], is_regression(work), made(work)
    x, y = map(jnp.asarray, examples(work))

    def loss_of(parameters, x, y):
        z = x
        for layer, own in zip(layers, parameters):
            z = layer(z, *own)
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


def alone(work):
    [layer], (x, dy, own) = made(work), jax.tree.map(jnp.asarray, operands(work))

    def train(x, own, dy):
        y, pull = jax.vjp(layer, x, *own)
        dx, *gradients = pull(dy)
        return [y, *gradients] + ([dx] if work["isInner"] else [])

    if work["kind"] == "forward":
        forward = jax.jit(layer)
        run, kept = keep(lambda: [forward(x, *own)])
    else:
        train = jax.jit(train)
        run, kept = keep(lambda: train(x, own, dy))
    return run, lambda: [value for each in kept[0] for value in each.ravel()[:CHECKED].tolist()]


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


makers = {
    "step": step, "imageStep": step, "forward": alone, "training": alone,
    "gemm": gemm, "inverse": inverse, "axpy": axpy, "adam": adam,
}
