/**
 * Names as Keras and TensorFlow.js spell them in files, and as this library does.
 * @module
 */

/** Class names that are not the name here with a capital. */
const CLASSES: Readonly<Record<string, string>> = {
  gru: 'GRU', lstm: 'LSTM', simpleRNN: 'SimpleRNN', rmsNormalization: 'RMSNormalization', prelu: 'PReLU',
  l1l2: 'L1L2', adamw: 'AdamW', rmsprop: 'RMSprop', rmsPropOptimizer: 'RMSprop', sgd: 'SGD', auc: 'AUC',
  f1Score: 'F1Score', logCosh: 'LogCosh', kullbackLeiblerDivergence: 'KLDivergence', uniform: 'RandomUniform',
  normal: 'RandomNormal',
};

/** Keys whose snake case has no underscore where ours has a capital, or one where ours has none. */
const KEYS: Readonly<Record<string, string>> = {
  keepDims: 'keepdims', beta1: 'beta_1', beta2: 'beta_2',
};
const OWN_KEYS = new Map(Object.entries(KEYS).map(([own, key]) => [key, own]));

/** 'Conv2D' for conv2D. */
export function classNameOf(name: string): string {
  return Object.hasOwn(CLASSES, name) ? CLASSES[name] : name.charAt(0).toUpperCase() + name.slice(1);
}

/** 'kernel_size' for kernelSize. */
export function keyOf(option: string): string {
  return Object.hasOwn(KEYS, option) ? KEYS[option] : snake(option);
}

/** kernelSize for 'kernel_size', and for 'kernelSize', as TensorFlow.js has it in some places. */
export function optionOf(key: string): string {
  return OWN_KEYS.get(key) ?? camel(key);
}

/** 'mean_squared_error' for meanSquaredError. */
export function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

export function camel(name: string): string {
  return name.replace(/(?!^)_+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** 'conv2d_transpose' for the class Conv2DTranspose: what files of weights of Keras 3 call its layers. */
export function snakeOfClass(className: string): string {
  return className.replace(/\W+/g, '').replace(/(.)([A-Z][a-z]+)/g, '$1_$2').replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}
