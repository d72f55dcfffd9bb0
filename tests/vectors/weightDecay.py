"""Makes weightDecay.json: three steps of each optimizer of Keras 3 with weight decay, from which the bias is excluded.

Run: python -P weightDecay.py > weightDecay.json   (Keras 3.15 on TensorFlow 2.21, binary32)
"""

import json
import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""
os.environ["KERAS_BACKEND"] = "tensorflow"
import keras
import numpy as np
import tensorflow as tf

O = keras.optimizers
DECAY = 0.25
KERNEL = np.array([[0.5, -1.25, 0.75], [-0.25, 2.0, 1.5]], np.float32)
BIAS = np.array([0.5, -1.0, 2.0], np.float32)
random = np.random.default_rng(16)
GRADIENTS = [np.round(random.standard_normal(9) * 64).astype(np.float32) / 64 for _ in range(3)]
CASES = [
    ("sgd", {"learningRate": 0.125}, O.SGD(0.125, weight_decay=DECAY)),
    (
        "sgd",
        {"learningRate": 0.125, "momentum": 0.5, "nesterov": True},
        O.SGD(0.125, momentum=0.5, nesterov=True, weight_decay=DECAY),
    ),
    ("rmsprop", {"learningRate": 0.125}, O.RMSprop(0.125, weight_decay=DECAY)),
    ("adam", {"learningRate": 0.125}, O.Adam(0.125, weight_decay=DECAY)),
    ("adamw", {"learningRate": 0.125}, O.AdamW(0.125, weight_decay=DECAY)),
    ("adamax", {"learningRate": 0.125}, O.Adamax(0.125, weight_decay=DECAY)),
    ("nadam", {"learningRate": 0.125, "scheduleDecay": 1}, O.Nadam(0.125, weight_decay=DECAY)),
    ("adadelta", {"learningRate": 0.5}, O.Adadelta(0.5, weight_decay=DECAY)),
    (
        "adagrad",
        {"learningRate": 0.125, "initialAccumulatorValue": 0.125},
        O.Adagrad(0.125, initial_accumulator_value=0.125, weight_decay=DECAY),
    ),
    ("adafactor", {"learningRate": 0.125}, O.Adafactor(0.125, weight_decay=DECAY)),
    ("ftrl", {"learningRate": 0.125}, O.Ftrl(0.125, weight_decay=DECAY)),
    ("lion", {"learningRate": 0.125}, O.Lion(0.125, weight_decay=DECAY)),
]


def steps(optimizer):
    kernel, bias = keras.Variable(KERNEL, name="kernel"), keras.Variable(BIAS, name="bias")
    optimizer.exclude_from_weight_decay(var_names=["bias"])
    optimizer.build([kernel, bias])
    for g in GRADIENTS:
        optimizer.apply([tf.constant(g[:6].reshape(2, 3)), tf.constant(g[6:])])
    return np.concatenate([kernel.numpy().flatten(), bias.numpy()]).tolist()


rows = [
    {"name": name, "options": {**options, "weightDecay": DECAY}, "theta": steps(optimizer)}
    for name, options, optimizer in CASES
]
source = f"tests/vectors/weightDecay.py, Keras {keras.__version__} on TensorFlow {tf.__version__}, binary32"
start = np.concatenate([KERNEL.flatten(), BIAS]).tolist()
print(
    json.dumps(
        {"source": source, "theta": start, "gradients": [g.tolist() for g in GRADIENTS], "cases": rows}, indent=1
    )
)
