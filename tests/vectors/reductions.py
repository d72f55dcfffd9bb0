"""Makes reductions.json: J of a batch and its gradient by Keras 3 in binary64, of reductions, weights, ignored labels.

Run: python -P reductions.py > reductions.json   (Keras 3.15 on TensorFlow 2.21)

The network is a dense layer of KERNEL without bias; J = loss(targets, x KERNEL, sample_weight=weights).
"""

import json
import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""
os.environ["KERAS_BACKEND"] = "tensorflow"
import keras
import numpy as np
import tensorflow as tf

keras.backend.set_floatx("float64")
L = keras.losses

X = [[1.5, -0.5], [0.25, 2.0], [-1.0, 0.75], [3.0, 1.25], [0.5, -2.5]]
KERNEL = [[0.5, -1.25, 0.75], [-0.25, 0.375, 1.5]]
WEIGHTS = [0.5, 2.0, 1.0, 0.0, 3.0]
LABELS = [2.0, -1.0, 0.0, 1.0, -1.0]
NUMBERS = [[1.0, -2.0, 0.5], [0.25, 0.75, -1.5], [2.0, 1.0, 0.0], [-0.5, 3.0, 1.5], [0.0, -1.0, 2.5]]
REDUCTIONS = {
    "sum": "sum",
    "mean": "mean",
    "sumOverBatchSize": "sum_over_batch_size",
    "meanWithSampleWeight": "mean_with_sample_weight",
}
LOSSES = [
    ("meanSquaredError", {}, NUMBERS, lambda reduction: L.MeanSquaredError(reduction=reduction)),
    (
        "sparseCategoricalCrossentropy",
        {"fromLogits": True, "ignoreClass": -1},
        LABELS,
        lambda reduction: L.SparseCategoricalCrossentropy(from_logits=True, ignore_class=-1, reduction=reduction),
    ),
]


def case(name, options, targets, make, reduction, weights):
    kernel = tf.Variable(np.array(KERNEL))
    with tf.GradientTape() as tape:
        value = make(REDUCTIONS[reduction])(
            np.array(targets), np.array(X) @ kernel, sample_weight=weights and np.array(weights)
        )
    gradient = tape.gradient(value, kernel).numpy().flatten().tolist()
    return {
        "name": name,
        "options": options,
        "reduction": reduction,
        "weights": weights,
        "loss": float(value),
        "gradient": gradient,
    }


rows = [case(*loss, reduction, weights) for loss in LOSSES for reduction in REDUCTIONS for weights in (None, WEIGHTS)]
source = f"tests/vectors/reductions.py, Keras {keras.__version__} on TensorFlow {tf.__version__}, binary64"
data = {
    "source": source,
    "x": sum(X, []),
    "kernel": sum(KERNEL, []),
    "labels": LABELS,
    "numbers": sum(NUMBERS, []),
    "cases": rows,
}
print(json.dumps(data, indent=1))
