"""Goes on in PyTorch with what bitgrad trained, and trains networks of its own for bitgrad: torch_way.py FOLDER"""
import json
import math
import sys

import torch
from safetensors.torch import load_file, save_file
from torch import nn

folder = sys.argv[1]
with open(f'{folder}/plan.json') as file:
    plan = json.load(file)
data = load_file(f'{folder}/data.safetensors')
STEPS, BATCH = plan['steps'], plan['batchSize']


class Lstm(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm, self.out = nn.LSTM(28, 16, batch_first=True), nn.Linear(16, 10)

    def forward(self, x):
        return self.out(self.lstm(x)[0][:, -1])


class Cnn(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv, self.out = nn.Conv2d(1, 6, 3), nn.Linear(6 * 13 * 13, 10)

    def forward(self, x):  # images come with channels last
        z = nn.functional.max_pool2d(torch.relu(self.conv(x.permute(0, 3, 1, 2))), 2)
        return self.out(z.flatten(1))


class Dense(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden, self.out = nn.Linear(784, 32), nn.Linear(32, 10)

    def forward(self, x):
        return self.out(torch.relu(self.hidden(x)))


MAKE = {'dense': Dense, 'cnn': Cnn, 'lstm': Lstm}


def arranged(model, tensors):
    """Tensors of bitgrad by PyTorch's names, in its layouts. One bias stands for the two of an LSTM."""
    out = {}
    for name, module in model.named_children():
        w, b = tensors[f'{name}/w'], tensors[f'{name}/b']
        if isinstance(module, nn.LSTM):
            r = tensors[f'{name}/r']
            out |= {f'{name}.weight_ih_l0': w.T, f'{name}.weight_hh_l0': r.T, f'{name}.bias_ih_l0': b}
            out[f'{name}.bias_hh_l0'] = torch.zeros_like(b)
        elif isinstance(module, nn.Conv2d):
            out |= {f'{name}.weight': w.permute(3, 2, 0, 1), f'{name}.bias': b}
        else:
            if isinstance(model, Cnn):  # rows from (h, w, c) to (c, h, w)
                w = w.reshape(13, 13, 6, 10).permute(2, 0, 1, 3).reshape(-1, 10)
            out |= {f'{name}.weight': w.T, f'{name}.bias': b}
    return {name: tensor.contiguous() for name, tensor in out.items()}


def optimizer_of(model, kind, rate, slots):
    """An optimizer that goes on after STEPS steps with what bitgrad's kept."""
    named = [(name, p) for name, p in model.named_parameters() if not name.endswith('bias_hh_l0')]
    kept = {slot: arranged(model, own) for slot, own in slots.items()}
    if kind == 'adam':
        optimizer = torch.optim.Adam([p for _, p in named], lr=rate)
        for name, p in named:
            optimizer.state[p] = {
                'step': torch.tensor(float(STEPS)), 'exp_avg': kept['m'][name], 'exp_avg_sq': kept['v'][name],
            }
        return optimizer
    optimizer = torch.optim.SGD([p for _, p in named], lr=rate, momentum=0.9)
    for name, p in named:  # bitgrad and Keras have the rate within the momentum
        optimizer.state[p] = {'momentum_buffer': kept['momentum'][name] / -rate}
    return optimizer


def train(model, shape, optimizer, first):
    """The loss of each step, on batches in their order."""
    losses, t = [], first
    for step in range(first, first + STEPS):
        rows = slice(step * BATCH, (step + 1) * BATCH)
        t += 1
        for group in optimizer.param_groups:
            if 'betas' in group:  # PyTorch adds epsilon after v is corrected, bitgrad and Keras before
                group['eps'] = 1e-7 / math.sqrt(1 - group['betas'][1] ** t)
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(data['x'][rows].reshape(-1, *shape)), data['y'][rows])
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def predictions(model, shape):
    with torch.no_grad():
        return torch.softmax(model(data['testX'].reshape(-1, *shape)), -1).ravel().tolist()


results = {}
for name, shape in plan['networks'].items():
    model, slots = MAKE[name](), {}
    model.load_state_dict(arranged(model, load_file(f'{folder}/{name}.safetensors')))
    for key, tensor in load_file(f'{folder}/{name}.slots.safetensors').items():
        slot, _, parameter = key.partition('/')
        slots.setdefault(slot, {})[parameter] = tensor
    kind, rate = plan['optimizers'][name]
    found = {'predictions': predictions(model, shape)}
    found['losses'] = train(model, shape, optimizer_of(model, kind, rate, slots), STEPS)
    torch.manual_seed(1)
    own = MAKE[name]()
    train(own, shape, torch.optim.Adam(own.parameters(), lr=0.01), 0)
    save_file(own.state_dict(), f'{folder}/{name}.back.safetensors')
    results[name] = {**found, 'own': predictions(own, shape)}

with open(f'{folder}/torch.json', 'w') as file:
    json.dump({'version': f'PyTorch {torch.__version__}', 'networks': results}, file)
