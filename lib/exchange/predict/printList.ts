/**
 * Lists of calls as JavaScript: a statement a call.
 * @module
 */

import type { Handle } from '../../kernels/handle.ts';
import { atRest, perTurnOf } from '../../kernels/lists.ts';
import type { Call, List, Loop, Scalar, Tensor } from '../../kernels/index.ts';
import { eachArgument } from '../../kernels/routines/placeCall.ts';
import { isInRows } from '../../kernels/routines/elementwiseInRows.ts';
import type { Parameter } from '../../kernels/routines/routine.ts';
import { PREAMBLE, ProgramPrinter } from './printProgram.ts';
import { ROUTINE_TEXTS } from './routineTexts.ts';

/** Is told what has no text. */
type Refuse = (what: string) => void;

/** The names of a module: functions that lists need, and arrays. */
export class ListPrinter {
  readonly #programs = new ProgramPrinter();
  /** In the order in which they are needed. */
  readonly #routines = new Map<string, string>();
  readonly #nameOf: (handle: Handle) => string;
  #loops = 0;

  /** `nameOf` gives the name of the array of a tensor. */
  constructor(nameOf: (handle: Handle) => string) {
    this.#nameOf = nameOf;
  }

  /** The functions that the statements so far call. */
  get functions(): string {
    return [PREAMBLE, this.#programs.text, ...this.#routines.values()].filter((text) => text !== '').join('\n');
  }

  /**
   * The statements of a list, for n examples. `refuse` is told what has no text: a function of one's own, a routine, or
   * what depends on numbers of a run.
   */
  statements(list: List, refuse: Refuse, turn: string = '0'): string {
    return list.map((call) => {
      if ('routine' in call) return this.#call(call, refuse, turn);
      if ('host' in call) refuse(`the function '${call.host}'`);
      else if ('arithmetic' in call || 'when' in call) refuse('numbers of a run');
      else if (call.turns !== undefined) refuse('turns of a run');
      else return this.#loop(call, refuse);
      return '';
    }).join('');
  }

  #loop({ count, body, isBackwards = false }: Loop, refuse: Refuse): string {
    const t = `t${this.#loops++}`, times = scalar(count, refuse);
    const head = isBackwards ? `for(let ${t}=${times}-1;${t}>=0;${t}--){` : `for(let ${t}=0;${t}<${times};${t}++){`;
    return `${head}${this.statements(body, refuse, t)}}\n`;
  }

  #call({ routine, args, into }: Call<Tensor>, refuse: Refuse, turn: string): string {
    const name = this.#function(routine, refuse);
    if (into !== undefined) refuse(`${routine.name}, which gives a number`);
    const printed = args.map((given) => (typeof given === 'string' ? `'${given}'` : String(given)));
    eachArgument(routine, (kind, position, parameter) => {
      const given = args[position];
      if (kind === 'operand') this.#operand(printed, parameter, position, given as Tensor, turn);
      else if (kind !== 'transpose') printed[position] = scalar(given as Scalar, refuse);
    });
    return `${name}(${printed.join(',')});\n`;
  }

  /** An array, and where it begins in the turn of the loop. */
  #operand(printed: string[], parameter: Parameter, position: number, tensor: Tensor, turn: string): void {
    const name = this.#nameOf(atRest(tensor) as Handle), perTurn = perTurnOf(tensor);
    const isWhole = parameter.kind === 'operand' && parameter.layout === 'whole';
    printed[position] = perTurn !== 0 && isWhole ? `${name}.subarray(${perTurn}*${turn})` : name;
    if (perTurn !== 0 && !isWhole) printed[position + 1] += `+${perTurn}*${turn}`;
  }

  #function(routine: Call<Tensor>['routine'], refuse: Refuse): string {
    const { name, program, parameters } = routine;
    if (program === undefined) {
      this.#need(name, refuse);
      return name;
    }
    if (!isInRows(routine)) return this.#programs.onArrays(program);
    const arrays = parameters.filter(({ kind }) => kind === 'operand');
    const spread = arrays.flatMap((each, i) => (each.kind === 'operand' && each.layout === 'vector' ? [i] : []));
    return this.#programs.inRows(program, new Set(spread));
  }

  #need(name: string, refuse: Refuse): void {
    const found = ROUTINE_TEXTS.get(name);
    if (found === undefined) return refuse(`the routine ${name}`);
    if (this.#routines.has(name)) return;
    this.#routines.set(name, found.text);
    found.needs?.forEach((other) => this.#need(other, refuse));
    found.elementary?.forEach((other) => this.#programs.elementary(other));
  }
}

/** A size or a scalar, for n examples. */
function scalar(given: Scalar, refuse: Refuse): string {
  if (typeof given === 'number') return Object.is(given, -0) ? '-0' : String(given);
  if (typeof given === 'object' && 'perExample' in given) return given.perExample === 1 ? 'n' : `${given.perExample}*n`;
  refuse('numbers of a run');
  return '0';
}
