/** The rollout: what was drawn and a policy in, designs and outcomes out. One for static and other policies, training and evaluation. */
import { add, dispose, engine, scalar, type Tensor2D, tidy } from "@tensorflow/tfjs-core";
import { check } from "../basics/errors.js";
import type { AdaptivePolicy, Memory, Policy, PolicyContext } from "../contracts/policy.js";
import type { Draw, Simulator } from "../contracts/simulator.js";
import type { DesignSpace } from "../contracts/space.js";
import type { Key, Params } from "../contracts/values.js";
import { column, columns, withoutGradient } from "../engine/tensors.js";

export interface Rollout {
  readonly theta: Tensor2D; // [n, p]
  readonly design: Tensor2D; // [1, dim] or [n, dim]
  readonly outcome: Tensor2D; // [n, q]
  /** Raw values that the policy meant before a trial moved them, decision by decision, [1 or n, numbers] each; only where it did. */
  readonly meant?: readonly Tensor2D[];
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
  if (policy.kind === "adaptive") return stepByStep(simulator, policy, params, draw, context);
  const { theta, noise } = draw;
  const { trial, space, sharpness } = context;
  const raw = trial && policy.raw?.(params);
  const design = trial && raw ? space.fromRaw(moved(simulator, raw, trial), sharpness) : policy.designs(params, context);
  const outcome = seenThrough(simulator, () => simulator.simulate(theta, design, noise));
  return { theta, design, outcome, ...(raw ? { meant: [raw] } : {}) };
}

/** Without a path from design to outcome there is none for TensorFlow.js to look for. */
function seenThrough({ gradient = "pathwise" }: Simulator, compute: () => Tensor2D): Tensor2D {
  return gradient === "pathwise" ? compute() : withoutGradient(compute);
}

const moved = (simulator: Simulator, raw: Tensor2D, trial: Tensor2D): Tensor2D => seenThrough(simulator, () => add(raw, trial));

type Stepwise = Simulator & Required<Pick<Simulator, "measure">> & { readonly designs: Required<Pick<DesignSpace, "next">> };

/** @throws InputError where measurements cannot be taken one by one, or are not one number each */
export function checkStepwise({ name, measure, designs, outcome }: Simulator): void {
  const refused = `${name} cannot be measured step by step, so no policy can adapt to its outcomes`;
  const [numbers, places] = [outcome.names.length, designs.dim];
  check(
    numbers === places,
    `${refused}: a policy sees one number after each measurement, and outcome.names has ${numbers} for ${places} coordinates of the design. ` +
      "Let one number be the outcome of each measurement; floe design takes several, policies do not yet",
  );
  const lacks = measure ? "a design space with next(raw, before)" : "measure(theta, at, noise, step)";
  check(measure !== undefined && designs.next !== undefined, `${refused}: it lacks ${lacks}`);
}

/** Whether TensorFlow.js keeps a tape, which needs all that was computed. */
const isDifferentiating = (): boolean => (engine() as { state: { gradientDepth: number } }).state.gradientDepth > 0;

/** History -> policy -> next coordinate -> outcome, as often as the design has coordinates. */
function stepByStep(
  simulator: Simulator,
  policy: AdaptivePolicy,
  params: Params,
  { theta, noise }: Draw,
  { sharpness, trial }: PolicyContext,
): Rollout {
  checkStepwise(simulator);
  const { designs: space, measure } = simulator as Stepwise;
  const [meant, places, outcomes]: [Tensor2D[], Tensor2D[], Tensor2D[]] = [[], [], []];
  let memory = policy.start(params, theta.shape[0]);
  const before = memory;
  for (let step = 0; step < space.dim; step++) {
    const remembered: Memory = memory;
    // What a decision needs on its way goes at once: a long horizon's would fill the memory before the whole is done.
    const [raw, at, outcome, ...next] = tidy((): [Tensor2D, Tensor2D, Tensor2D, ...Tensor2D[]] => {
      const raw = policy.next(params, remembered, step);
      const at = space.next(trial ? moved(simulator, raw, column(trial, step)) : raw, places, sharpness);
      const outcome = seenThrough(simulator, () => measure(theta, at, noise, step));
      const later = step + 1 < space.dim ? policy.observe(params, remembered, at, outcome, step) : [];
      return [raw, at, outcome, ...later];
    });
    if (remembered !== before && !isDifferentiating())
      dispose(remembered.filter((x) => ![...next, raw, at, outcome].includes(x)));
    memory = next;
    meant.push(raw);
    places.push(at);
    outcomes.push(outcome);
  }
  return { theta, design: columns(...places), outcome: columns(...outcomes), ...(trial ? { meant } : {}) };
}
