/** An experiment under way: what is left of it as an experiment of its own, and a policy that goes on in it. */
import * as tf from "@tensorflow/tfjs-core";
import { check } from "../../basics/errors.js";
import type { LogLikelihood } from "../../contracts/bounds.js";
import type { AdaptivePolicy } from "../../contracts/policy.js";
import type { Outcome, Simulator, SimulatorFamily } from "../../contracts/simulator.js";
import { column, columns } from "../../engine/tensors.js";
import { checkStepwise } from "../../experiment/rollout.js";
import { withParts } from "../../modelling/failures.js";
import { forOwnDesigns } from "../../modelling/likelihoods.js";
import { isLost } from "../../portable/policy.js";
import type { History } from "../../portable/types.js";

type Past = History["observations"];

/** What was measured, without what was lost: a row of places, and one of outcomes. */
function seenIn(past: Past): { readonly at: number[]; readonly outcome: number[] } {
  const seen = past.flatMap((one) => (isLost(one) ? [] : [one]));
  return { at: seen.map(({ design }) => design[0] as number), outcome: seen.map((one) => one.outcome[0] as number) };
}

/**
 * The family whose experiments are what is left of one in which this was measured. The next outcomes must be independent of these, given theta
 * (src/runs/given.ts): their noise is new, and the prior should be what is known now.
 */
export function continuedFamily(family: SimulatorFamily, past: Past): SimulatorFamily {
  const seen = seenIn(past).at.length;
  const create: SimulatorFamily["create"] = (designs, settings) => {
    const of = (coordinates: number) => family.create(coordinates, settings);
    const whole = of(past.length + designs);
    const likely = past.length === seen ? whole : of(seen + designs);
    return rest(whole, past, { all: likely.logLikelihood, seen: whole.logLikelihood && of(seen).logLikelihood });
  };
  const defaultDesigns = Math.max(1, family.defaultDesigns - past.length);
  return withParts(family, { create, defaultDesigns });
}

interface Likelihoods {
  /** Of what was measured and what is to come. */
  readonly all: LogLikelihood | undefined;
  readonly seen: LogLikelihood | undefined;
}

function rest(whole: Simulator, past: Past, { all, seen }: Likelihoods): Simulator {
  checkStepwise(whole);
  const { designs: space, outcome, name } = whole;
  const count = past.length;
  check(
    space.after !== undefined,
    `${name} has a design space of which no rest is known (after): its policies cannot be refined`,
  );
  const designs = space.after(past.map(({ design }) => design[0] as number));
  const measure: NonNullable<Simulator["measure"]> = (theta, at, noise, step) =>
    (whole.measure as NonNullable<Simulator["measure"]>)(theta, at, noise, count + step);
  const parts: Partial<Simulator> = {
    designs,
    outcome: lastOf(outcome, count),
    measure,
    simulate: (theta, design, noise) =>
      columns(...Array.from({ length: designs.dim }, (_, step) => measure(theta, column(design, step), noise, step))),
    ...(all && seen ? { logLikelihood: difference(all, seen, past) } : {}),
  };
  return withParts(whole, parts, ["exactGain"]);
}

function lastOf(outcome: Outcome, count: number): Outcome {
  const left = <T>(given: T | readonly T[]) => (Array.isArray(given) ? given.slice(count) : given) as T | readonly T[];
  const { names, kind, low, high } = outcome;
  return {
    ...outcome,
    names: names.slice(count),
    ...(kind === undefined ? {} : { kind: left(kind) }),
    ...(low === undefined ? {} : { low: left(low) }),
    ...(high === undefined ? {} : { high: left(high) }),
  };
}

/** log p(rest given theta and what was seen) = log p(both given theta) - log p(seen given theta). */
function difference(all: LogLikelihood, seen: LogLikelihood, past: Past): LogLikelihood {
  const { at, outcome } = seenIn(past);
  const known = (row: readonly number[], n: number): tf.Tensor2D => tf.add(tf.zeros([n, row.length]), tf.tensor2d([[...row]]));
  const behind = (row: readonly number[], more: tf.Tensor2D) => tf.concat([known(row, more.shape[0]), more], 1) as tf.Tensor2D;
  const scores = (...[theta, design, outcomes]: Parameters<LogLikelihood>): tf.Tensor2D =>
    tf.sub(
      all(theta, behind(at, design), behind(outcome, outcomes)),
      seen(theta, tf.tensor2d([at]), tf.tensor2d([outcome])), // [n, 1]
    );
  return all.ownDesigns ? forOwnDesigns(scores) : scores;
}

/** A policy of the whole experiment from here on: it has read what was measured before its own first decision. */
export function continuedFrom(policy: AdaptivePolicy, past: Past): AdaptivePolicy {
  const count = past.length;
  check(count > 0, "nothing was measured yet, so there is nothing to go on from");
  const one = (x: number) => tf.tensor2d([[x]]);
  return {
    ...policy,
    start(params, n) {
      let memory = policy.start(params, 1);
      for (const [step, seen] of past.entries())
        if (!isLost(seen))
          memory = policy.observe(params, memory, one(seen.design[0] as number), one(seen.outcome[0] as number), step);
      return memory.map((x) => tf.add(tf.zeros([n, 1]), x)); // as many rows, all alike
    },
    next: (params, memory, step) => policy.next(params, memory, count + step),
    observe: (params, memory, at, outcome, step) => policy.observe(params, memory, at, outcome, count + step),
  };
}
