/** The rollout: what was drawn and a policy in, designs and outcomes out. One for static and other policies, training and evaluation. */
import { scalar, type Tensor2D } from "@tensorflow/tfjs-core";
import type { DesignSpace, Draw, Key, Params, Policy, PolicyContext, Simulator } from "./types.js";

export interface Rollout {
  readonly theta: Tensor2D; // [n, p]
  readonly design: Tensor2D; // [1, dim] or [n, dim]
  readonly outcome: Tensor2D; // [n, q]
}

/** What a policy may look at for n experiments, with its randomness drawn by the key; choices are hard unless `sharpness` says less. */
export function policyContext(policy: Policy, space: DesignSpace, key: Key, n: number, sharpness = 1): PolicyContext {
  return { space, n, noise: policy.draw?.(space, key, n) ?? {}, sharpness: scalar(sharpness) };
}

/** Differentiable in `params`; randomness is in `draw` and in `context.noise` only. */
export function rollout(simulator: Simulator, policy: Policy, params: Params, draw: Draw, context: PolicyContext): Rollout {
  const design = policy.designs(params, context);
  return { theta: draw.theta, design, outcome: simulator.simulate(draw.theta, design, draw.noise) };
}
