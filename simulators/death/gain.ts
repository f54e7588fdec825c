/**
 * The exact information gain of the death process: quadrature over theta, sums over outcomes. The integrals are taken over the root of theta, on
 * which a binomial's information is nearly the same everywhere, so that no posterior is narrower than some steps of the quadrature.
 */
import { errorOfMean, mean } from "../../src/basics/statistics.js";
import { binomials } from "../../src/numbers/distributions.js";
import { fixedKey, fold } from "../../src/numbers/keys.js";
import { logFactorial } from "../../src/numbers/special.js";

export interface Deaths {
  readonly people: number;
  readonly mean: number;
  readonly sd: number;
}

/** Branches of outcomes, each a sum over the quadrature; beyond, outcomes are sampled. */
const budget = 4e6;
/** Branches less probable than this are left out: of all of them together that is less than 1e-5 nats. */
const negligible = 1e-13;
const sampled = 40_000;

/** Outcomes at coinciding times are one, of as many more people. */
interface Visit {
  readonly time: number;
  readonly people: number;
}

/** @param design times @returns nats; `se` is 0 unless outcomes had to be sampled */
export function deathGain(design: readonly number[], deaths: Deaths): { value: number; se: number } {
  const visits = merged(design, deaths.people);
  const prior = quadrature(deaths, visits);
  const masses = visits.map((visit) => massesOf(prior.theta, visit));
  const size = visits.reduce((product, { people }) => product * (people + 1), 1);
  if (size <= budget) return { value: counted(prior.weight, visits, masses), se: 0 };
  return bySamples(prior, visits, masses);
}

function merged(design: readonly number[], people: number): Visit[] {
  const times = [...new Set(design)].sort((a, b) => a - b);
  return times.map((time) => ({ time, people: people * design.filter((t) => t === time).length }));
}

/**
 * Midpoints of the root of theta, from the truncation at 0 to eight standard deviations. The integrand, 2 root density, has a slope at 0 and nowhere
 * else at an end: the first term of Euler and Maclaurin's sum, a point at 0 of a small negative weight, makes up for it.
 */
function quadrature({ mean, sd }: Deaths, visits: readonly Visit[]): { theta: Float64Array; weight: Float64Array } {
  const end = Math.sqrt(mean + 8 * sd);
  const informed = visits.reduce((sum, { people, time }) => sum + people * time, 0);
  const count = Math.ceil(Math.max(100, 2.5 * end * Math.sqrt(informed)));
  const theta = Float64Array.from({ length: count + 1 }, (_, i) => (i === 0 ? 0 : ((end * (i - 0.5)) / count) ** 2));
  const raw = theta.map((x, i) => (i === 0 ? -end / count / 24 : Math.sqrt(x)) * Math.exp(-0.5 * ((x - mean) / sd) ** 2));
  const total = raw.reduce((sum, w) => sum + w, 0);
  return { theta, weight: raw.map((w) => w / total) };
}

/** P(y given theta) of every y, and for every theta: y after y. */
function massesOf(theta: Float64Array, { time, people }: Visit): Float64Array[] {
  return Array.from({ length: people + 1 }, (_, y) => {
    const ways = logFactorial(people) - logFactorial(y) - logFactorial(people - y);
    return theta.map((x) => Math.exp(ways + (y > 0 ? y * Math.log(-Math.expm1(-x * time)) : 0) - (people - y) * x * time));
  });
}

/** -Σ of p log p over the outcomes of a visit, averaged over theta. */
function entropyGiven(weight: Float64Array, masses: readonly Float64Array[]): number {
  let sum = 0;
  for (const mass of masses)
    for (let i = 0; i < weight.length; i++) {
      const p = mass[i] as number;
      if (p > 0) sum -= (weight[i] as number) * p * Math.log(p);
    }
  return sum;
}

/** Entropy of all outcomes together less their mean entropy given theta. */
function counted(weight: Float64Array, visits: readonly Visit[], masses: readonly Float64Array[][]): number {
  const n = weight.length;
  const branches = visits.map(() => new Float64Array(n));
  const descend = (known: Float64Array, depth: number): number => {
    const next = branches[depth] as Float64Array;
    let entropy = 0;
    for (const mass of masses[depth] as Float64Array[]) {
      let total = 0;
      for (let i = 0; i < n; i++) total += next[i] = (known[i] as number) * (mass[i] as number);
      if (total < negligible) continue;
      entropy += depth + 1 === visits.length ? -total * Math.log(total) : descend(next, depth + 1);
    }
    return entropy;
  };
  return descend(weight, 0) - masses.reduce((sum, own) => sum + entropyGiven(weight, own), 0);
}

/** The same with outcomes drawn, whose probability is a quadrature as before. */
function bySamples(
  { theta, weight }: { readonly theta: Float64Array; readonly weight: Float64Array },
  visits: readonly Visit[],
  masses: readonly Float64Array[][],
): { value: number; se: number } {
  const key = fixedKey("deathGain");
  const upTo = Float64Array.from(weight);
  for (let i = 1; i < upTo.length; i++) upTo[i] = (upTo[i] as number) + (upTo[i - 1] as number);
  // One of so many equal shares of the prior each: no luck with theta.
  const which: number[] = [];
  for (let j = 0, i = 0; j < sampled; j++) {
    while (i + 1 < upTo.length && (upTo[i] as number) < (j + 0.5) / sampled) i++;
    which.push(i);
  }
  const seen = visits.map(({ time, people }, v) =>
    binomials(
      fold(key, v),
      which.map(() => people),
      which.map((i) => -Math.expm1(-(theta[i] as number) * time)),
    ),
  );
  // What is known exactly takes luck out: the mean of log p(y given theta).
  const known = -masses.reduce((sum, own) => sum + entropyGiven(weight, own), 0);
  const likelihoods: number[] = Array(sampled).fill(0);
  const gains = which.map((own, j) => {
    const given = Float64Array.from(weight);
    for (const [v, ys] of seen.entries()) {
      const mass = (masses[v] as Float64Array[])[ys[j] as number] as Float64Array;
      likelihoods[j] = (likelihoods[j] as number) + Math.log(mass[own] as number);
      for (let i = 0; i < given.length; i++) given[i] = (given[i] as number) * (mass[i] as number);
    }
    return (likelihoods[j] as number) - Math.log(given.reduce((sum, w) => sum + w, 0));
  });
  const [meanGain, meanLikelihood] = [mean(gains), mean(likelihoods)];
  let [together, alone] = [0, 0];
  for (let j = 0; j < sampled; j++) {
    const off = (likelihoods[j] as number) - meanLikelihood;
    together += ((gains[j] as number) - meanGain) * off;
    alone += off * off;
  }
  const slope = together / alone;
  const freed = gains.map((gain, j) => gain - slope * ((likelihoods[j] as number) - known));
  return { value: mean(freed), se: errorOfMean(freed) };
}
