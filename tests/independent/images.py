"""Sections 4 and 11: what slides over images. A window is (h, w, oh, ow, kh, kw, strides, dilations, top, left)."""

import numpy as np
from .answers import F32

def axis_of(size, kernel, stride, dilation, padding, turned, more):
    """Section 11, along one axis: pixels, outputs, taps, stride, dilation, and what lies before the first pixel.
    A transposed convolution is turned: `size` counts its outputs, and `more` is its outputPadding."""
    k = (kernel - 1) * dilation + 1
    if not turned:
        pixels, outputs = size, (size - k) // stride + 1 if padding == 'valid' else -(-size // stride)
    elif more is None:
        pixels, outputs = (size - 1) * stride + max(k, stride) if padding == 'valid' else size * stride, size
    else:
        pixels, outputs = (size - 1) * stride + more + (k if padding == 'valid' else k % 2), size
    missing = max(0, (outputs - 1) * stride + k - pixels)
    return pixels, outputs, kernel, stride, dilation, {'valid': 0, 'same': missing // 2, 'causal': k - 1}[padding]

def window_of(image, o, turned):
    """The window of a layer's options, for an image of one axis or two."""
    def each(option, default):
        given = default if o.get(option) is None else o[option]
        return given if isinstance(given, list) else [given] * len(image)

    kernels = each('kernelSize', o.get('poolSize', list(image)))  # that of a global pooling is the image
    axes = [axis_of(*sizes, o.get('padding', 'valid'), turned, more) for *sizes, more in zip(
        image, kernels, each('strides', 1), each('dilationRate', 1), each('outputPadding', None))]
    if len(axes) == 1:
        axes.insert(0, (1, 1, 1, 1, 1, 0))
    return sum(zip(*axes), ())

def taps(window):
    """(output, tap, pixel) of all that lie in the image, outputs ascending, then taps."""
    h, w, oh, ow, kh, kw, stride_h, stride_w, dilation_h, dilation_w, top, left = window
    for output in range(oh * ow):
        for tap in range(kh * kw):
            row = output // ow * stride_h + tap // kw * dilation_h - top
            column = output % ow * stride_w + tap % kw * dilation_w - left
            if 0 <= row < h and 0 <= column < w:
                yield output, tap, row * w + column

def shaped(array, *shape):
    """An array of a shape, of zeros if there is none."""
    shape = [int(size) for size in shape]
    return np.zeros(shape, dtype=F32) if array is None else array.reshape(shape)

def images(x, n, window, *channels):
    return shaped(x, n, window[0] * window[1], *channels)

def outputs(y, n, window, *channels):
    return shaped(y, n, window[2] * window[3], *channels)

def begun(beta, array):
    return None if beta == 0 else beta * array

def conv2d(n, window, c, f, groups, x, kernel, beta, y):
    x, kernel = images(x, n, window, groups, c), shaped(kernel, -1, c, groups, f)
    y = outputs(begun(beta, y), n, window, groups, f)
    for output, tap, pixel in taps(window):
        for channel in range(int(c)):
            y[:, output] += x[:, pixel, :, channel, None] * kernel[tap, channel]
    return y

def conv2d_kernel_gradient(n, window, c, f, groups, x, dy, beta, kernel):
    x, dy = images(x, n, window, groups, c), outputs(dy, n, window, groups, f)
    kernel = shaped(begun(beta, kernel), window[4] * window[5], c, groups, f)
    for example in range(int(n)):
        for output, tap, pixel in taps(window):
            kernel[tap] += x[example, pixel].T[:, :, None] * dy[example, output]
    return kernel

def conv2d_input_gradient(n, window, c, f, groups, dy, kernel, beta, dx):
    dy, kernel = outputs(dy, n, window, groups, f), shaped(kernel, -1, c, groups, f)
    dx = images(begun(beta, dx), n, window, groups, c)
    for output, tap, pixel in taps(window):
        for filter in range(int(f)):
            dx[:, pixel] += dy[:, output, :, filter, None] * kernel[tap, :, :, filter].T
    return dx

def max_pool2d(n, window, channels, x):
    x, y, last = images(x, n, window, channels), outputs(None, n, window, channels), None
    for output, _, pixel in taps(window):
        value, best = x[:, pixel], y[:, output]
        y[:, output] = np.where((output != last) | (best < value) | np.isnan(value), value, best)
        last = output
    return y

def max_pool2d_gradient(n, window, channels, x, y, dy):
    x, dx = images(x, n, window, channels), images(None, n, window, channels)
    y, dy = outputs(y, n, window, channels), outputs(dy, n, window, channels)
    waits = np.ones(y.shape, dtype=bool)  # has not found the tap that it came from
    for output, _, pixel in taps(window):
        found = waits[:, output] & ((x[:, pixel] == y[:, output]) | np.isnan(x[:, pixel]))
        dx[:, pixel] += np.where(found, dy[:, output], F32(0))
        waits[:, output] &= ~found
    return dx

def counts(window):
    found = np.bincount([output for output, _, _ in taps(window)], minlength=window[2] * window[3])
    return np.maximum(found, 1).astype(F32)[:, None]

def ones(window, channels):
    """A sum over taps is a convolution of each channel with ones, whose products are exact."""
    return np.ones((window[4] * window[5], int(channels)), dtype=F32)

def average_pool2d(n, window, channels, x):
    y = conv2d(n, window, 1, 1, channels, x, ones(window, channels), 0, None)
    return outputs(y, n, window, channels) / counts(window)

def average_pool2d_gradient(n, window, channels, dy):
    shares = outputs(dy, n, window, channels) / counts(window)
    return conv2d_input_gradient(n, window, 1, 1, channels, shares, ones(window, channels), 0, None)

TABLE = {'conv2d': conv2d, 'conv2dKernelGradient': conv2d_kernel_gradient, 'conv2dInputGradient': conv2d_input_gradient,
         'maxPool2d': max_pool2d, 'maxPool2dGradient': max_pool2d_gradient,
         'averagePool2d': average_pool2d, 'averagePool2dGradient': average_pool2d_gradient}

def sliding(kind, o, shape):
    """Section 11, of convolutions and poolings: the sizes that their lists name, y's shape, and those of tensors."""
    *image, channels = shape
    turned, multiplier, groups = kind.endswith('Transpose'), o.get('depthMultiplier'), o.get('groups', 1)
    window, between, axes = window_of(image, o, turned), channels * (multiplier or 1), len(image)
    pixels, kernel = window[:2] if turned else window[2:4], window[4:6][-axes:]
    filters = o.get('filters') or between
    w = kernel + ((filters, channels) if turned else (channels, multiplier) if multiplier else (
        channels // groups, filters))
    sizes = {'window': window, 'c': channels // groups, 'f': filters // groups, 'groups': groups, 'channels': channels,
             'filters': filters, 'between': between, 'outputs': pixels[0] * pixels[1]}
    y = (filters,) if o.get('keepDims') is False else pixels[-axes:] + (filters,)
    return sizes, y, {'w': w, 'depthwise': w, 'pointwise': (1,) * axes + (between, filters), 'b': (filters,)}
