/**
 * What is wrong, where anything is.
 * @module
 */
import { problem } from '../frames.ts';
import { addressProblem } from '../setting.ts';

export function Problems() {
  const failure = problem.value;
  return (
    <div role="alert" class="problems">
      {addressProblem.value !== undefined && (
        <p class="problem">The address is not understood, so this is what was shown before. {addressProblem.value}</p>
      )}
      {failure !== undefined && (
        <p class="problem">{failure.message}{failure.code !== undefined && <code> {failure.code}</code>}</p>
      )}
    </div>
  );
}
