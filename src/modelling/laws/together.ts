/** Several outcomes of each measurement, each with a law of its own: three assays of one sample, an answer and how long it took. */
import * as tf from "@tensorflow/tfjs-core";
import { check } from "../../basics/errors.js";
import type { FiniteOutcomes, LogCumulative } from "../../contracts/simulator.js";
import type { Noise } from "../../contracts/values.js";
import { columns, partOf, within } from "../../engine/tensors.js";
import { keyFor, split } from "../../numbers/keys.js";
import { measurementsOf } from "../../numbers/measurements.js";
import { largestOutcome } from "../../portable/outcome.js";
import { forOwnDesigns } from "../likelihoods.js";
import { type Law, type Observed, type ObservedParts, observed, ownScores, parametersAt, scoresOf } from "./law.js";

/**
 * As `observed`, for laws that are independent of each other given theta: all outcomes of the first name, place by place, then those of the second.
 * Units may differ, so the outcome has none. For `floe design`: policies take one number a measurement.
 * @param laws by the name of what is seen
 */
export function together(
  laws: Readonly<Record<string, Law>>,
  { prior, designs, unit = "" }: Omit<Observed, "names">,
): Omit<ObservedParts, "measure"> {
  const names = Object.keys(laws);
  check(names.length > 0, "likelihoods.together({ .. }) needs at least one law by its name");
  const all = Object.values(laws);
  const parts = all.map((law) => observed(law, { prior, designs }));
  const q = measurementsOf(designs);
  const places = q === designs.dim ? designs.names : Array.from({ length: q }, (_, i) => `${i + 1}`);
  const each = <T>(of: (law: Law) => T | undefined, otherwise: T): T[] =>
    all.flatMap((law) => Array.from({ length: q }, () => of(law) ?? otherwise));
  const mine = (outcome: tf.Tensor2D, k: number): tf.Tensor2D => tf.slice(outcome, [0, k * q], [-1, q]);
  const gradients = new Set(all.map(({ gradient }) => gradient));
  const bounded = all.some(({ low, high }) => low !== undefined || high !== undefined);
  return {
    outcome: {
      names: names.flatMap((name) => places.map((place) => `${name}(${place})`)),
      unit,
      kind: each(({ kind }) => kind, "continuous"),
      ...(bounded ? { low: each(({ kind, low }) => low ?? (kind === "continuous" ? undefined : 0), -largestOutcome) } : {}),
      ...(bounded ? { high: each(({ kind, high }) => high ?? (kind === "binary" ? 1 : undefined), largestOutcome) } : {}),
    },
    // One that needs the likelihood's own gradient needs it for all.
    gradient: gradients.size === 1 ? ([...gradients][0] as Law["gradient"]) : "score",
    draw(key, n) {
      const k = split(key, "theta", "outcome");
      return tf.tidy(() => {
        const noise = names.map((name, i) => within(`${i}/`, (all[i] as Law).noise(keyFor(k.outcome, name), n, q)));
        return { theta: prior.sample(k.theta, n), noise: Object.assign({}, ...noise) as Noise };
      });
    },
    simulate: (theta, design, noise) =>
      columns(...all.map((law, i) => law.draw(parametersAt(law, theta, design, q), partOf(`${i}/`, noise)))),
    logLikelihood: forOwnDesigns(
      (theta, design, outcome) => tf.addN(all.map((law, k) => scoresOf(law, theta, design, mine(outcome, k)))) as tf.Tensor2D,
      (theta, design, outcome) => tf.addN(all.map((law, k) => ownScores(law, theta, design, mine(outcome, k)))) as tf.Tensor1D,
    ),
    ...(all.every(({ cumulative }) => cumulative)
      ? {
          logCumulative(theta, design, limit): LogCumulative {
            const sides = all.map((law, k) =>
              (law.cumulative as NonNullable<Law["cumulative"]>)(parametersAt(law, theta, design, q), mine(limit, k)),
            );
            return { below: columns(...sides.map(({ below }) => below)), above: columns(...sides.map(({ above }) => above)) };
          },
        }
      : {}),
    ...(gradients.size === 1 && gradients.has("enumerate")
      ? { finite: finiteOf(parts.map(({ finite }) => finite as FiniteOutcomes)) }
      : {}),
  };
}

const finiteOf = (parts: readonly FiniteOutcomes[]): FiniteOutcomes => ({
  values: parts.flatMap(({ values }) => values),
  logMass: (theta, design) => parts.flatMap(({ logMass }) => logMass(theta, design)),
});
