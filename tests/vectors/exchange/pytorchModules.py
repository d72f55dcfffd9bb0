"""Modules of PyTorch as safetensors, with what they give, for tests/exchange/loadTensors.test.ts.

python3 tests/vectors/exchange/pytorchModules.py > tests/vectors/exchange/pytorchModules.json
needs torch and safetensors; made with torch 2.13.0 and safetensors 0.8.0. Inputs and outputs are in our layout:
channels last.
"""
import base64, json
import torch
from torch import nn
from safetensors.torch import save

torch.manual_seed(18)


class Sequence(nn.Module):
    """A recurrence over all steps, and what all of them give."""

    def __init__(self, recurrence):
        super().__init__()
        self.rnn = recurrence

    def forward(self, x):
        return self.rnn(x)[0]


def first(x):  # channels last to channels first
    return x.movedim(-1, 1) if x.dim() > 2 else x


def last(y):
    return y.movedim(1, -1) if y.dim() > 2 else y


def case(name, module, shape, is_image):
    with torch.no_grad():
        for value in list(module.parameters()) + list(module.buffers()):
            if value.dtype == torch.float32:
                value.copy_(torch.rand(value.shape) * 1.2 - 0.4 if value.dim() > 1 else torch.rand(value.shape) + 0.25)
    module.eval()
    x = torch.rand(3, *shape) * 2 - 1
    with torch.no_grad():
        y = last(module(first(x))) if is_image else module(x)
    state = {key: value.contiguous() for key, value in module.state_dict().items()}
    return {"name": name, "bytes": base64.b64encode(save(state)).decode(),
            "x": x.flatten().tolist(), "y": y.contiguous().flatten().tolist()}


wrapped = nn.Sequential(nn.Linear(4, 3), nn.Tanh(), nn.Linear(3, 3), nn.Tanh(), nn.Linear(3, 3))
cases = [
    case("conv1D", nn.Sequential(nn.Conv1d(3, 4, 2), nn.BatchNorm1d(4), nn.ReLU(), nn.MaxPool1d(2), nn.Flatten(),
                                 nn.Linear(12, 2)), (7, 3), True),
    case("conv2D", nn.Sequential(nn.Conv2d(4, 6, (3, 2), groups=2), nn.Tanh(), nn.Flatten(), nn.Linear(72, 2)),
         (5, 5, 4), True),
    case("depthwiseConv1D", nn.Conv1d(2, 6, 3, groups=2), (6, 2), True),
    case("depthwiseConv2D", nn.Conv2d(2, 6, (3, 2), groups=2, bias=False), (5, 4, 2), True),
    case("conv1DTranspose", nn.ConvTranspose1d(2, 3, 3, stride=2), (4, 2), True),
    case("conv2DTranspose", nn.ConvTranspose2d(2, 3, (3, 4), stride=2), (3, 4, 2), True),
    case("simpleRNN", Sequence(nn.RNN(3, 4, batch_first=True)), (5, 3), False),
    case("lstm", Sequence(nn.LSTM(3, 4, num_layers=2, batch_first=True)), (5, 3), False),
    case("gru", Sequence(nn.GRU(3, 4, num_layers=2, batch_first=True)), (5, 3), False),
    case("bidirectional lstm", Sequence(nn.LSTM(3, 4, bidirectional=True, batch_first=True)), (5, 3), False),
    case("bidirectional gru", Sequence(nn.GRU(3, 4, bidirectional=True, batch_first=True)), (5, 3), False),
    case("groupNormalization", nn.GroupNorm(2, 4, eps=1e-3), (3, 2, 4), True),
    case("rmsNormalization", nn.RMSNorm(4, eps=1e-6), (4,), False),
    case("prelu", nn.PReLU(3), (2, 2, 3), True),
    case("steps", nn.Sequential(nn.Linear(3, 4), nn.Flatten(), nn.Linear(20, 2)), (5, 3), False),
    case("dense", nn.ModuleDict({"module": nn.ModuleDict({"_orig_mod": wrapped})})["module"]["_orig_mod"], (4,), False),
]
both = wrapped.state_dict()
cases[-1]["bytes"] = base64.b64encode(save({"module._orig_mod." + key: value for key, value in both.items()})).decode()
print(json.dumps({"source": "torch 2.13.0, by pytorchModules.py", "cases": cases}))
