"""Makes losses.json: losses and their gradients by Keras 3, binary64, on operands without symmetry.

Run: python -P losses.py > losses.json   (Keras 3.15 on TensorFlow 2.21)

Where Keras 2.2.4 differs from Keras 3 (targets 0 and 1 of the hinges), the operands avoid it; and binary32 and binary64 do not agree
about 1 - 1e-7, so only targets of 1 are clipped there. With `logits`, what stands under "a" are logits.
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

ANY = [[1.25, -0.5, 2.75, 0.375], [-3.5, 0.0625, -1.125, 8.0]]
ANY_Y = [[0.5, -1.75, 3.0, 0.25], [-3.25, 1.0, 2.5, -6.0]]
POSITIVE = [[0.125, 2.5, 0.75, 7.0], [3.25, 0.03125, 1.5, 0.625]]
POSITIVE_Y = [[1.0, 0.25, 0.875, 4.0], [3.0, 0.5, 6.0, 0.0]]
P = [[0.125, 0.5, 0.3125, 0.0625], [0.875, 0.25, 0.6875, 0.40625]]
DISTRIBUTION = [[0.25, 0.125, 0.5, 0.125], [0.0, 0.0, 1.0, 0.0]]
BINARY = [[1.0, 0.0, 0.0, 1.0], [0.25, 1.0, 0.75, 0.0]]
SIGNS = [[1.0, -1.0, 1.0, -1.0], [-1.0, 1.0, 1.0, -1.0]]
HUGE = [[1e-9, 0.9999999999, 0.5, 0.25], [0.0, 1.0, 0.75, 1e-8]]

CASES = [
    ("meanAbsoluteError", L.MeanAbsoluteError, {}, ANY, ANY_Y),
    ("meanSquaredError", L.MeanSquaredError, {}, ANY, ANY_Y),
    ("meanSquaredLogarithmicError", L.MeanSquaredLogarithmicError, {}, POSITIVE, POSITIVE_Y),
    ("huber", L.Huber, {}, ANY, ANY_Y),
    ("huber", L.Huber, {"delta": 0.375}, ANY, ANY_Y),
    ("logCosh", L.LogCosh, {}, ANY, ANY_Y),
    ("hinge", L.Hinge, {}, ANY, SIGNS),
    ("squaredHinge", L.SquaredHinge, {}, ANY, SIGNS),
    ("categoricalHinge", L.CategoricalHinge, {}, ANY, [[0, 1, 0, 0], [0, 0, 1, 0]]),
    ("kullbackLeiblerDivergence", L.KLDivergence, {}, P, DISTRIBUTION),
    ("poisson", L.Poisson, {}, POSITIVE, POSITIVE_Y),
    ("cosineSimilarity", L.CosineSimilarity, {}, ANY, ANY_Y),
    ("binaryCrossentropy", L.BinaryCrossentropy, {}, P, BINARY),
    ("binaryCrossentropy", L.BinaryCrossentropy, {"label_smoothing": 0.125}, P, BINARY),
    ("binaryCrossentropy", L.BinaryCrossentropy, {}, HUGE, [[1.0, 1.0, 0.0, 1.0], [0.25, 1.0, 0.75, 0.0]]),
    ("binaryCrossentropy", L.BinaryCrossentropy, {"from_logits": True}, ANY, BINARY),
    ("binaryCrossentropy", L.BinaryCrossentropy, {"from_logits": True, "label_smoothing": 0.125}, ANY, BINARY),
    ("categoricalCrossentropy", L.CategoricalCrossentropy, {}, P, DISTRIBUTION),
    ("categoricalCrossentropy", L.CategoricalCrossentropy, {"label_smoothing": 0.125}, P, DISTRIBUTION),
    ("categoricalCrossentropy", L.CategoricalCrossentropy, {"from_logits": True}, ANY, DISTRIBUTION),
    ("categoricalCrossentropy", L.CategoricalCrossentropy, {"from_logits": True, "label_smoothing": 0.125}, ANY, DISTRIBUTION),
    ("meanAbsolutePercentageError", L.MeanAbsolutePercentageError, {}, ANY, ANY_Y),
    *[
        (name, make, options, a, y)
        for name, make, y, more in (
            ("binaryFocalCrossentropy", L.BinaryFocalCrossentropy, BINARY, {"apply_class_balancing": True, "alpha": 0.375, "gamma": 1.5}),
            ("categoricalFocalCrossentropy", L.CategoricalFocalCrossentropy, DISTRIBUTION, {"alpha": 0.375, "gamma": 1.5}),
        )
        for a, from_logits in ((P, {}), (ANY, {"from_logits": True}))
        for options in (from_logits, from_logits | {"gamma": 1.0}, from_logits | {"label_smoothing": 0.125} | more, from_logits | {"gamma": 0.0})
    ],
    ("sparseCategoricalCrossentropy", L.SparseCategoricalCrossentropy, {"from_logits": True}, ANY, [[2], [0]]),
]

NAMES = {"apply_class_balancing": "applyClassBalancing", "alpha": "alpha", "gamma": "gamma", "delta": "delta", "label_smoothing": "labelSmoothing", "from_logits": "fromLogits"}


def answers(make, options, a, y):
    x = tf.Variable(np.array(a, np.float32).astype(np.float64))
    targets = np.array(y, np.float64)
    with tf.GradientTape() as tape:
        losses = make(reduction="none", **options)(targets[:, 0] if targets.shape[1] == 1 else targets, x)
        total = tf.reduce_sum(losses)
    gradient = tape.gradient(total, x).numpy()
    return [
        {"a": x.numpy()[i].tolist(), "y": y[i], "loss": float(losses.numpy()[i]), "gradient": gradient[i].tolist()} for i in range(len(a))
    ]


rows = [
    {"name": name, "options": {NAMES[k]: v for k, v in options.items()}, "answers": answers(make, options, a, y)} for name, make, options, a, y in CASES
]
source = f"tests/vectors/losses.py, Keras {keras.__version__} on TensorFlow {tf.__version__}, binary64"
print(json.dumps({"source": source, "cases": rows}, indent=1))
