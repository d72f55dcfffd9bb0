"""Files of the reference library, with the numbers that they hold, for tests/exchange/safetensors.

python3 tests/vectors/exchange/safetensorsFiles.py > tests/vectors/exchange/safetensorsFiles.json
needs numpy, safetensors and torch; made with numpy 2.4.6, safetensors 0.8.0 and torch 2.13.0.
"""
import base64, json
import numpy as np
import torch
from safetensors.numpy import save
from safetensors.torch import save as save_torch

rng = np.random.default_rng(18)
DTYPES = [np.uint8, np.int8, np.int16, np.uint16, np.int32, np.uint32, np.float32, np.float64, np.int64, np.uint64]
NAMES = ["a", "b", "Z", "é", "\U0001f600", "\uffee", "x\"y", "tab\tline\n", "back\\slash", "\x7f\x01", "__proto__",
         "constructor", "1", "10", "2", ""]


def text(bytes_):
    return base64.b64encode(bytes_).decode()


def numbers(array):
    return [str(value) for value in np.asarray(array).ravel().tolist()]


def written():
    """Arrays of random shapes under odd names, as the reference writes them."""
    for case in range(24):
        tensors = {}
        for name in rng.permutation(NAMES)[: rng.integers(0, 7)]:
            dtype = DTYPES[rng.integers(len(DTYPES))]
            shape = tuple(int(n) for n in rng.integers(0, 4, rng.integers(0, 4)))
            raw = rng.integers(0, 100, shape) if np.dtype(dtype).kind != "f" else rng.normal(size=shape)
            tensors[str(name)] = np.asarray(raw, dtype)
        metadata = {"format": "np"} if case % 3 == 0 else None
        yield {
            "bytes": text(save(tensors, metadata)), "metadata": metadata,
            "tensors": [{"name": name, "dtype": str(value.dtype), "shape": list(value.shape), "values": numbers(value)}
                        for name, value in tensors.items()],
        }


def converted():
    """Every value of the small floats, and integers and doubles at ties, as binary32 by torch or numpy."""
    small = {"F16": torch.float16, "BF16": torch.bfloat16, "F8_E4M3": torch.float8_e4m3fn, "F8_E5M2": torch.float8_e5m2}
    for name, dtype in small.items():
        bits = 8 if name.startswith("F8") else 16
        all_ = torch.arange(2**bits, dtype=torch.int32) if bits == 8 else torch.tensor(
            sorted({*rng.integers(0, 2**16, 600).tolist(), *range(0, 40), *range(0x3f0, 0x410), 0x7bff, 0x7c00, 0x7c01,
                    0x7f7f, 0x7f80, 0x7f81, 0x8000, 0x8001, 0xfc00, 0xff80}), dtype=torch.int32)
        tensor = all_.to(torch.uint8 if bits == 8 else torch.uint16).view(dtype)
        yield {"dtype": name, "bytes": text(save_torch({"x": tensor})),
               "bits": text(tensor.to(torch.float32).numpy().astype("<f4").tobytes())}
    ties = [2**24 + 1, 2**24 + 3, 2**53 + 1, 2**60 + 2**36, 2**60 + 2**36 + 1, 2**60 + 3 * 2**36 - 1, 2**63 - 1]
    ties += [int(n) for n in rng.integers(0, 2**63 - 1, 200)]
    whole = np.array(ties + [-n for n in ties] + [-2**63, 0, 1], np.int64)
    positive = np.array(ties + [2**64 - 1, 2**63, 2**63 + 2**39, 2**63 + 2**39 + 1], np.uint64)
    reals = np.concatenate([rng.normal(size=100) * 10.0 ** rng.integers(-50, 50, 100), [1 + 2**-24, 1 + 3 * 2**-24, 1e300,
                            -1e300, np.inf, np.nan, -0.0, 2**-149, 2**-150, 2**-150 * 1.0000001]])
    with np.errstate(over="ignore"):
        for name, array in [("I64", whole), ("U64", positive), ("F64", reals)]:
            yield {"dtype": name, "bytes": text(save({"x": array})), "bits": text(array.astype("<f4").tobytes())}


print(json.dumps({
    "source": "safetensors 0.8.0, torch 2.13.0 and numpy 2.4.6, by safetensorsFiles.py",
    "written": list(written()), "converted": list(converted()),
}, ensure_ascii=True))
