"""Makes initializers.json: what Keras draws, by its moments and limits, for the tests of initializers.

Run: python -P tests/vectors/initializers.py   (needs keras; -P, since random.py lies beside this script)

For each initializer and shape: values drawn with many seeds, their standard deviation, and the largest magnitude.
"""

import json
import platform
from pathlib import Path

import keras
import numpy as np

DRAWN = 400_000
SHAPES = [[24, 10], [10, 24], [9], [2, 3, 5, 7]]
init = keras.initializers
MAKERS = {
    'glorotUniform': lambda seed: init.GlorotUniform(seed),
    'glorotNormal': lambda seed: init.GlorotNormal(seed),
    'heUniform': lambda seed: init.HeUniform(seed),
    'heNormal': lambda seed: init.HeNormal(seed),
    'lecunUniform': lambda seed: init.LecunUniform(seed),
    'lecunNormal': lambda seed: init.LecunNormal(seed),
    'randomUniform': lambda seed: init.RandomUniform(seed=seed),
    'randomNormal': lambda seed: init.RandomNormal(seed=seed),
    'truncatedNormal': lambda seed: init.TruncatedNormal(seed=seed),
    'varianceScaling fanOut 3 uniform': lambda seed: init.VarianceScaling(3.0, 'fan_out', 'uniform', seed),
    'varianceScaling fanIn 0.5 untruncatedNormal': lambda seed: init.VarianceScaling(0.5, 'fan_in', 'untruncated_normal', seed),
}


def row(name, shape):
    size = int(np.prod(shape))
    draws = [np.asarray(MAKERS[name](seed)(shape), dtype=np.float64).ravel() for seed in range(1, max(2, min(1500, DRAWN // size)))]
    values = np.concatenate(draws)
    return {'initializer': name, 'shape': shape, 'count': values.size, 'deviation': values.std(), 'largest': np.abs(values).max()}


rows = [row(name, shape) for name in MAKERS for shape in SHAPES]
document = {'source': f'tests/vectors/initializers.py, Keras {keras.__version__}, Python {platform.python_version()}', 'rows': rows}
lines = ',\n    '.join(json.dumps(r) for r in rows)
Path(__file__).with_suffix('.json').write_text(f'{{\n  "source": {json.dumps(document["source"])},\n  "rows": [\n    {lines}\n  ]\n}}\n', encoding='utf-8')
