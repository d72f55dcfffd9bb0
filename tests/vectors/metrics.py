"""Makes metrics.json: metrics of two batches together, by Keras 3; auc over all pairs, by hand, since Keras' goes by thresholds.

Run: python -P metrics.py > metrics.json   (Keras 3.15 on TensorFlow 2.21)
"""

import json
import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""
os.environ["KERAS_BACKEND"] = "tensorflow"
import keras
import numpy as np

M = keras.metrics
random = np.random.default_rng(2019)

N, SPLIT, CLASSES = 23, 9, 7
scores = (np.round(random.random((N, CLASSES)) * 32) / 32).astype(np.float32)  # equals occur
labels = random.integers(0, CLASSES, N)
one_hot = np.eye(CLASSES)[labels]
yes = (random.random((N, CLASSES)) < 0.375).astype(np.float64)
numbers = np.round(random.standard_normal((N, CLASSES)) * 64) / 64


class ExactAUC:
    def __init__(self):
        self.a, self.y = [], []

    def update_state(self, y, a):
        self.a += list(a.flatten())
        self.y += list(y.flatten())

    def result(self):
        pairs = [(p > q) + 0.5 * (p == q) for p, u in zip(self.a, self.y) if u for q, v in zip(self.a, self.y) if not v]
        return sum(pairs) / len(pairs)


CASES = [
    ("binaryAccuracy", {}, M.BinaryAccuracy(), "yes"),
    ("binaryAccuracy", {"threshold": 0.75}, M.BinaryAccuracy(threshold=0.75), "yes"),
    ("categoricalAccuracy", {}, M.CategoricalAccuracy(), "one_hot"),
    ("sparseCategoricalAccuracy", {}, M.SparseCategoricalAccuracy(), "labels"),
    ("topKCategoricalAccuracy", {}, M.TopKCategoricalAccuracy(), "one_hot"),
    ("topKCategoricalAccuracy", {"k": 2}, M.TopKCategoricalAccuracy(k=2), "one_hot"),
    ("sparseTopKCategoricalAccuracy", {}, M.SparseTopKCategoricalAccuracy(), "labels"),
    ("sparseTopKCategoricalAccuracy", {"k": 3}, M.SparseTopKCategoricalAccuracy(k=3), "labels"),
    ("precision", {}, M.Precision(), "yes"),
    ("precision", {"threshold": 0.8125}, M.Precision(thresholds=0.8125), "yes"),
    ("recall", {}, M.Recall(), "yes"),
    ("recall", {"threshold": 0.25}, M.Recall(thresholds=0.25), "yes"),
    ("f1Score", {}, M.F1Score(average="micro", threshold=0.5), "yes"),
    ("f1Score", {"threshold": 0.25}, M.F1Score(average="micro", threshold=0.25), "yes"),
    ("auc", {}, ExactAUC(), "yes"),
    ("meanSquaredError", {}, M.MeanSquaredError(), "numbers"),
    ("meanAbsoluteError", {}, M.MeanAbsoluteError(), "numbers"),
]
targets = {"yes": yes, "one_hot": one_hot, "labels": labels, "numbers": numbers}

rows = []
for name, options, metric, kind in CASES:
    for part in (slice(0, SPLIT), slice(SPLIT, N)):
        metric.update_state(targets[kind][part], scores[part])
    rows.append({"name": name, "options": options, "targets": kind, "result": float(metric.result())})

source = f"tests/vectors/metrics.py, Keras {keras.__version__}, its counts in binary32"
data = {"source": source, "classes": CLASSES, "split": SPLIT, "scores": scores.flatten().tolist()}
data |= {"targets": {kind: values.flatten().astype(float).tolist() for kind, values in targets.items()}, "cases": rows}
print(json.dumps(data))
