"""What Keras predicts of files, and of weights that it loads from safetensors: python kerasCases.py FOLDER"""
import json
import os
import sys

os.environ['KERAS_BACKEND'] = 'tensorflow'
os.environ['TF_CPP_MIN_LOG_LEVEL'] = '3'
os.environ['CUDA_VISIBLE_DEVICES'] = '-1'
import keras
import numpy as np
from loadIntoKeras import load_bitgrad

folder = sys.argv[1]
with open(f'{folder}/cases.json') as file:
    cases = json.load(file)


def predictions(model, inputs):
    x = [np.array(one['data'], np.float32).reshape(one['shape']) for one in inputs]
    y = model(x[0] if len(x) == 1 else x, training=False)
    return [[float(v) for v in np.asarray(each).ravel()] for each in (y if isinstance(y, (list, tuple)) else [y])]


results = []
for case in cases:
    try:
        model = keras.models.load_model(f'{folder}/{case["file"]}.keras')
        result = {'outputs': predictions(model, case['inputs'])}
        if all(layer.name != 'time_distributed' for layer in model.layers):
            model.set_weights([0 * w for w in model.get_weights()])
            load_bitgrad(model, f'{folder}/{case["file"]}.safetensors')
            result['loaded'] = predictions(model, case['inputs'])
        results.append(result)
    except Exception as error:  # noqa: BLE001
        results.append({'error': f'{type(error).__name__}: {error}'[:400]})

with open(f'{folder}/outputs.json', 'w') as file:
    json.dump({'version': keras.__version__, 'results': results}, file)
