/** A policy's start that nothing was trained for: the measurement that tells most by itself, in every step. */
import * as tf from "@tensorflow/tfjs-core";
import type { Simulator } from "../../contracts/simulator.js";
import type { DesignSpace } from "../../contracts/space.js";
import type { Key } from "../../contracts/values.js";
import { rowsOf, tidied } from "../../engine/tensors.js";
import { measurementsOf, widthOf } from "../../numbers/measurements.js";
import { greedyPolicy } from "./policy.js";

const repeated = (designs: DesignSpace, place: readonly number[]): number[] =>
  Array.from({ length: measurementsOf(designs) }, () => place).flat();

/** Why the same place cannot be measured in every step, in words; undefined where it can. */
export function whyNotRepeated(designs: DesignSpace): string | undefined {
  return designs.violation(repeated(designs, designs.equallySpaced().slice(0, widthOf(designs))));
}

/** @param single one measurement, by whose likelihood every one can be scored @returns [dim] */
export function bestFirst(simulator: Simulator, single: Simulator, key: Key): number[] {
  const { designs } = simulator;
  const { policy, dispose } = greedyPolicy({ simulator, single, key });
  try {
    const place = tidied(() => {
      const raw = policy.next({}, policy.start({}, 1), 0);
      return rowsOf((designs.next as NonNullable<DesignSpace["next"]>)(raw, [], tf.scalar(1)))[0] as number[];
    });
    return repeated(designs, place);
  } finally {
    dispose();
  }
}
