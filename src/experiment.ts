/** The rollout: what was drawn and a policy in, designs and outcomes out. One for static and other policies, training and evaluation. */
import { scalar, type Tensor2D } from "@tensorflow/tfjs-core";
import { check } from "./errors.js";
import { columns } from "./tensor.js";
import type { AdaptivePolicy, DesignSpace, Draw, Key, Params, Policy, PolicyContext, Simulator } from "./types.js";

export interface Rollout {
  readonly theta: Tensor2D; // [n, p]
  readonly design: Tensor2D; // [1, dim] or [n, dim]
  readonly outcome: Tensor2D; // [n, q]
}

/** What a policy may look at for n experiments, with its randomness drawn by the key; choices are hard unless `sharpness` says less. */
export function policyContext(policy: Policy, space: DesignSpace, key: Key, n: number, sharpness = 1): PolicyContext {
  return { space, n, noise: policy.draw?.(space, key, n) ?? {}, sharpness: scalar(sharpness) };
}

/**
 * Differentiable in `params`; randomness is in `draw` and in `context.noise` only.
 * @throws InputError for an adaptive policy on a simulator whose measurements cannot be taken one by one
 */
export function rollout(simulator: Simulator, policy: Policy, params: Params, draw: Draw, context: PolicyContext): Rollout {
  if ("next" in policy) return stepByStep(simulator, policy, params, draw, context);
  const design = policy.designs(params, context);
  return { theta: draw.theta, design, outcome: simulator.simulate(draw.theta, design, draw.noise) };
}

type Stepwise = Simulator & Required<Pick<Simulator, "measure">> & { readonly designs: Required<Pick<DesignSpace, "next">> };

/** @throws InputError where measurements cannot be taken one by one */
export function checkStepwise({ name, measure, designs }: Simulator): void {
  const lacks = measure ? "a design space with next(raw, before)" : "measure(theta, at, noise, step)";
  check(
    measure !== undefined && designs.next !== undefined,
    `${name} cannot be measured step by step, so no policy can adapt to its outcomes: it lacks ${lacks}`,
  );
}

/** History -> policy -> next coordinate -> outcome, as often as the design has coordinates. */
function stepByStep(
  simulator: Simulator,
  policy: AdaptivePolicy,
  params: Params,
  { theta, noise }: Draw,
  { sharpness }: PolicyContext,
): Rollout {
  checkStepwise(simulator);
  const { designs: space, measure } = simulator as Stepwise;
  const [places, outcomes]: [Tensor2D[], Tensor2D[]] = [[], []];
  let memory = policy.start(params, theta.shape[0]);
  for (let step = 0; step < space.dim; step++) {
    const at = space.next(policy.next(params, memory, step), places, sharpness);
    const outcome = measure(theta, at, noise, step);
    if (step + 1 < space.dim) memory = policy.observe(params, memory, at, outcome, step);
    places.push(at);
    outcomes.push(outcome);
  }
  return { theta, design: columns(...places), outcome: columns(...outcomes) };
}
