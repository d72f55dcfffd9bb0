/**
 * A thread that sends back what it is sent, and ends where it is told to.
 * @module
 */
import { parentThread } from '../../lib/core/thread.ts';

const parent = parentThread();
parent.listen((message) => {
  if (message === 'throw') throw new RangeError('on purpose');
  if (message === 'exit') process.exit(3);
  parent.postMessage({ back: message });
});
