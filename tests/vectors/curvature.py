"""Hessians and Gauss-Newton matrices of small networks, in binary64, by PyTorch's automatic differentiation.

python -P tests/vectors/curvature.py > tests/vectors/curvature.json
"""
import json
import torch

torch.set_default_dtype(torch.float64)


def rows(count, width, seed):
    generator = torch.Generator().manual_seed(seed)
    return torch.rand(count, width, generator=generator) * 2 - 1


def network(theta, x, units, activation):
    """Dense layers with weights inputs x units, then biases, laid out as theta; the activation after all but the last."""
    at, a = 0, x
    for layer, out in enumerate(units):
        inputs = a.shape[1]
        w = theta[at:at + inputs * out].reshape(inputs, out)
        b = theta[at + inputs * out:at + inputs * out + out]
        at += inputs * out + out
        a = a @ w + b
        if layer < len(units) - 1:
            a = activation(a)
    return a


def case(name, units, activation, loss, x, y, l2, seed):
    inputs = x.shape[1]
    sizes = [(i + 1) * o for i, o in zip([inputs] + units[:-1], units)]
    # values that binary32 holds exactly, as the library keeps theta
    theta = (rows(1, sum(sizes), seed)[0].float()).double()

    def output(t):
        return network(t, x, units, activation)

    def value(t):
        at, penalty, before = 0, 0.0, inputs
        for out in units:
            penalty = penalty + l2 * (t[at:at + before * out] ** 2).sum()
            at += (before + 1) * out
            before = out
        return loss(output(t), y) + penalty

    hessian = torch.autograd.functional.hessian(value, theta)
    jacobian = torch.autograd.functional.jacobian(lambda t: output(t).reshape(-1), theta)
    z = output(theta).detach().reshape(-1)
    of_loss = torch.autograd.functional.hessian(lambda v: loss(v.reshape(x.shape[0], -1), y), z)
    gauss_newton = jacobian.T @ of_loss @ jacobian
    at, before = 0, inputs
    for out in units:
        for p in range(before * out):
            gauss_newton[at + p, at + p] += 2 * l2
        at += (before + 1) * out
        before = out
    return {
        'name': name, 'units': units, 'l2': l2, 'theta': theta.tolist(), 'x': x.flatten().tolist(), 'y': y.flatten().tolist(),
        'value': value(theta).item(), 'hessian': hessian.flatten().tolist(), 'gaussNewton': gauss_newton.flatten().tolist(),
    }


def exact(t):
    return t.float().double()


x = exact(rows(5, 2, 1))
labels = torch.tensor([0, 2, 1, 2, 0])
targets = exact(rows(5, 2, 2))
print(json.dumps({
    'source': f'PyTorch {torch.__version__}, torch.autograd.functional, binary64; tests/vectors/curvature.py',
    'cases': [
        case('tanh, mean squared error', [3, 2], torch.tanh, torch.nn.functional.mse_loss, x, targets, 0.0, 3),
        case('gelu, cross-entropy', [3, 3], torch.nn.functional.gelu, torch.nn.functional.cross_entropy, x, labels, 0.0, 4),
        case('softplus, cross-entropy and L2', [2, 3], torch.nn.functional.softplus, torch.nn.functional.cross_entropy, x, labels, 0.0625, 5),
    ],
}))
