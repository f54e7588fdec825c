/** The rollout: what was drawn and a policy in, designs and outcomes out. One for static and other policies, training and evaluation. */
import {
  add,
  dispose,
  engine,
  step as isAbove,
  reshape,
  type Scalar,
  scalar,
  sub,
  type Tensor2D,
  type Tensor4D,
  tensor2d,
  tidy,
  zeros,
} from "@tensorflow/tfjs-core";
import { check } from "../basics/errors.js";
import type { AdaptivePolicy, Memory, Policy, PolicyContext } from "../contracts/policy.js";
import type { Arrivals, Draw, Simulator } from "../contracts/simulator.js";
import type { DesignSpace } from "../contracts/space.js";
import type { Key, Params } from "../contracts/values.js";
import { column, columns, piece, rowsAscending, withoutGradient } from "../engine/tensors.js";
import { measurementsOf, outcomesOfOne, passiveOf, rawWidthOf } from "../numbers/measurements.js";

/** Thetas drawn around those of n experiments, K for each. */
export interface NearContrasts {
  /** [n K, p], the K of an experiment together. */
  readonly theta: Tensor2D;
  /** Log of the prior's density over that by which they were drawn, [n, 1 + K]: that of the experiment's own theta first. */
  readonly logWeights: Tensor2D;
  /** Standard normals by which further thetas are drawn, where there are some (src/information/training/fittedBeliefs.ts). */
  readonly normals?: Tensor4D;
}

export interface Rollout {
  readonly theta: Tensor2D; // [n, p]
  readonly design: Tensor2D; // [1, dim] or [n, dim]
  readonly outcome: Tensor2D; // [n, q]
  /** Further thetas that the outcomes are contrasted with, [k, p]; in trainings with more contrasts than experiments only. */
  readonly contrasts?: Tensor2D;
  /** In their place, of each outcome's own. */
  readonly near?: NearContrasts;
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
  const design = trial && raw ? triedAt(space, moved(simulator, raw, trial), sharpness) : policy.designs(params, context);
  const outcome = seenThrough(simulator, () => simulator.simulate(theta, design, noise));
  return { theta, design, outcome, ...(raw ? { meant: [raw] } : {}) };
}

/**
 * Where their order means nothing, trials are carried out in ascending order, as designs are reported: a critic that sees them has d! times less to
 * learn, and without it does not learn four of them (docs/optimizers.md).
 */
function triedAt(space: DesignSpace, raw: Tensor2D, sharpness: Scalar): Tensor2D {
  return inItsOrder(space, space.fromRaw(raw, sharpness));
}

/** Designs [n, dim] as they are carried out: what can stand in any order in ascending order, in each group by itself. */
export function inItsOrder({ dim, exchangeable, grouped }: DesignSpace, design: Tensor2D): Tensor2D {
  if (grouped) return reshape(inItsOrder(grouped.one, reshape(design, [-1, grouped.one.dim])), [-1, dim]);
  return exchangeable ? rowsAscending(design) : design;
}

/** Without a path from design to outcome there is none for TensorFlow.js to look for. */
function seenThrough({ gradient = "pathwise" }: Simulator, compute: () => Tensor2D): Tensor2D {
  return gradient === "pathwise" ? compute() : withoutGradient(compute);
}

const moved = (simulator: Simulator, raw: Tensor2D, trial: Tensor2D): Tensor2D => seenThrough(simulator, () => add(raw, trial));

type Passive = NonNullable<Simulator["passive"]>;
type Stepwise = Simulator & Required<Pick<Simulator, "measure">> & { readonly designs: Required<Pick<DesignSpace, "next">> };

/** @throws InputError where measurements cannot be taken one by one, or it cannot be told which outcomes are whose */
export function checkStepwise(simulator: Simulator): void {
  const { name, measure, designs, outcome } = simulator;
  const refused = `${name} cannot be measured step by step, so no policy can adapt to its outcomes`;
  check(
    outcomesOfOne(simulator) !== undefined,
    `${refused}: a policy sees the same outcomes after each measurement, and outcome.names has ${outcome.names.length - passiveOf(outcome)} for ${measurementsOf(designs)} measurements. ` +
      "Name as many outcomes for each measurement; floe design takes any number, policies do not",
  );
  const lacks = measure ? "a design space with next(raw, before)" : "measure(theta, at, noise, step)";
  check(measure !== undefined && designs.next !== undefined, `${refused}: it lacks ${lacks}`);
}

/** Whether TensorFlow.js keeps a tape, which needs all that was computed. */
const isDifferentiating = (): boolean => (engine() as { state: { gradientDepth: number } }).state.gradientDepth > 0;

/**
 * What is passive as the next decision sees it: all of the numbers [n, r], and which of them are in, 0 or 1 [n, r].
 * @param at [1 or n, width] of the latest measurement @param taken how many there were with it
 */
function reported(all: Tensor2D, { at: times, clock }: Arrivals, at: Tensor2D, taken: number): Tensor2D {
  const now = clock === "measurements" ? scalar(taken) : column(at, 0);
  // by `step`, because TensorFlow.js has no gradient, not even zero, for comparisons
  const isIn = add(zeros(all.shape), sub(1, isAbove(sub(tensor2d([[...times]]), now)))) as Tensor2D;
  return columns(all, isIn);
}

/** History -> policy -> next measurement -> its outcomes, as often as the design has measurements. */
function stepByStep(
  simulator: Simulator,
  policy: AdaptivePolicy,
  params: Params,
  { theta, noise }: Draw,
  { sharpness, trial }: PolicyContext,
): Rollout {
  checkStepwise(simulator);
  const { designs: space, measure } = simulator as Stepwise;
  const arrivals = simulator.outcome.passive as Arrivals;
  const passive = simulator.passive && seenThrough(simulator, () => (simulator.passive as Passive)(theta, noise));
  const [meant, places, outcomes]: [Tensor2D[], Tensor2D[], Tensor2D[]] = [[], [], []];
  let memory = policy.start(params, theta.shape[0]);
  const before = memory;
  const [steps, rawWidth] = [measurementsOf(space), rawWidthOf(space)];
  for (let step = 0; step < steps; step++) {
    const remembered: Memory = memory;
    // What a decision needs on its way goes at once: a long horizon's would fill the memory before the whole is done.
    const [raw, at, outcome, ...next] = tidy((): [Tensor2D, Tensor2D, Tensor2D, ...Tensor2D[]] => {
      const raw = policy.next(params, remembered, step);
      const at = space.next(trial ? moved(simulator, raw, piece(trial, step, rawWidth)) : raw, places, sharpness);
      const outcome = seenThrough(simulator, () => measure(theta, at, noise, step));
      const seen = passive ? columns(outcome, reported(passive, arrivals, at, step + 1)) : outcome;
      const later = step + 1 < steps ? policy.observe(params, remembered, at, seen, step) : [];
      return [raw, at, outcome, ...later];
    });
    if (remembered !== before && !isDifferentiating())
      dispose(remembered.filter((x) => ![...next, raw, at, outcome].includes(x)));
    memory = next;
    meant.push(raw);
    places.push(at);
    outcomes.push(outcome);
  }
  const outcome = columns(...outcomes, ...(passive ? [passive] : []));
  return { theta, design: columns(...places), outcome, ...(trial ? { meant } : {}) };
}
