/** Any bound with a penalty on what its scores say of the pairs that do not belong together: their mean ratio is held at 1. */
import * as tf from "@tensorflow/tfjs-core";
import type { FromScores, Terms } from "../contracts/bounds.js";
import type { SettingSpec, SettingValue } from "../contracts/values.js";
import { detached } from "../engine/tensors.js";
import { logMeanOthers, logRest, otherScores } from "./pairs.js";

const own = {
  lambda: { default: 1, min: 0, max: 1e6, help: "weight of the penalty" },
  clip: {
    default: 0,
    min: 0,
    max: 1e6,
    unit: "nats",
    help: "scores beyond ± this move the penalty only, not the bound; 0 clips none",
  },
} satisfies Record<string, SettingSpec>;

/** Where a constant in all scores is free, it can be held anywhere. */
const free = {
  target: { default: 0, min: -1e6, max: 1e6, unit: "nats", help: "where the logarithm of the mean ratio is held (C*)" },
} satisfies Record<string, SettingSpec>;

/**
 * Reports the base's value, and climbs the base's objective - lambda·(L - C*)², L = log mean_{i≠j} of the ratios that the scores stand for.
 * Without it a constant in the scores of DV and MINE drifts, and one batch that misses large ratios lets NWJ, TUBA and FLO overstate all
 * others. The penalty sees the scores unclipped. It is the squared distance of Choi and Lee between logarithms, which they call Euclidean
 * for DV's L and log-Euclidean for NWJ's mean. Their ReMINE is that of dv, for it has no running mean.
 */
export function regularised(base: FromScores): FromScores {
  const settings = { ...base.settings, ...own, ...(isFree(base) ? free : {}) };
  return having(base, Object.fromEntries(Object.entries(settings).map(([name, spec]) => [name, spec.default])), settings);
}

const isFree = ({ truth, auxiliary }: FromScores): boolean => auxiliary === "none" && truth.startsWith("r + c");

type Values = Readonly<Record<string, SettingValue>>;

function having(plain: FromScores, values: Values, settings: Readonly<Record<string, SettingSpec>>): FromScores {
  const base = plain.with?.(values) ?? plain;
  const { logRatios } = base;
  if (!logRatios) throw new Error(`${base.name} does not say what ratios its scores stand for`);
  const [lambda, clip, target] = [values.lambda as number, values.clip as number, (values.target ?? 0) as number];
  const clipped = (terms: Terms): Terms => (clip > 0 ? { ...terms, scores: tf.clipByValue(terms.scores, -clip, clip) } : terms);
  const climbed: NonNullable<FromScores["objective"]> = (terms, memory) =>
    base.objective?.(terms, memory) ?? base.contributions(terms);
  const penalty = (log: tf.Tensor): tf.Tensor => tf.mul(lambda, tf.squaredDifference(log, target));
  return {
    ...base,
    name: `re${base.name.charAt(0).toUpperCase()}${base.name.slice(1)}`,
    summary: `${base.name} with a penalty that holds the mean ratio of other pairs at 1`,
    use: `as ${base.name}, in small batches or over very many steps, where it drifts or breaks down without`,
    reference:
      "Choi and Lee 2022, Combating the instability of mutual information-based losses via regularization, eq. 10-15, table 1",
    truth: isFree(base) ? "r" : base.truth,
    gradient: "biased",
    settings,
    with: (given) => having(plain, { ...values, ...given }, settings),
    objective: (terms, memory) => tf.sub(climbed(clipped(terms), memory), penalty(logMeanOthers(logRatios(terms)))),
    credits(terms, memory) {
      const credits = base.credits?.(clipped(terms), memory) ?? climbed(clipped(terms), memory);
      const [log, rest] = withAndWithout(logRatios(terms));
      return tf.sub(credits, tf.mul(terms.scores.shape[0], tf.sub(penalty(log), penalty(rest))));
    },
  };
}

/** log mean_{i≠j} exp of them, [1], and the same without all that outcome j enters: row and column j, [n]. */
function withAndWithout(logRatios: tf.Tensor2D): [tf.Tensor, tf.Tensor] {
  const log = logMeanOthers(logRatios);
  const others = otherScores(logRatios);
  const total = tf.logSumExp(others);
  const shares = tf.add(tf.exp(tf.sub(tf.logSumExp(others, 0), total)), tf.exp(tf.sub(tf.logSumExp(others, 1), total)));
  return [log, detached(tf.add(log, logRest(shares)))];
}
