"""PyTorch on the CPU, eager, one thread."""
import torch
from numpy_peer import repeat
from operands import ADAM, AXPY_ALPHA, CHECKED, LEARNING_RATE, centred, examples, invertible, is_regression, square, uniform

torch.set_num_threads(1)
torch.manual_seed(0)
version = torch.__version__
notes = {}


def step(work):
    sizes, regression = work["sizes"], is_regression(work)
    layers = []
    for inputs, units in zip(sizes, sizes[1:]):
        layers += [torch.nn.Linear(inputs, units), torch.nn.Tanh() if regression else torch.nn.ReLU()]
    model = torch.nn.Sequential(*layers[:-1])
    loss_of = torch.nn.MSELoss() if regression else torch.nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=LEARNING_RATE)
    x, y = map(torch.from_numpy, examples(work))
    loss = [None]

    def once():
        optimizer.zero_grad()
        loss[0] = loss_of(model(x), y)
        loss[0].backward()
        optimizer.step()

    return repeat(once), lambda: [loss[0].item()]


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


makers = {"step": step, "gemm": gemm, "inverse": inverse, "axpy": axpy, "adam": adam}
