/** Chains from particles to draws: warm-up, as many steps as it takes, and what tells whether they agree. */
import type { PosteriorSample } from "../contracts/posterior.js";
import type { Key } from "../contracts/values.js";
import { type Chains, effectiveDraws, splitRhat } from "../numbers/chains.js";
import { coloured, type Whitening, whitened, whiteningOf } from "../numbers/covariance.js";
import { fold, split } from "../numbers/keys.js";
import { type GradientStep, gradientStep } from "./gradientStep.js";
import { differenceStep, hamiltonianStep, paceFrom, rewhitened, type State, type Stepped } from "./hamiltonian.js";
import { heard, type Logs, type Target } from "./target.js";

/** Side by side: a step of one costs nearly as much. */
export const chainCount = 64;

/** Warm-up: windows of so many steps, after each of which the coordinates are whitened anew and the pace begins again. */
const warmUp = [40, 40, 40, 80];
const firstSize = 0.5;
/** Of the progress that is told. */
const warmUpShare = 0.4;

/** Where chains that are not led across disagree by more (R-hat), each has places of its own: then so many steps along whole differences go with a path. */
const apart = 1.1;
const stepsAcross = 2;

/** Steps of a chain, first and at most: fewer tell nothing about whether they agree. */
const steps = { first: 200, most: 1600 };
/** .. and for each of its draws. */
const stepsPerDraw = { first: 4, most: 32 };

/** Effective draws of those that are wanted, which are enough. */
const enoughShare = 0.8;

/** Chains that disagree by more have not seen the same (Vehtari et al. 2021). */
const mostRhat = 1.01;
const fewDraws = 400;

const noGradient = "an operation of the likelihood has no gradient: the chains walk at random, which takes many more steps";

export interface ChainTask {
  readonly target: Target;
  /** Log density of z, nats up to a constant. */
  readonly logs: Logs;
  /** Where to begin, [at least chainCount, p]. */
  readonly starts: Float64Array;
  readonly key: Key;
  readonly n: number;
  readonly signal?: AbortSignal | undefined;
}

/** Yields the share that is done. */
export async function* chainDraws(task: ChainTask): AsyncGenerator<number, PosteriorSample> {
  const { target, starts } = task;
  const { p } = target;
  const rows = starts.length / p;
  const z = new Float64Array(chainCount * p);
  for (let c = 0; c < chainCount; c++) {
    const row = Math.floor((c * rows) / chainCount);
    z.set(starts.subarray(row * p, (row + 1) * p), c * p);
  }
  const step = gradientStep(task.logs, chainCount, whiteningOf(starts, p));
  try {
    return yield* run(task, step, z);
  } finally {
    step.dispose();
  }
}

async function* run(task: ChainTask, step: GradientStep, z: Float64Array): AsyncGenerator<number, PosteriorSample> {
  const { target, n, signal } = task;
  const k = split(task.key, "warmUp", "steps");
  const { size, whitening, across, ...warm } = yield* warmed({ ...task, key: k.warmUp }, step, z);
  let state: State = warm.state;
  const perChain = Math.ceil(n / chainCount);
  const all: Float64Array[] = []; // theta of all chains, step by step
  let divergences = 0;
  const longest = Math.max(steps.most, stepsPerDraw.most * perChain);
  for (let wanted = Math.max(steps.first, stepsPerDraw.first * perChain); ; wanted *= 2) {
    const length = perChain * Math.ceil(wanted / perChain);
    while (all.length < length) {
      await heard(signal);
      const stepped = whole(step, state, { size, across, key: fold(k.steps, all.length) });
      state = stepped.state;
      divergences += stepped.divergences;
      all.push(Float64Array.from(target.theta(coloured(state.w, whitening, whitening.mean))));
      if (all.length % 50 === 0) yield warmUpShare + (1 - warmUpShare) * Math.min(1, all.length / (2 * longest));
    }
    const told = summed(all, target.p, perChain, n);
    const enough = Math.min(...told.ess) >= enoughShare * n && Math.max(...told.rhat) <= mostRhat;
    if (!enough && 2 * wanted <= longest) continue;
    const warnings = [...(step.differentiable ? [] : [noGradient]), ...warningsOf(told, divergences, n)];
    return { ...told, divergences, warnings };
  }
}

interface Warm {
  readonly state: State;
  readonly whitening: Whitening;
  /** Of a leap. */
  readonly size: number;
  /** Steps along differences, for each path. */
  readonly across: number;
}

async function* warmed(
  { target: { p }, starts, key, signal }: ChainTask,
  step: GradientStep,
  z: Float64Array,
): AsyncGenerator<number, Warm> {
  let whitening = whiteningOf(starts, p);
  const w = whitened(z, whitening);
  let state: State = { w, ...step.at(w) };
  let size = firstSize;
  let across = 0;
  for (const [window, length] of warmUp.entries()) {
    let pace = paceFrom(size, step.differentiable);
    const seen: Float64Array[] = [];
    for (let i = 0; i < length; i++) {
      await heard(signal);
      const stepped = hamiltonianStep(step, state, pace.size, fold(fold(key, window), i));
      state = stepped.state;
      pace = pace.next(stepped.accepted);
      if (i >= length / 2) seen.push(coloured(state.w, whitening, whitening.mean));
    }
    size = pace.mean;
    const disagree = Math.max(...Array.from(whitening.mean, (_, j) => splitRhat(chainsOf(seen, p, j))));
    across = disagree > apart ? stepsAcross : 0;
    // A random walk goes too little way in a window: for it the particles tell more.
    if (window < warmUp.length - 1 && step.differentiable) {
      const next = whiteningOf(aroundOwnMeans(seen, p), p);
      state = rewhitened(step, state, whitening, next);
      whitening = next;
    }
    yield (warmUpShare * (window + 1)) / warmUp.length;
  }
  return { state, whitening, size, across };
}

interface Whole {
  readonly size: number;
  readonly across: number;
  readonly key: Key;
}

/** A path, and steps across. */
function whole(step: GradientStep, from: State, { size, across, key }: Whole): Stepped {
  const k = split(key, "path", "across");
  const path = hamiltonianStep(step, from, size, k.path);
  let { state } = path;
  for (let i = 0; i < across; i++) state = differenceStep(step, state, fold(k.across, i)).state;
  return { ...path, state };
}

/**
 * Each chain's places about the chain's own mean, which is put where the mean of all is: chains that are not led across stay in their modes, and it is
 * one mode's width that a path has to fit in.
 */
function aroundOwnMeans(seen: readonly Float64Array[], p: number): Float64Array {
  const means = new Float64Array(chainCount * p);
  for (const places of seen) for (const [i, x] of places.entries()) means[i] = (means[i] as number) + x / seen.length;
  const all = new Float64Array(p);
  for (const [i, mean] of means.entries()) all[i % p] = (all[i % p] as number) + mean / chainCount;
  const stretch = Math.sqrt(seen.length / (seen.length - 1));
  return joined(seen.map((places) => places.map((x, i) => (all[i % p] as number) + stretch * (x - (means[i] as number)))));
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const size = (parts[0] as Float64Array).length;
  const out = new Float64Array(size * parts.length);
  for (const [i, part] of parts.entries()) out.set(part, i * size);
  return out;
}

/** Of the steps every so manieth is a draw. */
function summed(all: readonly Float64Array[], p: number, perChain: number, n: number) {
  const thinning = all.length / perChain;
  const kept = Array.from({ length: perChain }, (_, i) => all[(i + 1) * thinning - 1] as Float64Array);
  const theta = Float32Array.from(joined(kept).subarray(0, n * p));
  const parameters = Array.from({ length: p }, (_, j) => j);
  const ess = parameters.map((j) => {
    const long = effectiveDraws(chainsOf(all, p, j));
    // Too few of a chain to see how they hang together: they are drawn from all, and have an error of their own.
    const own = perChain >= 20 ? effectiveDraws(chainsOf(kept, p, j)) : 1 / (1 / long + 1 / n);
    return Math.min(n, own);
  });
  return { theta, ess, rhat: parameters.map((j) => splitRhat(chainsOf(all, p, j))) };
}

function chainsOf(steps: readonly Float64Array[], p: number, j: number): Chains {
  return Array.from({ length: chainCount }, (_, c) => Float64Array.from(steps, (step) => step[c * p + j] as number));
}

function warningsOf(
  { ess, rhat }: { ess: readonly number[]; rhat: readonly number[] },
  divergences: number,
  n: number,
): string[] {
  const [least, worst] = [Math.min(...ess), Math.max(...rhat)];
  return [
    ...(worst > mostRhat
      ? [
          `the chains disagree (R-hat ${worst.toFixed(3)}, should be below ${mostRhat}): there may be places that some have not seen`,
        ]
      : []),
    ...(least < Math.min(fewDraws, n / 2)
      ? [`the draws hang together: they are worth ${least.toFixed(0)} independent ones`]
      : []),
    ...(divergences > 0
      ? [`${divergences} paths of the sampler were lost (divergences): narrow places may be seen too seldom`]
      : []),
  ];
}
