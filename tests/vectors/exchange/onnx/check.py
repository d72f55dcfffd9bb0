"""Runs the models that tests/exchange/onnx/writeCases.ts has written in ONNX Runtime, and records how far it is from
what the library predicts: python check.py FOLDER > checked.json

A row: id, SHA-256 of the file, largest difference over max(1, largest value). onnx.checker must accept each file.
"""

import json
import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime as ort

folder = Path(sys.argv[1])
rows, wrong = [], 0
for case in json.loads((folder / 'cases.json').read_text()):
    try:
        file = folder / case['file']
        onnx.checker.check_model(onnx.load(file), full_check=True)
        session = ort.InferenceSession(str(file), providers=['CPUExecutionProvider'])
        types = {one.name: np.int64 if 'int64' in one.type else np.float32 for one in session.get_inputs()}
        feeds = {
            one['name']: np.array(one['data']).reshape(one['shape']).astype(types[one['name']])
            for one in case['inputs']
        }
        largest = 0.0
        for one, got in zip(case['outputs'], session.run([o['name'] for o in case['outputs']], feeds)):
            wanted = np.array([np.nan if v is None else v for v in one['data']], np.float64).reshape(got.shape)
            assert np.array_equal(np.isnan(wanted), np.isnan(got)), 'NaN'
            largest = max(largest, float(np.nanmax(np.abs(got - wanted)) / max(1.0, float(np.nanmax(np.abs(wanted))))))
        if largest > 2e-6:
            wrong += 1
            print(case['id'], largest, file=sys.stderr)
        rows.append([case['id'], case['sha256'], float(f'{largest:.1e}')])
    except Exception as error:  # noqa: BLE001
        wrong += 1
        print(case['id'], str(error)[:400].replace('\n', ' '), file=sys.stderr)
print('{"sources": {"onnx": "%s", "onnxruntime": "%s"}, "cases": [' % (onnx.__version__, ort.__version__))
print(',\n'.join(json.dumps(row) for row in rows))
print(']}')
print(f'{len(rows)} checked, {wrong} wrong', file=sys.stderr)
