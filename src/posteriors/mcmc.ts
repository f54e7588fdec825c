import * as tf from "@tensorflow/tfjs-core";
import { toldAs } from "../basics/steps.js";
import type { PosteriorMethod, PosteriorTask } from "../contracts/posterior.js";
import type { Key } from "../contracts/values.js";
import { split } from "../numbers/keys.js";
import { chainDraws } from "./chains.js";
import { bridged, priorParticles } from "./particles.js";
import { type Logs, targetOf } from "./target.js";

/** Particles that the chains begin at. */
const particles = 512;

export const mcmc: PosteriorMethod = {
  name: "mcmc",
  summary: "a gradient sampler: 64 Hamiltonian chains side by side, begun at tempered draws from the prior",
  use: "a known likelihood and more than three parameters; a second road beside the grid",
  reference: "Neal 2011, arXiv:1206.1901; Hoffman and Gelman 2014; ter Braak 2006; Vehtari et al. 2021, arXiv:1903.08008",
  from: "likelihood",
  needsPriorDensity: true,
  async *draw(task, key, n, signal) {
    const logLikelihood = task.logLikelihood as NonNullable<PosteriorTask["logLikelihood"]>;
    return yield* chainsFor({ prior: task.prior, logLikelihood }, key, n, signal);
  },
};

/** Chains for whatever is added to the prior's log density. */
export async function* chainsFor(
  { prior, logLikelihood }: Required<Pick<PosteriorTask, "prior" | "logLikelihood">>,
  key: Key,
  n: number,
  signal: AbortSignal | undefined,
): ReturnType<PosteriorMethod["draw"]> {
  const k = split(key, "particles", "moves", "chains");
  const target = targetOf(prior);
  const likelihood = target.ofTheta(logLikelihood);
  const finding = bridged(priorParticles(target, k.particles, particles, signal), {
    target,
    to: likelihood,
    n: particles,
    key: k.moves,
    signal,
  });
  const { z: starts } = yield* toldAs(finding, (done) => ({ phase: "finding the posterior", fraction: 0.3 * done }));
  const logs: Logs = (z) => tf.add(target.logPrior(z), likelihood(z));
  const chains = chainDraws({ target, logs, starts, key: k.chains, n, signal });
  return yield* toldAs(chains, (done) => ({ phase: "sampling", fraction: 0.3 + 0.7 * done }));
}
