"""Makes optimizers64.json: one step of each of TensorFlow's dense kernels on 64 elements, long enough for its packet code.

Run: python -P tests/vectors/optimizers64.py [file]   (needs tensorflow 2.21; -P, since random.py stands beside it)
"""

import json
import os
import sys
from pathlib import Path

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""
import numpy as np
import tensorflow as tf

draw = np.random.RandomState(20191)
LENGTH = 64
f = np.float32
theta = draw.uniform(-2, 2, LENGTH).astype(f)
gradient = draw.uniform(-1.5, 1.5, LENGTH).astype(f)
slots = [draw.uniform(0.1, 2.5, LENGTH).astype(f) for _ in range(3)]
H = {"lr": 0.3, "l1": 0.05, "l2": 0.7, "l2Shrinkage": 0.4, "momentum": 0.6, "rho": 0.8, "beta": 0.7, "beta1": 0.7, "beta2": 0.9, "beta1Power": 0.343,
     "beta2Power": 0.729, "epsilon": 0.01, "alpha": 1.5, "signDecay": 0.5, "logBase": 0.8, "globalStep": 3}
c = {name: (np.int64(v) if name == "globalStep" else f(v)) for name, v in H.items()}
raw = tf.raw_ops

# name: (slots, call); the slots are given, and written, in the order of the functors' arguments
KERNELS = {
    "applyGradientDescent": (0, lambda w, s, g: raw.ResourceApplyGradientDescent(var=w, alpha=c["lr"], delta=g)),
    "applyProximalGradientDescent": (0, lambda w, s, g: raw.ResourceApplyProximalGradientDescent(var=w, alpha=c["lr"], l1=c["l1"], l2=c["l2"], delta=g)),
    "applyMomentum": (1, lambda w, s, g: raw.ResourceApplyMomentum(var=w, accum=s[0], lr=c["lr"], grad=g, momentum=c["momentum"])),
    "applyMomentumNesterov": (1, lambda w, s, g: raw.ResourceApplyMomentum(var=w, accum=s[0], lr=c["lr"], grad=g, momentum=c["momentum"], use_nesterov=True)),
    "applyKerasMomentum": (1, lambda w, s, g: raw.ResourceApplyKerasMomentum(var=w, accum=s[0], lr=c["lr"], grad=g, momentum=c["momentum"])),
    "applyKerasMomentumNesterov": (1, lambda w, s, g: raw.ResourceApplyKerasMomentum(
        var=w, accum=s[0], lr=c["lr"], grad=g, momentum=c["momentum"], use_nesterov=True)),
    "applyAdagrad": (1, lambda w, s, g: raw.ResourceApplyAdagrad(var=w, accum=s[0], lr=c["lr"], grad=g)),
    "applyAdagradV2": (1, lambda w, s, g: raw.ResourceApplyAdagradV2(var=w, accum=s[0], lr=c["lr"], epsilon=c["epsilon"], grad=g)),
    "applyProximalAdagrad": (1, lambda w, s, g: raw.ResourceApplyProximalAdagrad(var=w, accum=s[0], lr=c["lr"], l1=c["l1"], l2=c["l2"], grad=g)),
    "applyAdagradDA": (2, lambda w, s, g: raw.ResourceApplyAdagradDA(
        var=w, gradient_accumulator=s[0], gradient_squared_accumulator=s[1], grad=g, lr=c["lr"], l1=c["l1"], l2=c["l2"], global_step=c["globalStep"])),
    "applyAdadelta": (2, lambda w, s, g: raw.ResourceApplyAdadelta(var=w, accum=s[0], accum_update=s[1], lr=c["lr"], rho=c["rho"], epsilon=c["epsilon"], grad=g)),
    "applyFtrl": (2, lambda w, s, g: raw.ResourceApplyFtrl(var=w, accum=s[0], linear=s[1], grad=g, lr=c["lr"], l1=c["l1"], l2=c["l2"], lr_power=f(-0.5))),
    "applyFtrlV2": (2, lambda w, s, g: raw.ResourceApplyFtrlV2(
        var=w, accum=s[0], linear=s[1], grad=g, lr=c["lr"], l1=c["l1"], l2=c["l2"], l2_shrinkage=c["l2Shrinkage"], lr_power=f(-0.5))),
    "applyRMSProp": (2, lambda w, s, g: raw.ResourceApplyRMSProp(
        var=w, ms=s[0], mom=s[1], lr=c["lr"], rho=c["rho"], momentum=c["momentum"], epsilon=c["epsilon"], grad=g)),
    "applyCenteredRMSProp": (3, lambda w, s, g: raw.ResourceApplyCenteredRMSProp(
        var=w, mg=s[0], ms=s[1], mom=s[2], lr=c["lr"], rho=c["rho"], momentum=c["momentum"], epsilon=c["epsilon"], grad=g)),
    "applyAdam": (2, lambda w, s, g: raw.ResourceApplyAdam(
        var=w, m=s[0], v=s[1], beta1_power=c["beta1Power"], beta2_power=c["beta2Power"], lr=c["lr"], beta1=c["beta1"], beta2=c["beta2"],
        epsilon=c["epsilon"], grad=g)),
    "applyAdamNesterov": (2, lambda w, s, g: raw.ResourceApplyAdam(
        var=w, m=s[0], v=s[1], beta1_power=c["beta1Power"], beta2_power=c["beta2Power"], lr=c["lr"], beta1=c["beta1"], beta2=c["beta2"],
        epsilon=c["epsilon"], grad=g, use_nesterov=True)),
    "applyAdamWithAmsgrad": (3, lambda w, s, g: raw.ResourceApplyAdamWithAmsgrad(
        var=w, m=s[0], v=s[1], vhat=s[2], beta1_power=c["beta1Power"], beta2_power=c["beta2Power"], lr=c["lr"], beta1=c["beta1"], beta2=c["beta2"],
        epsilon=c["epsilon"], grad=g)),
    "applyAdaMax": (2, lambda w, s, g: raw.ResourceApplyAdaMax(
        var=w, m=s[0], v=s[1], beta1_power=c["beta1Power"], lr=c["lr"], beta1=c["beta1"], beta2=c["beta2"], epsilon=c["epsilon"], grad=g)),
    "applyAddSign": (1, lambda w, s, g: raw.ResourceApplyAddSign(var=w, m=s[0], lr=c["lr"], alpha=c["alpha"], sign_decay=c["signDecay"], beta=c["beta"], grad=g)),
    "applyPowerSign": (1, lambda w, s, g: raw.ResourceApplyPowerSign(
        var=w, m=s[0], lr=c["lr"], logbase=c["logBase"], sign_decay=c["signDecay"], beta=c["beta"], grad=g)),
}


def numbers(a):
    return [float(v) for v in a]


def result(name):
    count, call = KERNELS[name]
    # The centered second moment must not be below the squared mean: mg is halved.
    start = [s * f(0.25) if name == "applyCenteredRMSProp" and i == 0 else s for i, s in enumerate(slots[:count])]
    w, kept = tf.Variable(theta), [tf.Variable(s) for s in start]
    call(w.handle, [s.handle for s in kept], tf.constant(gradient))
    return {"theta": numbers(w.numpy()), "slots": [numbers(s.numpy()) for s in kept]}


made = {"hyper": H, "theta": numbers(theta), "gradient": numbers(gradient), "slots": [numbers(s) for s in slots], "results": {name: result(name) for name in KERNELS}}
path = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_name("optimizers64.json")
path.write_text(json.dumps(made, separators=(",", ":")) + "\n")
print(tf.__version__, path, len(KERNELS))
