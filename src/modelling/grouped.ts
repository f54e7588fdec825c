/**
 * Several groups of subjects as one experiment: all share theta, each group is measured at a design of its own, and each subject has noise of its own,
 * individual effects included where the simulator draws them with it.
 */
import * as tf from "@tensorflow/tfjs-core";
import { check } from "../basics/errors.js";
import type { LogLikelihood } from "../contracts/bounds.js";
import type { FiniteOutcomes, Outcome, Simulator } from "../contracts/simulator.js";
import type { Grouped, InGroups } from "../contracts/space.js";
import type { Noise } from "../contracts/values.js";
import { piece } from "../engine/tensors.js";
import { groupsInWords, inPieces } from "../numbers/measurements.js";
import { withParts } from "./failures.js";
import { forOwnDesigns, likelihoodOf } from "./likelihoods.js";

/** Numbers that the scores of one call may have: 4 MiB, which a cache holds. */
const mostAtOnce = 2 ** 20;

/**
 * @param one of a single subject, whose noise does not depend on theta @param space its designs, group after group
 * @returns a simulator whose outcomes are those of all subjects, group after group and subject after subject
 * @throws InputError where subjects of one theta cannot be simulated apart
 */
export function groupedSimulator(one: Simulator, space: InGroups): Simulator {
  const { groups, subjects } = space.grouped;
  const { draw, name, finite, features, curve, cost, goals } = one;
  const refuse = `${name} cannot be measured in ${groupsInWords(space.grouped)}:`;
  check(draw !== undefined, `${refuse} it makes whole paths ahead, each with a theta of its own, and subjects share theta`);
  check(!one.passive, `${refuse} it does not say whose the reports are that come without being chosen`);
  const all = groups * subjects;
  const [dim, q] = [space.grouped.one.dim, one.outcome.names.length];
  const likelihood = likelihoodIn(one, space);
  const map = features?.outcome;
  const parts: Partial<Simulator> = {
    summary: `${one.summary}; ${groupsInWords(space.grouped)}`,
    designs: space,
    outcome: outcomeIn(one.outcome, space.grouped),
    draw: (key, n) =>
      tf.tidy(() => {
        const { theta, noise } = draw.call(one, key, n * all);
        const apart = ([at, x]: [string, tf.Tensor]) => [at, tf.reshape(x, [n, all, ...x.shape.slice(1)])] as const;
        return { theta: tf.slice(theta, [0, 0], [n, -1]), noise: Object.fromEntries(Object.entries(noise).map(apart)) };
      }),
    /** Every subject is a row. */
    simulate(theta, design, noise) {
      const [n, p] = theta.shape;
      const rows: tf.Tensor2D = tf.reshape(tf.tile(tf.reshape(theta, [n, 1, p]), [1, all, 1]), [n * all, p]);
      const places = spread(tf.reshape(design, [-1, groups, 1, dim]), [n, groups, subjects, dim]);
      const joined = ([at, x]: [string, tf.Tensor]) => [at, tf.reshape(x, [n * all, ...x.shape.slice(2)])] as const;
      const own: Noise = Object.fromEntries(Object.entries(noise).map(joined));
      return tf.reshape(one.simulate(rows, tf.reshape(places, [n * all, dim]), own), [n, all * q]);
    },
    ...(likelihood ? { logLikelihood: likelihood } : {}),
    ...(finite ? { finite: finiteIn(finite, space, q) } : {}),
    ...(typeof map === "function"
      ? {
          features: {
            ...features,
            outcome: (outcome: tf.Tensor2D): tf.Tensor2D => tf.reshape(map(tf.reshape(outcome, [-1, q])), [outcome.shape[0], -1]),
          },
        }
      : {}),
    // Courses of experiments that were drawn would be those of many subjects each.
    ...(curve ? { curve: { xTitle: curve.xTitle, yTitle: curve.yTitle, xs: curve.xs, paths: curve.paths.bind(curve) } } : {}),
    ...(cost
      ? {
          cost: {
            unit: cost.unit,
            of: (design: readonly number[]) => subjects * inPieces(design, dim).reduce((sum, own) => sum + cost.of(own), 0),
          },
        }
      : {}),
    ...(goals
      ? { goals: Object.fromEntries(Object.entries(goals).map(([of, { exactGain: _ofOne, ...goal }]) => [of, goal])) }
      : {}),
  };
  // Closed forms are of one subject, and nobody decides between the measurements of several.
  return withParts(one, parts, ["exactGain", "measure", "logCumulative"]);
}

/** The same numbers in more rows: a gradient adds up over them at once, and that of a tile goes through one after the other. */
const spread = (x: tf.Tensor, shape: number[]): tf.Tensor => tf.add(tf.zeros(shape), x);

function outcomeIn({ names, units, kind, low, high, ...outcome }: Outcome, { groups, subjects }: Grouped): Outcome {
  const all = groups * subjects;
  const each = <T>(given: T): T => (Array.isArray(given) ? (Array.from({ length: all }, () => given).flat() as T) : given);
  const whose = (i: number): string =>
    `${groups > 1 ? `g${Math.floor(i / subjects) + 1}_` : ""}${subjects > 1 ? `s${(i % subjects) + 1}_` : ""}`;
  return {
    ...outcome,
    names: Array.from({ length: all }, (_, i) => names.map((name) => `${whose(i)}${name}`)).flat(),
    ...(units ? { units: each(units) } : {}),
    ...(kind === undefined ? {} : { kind: each(kind) }),
    ...(low === undefined ? {} : { low: each(low) }),
    ...(high === undefined ? {} : { high: each(high) }),
  };
}

/**
 * The sum over all subjects, who are independent given theta. Subjects of one group stand side by side as outcomes at one design, so that what is
 * expected there is computed once.
 */
function likelihoodIn(one: Simulator, { grouped }: InGroups): LogLikelihood | undefined {
  const ofOne = likelihoodOf(one);
  if (!ofOne) return undefined;
  const { groups, subjects, one: space } = grouped;
  const scores: LogLikelihood = (theta, design, outcome) => {
    const [n, m] = [theta.shape[0], outcome.shape[0]];
    const q = outcome.shape[1] / (groups * subjects);
    const size = Math.max(1, Math.floor(mostAtOnce / (n * m)));
    const sums = Array.from({ length: groups }, (_, g) => {
      const at = piece(design, g, space.dim);
      return Array.from({ length: Math.ceil(subjects / size) }, (_, block) => {
        const count = Math.min(size, subjects - block * size);
        const seen = tf.slice(outcome, [0, (g * subjects + block * size) * q], [-1, count * q]);
        const places: tf.Tensor2D =
          at.shape[0] === 1
            ? at
            : tf.reshape(spread(tf.reshape(at, [m, 1, space.dim]), [m, count, space.dim]), [m * count, space.dim]);
        return tf.sum(tf.reshape(ofOne(theta, places, tf.reshape(seen, [m * count, q])), [n, m, count]), 2);
      });
    });
    return tf.addN(sums.flat()) as tf.Tensor2D;
  };
  return one.logLikelihood?.ownDesigns ? forOwnDesigns(scores) : scores;
}

function finiteIn({ columns, values, logMass }: FiniteOutcomes, { grouped }: InGroups, q: number): FiniteOutcomes {
  const { groups, subjects, one } = grouped;
  const all = Array.from({ length: groups * subjects }, (_, i) => i);
  return {
    ...(columns ? { columns: all.flatMap((i) => columns.map((column) => i * q + column)) } : {}),
    values: all.flatMap(() => values),
    logMass: (theta, design) =>
      Array.from({ length: groups }, (_, g) => {
        const masses = logMass(theta, piece(design, g, one.dim));
        return Array.from({ length: subjects }, () => masses).flat();
      }).flat(),
  };
}
