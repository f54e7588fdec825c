/** An experiment under way: what is left of it as an experiment of its own, and a policy that goes on in it. */

import * as tf from "@tensorflow/tfjs-core";
import { check } from "../../basics/errors.js";
import type { LogLikelihood } from "../../contracts/bounds.js";
import type { AdaptivePolicy } from "../../contracts/policy.js";
import type { Simulator, SimulatorFamily } from "../../contracts/simulator.js";
import { columns, piece } from "../../engine/tensors.js";
import { checkStepwise } from "../../experiment/rollout.js";
import { withParts } from "../../modelling/failures.js";
import { forOwnDesigns } from "../../modelling/likelihoods.js";
import { columnsOf } from "../../modelling/outcomes.js";
import { measurementsOf, outcomesOfOne, widthOf } from "../../numbers/measurements.js";
import { isLost } from "../../portable/policy.js";
import type { History } from "../../portable/types.js";

type Past = History["observations"];

/** What was measured, without what was lost: a row of places, and one of outcomes. */
function seenIn(past: Past): { readonly at: number[]; readonly outcome: number[]; readonly count: number } {
  const seen = past.flatMap((one) => (isLost(one) ? [] : [one]));
  return { at: seen.flatMap(({ design }) => design), outcome: seen.flatMap((one) => one.outcome), count: seen.length };
}

/**
 * The family whose experiments are what is left of one in which this was measured. The next outcomes must be independent of these, given theta
 * (src/runs/given.ts): their noise is new, and the prior should be what is known now.
 */
export function continuedFamily(family: SimulatorFamily, past: Past): SimulatorFamily {
  const seen = seenIn(past).count;
  const create: SimulatorFamily["create"] = (designs, settings) => {
    const of = (measurements: number) => family.create(measurements, settings);
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
  check(
    !outcome.passive,
    `${name} has outcomes that come without being chosen: its policies cannot be refined in the middle of an experiment`,
  );
  const count = past.length;
  check(
    space.after !== undefined,
    `${name} has a design space of which no rest is known (after): its policies cannot be refined`,
  );
  const designs = space.after(past.flatMap(({ design }) => design));
  const [left, width] = [measurementsOf(designs), widthOf(designs)];
  const measure: NonNullable<Simulator["measure"]> = (theta, at, noise, step) =>
    (whole.measure as NonNullable<Simulator["measure"]>)(theta, at, noise, count + step);
  const parts: Partial<Simulator> = {
    designs,
    outcome: columnsOf(outcome, count * (outcomesOfOne(whole) as number)),
    measure,
    simulate: (theta, design, noise) =>
      columns(...Array.from({ length: left }, (_, step) => measure(theta, piece(design, step, width), noise, step))),
    ...(all && seen ? { logLikelihood: difference(all, seen, past) } : {}),
  };
  return withParts(whole, parts, ["exactGain"]);
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
  const row = (x: readonly number[]) => tf.tensor2d([[...x]]);
  return {
    ...policy,
    start(params, n) {
      let memory = policy.start(params, 1);
      for (const [step, seen] of past.entries())
        if (!isLost(seen)) memory = policy.observe(params, memory, row(seen.design), row(seen.outcome), step);
      return memory.map((x) => tf.add(tf.zeros([n, 1]), x)); // as many rows, all alike
    },
    next: (params, memory, step) => policy.next(params, memory, count + step),
    observe: (params, memory, at, outcome, step) => policy.observe(params, memory, at, outcome, count + step),
  };
}
