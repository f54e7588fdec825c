/** The compiled steps of a system of equations, fed with increments of one's own. */
import { instantiate } from "../../src/engine/assemble/module.js";
import { compileSde, type SdeSpec } from "../../src/modelling/dynamics/equations.js";
import { evaluate, type Values } from "../../src/modelling/dynamics/evaluate.js";
import { lanes } from "../../src/modelling/dynamics/stepsCode.js";

export interface Stepper {
  readonly dt: number;
  /** Puts each path's start. @param parameters one a lane, 16 at most */
  begin(parameters: readonly Values[]): void;
  /** One step with standard normals [noises][lane]. */
  step(normals: readonly (readonly number[])[]): void;
  /** A state of every lane. */
  state(name: string): number[];
}

/** @param spec of which all the horizon is one interval of `steps` steps */
export function stepperOf(spec: Omit<SdeSpec, "dt" | "intervals">, steps: number): Stepper {
  const model = compileSde({ ...spec, intervals: 1, dt: spec.horizon / steps });
  const { bytes, layout } = model.module;
  const { memory, functions } = instantiate(bytes, layout.bytes);
  const floats = new Float32Array(memory);
  const put = (at: number, row: number, lane: number, value: number) => {
    floats[at / 4 + row * lanes + lane] = value;
  };
  const dt = spec.horizon / steps;
  return {
    dt,
    begin(parameters) {
      parameters.forEach((values, lane) => {
        model.start.forEach((formula, i) => {
          put(layout.states, i, lane, evaluate(formula, values));
        });
        layout.fixed.formulas.forEach((formula, i) => {
          put(layout.fixed.at, i, lane, evaluate(formula, values));
        });
        put(layout.time, 0, lane, 0);
      });
    },
    step(normals) {
      normals.forEach((row, i) => {
        row.forEach((z, lane) => {
          put(layout.buffer, i, lane, z * Math.sqrt(dt));
        });
      });
      functions.steps?.(1);
    },
    state(name) {
      const from = layout.states / 4 + model.states.indexOf(name) * lanes;
      return Array.from(floats.subarray(from, from + lanes));
    },
  };
}
