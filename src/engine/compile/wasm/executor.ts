/** Runs a program as a list of calls of WebAssembly kernels on memory of its own, planned once. */
import type { Tensor } from "@tensorflow/tfjs-core";
import { borrowMemory, type LentMemory, reserve } from "../../kernels/memory.js";
import { type Program, type Value, type ValueId, valueSize } from "../../program/program.js";
import { checkInput } from "../inputs.js";
import type { AdamOptions, Executable, ExecutableOptions, Executor, Update, VariableState } from "../types.js";
import type { Emitter } from "./emitter.js";
import { fuseEpilogues, markZeros } from "./fuse.js";
import { type Layout, layOut } from "./layout.js";
import { emitterOf, worksInPlace } from "./operations.js";

export const wasmExecutor: Executor = (program, options) => new WasmExecutable(markZeros(fuseEpilogues(program)), options);

const alignment = 64;

interface Slots {
  readonly value: Float32Array;
  readonly m: Float32Array;
  readonly v: Float32Array;
  readonly addresses: { readonly value: number; readonly m: number; readonly v: number; readonly gradient: number };
}

class WasmExecutable implements Executable {
  private readonly lent: LentMemory;
  private readonly calls: (() => void)[] = [];
  private readonly views = new Map<ValueId, Float32Array>();
  private readonly layout: Layout;
  private readonly slots: Record<string, Slots> = {};
  /** Sums of squares of the last run's gradients, of those that an operation of their own makes. */
  private readonly squares = new Map<string, number>();
  /** First byte behind values and optimiser state: what single operations may use for themselves. */
  private scratch = 0;
  private scratchBytes = 0;

  constructor(
    private readonly program: Program,
    private readonly options: ExecutableOptions,
  ) {
    const kept = [program.inputs, program.variables, program.outputs, program.gradients].flatMap((ids) => Object.values(ids));
    this.layout = layOut(program, new Set([...kept, ...program.constants.keys()]), worksInPlace);
    this.lent = borrowMemory();
    const adamAddresses = this.placeAdam();
    const emitter = this.emitter();
    const gradients = new Map(Object.entries(program.gradients).map(([name, id]) => [this.layout.addressOf(id), name]));
    for (const operation of program.operations) {
      emitterOf(operation.kernel)(emitter, operation);
      const gradient = gradients.get(this.layout.addressOf(operation.outputs[0] as ValueId));
      if (gradient === undefined || operation.kernel === "Reshape") continue;
      this.calls.push(() => this.squares.set(gradient, this.sumSquares(gradient))); // while it is still in the cache
    }
    reserve(this.lent, this.scratch + this.scratchBytes);
    for (const [id, data] of program.constants) this.numbers(id).set(data);
    for (const [name, [m, v]] of adamAddresses) this.slots[name] = this.openSlots(name, m, v);
  }

  /** Optimiser state lies behind the values, scratch behind that. */
  private placeAdam(): [string, [number, number]][] {
    let end = this.layout.end;
    const take = (bytes: number): number => {
      end += Math.ceil(bytes / alignment) * alignment;
      return end - Math.ceil(bytes / alignment) * alignment;
    };
    const placed = Object.keys(this.program.gradients).map((name): [string, [number, number]] => {
      const bytes = 4 * valueSize(this.program, this.program.variables[name] as ValueId);
      return [name, [take(bytes), take(bytes)]];
    });
    this.scratch = end;
    return placed;
  }

  private openSlots(name: string, m: number, v: number): Slots {
    const id = this.program.variables[name] as ValueId;
    const n = valueSize(this.program, id);
    const state = (at: number) => new Float32Array(this.lent.memory.buffer, at, n).fill(0);
    const gradient = this.layout.addressOf(this.program.gradients[name] as ValueId);
    return { value: this.numbers(id), m: state(m), v: state(v), addresses: { value: this.layout.addressOf(id), m, v, gradient } };
  }

  private emitter(): Emitter {
    return {
      kernels: this.lent.kernels,
      value: (id) => this.valueOf(id),
      at: (id) => this.layout.addressOf(id),
      scratch: (bytes) => {
        this.scratchBytes = Math.max(this.scratchBytes, bytes);
        return this.scratch;
      },
      numbers: (id) => this.numbers(id),
      call: (run) => this.calls.push(run),
    };
  }

  private valueOf(id: ValueId): Value {
    return this.program.values[id] as Value;
  }

  private numbers(id: ValueId): Float32Array {
    let view = this.views.get(id);
    if (!view) {
      view = new Float32Array(this.lent.memory.buffer, this.layout.addressOf(id), valueSize(this.program, id));
      this.views.set(id, view);
    }
    return view;
  }

  run(inputs: Readonly<Record<string, Tensor>>): Record<string, Float32Array> {
    for (const [name, id] of Object.entries(this.program.inputs))
      this.numbers(id).set(checkInput(name, this.valueOf(id), inputs[name]).dataSync());
    for (const call of this.calls) call();
    return this.copies(this.program.outputs);
  }

  private copies(ids: Readonly<Record<string, ValueId>>): Record<string, Float32Array> {
    return Object.fromEntries(Object.entries(ids).map(([name, id]) => [name, this.numbers(id).slice()]));
  }

  norms(): Record<string, number> {
    const squares = (name: string) => this.squares.get(name) ?? this.sumSquares(name);
    const { groups } = this.options;
    return Object.fromEntries(
      Object.entries(groups).map(([group, names]) => [group, Math.sqrt(names.reduce((sum, name) => sum + squares(name), 0))]),
    );
  }

  private sumSquares(name: string): number {
    const { value, addresses } = this.slots[name] as Slots;
    return this.lent.kernels.sumSquares(value.length, addresses.gradient);
  }

  gradients(): Record<string, Float32Array> {
    return this.copies(this.program.gradients);
  }

  apply(updates: Readonly<Record<string, Update>>): void {
    for (const [group, update] of Object.entries(updates)) this.applyGroup(group, update);
  }

  private applyGroup(group: string, { t, rate, scale }: Update): void {
    const { beta1, beta2, epsilon } = this.options.adam[group] as AdamOptions;
    const a = rate / (1 - beta1 ** t);
    const c = 1 / (1 - beta2 ** t);
    for (const name of this.options.groups[group] as readonly string[]) {
      const { value, addresses: at } = this.slots[name] as Slots;
      this.lent.kernels.adam(
        value.length,
        at.value,
        at.gradient,
        at.m,
        at.v,
        a,
        c,
        beta1,
        beta2,
        epsilon,
        scale,
        1 - beta1,
        1 - beta2,
      );
    }
  }

  read(names: readonly string[]): Record<string, Float32Array> {
    return Object.fromEntries(names.map((name) => [name, this.numbers(this.program.variables[name] as ValueId).slice()]));
  }

  pull(): Record<string, VariableState> {
    return Object.fromEntries(
      Object.entries(this.program.variables).map(([name, id]) => {
        const value = this.numbers(id).slice();
        const { m = new Float32Array(value.length), v = new Float32Array(value.length) } = this.slots[name] ?? {};
        return [name, { value, m: m.slice(), v: v.slice() }];
      }),
    );
  }

  push(state: Readonly<Record<string, Partial<VariableState>>>): void {
    for (const [name, { value, m, v }] of Object.entries(state)) {
      const id = this.program.variables[name];
      if (id === undefined) throw new Error(`the step has no variable "${name}"`);
      if (value) this.numbers(id).set(value);
      const slots = this.slots[name];
      if (m) slots?.m.set(m);
      if (v) slots?.v.set(v);
    }
  }

  dispose(): void {
    this.lent.giveBack();
  }
}
