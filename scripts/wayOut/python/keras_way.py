"""Goes on in Keras with what bitgrad trained, and trains networks of its own for bitgrad: keras_way.py FOLDER"""
import json
import os
import sys

os.environ['KERAS_BACKEND'] = 'tensorflow'
os.environ['TF_CPP_MIN_LOG_LEVEL'] = '3'
os.environ['CUDA_VISIBLE_DEVICES'] = '-1'
import keras
import tensorflow
from keras import layers
from safetensors.numpy import load_file

folder = sys.argv[1]
with open(f'{folder}/plan.json') as file:
    plan = json.load(file)
data = load_file(f'{folder}/data.safetensors')
STEPS, BATCH = plan['steps'], plan['batchSize']


def dense():
    return [keras.Input((784,)), layers.Dense(32, 'relu', name='hidden'), layers.Dense(10, 'softmax', name='out')]


def cnn():
    return [
        keras.Input((28, 28, 1)), layers.Conv2D(6, 3, activation='relu', name='conv'), layers.MaxPooling2D(),
        layers.Flatten(), layers.Dense(10, 'softmax', name='out'),
    ]


def lstm():
    return [keras.Input((28, 28)), layers.LSTM(16, name='lstm'), layers.Dense(10, 'softmax', name='out')]


def train(model, shape, first):
    """The loss of each step, on batches in their order."""
    losses = []
    for step in range(first, first + STEPS):
        rows = slice(step * BATCH, (step + 1) * BATCH)
        model.reset_metrics()
        loss = model.train_on_batch(data['x'][rows].reshape(-1, *shape), data['y'][rows])
        losses.append(float(loss[0] if isinstance(loss, (list, tuple)) else loss))
    return losses


def predictions(model, shape):
    return [float(p) for p in model(data['testX'].reshape(-1, *shape), training=False).numpy().ravel()]


results = {}
for name, shape in plan['networks'].items():
    model = keras.models.load_model(f'{folder}/{name}.keras')
    found = {'predictions': predictions(model, shape), 'losses': train(model, shape, STEPS)}
    keras.utils.set_random_seed(1)
    own = keras.Sequential({'dense': dense, 'cnn': cnn, 'lstm': lstm}[name]())
    own.compile(optimizer=keras.optimizers.Adam(0.01), loss='sparse_categorical_crossentropy')
    train(own, shape, 0)
    own.save(f'{folder}/{name}.back.keras')
    results[name] = {**found, 'own': predictions(own, shape)}

with open(f'{folder}/keras.json', 'w') as file:
    version = f'Keras {keras.__version__} on TensorFlow {tensorflow.__version__}'
    json.dump({'version': version, 'networks': results}, file)
