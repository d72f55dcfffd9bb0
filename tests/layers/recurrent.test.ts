import { gru, lstm, simpleRNN } from '../../lib/layers/index.ts';
import { checkLayers } from './checkLayer.ts';

checkLayers([
  {
    title: 'simpleRNN', make: () => simpleRNN({ units: 3, inputShape: [4, 2] }), inputShape: [4, 2], outputShape: [3],
    parameters: [['w', [2, 3]], ['r', [3, 3]], ['b', [3]]],
  },
  {
    title: 'simpleRNN of one step', make: () => simpleRNN({ units: 2, returnSequences: true, useBias: false }),
    inputShape: [1, 3], outputShape: [1, 2], parameters: [['w', [3, 2]], ['r', [2, 2]]],
  },
  {
    title: 'lstm', make: () => lstm({ units: 5, inputShape: [3, 2] }), inputShape: [3, 2], outputShape: [5],
    parameters: [['w', [2, 20]], ['r', [5, 20]], ['b', [20]]],
  },
  {
    title: 'lstm, backwards, masked, with states', masked: [true, false, false],
    make: () => lstm({ units: 2, returnSequences: true, returnState: true, goBackwards: true, activation: 'swish' }),
    inputShapes: [[3, 2], [2], [2]], outputShape: [3, 2], otherOutputs: [[2], [2]],
    parameters: [['w', [2, 8]], ['r', [2, 8]], ['b', [8]]],
  },
  {
    title: 'lstm with dropout', inputShape: [3, 2], outputShape: [2],
    make: () => lstm({ units: 2, dropout: 0.25, recurrentDropout: 0.5, useBias: false }),
    parameters: [['w', [2, 8]], ['r', [2, 8]]],
  },
  {
    title: 'gru', make: () => gru({ units: 2, returnSequences: true, inputShape: [4, 2] }), inputShape: [4, 2], outputShape: [4, 2],
    parameters: [['w', [2, 6]], ['r', [2, 6]], ['b', [2, 6]]],
  },
  {
    title: 'gru, masked, with dropout of inputs', masked: [true], inputShape: [3, 2], outputShape: [3],
    make: () => gru({ units: 3, dropout: 0.5, recurrentActivation: 'tanh' }),
    parameters: [['w', [2, 9]], ['r', [3, 9]], ['b', [2, 9]]],
  },
  {
    title: 'gru that resets before, masked, with dropout', masked: [true], inputShape: [3, 2], outputShape: [3, 2],
    make: () => gru({ units: 2, resetAfter: false, returnSequences: true, dropout: 0.25, recurrentDropout: 0.25 }),
    parameters: [['w', [2, 6]], ['r', [2, 6]], ['b', [6]]],
  },
]);
