/** Simulated experiments in which a trained policy decides: what the report shows of it. */
import * as tf from "@tensorflow/tfjs-core";
import type { Simulator } from "../../contracts/simulator.js";
import type { Key } from "../../contracts/values.js";
import { rowsOf, tidied } from "../../engine/tensors.js";
import { validationDraw } from "../../experiment/draws.js";
import { policyContext, rollout } from "../../experiment/rollout.js";
import { split } from "../../numbers/keys.js";
import { passiveOf } from "../../numbers/measurements.js";
import { placeText } from "../../portable/words.js";
import type { Rollouts, TrainedPolicy } from "../../records/types.js";
import { loadTrained } from "./trainedPolicy.js";

/** Enough for quantiles and for a picture, and a file of half a megabyte with a course of each. */
const experiments = 300;

/** @param key of draws that nothing else uses: the same key, the same numbers */
export async function simulateDecisions(
  simulator: Simulator,
  trained: TrainedPolicy,
  key: Key,
  signal?: AbortSignal,
): Promise<Rollouts> {
  const k = split(key, "draw", "policy");
  const { policy, params } = loadTrained(simulator, trained);
  const draw = await validationDraw(simulator, k.draw, experiments, signal);
  try {
    const rows = tidied(() => {
      const context = policyContext(policy, simulator.designs, k.policy, experiments);
      const { theta, design, outcome } = rollout(simulator, policy, params, draw, context);
      const seen = rounded(rowsOf(outcome));
      const passive = simulator.outcome.names.length - passiveOf(simulator.outcome);
      return {
        theta: rounded(rowsOf(theta)),
        design: places(simulator, rowsOf(design)),
        outcome: seen.map((row) => row.slice(0, passive)),
        ...(simulator.passive ? { reports: seen.map((row) => row.slice(passive)) } : {}),
      };
    });
    const courses = simulator.curve?.of?.(draw);
    return { ...rows, ...(courses ? { courses: rounded(courses) } : {}) };
  } finally {
    tf.dispose([draw.theta, draw.noise, params]);
  }
}

/** To a millionth of the range at least, and to six digits. */
function places({ designs: { low, high } }: Simulator, rows: readonly (readonly number[])[]): number[][] {
  return rows.map((row) => row.map((x, i) => Number(placeText(x, (high[i] as number) - (low[i] as number), digits))));
}

const digits = 6;

/** To six digits: more than a picture shows, and fewer than a float32 written out as a double. */
function rounded(rows: readonly (readonly number[])[]): number[][] {
  return rows.map((row) => row.map((x) => Number(x.toPrecision(digits))));
}
