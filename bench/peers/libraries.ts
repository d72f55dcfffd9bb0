/**
 * Who takes part, and how each one's process is started.
 * @module
 */
import { fileURLToPath } from 'node:url';
import { Worker } from './worker.ts';

export interface Library {
  readonly name: string;
  start(): Worker;
}

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Every way in which the native ones are told to keep to one thread. */
const ONE_THREAD = {
  OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1', MKL_NUM_THREADS: '1', NPROC: '1', JAX_PLATFORMS: 'cpu',
  XLA_FLAGS: '--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1',
};

function javascript(name: string, file: string): Library {
  return {
    name, start: () => new Worker(process.execPath, ['--import', 'tsx', here('./serve.ts'), file], process.env),
  };
}

function python(name: string, module: string): Library {
  const env = { ...process.env, ...ONE_THREAD, PYTHONDONTWRITEBYTECODE: '1' };
  return {
    name, start: () => new Worker(process.env.BENCH_PYTHON || 'python3', [here('./python/serve.py'), module], env),
  };
}

/** The one all others are compared with. */
export const OURS = 'bitgrad';

export const libraries: readonly Library[] = [
  javascript(OURS, 'bitgrad'),
  javascript('tfjs-cpu', 'tfjsCpu'),
  javascript('tfjs-wasm', 'tfjsWasm'),
  javascript('jax-js', 'jaxJs'),
  javascript('brain.js', 'brain'),
  javascript('convnetjs', 'convnet'),
  javascript('ml-matrix', 'mlMatrix'),
  javascript('mathjs', 'mathJs'),
  javascript('@stdlib/blas', 'stdlib'),
  python('NumPy', 'numpy_peer'),
  python('PyTorch', 'torch_peer'),
  python('JAX', 'jax_peer'),
];
