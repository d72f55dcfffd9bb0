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


# Of each type of layer: what makes it, and where the axes of its kernel come from, Keras' being 0, 1, …
LAYERS = {
    "dense": (dense, [1, 0]),
    "conv2D": (conv2d, [3, 2, 0, 1]),
    "depthwiseConv2D": (depthwise_conv2d, [2, 3, 0, 1]),
    "maxPooling2D": (lambda options, weights: torch.nn.MaxPool2d(2), []),
    "flatten": (lambda options, weights: torch.nn.Flatten(), []),
}
IMAGE_AXES = [0, 3, 1, 2]


def made(layer):
    make, axes = LAYERS[layer["type"]]
    return make(layer["options"], layer["weights"]).to(memory_format=torch.channels_last), axes


def own_layout(array, axes):
    """The library's shape of an array of Keras'; in memory images stay channels last."""
    tensor = torch.from_numpy(array)
    return tensor.permute(axes) if tensor.dim() == len(axes) else tensor


def head(tensor, axes):
    """The first elements in Keras' layout."""
    own = tensor.permute([axes.index(i) for i in range(len(axes))]) if tensor.dim() == len(axes) else tensor
    return own.reshape(-1)[:CHECKED].tolist()


def step(work):
    regression = is_regression(work)
    model = torch.nn.Sequential(*(made(layer)[0] for layer in work["layers"]))
    loss_of = torch.nn.MSELoss() if regression else torch.nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=LEARNING_RATE)
    x, y = examples(work)
    x, y = own_layout(x, IMAGE_AXES), torch.from_numpy(y)
    loss = [None]

    def once():
        optimizer.zero_grad()
        loss[0] = loss_of(model(x), y)
        loss[0].backward()
        optimizer.step()

    return repeat(once), lambda: [loss[0].item()]


def alone(work):
    [spec], (x, dy, weights) = work["layers"], operands(work)
    (layer, axes), x, dy = made(spec), own_layout(x, IMAGE_AXES), own_layout(dy, IMAGE_AXES)
    for parameter, weight in zip(layer.parameters(), weights):
        parameter.data.copy_(own_layout(weight, axes))
    sources, kept = list(layer.parameters()), [None]
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
        own = [head(gradient, axes) for gradient in gradients[:len(weights)]]
        images = [head(image, IMAGE_AXES) for image in gradients[len(weights):]]
        return [value for each in [head(y, IMAGE_AXES), *own, *images] for value in each]

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
