"""PyTorch on the CPU, eager, one thread."""
import torch
from numpy_peer import repeat
from operands import (
    ADAM, AXPY_ALPHA, CHECKED, LEARNING_RATE, centred, examples, invertible, is_regression, operands, square, uniform,
)

torch.set_num_threads(1)
torch.manual_seed(0)
version = torch.__version__
notes = {}


def activated(layer, options):
    """The loss takes the logits, so nothing follows what ends in softmax."""
    after = {"relu": torch.nn.ReLU(), "tanh": torch.nn.Tanh()}.get(options["activation"])
    return layer if after is None else torch.nn.Sequential(layer, after)


def dense(options, weights):
    [inputs, outputs], _ = weights
    return activated(torch.nn.Linear(inputs, outputs), options)


def conv2d(options, weights):
    [height, width, channels, filters] = weights[0]
    layer = torch.nn.Conv2d(channels, filters, (height, width), padding=options["padding"], bias=options["useBias"])
    return activated(layer, options)


def depthwise_conv2d(options, weights):
    [height, width, channels, _] = weights[0]
    return torch.nn.Conv2d(channels, channels, (height, width), padding=options["padding"], groups=channels, bias=False)


class Sequences(torch.nn.Module):
    """A layer that gives something else beside its output."""

    def __init__(self, layer, call):
        super().__init__()
        self.layer, self.call = layer, call

    def forward(self, x):
        return self.call(self.layer, x)[0]


def lstm(options, weights):
    layer = torch.nn.LSTM(weights[0][0], options["units"], batch_first=True)
    # the second bias is one too many
    torch.nn.init.zeros_(layer.bias_hh_l0).requires_grad_(False)
    return Sequences(layer, lambda layer, x: layer(x))


def multi_head_attention(options, weights):
    features, heads, _ = weights[0]
    layer = torch.nn.MultiheadAttention(features, heads, batch_first=True)
    return Sequences(layer, lambda layer, x: layer(x, x, x, need_weights=False))


def kernel(*axes):
    """Of a kernel and perhaps a bias: Keras' axes 0, 1, … are these."""
    return lambda options, w, *b: [w.permute(axes), *b]


def attention_views(options, w, b, out, out_b):
    heads = options["numHeads"], options["keyDim"]
    inputs = [(own.T.unflatten(1, heads), bias.unflatten(0, heads)) for own, bias in zip(w.chunk(3), b.chunk(3))]
    return [*sum(inputs, ()), out.T.unflatten(0, heads), out_b]


# Of each type of layer: what makes it, and what makes Keras' weights of its own, as views.
LAYERS = {
    "dense": (dense, kernel(1, 0)),
    "conv2D": (conv2d, kernel(2, 3, 1, 0)),
    "depthwiseConv2D": (depthwise_conv2d, kernel(2, 3, 0, 1)),
    "maxPooling2D": (lambda options, weights: torch.nn.MaxPool2d(2), lambda options: []),
    "flatten": (lambda options, weights: torch.nn.Flatten(), lambda options: []),
    "lstm": (lstm, lambda options, w, r, b: [w.T, r.T, b]),
    "multiHeadAttention": (multi_head_attention, attention_views),
}


def made(layer):
    make, views = LAYERS[layer["type"]]
    return make(layer["options"], layer["weights"]).to(memory_format=torch.channels_last), views


def with_channels_first(tensor):
    """Images as the library wants them; in memory their channels stay last."""
    return tensor.permute(0, 3, 1, 2) if tensor.dim() == 4 else tensor


def with_channels_last(tensor):
    return tensor.permute(0, 2, 3, 1) if tensor.dim() == 4 else tensor


def step(work):
    regression = is_regression(work)
    model = torch.nn.Sequential(*(made(layer)[0] for layer in work["layers"]))
    loss_of = torch.nn.MSELoss() if regression else torch.nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=LEARNING_RATE)
    x, y = examples(work)
    x, y = with_channels_first(torch.from_numpy(x)), torch.from_numpy(y)
    loss = [None]

    def once():
        optimizer.zero_grad()
        loss[0] = loss_of(model(x), y)
        loss[0].backward()
        optimizer.step()

    return repeat(once), lambda: [loss[0].item()]


def alone(work):
    [spec], (x, dy, weights) = work["layers"], operands(work)
    (layer, views), x, dy = made(spec), *(with_channels_first(torch.from_numpy(each)) for each in (x, dy))
    sources, kept = [parameter for parameter in layer.parameters() if parameter.requires_grad], [None]
    count = len(sources)

    def as_keras(own):
        return views(spec["options"], *own)

    for parameter, weight in zip(as_keras([source.data for source in sources]), weights):
        parameter.copy_(torch.from_numpy(weight))
    if work["isInner"]:
        sources.append(x.requires_grad_())

    def forward():
        with torch.inference_mode():
            kept[0] = [layer(x)]

    def train():
        y = layer(x)
        kept[0] = [y, *torch.autograd.grad(y, sources, dy)]

    def result():
        y, *gradients = kept[0]
        own, images = as_keras(gradients[:count]) if gradients else [], [y, *gradients[count:]]
        y, *dx = map(with_channels_last, images)
        return [value for each in [y, *own, *dx] for value in each.reshape(-1)[:CHECKED].tolist()]

    return repeat(forward if work["kind"] == "forward" else train), result


def gemm(work):
    n = work["n"]
    a, b, c = torch.from_numpy(square(n, 1)), torch.from_numpy(square(n, 2)), torch.empty(n, n)
    return repeat(lambda: torch.mm(a, b, out=c)), lambda: c[0, :CHECKED].tolist()


def inverse(work):
    a, result = torch.from_numpy(invertible(work["n"])), [None]

    def once():
        result[0] = torch.linalg.inv(a)

    return repeat(once), lambda: result[0][0].tolist()


def axpy(work):
    x, y = torch.from_numpy(centred(work["n"], 1)), torch.from_numpy(uniform(work["n"], 2))
    return repeat(lambda: y.add_(x, alpha=AXPY_ALPHA)), lambda: y[:CHECKED].tolist()


def adam(work):
    theta = torch.nn.Parameter(torch.from_numpy(uniform(work["n"], 2)))
    theta.grad = torch.from_numpy(centred(work["n"], 1))
    optimizer = torch.optim.Adam([theta], lr=ADAM["learning_rate"], betas=(ADAM["beta1"], ADAM["beta2"]), eps=ADAM["epsilon"], fused=True)
    return repeat(optimizer.step), lambda: theta[:CHECKED].tolist()


makers = {
    "step": step, "imageStep": step, "forward": alone, "training": alone,
    "gemm": gemm, "inverse": inverse, "axpy": axpy, "adam": adam,
}
