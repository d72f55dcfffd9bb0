"""Makes otherOptimizers.json: paths of the optimizers of Keras 3 and PyTorch, to say which of ours they are.

Run: KERAS_BACKEND=torch python -P tests/vectors/otherOptimizers.py   (needs keras 3 and torch;
-P, since random.py stands beside it)
"""

import json
from pathlib import Path

import keras
import numpy as np
import torch

START = [1.0, -0.5, 2.0]
GRADIENTS = [[1.0, -2.0, 0.5], [0.25, 1.0, -3.0], [-1.0, 0.5, 2.0], [2.0, -0.25, 1.0]]


def with_keras(optimizer):
    theta, path = keras.Variable(np.array(START, dtype="float32")), []
    optimizer.build([theta])
    for gradient in GRADIENTS:
        optimizer.apply([keras.ops.convert_to_tensor(np.array(gradient, dtype="float32"))], [theta])
        path.append([float(v) for v in theta.numpy()])
    return path


def with_torch(make, **options):
    theta, path = torch.nn.Parameter(torch.tensor(START)), []
    optimizer = make([theta], **options)
    for gradient in GRADIENTS:
        theta.grad = torch.tensor(gradient)
        optimizer.step()
        path.append([float(v) for v in theta.detach()])
    return path


K, T = keras.optimizers, torch.optim
paths = {
    "keras SGD": with_keras(K.SGD(0.1, momentum=0.9, nesterov=True)),
    "keras Nadam": with_keras(K.Nadam(0.01)),
    "keras RMSprop": with_keras(K.RMSprop(0.01, epsilon=0.25)),
    "keras Adagrad": with_keras(K.Adagrad(0.1, epsilon=0.25)),
    "keras Adadelta": with_keras(K.Adadelta(1.0)),
    "keras Adamax": with_keras(K.Adamax(0.01, epsilon=0.25)),
    "keras Adam": with_keras(K.Adam(0.01, epsilon=0.25)),
    "keras Ftrl": with_keras(K.Ftrl(0.1)),
    "torch SGD": with_torch(T.SGD, lr=0.1, momentum=0.9, nesterov=True),
    "torch NAdam": with_torch(T.NAdam, lr=0.01, eps=0.25),
    "torch RMSprop": with_torch(T.RMSprop, lr=0.01, alpha=0.9, eps=0.25),
    "torch Adagrad": with_torch(T.Adagrad, lr=0.1, eps=0.25),
    "torch Adadelta": with_torch(T.Adadelta, lr=1.0, rho=0.95, eps=1e-7),
    "torch Adamax": with_torch(T.Adamax, lr=0.01, betas=(0.9, 0.5), eps=0.25),
    "torch Adam": with_torch(T.Adam, lr=0.01, eps=0.25),
}
lines = ",\n".join(f"    {json.dumps(name)}: {json.dumps(path)}" for name, path in paths.items())
versions = f"Keras {keras.__version__}, PyTorch {torch.__version__.split('+')[0]}"
source = f"tests/vectors/otherOptimizers.py, {versions}, both binary32"
head = f'  "source": "{source}",\n  "start": {START},\n  "gradients": {GRADIENTS},'
text = f'{{\n{head}\n  "paths": {{\n{lines}\n  }}\n}}\n'
Path(__file__).with_suffix(".json").write_text(text, encoding="utf-8")
