/**
 * Gradients by counting out: where outcomes have few values, their probabilities are differentiated, and nothing is left to luck but theta. Where they
 * have many, or a policy goes on from them, it is counted out which theta an outcome came from (countedThetas.ts), and where a policy's measurements have few
 * outcomes each, what each is expected to tell takes the place of what it told (countedSteps.ts).
 *
 * A contrastive bound is a mean of c_j(y_j) over experiments, and c_j depends on no other outcome: given the batch's thetas its expectation is
 * mean_j Σ_y p(y | theta_j, ξ) c_j(y), a smooth function of the design.
 *  - Where all outcomes of an experiment together are few, that sum is the bound itself: one row of scores an outcome, the same for all
 *    experiments, so the cost is that of so many outcomes more or less than the batch has.
 *  - Where they are not, one coordinate is counted out at a time and the others stay as they were drawn: with p = Π_t p_t,
 *      d/dξ E c = E [∂c/∂ξ + Σ_t Σ_k dp_t(k)/dξ c(k, y_others)]
 *    (local expectation gradients: Titsias and Lázaro-Gredilla 2015, NeurIPS 28). Exact on average, and less noisy than the score function, which
 *    credits d log p(y)/dξ with c(y): each coordinate's part of that is replaced by its expectation (Rao-Blackwell). The sums over all thetas
 *    that c needs for every k are one product of matrices a coordinate.
 */
import * as tf from "@tensorflow/tfjs-core";
import type { Estimator, FromScores, LogLikelihood } from "../../contracts/bounds.js";
import type { FiniteOutcomes, Simulator, Trials } from "../../contracts/simulator.js";
import { logMeanExp, withoutGradient } from "../../engine/tensors.js";
import { jointScores, perRow } from "../../estimators/pairs.js";
import { likelihoodOf } from "../../modelling/likelihoods.js";
import { fixedKey } from "../../numbers/keys.js";
import { measurementsOf } from "../../numbers/measurements.js";
import { listedOutcomes } from "../greedy/policy.js";
import { countedPool } from "./countedPool.js";
import { countedSteps } from "./countedSteps.js";
import { contrastedBound, countedThetas } from "./countedThetas.js";
import type { Contribution, Enumeration } from "./counting.js";
import { nearBound, type WithDensity } from "./nearContrasts.js";
import { trialSteps } from "./trialSteps.js";

/** All outcomes together are counted out up to so many: some ten times the scores of a usual batch. */
const mostTogether = 3000;

/** Outcomes of a choice from a list: its other gradient has more luck in it than that of numbers, so more of them are worth their time. */
const mostOfChoice = 64;

const countable = (single: Simulator): number[] | undefined =>
  listedOutcomes(single, single.designs.pool ? mostOfChoice : undefined);

/** Whether a policy is trained by what each of its measurements is expected to tell. @param single one of them; in words why it cannot be scored alone */
export function countsEachStep(
  { designs, goal }: Pick<Simulator, "designs" | "goal">,
  estimator: Estimator,
  single: Simulator | string,
): boolean {
  const chained = estimator.from === "scores" && estimator.chained === true;
  const listed = !designs.decide || designs.pool !== undefined;
  return chained && !goal && listed && typeof single !== "string" && countable(single) !== undefined;
}

/** Whether a policy can be trained by what each count of trials is expected to tell, where beliefs are thetas around an experiment's own (trialSteps.ts). */
export function countsTrials({ trials, finite, bank, prior, goal, designs }: Simulator, estimator: Estimator): boolean {
  const chained = estimator.from === "scores" && estimator.chained === true;
  const known = trials !== undefined && finite !== undefined && prior.logDensity !== undefined;
  return chained && known && !bank && !goal && !designs.decide;
}

/**
 * undefined where what is maximised is not a function of one outcome's scores, or a policy chooses from a list, which has to be tried out, and outcomes are many:
 * then the score function is left.
 */
export function buildEnumeration(
  simulator: Simulator,
  estimator: Estimator,
  policyKind: "fixed" | "adaptive",
  single?: Simulator,
): Enumeration | undefined {
  const { finite, gradient, goal, designs, prior, trials } = simulator;
  const logLikelihood = likelihoodOf(simulator);
  const contribution = estimator.from === "scores" ? estimator.ofOutcome : undefined;
  if (!logLikelihood || !contribution || goal) return undefined;
  const { contrasts, nearContrasts } = estimator as FromScores;
  if (policyKind === "adaptive" && single && nearContrasts !== undefined && countsTrials(simulator, estimator)) {
    const most = Math.max(...(finite as FiniteOutcomes).values.flat());
    const known = { prior: prior as WithDensity, trials: trials as Trials, most, near: nearContrasts };
    return trialSteps(known, fixedKey("width of the prior"));
  }
  if (policyKind === "adaptive" && single && countsEachStep(simulator, estimator, single)) {
    const given = {
      logLikelihood: likelihoodOf(single) as LogLikelihood,
      values: countable(single) as number[],
      measurements: measurementsOf(designs),
      contrasts,
    };
    return designs.pool ? countedPool(given, designs.pool) : countedSteps(given);
  }
  if (policyKind === "adaptive" && designs.decide) return undefined;
  if (trials) return countedThetas(logLikelihood, contribution, { contrasts, trials });
  if (contrasts !== undefined || gradient !== "enumerate" || !finite || policyKind === "adaptive")
    return countedThetas(logLikelihood, contribution, { contrasts });
  const all = (finite.columns ?? finite.values).length === simulator.outcome.names.length;
  const together = finite.values.reduce((product, { length }) => product * length, 1);
  return {
    how: all && together <= mostTogether ? "together" : "one at a time",
    bound: ({ theta, design }) => jointBound(finite.logMass(theta, design), contribution),
    surrogate(rollout) {
      const { theta, design, outcome } = rollout;
      const scores = withoutGradient(() => logLikelihood(theta, design, outcome));
      return oneAtATime(finite, finite.logMass(theta, design), scores, outcome, contribution);
    },
  };
}

/** Where there is a path: nothing, unless the batch's own thetas are not enough for the bound. */
export function buildContrasted(simulator: Simulator, estimator: Estimator): Enumeration | undefined {
  const logLikelihood = likelihoodOf(simulator);
  const { contrasts, nearContrasts, ofOutcome } = estimator as FromScores;
  const { pairs } = simulator.logLikelihood ?? {};
  if (nearContrasts && ofOutcome && pairs) {
    const { prior, logSides } = simulator;
    const known = { prior: prior as WithDensity, pairs, logSides };
    return nearBound(known, ofOutcome, { near: nearContrasts, ofPrior: contrasts }, fixedKey("width of the prior"));
  }
  return contrasts && ofOutcome && logLikelihood ? contrastedBound(logLikelihood, ofOutcome, contrasts) : undefined;
}

/** Log probabilities of all outcomes together: [n, K1] and [n, K2] to [n, K1 K2]. */
function combined(a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D {
  const n = a.shape[0];
  return tf.reshape(tf.add(tf.expandDims(a, 2), tf.expandDims(b, 1)), [n, a.shape[1] * b.shape[1]]);
}

/** What is less probable than the first adds nothing to a sum; the second stands for -Infinity, which cannot be subtracted. */
const [least, impossible] = [-80, -1e4];

function jointBound(masses: readonly tf.Tensor2D[], contribution: Contribution): tf.Tensor1D {
  const scores = tf.maximum(masses.reduce(combined), least) as tf.Tensor2D;
  const values = contribution(scores, tf.expandDims(logMeanExp(scores, 0), 0));
  return tf.sum(tf.mul(tf.exp(scores), values), 1) as tf.Tensor1D;
}

function oneAtATime(
  { columns, values }: FiniteOutcomes,
  masses: readonly tf.Tensor2D[],
  scores: tf.Tensor2D,
  outcome: tf.Tensor2D,
  contribution: Contribution,
): tf.Scalar {
  const n = scores.shape[0];
  const parts = masses.map((logMass, t) => {
    const credit = withoutGradient(() => {
      const seen = tf.slice(outcome, [0, columns?.[t] ?? t], [-1, 1]); // [n, 1]
      const row = tf.tensor2d([[...(values[t] as readonly number[])]]);
      const which = tf.cast(tf.less(tf.abs(tf.sub(seen, row)), 1e-3), "float32") as tf.Tensor2D; // [n, K], one 1 a row
      const mass = tf.maximum(logMass, impossible) as tf.Tensor2D;
      const others = tf.sub(scores, tf.matMul(mass, which, false, true)) as tf.Tensor2D; // [thetas, experiments]: without coordinate t
      const own = tf.add(perRow(jointScores(others)), mass); // [experiments, K]
      return contribution(own, logMeanOfProducts(others, mass)) as tf.Tensor2D;
    });
    return tf.sum(tf.mul(tf.exp(logMass), credit));
  });
  return tf.div(tf.addN(parts), n) as tf.Scalar;
}

/** log mean_i exp(a_ij + b_ik), [j, k], by one product of matrices: what is lost where their largest terms do not meet has hardly any probability. */
function logMeanOfProducts(a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D {
  const [mostA, mostB] = [tf.max(a, 0, true), tf.max(b, 0, true)];
  const product = tf.matMul(tf.exp(tf.sub(a, mostA)) as tf.Tensor2D, tf.exp(tf.sub(b, mostB)) as tf.Tensor2D, true, false);
  const logs = tf.add(tf.log(tf.maximum(product, 1e-30)), tf.add(tf.transpose(mostA), mostB));
  return tf.sub(logs, Math.log(a.shape[0])) as tf.Tensor2D;
}
