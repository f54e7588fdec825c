import { toldAs } from "../basics/steps.js";
import type { PosteriorMethod, PosteriorTask } from "../contracts/posterior.js";
import { fold, split } from "../numbers/keys.js";
import { bridged, type Particles, priorParticles } from "./particles.js";
import { targetOf } from "./target.js";

/** Fewer particles than this tell their own error badly. */
const leastParticles = 2000;

/** How often a particle is moved, on average, after the last measurement and after those before it. */
const lastMoves = 6;

const fewDraws = 400;

export const smc: PosteriorMethod = {
  name: "smc",
  summary: "particles that take one measurement after the other, in parts where one says much; the evidence comes with its error",
  use: "a known likelihood: measurements that come one by one, several modes, comparisons of models",
  reference: "Chopin 2002; Del Moral, Doucet and Jasra 2006; Lee and Whiteley 2018, Variance estimation in the particle filter",
  from: "likelihood",
  needsPriorDensity: true,
  givesEvidence: true,
  async *draw(task, key, n, signal) {
    const k = split(key, "particles", "steps");
    const target = targetOf(task.prior);
    const whole = task.logLikelihood as NonNullable<PosteriorTask["logLikelihood"]>;
    const steps = (task.logLikelihoods ?? [whole]).map((logs) => target.ofTheta(logs));
    const size = Math.max(leastParticles, n);
    let now = priorParticles(target, k.particles, size, signal);
    for (const [i, to] of steps.entries()) {
      const last = i === steps.length - 1;
      const bridge = { target, to, ...(i > 0 ? { from: steps[i - 1] } : {}), n: size, key: fold(k.steps, i), signal };
      const going = bridged(now, { ...bridge, ...(last ? { lastMoves } : {}) });
      const phase = `measurement ${i + 1} of ${steps.length}`;
      now = yield* toldAs(going, (done) => ({ phase, fraction: (i + done) / steps.length }));
    }
    const theta = target.theta(now.z);
    const ess = task.prior.names.map((_, j) => Math.min(n, (effectiveOf(now, columnOf(theta, target.p, j)) * n) / size));
    return {
      theta: someOf(theta, target.p, n),
      ess,
      logEvidence: { value: now.logEvidence, se: Math.sqrt(relativeVariance(now)) },
      warnings: warningsOf(Math.min(...ess), n),
    };
  },
};

const columnOf = (theta: Float32Array, p: number, j: number): Float64Array =>
  Float64Array.from({ length: theta.length / p }, (_, i) => theta[i * p + j] as number);

/** n rows, as far apart as they can be: those that come from one ancestor lie side by side. */
function someOf(theta: Float32Array, p: number, n: number): Float32Array {
  const rows = theta.length / p;
  const out = new Float32Array(n * p);
  for (let i = 0; i < n; i++) {
    const from = Math.floor((i * rows) / n) * p;
    out.set(theta.subarray(from, from + p), i * p);
  }
  return out;
}

/**
 * Particles with a common ancestor may be alike, so that the mean's error is that of sums over ancestors (Lee and Whiteley 2018, section 4):
 * variance of the values over that of their mean.
 */
function effectiveOf({ ancestors }: Particles, values: Float64Array): number {
  const n = values.length;
  const mean = values.reduce((sum, x) => sum + x, 0) / n;
  const sums = new Map<number, number>();
  let variance = 0;
  for (const [i, x] of values.entries()) {
    const ancestor = ancestors[i] as number;
    sums.set(ancestor, (sums.get(ancestor) ?? 0) + (x - mean) / n);
    variance += (x - mean) ** 2 / n;
  }
  const ofMean = [...sums.values()].reduce((sum, x) => sum + x * x, 0);
  return ofMean === 0 ? 1 : Math.min(n, variance / ofMean);
}

/** Of the evidence: 1 - (n/(n-1))^steps (1 - sum over ancestors of their share squared), Lee and Whiteley 2018, equation 9. */
function relativeVariance({ ancestors, inflation }: Particles): number {
  const counts = new Map<number, number>();
  for (const ancestor of ancestors) counts.set(ancestor, (counts.get(ancestor) ?? 0) + 1);
  const same = [...counts.values()].reduce((sum, count) => sum + (count / ancestors.length) ** 2, 0);
  return Math.max(0, 1 - inflation * (1 - same));
}

function warningsOf(ess: number, n: number): string[] {
  return ess < Math.min(fewDraws, n / 4)
    ? [`the particles come from few of the prior's draws: they are worth ${ess.toFixed(0)} independent ones`]
    : [];
}
