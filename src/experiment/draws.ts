/** Draws that every piece of a run makes alike: for scalings, for validation, in slices. */
import * as tf from "@tensorflow/tfjs-core";
import type { Policy } from "../contracts/policy.js";
import type { Draw, Simulator } from "../contracts/simulator.js";
import type { FeatureScaling, Key, Params } from "../contracts/values.js";
import { tidied } from "../engine/tensors.js";
import { fold } from "../numbers/keys.js";
import { outcomeFeatures, scalingOf, thetaFeatures } from "./features.js";
import { seenScaling } from "./history.js";
import { policyContext, rollout } from "./rollout.js";

/** Draws that no training step sees. */
export async function validationDraw(simulator: Simulator, key: Key, n: number, signal?: AbortSignal): Promise<Draw> {
  if (!simulator.bank) return (simulator.draw as NonNullable<Simulator["draw"]>)(fold(key, 0), n);
  return simulator.bank.slice(await simulator.bank.simulate(key, n, signal, "choosing"), 0, n);
}

/** Column scalings of the features under a policy. @param designSeen whether designs that differ between rows are features too */
export function pilotScaling(
  simulator: Simulator,
  policy: Policy,
  params: Params,
  draw: Draw,
  key: Key,
  designSeen: boolean,
): FeatureScaling {
  return tidied(() => {
    const n = draw.theta.shape[0];
    const context = policyContext(policy, simulator.designs, key, n, 0);
    const { theta, design, outcome } = rollout(simulator, policy, params, draw, context);
    const seen = designSeen && design.shape[0] > 1;
    return {
      theta: scalingOf(thetaFeatures(simulator, theta)),
      outcome: scalingOf(outcomeFeatures(simulator, seen ? design : tf.slice(design, [0, 0], [1, -1]), outcome)),
      designSeen: seen,
      ...(simulator.measure ? { measurement: seenScaling(simulator, design, outcome) } : {}),
    };
  });
}

export function sliceDraw({ theta, noise }: Draw, from: number, n: number): Draw {
  const rows = <T extends tf.Tensor>(x: T): T =>
    tf.slice(x, [from, ...x.shape.slice(1).map(() => 0)], [n, ...x.shape.slice(1)]) as T;
  return { theta: rows(theta), noise: Object.fromEntries(Object.entries(noise).map(([name, x]) => [name, rows(x)])) };
}
