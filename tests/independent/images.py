"""Sections 4 and 11: what slides over images. A window is (h, w, oh, ow, kh, kw, strides, dilations, top, left)."""

import numpy as np
from .answers import F32

def along(size, kernel, stride, dilation, padding):
    """Section 11: the outputs along an axis, and what lies before it."""
    k = (kernel - 1) * dilation + 1
    if padding == 'valid':
        return (size - k) // stride + 1, 0
    outputs = -(-size // stride)
    return outputs, k - 1 if padding == 'causal' else max(0, (outputs - 1) * stride + k - size) // 2

def along_turned(size, kernel, stride, dilation, padding, more):
    """The same of a transposed convolution: the length of y, and what lies before it."""
    k = (kernel - 1) * dilation + 1
    if more is None:
        length = (size - 1) * stride + max(k, stride) if padding == 'valid' else size * stride
    else:
        length = (size - 1) * stride + more + (k if padding == 'valid' else k % 2)
    return length, 0 if padding == 'valid' else max(0, (size - 1) * stride + k - length) // 2

def window_of(image, o, turned):
    """Of a layer's options, for an image of one axis or two."""
    def each(option, default=1):
        given = o.get(option)
        given = default if given is None else given
        return [int(v) for v in given] if isinstance(given, list) else [given] * len(image)

    kernels = each('kernelSize') if 'kernelSize' in o else each('poolSize', list(image))  # the latter for global ones
    strides, dilations = each('strides'), each('dilationRate')
    sizes = zip(image, kernels, strides, dilations, [o.get('padding', 'valid')] * len(image))
    if turned:
        more = [None] * len(image) if o.get('outputPadding') is None else each('outputPadding')
        found = [along_turned(*size, p) for size, p in zip(sizes, more)]
        image, found = [length for length, _ in found], [(size, before) for size, (_, before) in zip(image, found)]
    else:
        found = [along(*size) for size in sizes]
    one = len(image) == 1
    parts = (image, [size for size, _ in found], kernels, strides, dilations)
    befores = [before for _, before in found]
    return tuple(n for part in parts for n in ([1, *part] if one else part)) + tuple([0, *befores] if one else befores)

def taps(window):
    """(output, tap, pixel) of all that lie in the image, outputs ascending, then taps."""
    h, w, oh, ow, kh, kw, stride_h, stride_w, dilation_h, dilation_w, top, left = window
    for output in range(oh * ow):
        for tap in range(kh * kw):
            row = output // ow * stride_h + tap // kw * dilation_h - top
            column = output % ow * stride_w + tap % kw * dilation_w - left
            if 0 <= row < h and 0 <= column < w:
                yield output, tap, row * w + column

def seen(n, window, channels, filters, x=None, y=None):
    """Images (n, pixels, channels) and outputs (n, outputs, filters); zeros for what is not given."""
    h, w, oh, ow = window[:4]
    return [np.zeros(shape, dtype=F32) if given is None else given.reshape(shape) for given, shape in (
        (x, (n, h * w, channels)), (y, (n, oh * ow, filters)))]

def start(beta, array, shape):
    return np.zeros(shape, dtype=F32) if beta == 0 else (beta * array).reshape(shape)

def conv2d(n, window, c, f, groups, x, kernel, beta, y):
    n, c, f, groups = map(int, (n, c, f, groups))
    x, _ = seen(n, window, groups * c, groups * f, x)
    y = start(beta, y, (n, window[2] * window[3], groups * f))
    kernel = kernel.reshape(-1, c, groups * f)
    group = np.arange(groups * f) // f * c
    for output, tap, pixel in taps(window):
        for channel in range(c):
            y[:, output] += x[:, pixel, group + channel] * kernel[tap, channel]
    return y

def conv2d_kernel_gradient(n, window, c, f, groups, x, dy, beta, kernel):
    n, c, f, groups = map(int, (n, c, f, groups))
    x, dy = seen(n, window, groups * c, groups * f, x, dy)
    kernel = start(beta, kernel, (window[4] * window[5], c, groups * f))
    group = np.arange(groups * f) // f * c
    for example in range(n):
        for output, tap, pixel in taps(window):
            for channel in range(c):
                kernel[tap, channel] += x[example, pixel, group + channel] * dy[example, output]
    return kernel

def conv2d_input_gradient(n, window, c, f, groups, dy, kernel, beta, dx):
    n, c, f, groups = map(int, (n, c, f, groups))
    _, dy = seen(n, window, groups * c, groups * f, y=dy)
    dx = start(beta, dx, (n, window[0] * window[1], groups * c))
    kernel = kernel.reshape(-1, c, groups, f)
    dy, dx = dy.reshape(n, -1, groups, f), dx.reshape(n, -1, groups, c)
    for output, tap, pixel in taps(window):
        for filter in range(f):
            dx[:, pixel] += dy[:, output, :, filter, None] * kernel[tap, :, :, filter].T
    return dx

def taken(n, window, channels, x):
    """The largest of each output, the first of equals, and whose pixel it is."""
    x, y = seen(n, window, channels, channels, x)
    pixels = np.full(y.shape, -1)
    for output, _, pixel in taps(window):
        value, best, none = x[:, pixel], y[:, output], pixels[:, output] < 0
        better = none | (best < value) | (np.isnan(value) & ~np.isnan(best))
        y[:, output], pixels[:, output] = np.where(better, value, best), np.where(better, pixel, pixels[:, output])
    return y, pixels

def max_pool2d(n, window, channels, x):
    return taken(int(n), window, int(channels), x)[0]

def max_pool2d_gradient(n, window, channels, x, y, dy):
    n, channels = int(n), int(channels)
    _, pixels = taken(n, window, channels, x)
    dx, dy = seen(n, window, channels, channels, y=dy)
    for output, _, pixel in taps(window):
        dx[:, pixel] += np.where(pixels[:, output] == pixel, dy[:, output], F32(0))
    return dx

def counts(window):
    found = np.zeros(window[2] * window[3], dtype=F32)
    for output, _, _ in taps(window):
        found[output] += 1
    return np.maximum(found, F32(1))

def average_pool2d(n, window, channels, x):
    x, y = seen(int(n), window, int(channels), int(channels), x)
    for output, _, pixel in taps(window):
        y[:, output] += x[:, pixel]
    return y / counts(window)[:, None]

def average_pool2d_gradient(n, window, channels, dy):
    dx, dy = seen(int(n), window, int(channels), int(channels), y=dy)
    shares = dy / counts(window)[:, None]
    for output, _, pixel in taps(window):
        dx[:, pixel] += shares[:, output]
    return dx

TABLE = {'conv2d': conv2d, 'conv2dKernelGradient': conv2d_kernel_gradient, 'conv2dInputGradient': conv2d_input_gradient,
         'maxPool2d': max_pool2d, 'maxPool2dGradient': max_pool2d_gradient,
         'averagePool2d': average_pool2d, 'averagePool2dGradient': average_pool2d_gradient}
