/** The same contract without compiling: TensorFlow.js runs the step as it is. The oracle of the executors, and what refused steps use. */
import * as tf from "@tensorflow/tfjs-core";
import { adamAscend, adamSlots, globalNorm } from "../adam.js";
import { tidied } from "../tensors.js";
import { checkInput } from "./inputs.js";
import type { Step, StepSignature, Tensors } from "./trace.js";
import type { Executable, ExecutableOptions, Update, VariableState } from "./types.js";

type Arrays = Record<string, Float32Array>;

export class EagerExecutable implements Executable {
  private readonly state: Record<string, VariableState>;
  private latest: Arrays = {};

  constructor(
    private readonly step: Step,
    private readonly signature: StepSignature,
    private readonly options: ExecutableOptions,
  ) {
    this.state = Object.fromEntries(
      Object.entries(signature.variables).map(([name, { shape }]) => {
        const size = shape.reduce((product, d) => product * d, 1);
        return [name, { value: new Float32Array(size), ...adamSlots(size) }];
      }),
    );
  }

  run(inputs: Readonly<Record<string, tf.Tensor>>): Arrays {
    return tidied(() => {
      const given = Object.fromEntries(
        Object.entries(this.signature.inputs).map(([name, value]) => [name, checkInput(name, value, inputs[name])]),
      );
      const variables = Object.fromEntries(
        Object.entries(this.signature.variables).map(([name, { shape }]) => [
          name,
          tf.tensor((this.state[name] as VariableState).value.slice(), [...shape]),
        ]),
      );
      const { objective } = this.signature;
      if (objective === undefined) return numbersOf(this.step(variables, given));
      return this.differentiate(variables, given, objective);
    });
  }

  private differentiate(variables: Tensors, inputs: Tensors, objective: string): Arrays {
    const { trained } = this.signature;
    let outputs: Arrays = {};
    // tf.valueAndGrads would refuse variables that the objective does not reach: their gradient is 0.
    const { grads } = tf.engine().gradients(
      () => {
        const made = this.step(variables, inputs);
        outputs = numbersOf(made);
        return tf.reshape(made[objective] as tf.Tensor, []) as tf.Scalar;
      },
      trained.map((name) => variables[name] as tf.Tensor),
    );
    const gradientOf = (name: string, i: number) =>
      Float32Array.from((grads[i] ?? tf.zerosLike(variables[name] as tf.Tensor)).dataSync());
    this.latest = Object.fromEntries(trained.map((name, i) => [name, gradientOf(name, i)]));
    return outputs;
  }

  norms(): Record<string, number> {
    return Object.fromEntries(
      Object.entries(this.options.groups).map(([group, names]) => [
        group,
        globalNorm(names.map((name) => this.latest[name] as Float32Array)),
      ]),
    );
  }

  gradients(): Arrays {
    return Object.fromEntries(Object.entries(this.latest).map(([name, values]) => [name, values.slice()]));
  }

  apply(updates: Readonly<Record<string, Update>>): void {
    for (const [group, update] of Object.entries(updates)) this.applyGroup(group, update);
  }

  private applyGroup(group: string, { t, rate, scale }: Update): void {
    for (const name of this.options.groups[group] as readonly string[]) {
      const { value, m, v } = this.state[name] as VariableState;
      adamAscend(value, this.latest[name] as Float32Array, { m, v }, t, rate, scale, this.options.adam[group]);
    }
  }

  read(names: readonly string[]): Arrays {
    return Object.fromEntries(names.map((name) => [name, (this.state[name] as VariableState).value.slice()]));
  }

  pull(): Record<string, VariableState> {
    return Object.fromEntries(
      Object.entries(this.state).map(([name, { value, m, v }]) => [name, { value: value.slice(), m: m.slice(), v: v.slice() }]),
    );
  }

  push(state: Readonly<Record<string, Partial<VariableState>>>): void {
    for (const [name, { value, m, v }] of Object.entries(state)) {
      const own = this.state[name];
      if (!own) throw new Error(`the step has no variable "${name}"`);
      if (value) own.value.set(value);
      if (m) own.m.set(m);
      if (v) own.v.set(v);
    }
  }

  dispose(): void {
    this.latest = {};
  }
}

function numbersOf(tensors: Tensors): Arrays {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, Float32Array.from(tensor.dataSync())]));
}
