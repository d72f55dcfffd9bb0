"""Weights of bitgrad in Keras: load_bitgrad(model, path) with a file that saveSafetensors made."""
from safetensors.numpy import load_file

ORDER = ['w', 'depthwise', 'pointwise', 'r', 'alpha', 'gamma', 'scale', 'b', 'beta', 'movingMean', 'movingVariance']

def load_bitgrad(model, path):
    """Sets the weights of a Keras model, layer by layer of the same names, from a file of saveSafetensors."""
    tensors = load_file(path)
    for layer in model.layers:
        own = {name.rpartition('/')[2]: t for name, t in tensors.items() if name.rpartition('/')[0] == layer.name}
        if own:
            layer.set_weights([own[name] for name in sorted(own, key=ORDER.index)])
