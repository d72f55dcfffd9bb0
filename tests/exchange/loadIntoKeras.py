from safetensors.numpy import load_file

ORDER = ('query key value output forward backward depthwise pointwise w r alpha gamma scale b beta '
         'movingMean movingVariance').split()

def load_bitgrad(model, path):
    """Sets the weights of a Keras model from a file of saveSafetensors, by layers of the same names."""
    tensors = load_file(path)
    for layer in model.layers:
        own = {name.rpartition('/')[2]: t for name, t in tensors.items() if name.rpartition('/')[0] == layer.name}
        names = sorted(own, key=lambda name: [ORDER.index(word) for word in name.replace('_', ' ').split()])
        layer.set_weights([own[name].reshape(w.shape) for name, w in zip(names, layer.get_weights(), strict=True)])
