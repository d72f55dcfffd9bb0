"""Exports small networks of PyTorch to ONNX, and writes what ONNX Runtime gives for one input to cases.json: the files
torch_* here are some of them."""

import itertools, torch, torch.nn as nn, numpy as np, json, onnxruntime as ort, warnings

warnings.filterwarnings('ignore')
torch.manual_seed(0)


class MHA(nn.Module):
    def __init__(s):
        super().__init__()
        s.a = nn.MultiheadAttention(8, 2, batch_first=True)
        s.n = nn.LayerNorm(8)
        s.f = nn.Linear(8, 3)

    def forward(s, x):
        y, _ = s.a(x, x, x)
        return s.f(s.n(x + y))


class Own(nn.Module):
    def __init__(s):
        super().__init__()
        s.q = nn.Linear(8, 8)
        s.k = nn.Linear(8, 8)
        s.v = nn.Linear(8, 8)
        s.o = nn.Linear(8, 8)

    def forward(s, x):
        B, T, C = x.shape
        h = lambda t: t.view(B, T, 2, 4).transpose(1, 2)
        q, k, v = h(s.q(x)), h(s.k(x)), h(s.v(x))
        a = (q @ k.transpose(-2, -1)) / 2.0
        m = torch.tril(torch.ones(T, T)).bool()
        a = a.masked_fill(~m, float('-inf')).softmax(-1)
        return s.o((a @ v).transpose(1, 2).reshape(B, T, C))


class BiL(nn.Module):
    def __init__(s):
        super().__init__()
        s.l = nn.LSTM(3, 4, 2, batch_first=True, bidirectional=True)
        s.f = nn.Linear(8, 2)

    def forward(s, x):
        y, (h, c) = s.l(x)
        return s.f(y[:, -1]), h[-1]


class G(nn.Module):
    def __init__(s):
        super().__init__()
        s.l = nn.GRU(3, 4, batch_first=True)
        s.f = nn.Linear(4, 2)

    def forward(s, x):
        y, h = s.l(x)
        return s.f(y)


class Res(nn.Module):
    def __init__(s):
        super().__init__()
        s.c1 = nn.Conv2d(3, 8, 7, 2, 3, bias=False)
        s.b1 = nn.BatchNorm2d(8)
        s.p = nn.MaxPool2d(3, 2, 1)
        s.c2 = nn.Conv2d(8, 8, 3, 1, 1, bias=False)
        s.b2 = nn.BatchNorm2d(8)
        s.dw = nn.Conv2d(8, 8, 3, 2, 1, groups=8)
        s.se = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Conv2d(8, 2, 1), nn.SiLU(), nn.Conv2d(2, 8, 1), nn.Sigmoid())
        s.f = nn.Linear(8, 4)

    def forward(s, x):
        x = s.p(torch.relu(s.b1(s.c1(x))))
        y = torch.relu(x + s.b2(s.c2(x)))
        y = nn.functional.hardswish(s.dw(y))
        y = y * s.se(y)
        return s.f(torch.flatten(nn.functional.adaptive_avg_pool2d(y, 1), 1))


class Dec(nn.Module):
    def __init__(s):
        super().__init__()
        s.f = nn.Linear(5, 4 * 3 * 3)
        s.t = nn.ConvTranspose2d(4, 3, 4, 2, 1)
        s.t2 = nn.ConvTranspose2d(3, 2, 3, 2, 1, output_padding=1)

    def forward(s, x):
        return torch.tanh(s.t2(nn.functional.gelu(s.t(s.f(x).view(-1, 4, 3, 3)))))


class Up(nn.Module):
    def __init__(s):
        super().__init__()
        s.c = nn.Conv2d(2, 3, 3, padding=1)

    def forward(s, x):
        return torch.cat(
            [
                nn.functional.interpolate(s.c(x), scale_factor=2, mode='nearest'),
                nn.functional.interpolate(x, scale_factor=2, mode='bilinear', align_corners=False),
            ],
            1,
        )


class Conv1(nn.Module):
    def __init__(s):
        super().__init__()
        s.c = nn.Conv1d(2, 4, 3, padding=2, dilation=2)
        s.g = nn.GroupNorm(2, 4)
        s.p = nn.PReLU(4)

    def forward(s, x):
        return s.p(s.c(x)).mean(-1)


class Emb(nn.Module):
    def __init__(s):
        super().__init__()
        s.e = nn.Embedding(12, 6)
        s.p = nn.Parameter(torch.randn(7, 6))
        s.l = nn.TransformerEncoderLayer(6, 2, 10, activation='gelu', batch_first=True)
        s.f = nn.Linear(6, 12)

    def forward(s, i):
        return s.f(s.l(s.e(i) + s.p)).log_softmax(-1)


ms = {
    'mha': (MHA(), torch.randn(2, 5, 8)),
    'own': (Own(), torch.randn(2, 5, 8)),
    'bilstm': (BiL(), torch.randn(2, 5, 3)),
    'gru': (G(), torch.randn(2, 5, 3)),
    'res': (Res(), torch.randn(2, 3, 33, 32)),
    'dec': (Dec(), torch.randn(2, 5)),
    'up': (Up(), torch.randn(2, 2, 4, 5)),
    'conv1': (Conv1(), torch.randn(2, 2, 9)),
    'emb': (Emb(), torch.randint(0, 12, (2, 7))),
}
out = []
for n, (m, x) in ms.items():
    m.eval()
    if n == 'res':
        for k in m.modules():
            if isinstance(k, nn.BatchNorm2d):
                k.running_mean.normal_()
                k.running_var.uniform_(0.5, 2)
    for dynamo, op, dyn in itertools.product((False, True), (13, 17, 20), (False, True)):
        f = f'{n}_{"dynamo_" if dynamo else ""}{"dyn" if dyn else "fix"}_{op}.onnx'
        sizes = {'dynamic_shapes': ({0: torch.export.Dim('batch')},)} if dynamo else {'dynamic_axes': {'x': {0: 'batch'}}}
        try:
            torch.onnx.export(
                m,
                (x,),
                f,
                opset_version=op,
                dynamo=dynamo,
                external_data=False,
                input_names=['x'],
                **(sizes if dyn else {}),
            )
            s = ort.InferenceSession(f, providers=['CPUExecutionProvider'])
            y = s.run(None, {'x': x.numpy()})
            out.append(
                dict(
                    file=f,
                    x=x.numpy().ravel().tolist(),
                    y=[v.ravel().tolist() for v in y],
                    shapes=[list(v.shape) for v in y],
                )
            )
        except Exception as e:
            print(f, 'EXPORT', str(e)[:150].replace('\n', ' '))
json.dump(out, open('cases.json', 'w'))
