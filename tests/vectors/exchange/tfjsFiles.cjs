/*
 * Makes tfjsFiles.json: npm install @tensorflow/tfjs@4.22.0 somewhere, then there: node tfjsFiles.cjs > tfjsFiles.json
 *
 * Models that TensorFlow.js saved, with what it predicts of them, and for trained ones with what two more steps make.
 */
const tf = require('@tensorflow/tfjs');

const numbers = (tensor) => ({ shape: tensor.shape, data: [...tensor.dataSync()] });
let seed = 1;
const draw = (shape, scale = 1) => {
  const size = shape.reduce((a, b) => a * b, 1);
  const values = Array.from({ length: size }, () => ((seed = (seed * 48271) % 2147483647) / 2147483647 * 2 - 1) * scale);
  return tf.tensor(values, shape);
};
const randomize = (model) => model.setWeights(model.getWeights().map((w) => tf.abs(draw(w.shape)).add(0.1)));

async function saved(model) {
  let parts;
  await model.save({ save: async (all) => { parts = all; return { modelArtifactsInfo: {} }; } }, { includeOptimizer: true });
  const { modelTopology, weightSpecs, weightData, trainingConfig } = parts;
  const data = Buffer.from(Array.isArray(weightData) ? weightData[0] : weightData);
  const topology = typeof modelTopology === 'string' ? JSON.parse(modelTopology) : modelTopology;
  return {
    json: { modelTopology: topology, format: 'layers-model', generatedBy: 'TensorFlow.js tfjs-layers v4.22.0', convertedBy: null,
      weightsManifest: [{ paths: ['./a.bin', './b.bin'], weights: weightSpecs }], ...(trainingConfig && { trainingConfig }) },
    // cut within a number
    a: data.subarray(0, 7).toString('base64'), b: data.subarray(7).toString('base64'),
  };
}

async function entry(name, model, inputs, more = {}) {
  if (!more.steps) randomize(model);
  const out = model.predict(inputs.length === 1 ? inputs[0] : inputs);
  return { name, ...(await saved(model)), inputs: inputs.map(numbers), outputs: [].concat(out).map(numbers), ...more };
}

async function trained(name, optimizer) {
  const model = tf.sequential({ layers: [
    tf.layers.dense({ units: 5, activation: 'tanh', inputShape: [4] }), tf.layers.dense({ units: 3, activation: 'softmax' })] });
  randomize(model);
  model.compile({ optimizer, loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
  const x = draw([6, 4]), y = tf.oneHot(tf.tensor1d([0, 1, 2, 1, 0, 2], 'int32'), 3).toFloat();
  for (let i = 0; i < 3; i++) await model.trainOnBatch(x, y);
  const made = await entry(name, model, [x], { steps: 3, y: [...y.dataSync()] });
  for (let i = 0; i < 2; i++) await model.trainOnBatch(x, y);
  return { ...made, after: model.getWeights().map(numbers) };
}

(async () => {
  await tf.setBackend('cpu');
  const { layers: L } = tf, cases = [];
  const a = tf.input({ shape: [3] }), b = tf.input({ shape: [3] }), shared = L.dense({ units: 3, activation: 'relu' });
  const inner = tf.sequential({ layers: [L.dense({ units: 4, activation: 'tanh', inputShape: [3] }), L.dense({ units: 2 })] });
  const at = (x) => inner.apply(shared.apply(x));
  const joined = L.concatenate().apply([at(a), at(b)]);
  cases.push(await entry('nested', tf.model({ inputs: [b, a], outputs: [L.dense({ units: 1 }).apply(joined), joined] }), [draw([2, 3]), draw([2, 3])]));
  cases.push(await entry('images', tf.sequential({ layers: [
    L.separableConv2d({ filters: 3, kernelSize: 3, activation: 'elu', inputShape: [8, 8, 2] }), L.batchNormalization(),
    L.zeroPadding2d({ padding: [1, 2] }), L.conv2dTranspose({ filters: 2, kernelSize: 3, strides: 2, padding: 'same' }), L.prelu({ sharedAxes: [1, 2] }),
    L.averagePooling2d({ poolSize: 2 }), L.leakyReLU({ alpha: 0.1 }), L.layerNormalization(), L.reLU({ maxValue: 6 }), L.globalMaxPooling2d({}), L.softmax()] }), [draw([2, 8, 8, 2])]));
  cases.push(await entry('recurrent', tf.sequential({ layers: [
    L.embedding({ inputDim: 9, outputDim: 4, inputLength: 6 }), L.bidirectional({ layer: L.lstm({ units: 3, returnSequences: true }), mergeMode: 'concat' }),
    L.gru({ units: 3, returnSequences: true }), L.timeDistributed({ layer: L.dense({ units: 2 }) }), L.simpleRNN({ units: 3 })] }),
  [tf.tensor2d([1, 2, 3, 4, 5, 6, 8, 7, 1, 0, 2, 3], [2, 6])]));
  cases.push(await trained('adam', tf.train.adam(0.01)), await trained('momentum', tf.train.momentum(0.1, 0.9)));
  cases.push(await trained('rmsprop', tf.train.rmsprop(0.01, 0.9, 0.5)), await trained('sgd', tf.train.sgd(0.1)));
  process.stdout.write(JSON.stringify({ source: 'TensorFlow.js 4.22.0, CPU backend; tfjsFiles.cjs', cases }));
})();
