/** Runs a program as one graph of native TensorFlow, with its variables inside: JavaScript hands inputs in and gets results out. */
import * as tf from "@tensorflow/tfjs-core";
import { firstLineOf } from "../../../basics/errors.js";
import { globalNorm } from "../../adam.js";
import { NotTraceableError, type Program, type Value, valueSize } from "../../program/program.js";
import { checkInput } from "../inputs.js";
import type { AdamOptions, Executable, ExecutableOptions, Executor, Update, VariableState } from "../types.js";
import { Session } from "./session.js";
import { type Slot, settingsOf } from "./slots.js";
import { type StepGraph, stepGraph } from "./stepGraph.js";

/** The native backend must be running. @throws NotTraceableError also for what TensorFlow itself refuses */
export const nativeExecutor: Executor = (program, options) => new NativeExecutable(program, options);

type Arrays = Record<string, Float32Array>;

/** Sums of squares in float32 are exact enough between these; beyond, they may have lost numbers to under- or overflow. */
const trusted = { least: 1e-30, most: 3e38 } as const;

class NativeExecutable implements Executable {
  private readonly step: StepGraph;
  private readonly session: Session;
  /** Half the sum of squares of each gradient of the last run. */
  private halfSquares: Readonly<Record<string, number>> = {};

  constructor(
    private readonly program: Program,
    private readonly options: ExecutableOptions,
  ) {
    this.step = stepGraph(program, options);
    this.session = opened(this.step);
    this.clear();
  }

  private clear(): void {
    const { variables, trained } = this.step;
    const slots = [...Object.values(variables), ...Object.values(trained).flatMap(({ m, v, gradient }) => [m, v, gradient])];
    if (slots.length > 0) this.session.run(slots.map(({ clear }) => clear));
    this.halfSquares = Object.fromEntries(Object.keys(trained).map((name) => [name, 0]));
  }

  run(inputs: Readonly<Record<string, tf.Tensor>>): Arrays {
    const { program, step } = this;
    const tensors = Object.entries(program.inputs).map(([name, id]) =>
      checkInput(name, program.values[id] as Value, inputs[name]),
    );
    const [results] = this.session.run([step.results], { placeholders: step.inputs, tensors }) as [Float32Array];
    let at = 0;
    const take = (count: number): Float32Array => {
      at += count;
      return results.slice(at - count, at);
    };
    const outputs = Object.entries(program.outputs).map(([name, id]) => [name, take(valueSize(program, id))] as const);
    this.halfSquares = Object.fromEntries(Object.keys(step.trained).map((name) => [name, take(1)[0] as number]));
    return Object.fromEntries(outputs);
  }

  norms(): Record<string, number> {
    let exact: Arrays | undefined;
    const norm = (names: readonly string[]): number => {
      const squares = 2 * names.reduce((sum, name) => sum + (this.halfSquares[name] as number), 0);
      if (Number.isNaN(squares) || (squares >= trusted.least && squares <= trusted.most)) return Math.sqrt(squares);
      exact ??= this.gradients();
      const gradients = exact;
      return globalNorm(names.map((name) => gradients[name] as Float32Array));
    };
    return Object.fromEntries(Object.entries(this.options.groups).map(([group, names]) => [group, norm(names)]));
  }

  gradients(): Arrays {
    return this.contents(Object.entries(this.step.trained).map(([name, { gradient }]) => [name, gradient]));
  }

  /** All groups in one run: a run costs more than a small update. */
  apply(updates: Readonly<Record<string, Update>>): void {
    const found = Object.entries(updates).map(([group, { scale }]) => {
      const update = this.step.updates[group];
      if (!update) throw new Error(`the step has no group "${group}"`);
      return { settings: update.settings, done: scale === 1 ? update.plain : update.scaled };
    });
    if (found.length === 0) return;
    const tensors = Object.entries(updates).map(([group, update]) =>
      tf.tensor1d(settingsOf(update, this.options.adam[group] as AdamOptions)),
    );
    this.session.run(
      found.map(({ done }) => done),
      { placeholders: found.map(({ settings }) => settings), tensors },
    );
    tf.dispose(tensors);
  }

  read(names: readonly string[]): Arrays {
    return this.contents(names.map((name) => [name, this.variable(name)]));
  }

  pull(): Record<string, VariableState> {
    const { variables, trained } = this.step;
    const state = Object.entries(trained).flatMap(([name, { m, v }]): [string, Slot][] => [
      [`m ${name}`, m],
      [`v ${name}`, v],
    ]);
    const values = Object.entries(variables).map(([name, slot]): [string, Slot] => [`value ${name}`, slot]);
    const found = this.contents([...values, ...state]);
    return Object.fromEntries(
      Object.keys(variables).map((name) => {
        const value = found[`value ${name}`] as Float32Array;
        const untrained = () => new Float32Array(value.length);
        return [name, { value, m: found[`m ${name}`] ?? untrained(), v: found[`v ${name}`] ?? untrained() }];
      }),
    );
  }

  /** Copies, all in one run. */
  private contents(slots: readonly (readonly [string, Slot])[]): Arrays {
    if (slots.length === 0) return {};
    const found = this.session.run(slots.map(([, { read }]) => read));
    return Object.fromEntries(slots.map(([name], i) => [name, found[i] as Float32Array]));
  }

  private variable(name: string): Slot {
    const slot = this.step.variables[name];
    if (!slot) throw new Error(`the step has no variable "${name}"`);
    return slot;
  }

  push(state: Readonly<Record<string, Partial<VariableState>>>): void {
    const given = Object.entries(state).flatMap(([name, { value, m, v }]): [Slot | undefined, Float32Array | undefined][] => [
      [this.variable(name), value],
      [this.step.trained[name]?.m, m],
      [this.step.trained[name]?.v, v],
    ]);
    const parts = given.filter((part): part is [Slot, Float32Array] => part[0] !== undefined && part[1] !== undefined);
    if (parts.length === 0) return;
    const placeholders = parts.map(([slot]) => slot.given);
    const stores = parts.map(([slot]) => slot.store);
    const tensors = parts.map(([{ shape }, values]) => tf.tensor(values, [...shape]));
    this.session.run(stores, { placeholders, tensors });
    tf.dispose(tensors);
  }

  dispose(): void {
    this.session.dispose();
  }
}

/** TensorFlow checks the whole graph and looks for a kernel for every node when it loads it. */
function opened({ graph }: StepGraph): Session {
  try {
    return new Session(graph);
  } catch (error) {
    throw new NotTraceableError(`native TensorFlow refuses the graph: ${firstLineOf(error)}`);
  }
}
