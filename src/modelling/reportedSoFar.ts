/** An experiment under way, of whose reports only the first are in. */
import * as tf from "@tensorflow/tfjs-core";
import { check } from "../basics/errors.js";
import { counted } from "../basics/text.js";
import type { LogLikelihood } from "../contracts/bounds.js";
import type { Simulator } from "../contracts/simulator.js";
import { fixedKey, split } from "../numbers/keys.js";
import { passiveOf } from "../numbers/measurements.js";
import { withParts } from "./failures.js";
import { forOwnDesigns, likelihoodOf } from "./likelihoods.js";
import { columnsOf } from "./outcomes.js";

/**
 * The simulator of which the first `count` reports are seen. Reports are independent of the measurements given theta, so that the likelihood of
 * these alone is that of everything less that of all reports, whatever these are.
 * @throws InputError where there are fewer, or it is not known how probable the first ones are
 */
export function reportedSoFar(simulator: Simulator, count: number): Simulator {
  const { name, outcome, simulate, passive, passiveLikelihood } = simulator;
  const all = passiveOf(outcome);
  check(passive !== undefined, `"reports" are told, and nothing comes without being chosen in ${name}`);
  check(count <= all, `"reports" has ${count} numbers, and ${name} has ${counted(all, "report")}`);
  if (count === all) return simulator;
  check(
    passiveLikelihood !== undefined && simulator.logLikelihood !== undefined,
    `${count} of ${all} reports are in, and ${name} does not say how probable the first ones are: add passiveLikelihood, or tell all`,
  );
  const measured = outcome.names.length - all;
  const own = columnsOf(outcome, 0, measured + count);
  const at = outcome.passive?.at.slice(0, count) ?? [];
  const parts: Partial<Simulator> = {
    outcome: count > 0 ? { ...own, passive: { at, clock: outcome.passive?.clock ?? "place" } } : own,
    simulate: (...given) => tf.slice(simulate(...given), [0, 0], [-1, measured + count]),
    logLikelihood: partly(simulator, measured, count, passiveLikelihood),
    ...(count > 0 ? { passive: (...given) => tf.slice(passive(...given), [0, 0], [-1, count]) } : {}),
  };
  const without = ["exactGain", "logCumulative", ...(count > 0 ? [] : (["passive", "passiveLikelihood"] as const))] as const;
  return withParts(simulator, parts, without);
}

function partly(
  simulator: Simulator,
  measured: number,
  count: number,
  ofReports: NonNullable<Simulator["passiveLikelihood"]>,
): LogLikelihood {
  const whole = likelihoodOf(simulator) as LogLikelihood;
  const any = anyReports(simulator);
  return forOwnDesigns((theta, design, outcome) => {
    const stand = tf.add(tf.zeros([outcome.shape[0], any.length]), tf.tensor2d([any])) as tf.Tensor2D;
    const surveys = tf.slice(outcome, [0, 0], [-1, measured]);
    const alone = tf.sub(whole(theta, design, tf.concat([surveys, stand], 1)), ofReports(theta, stand));
    if (count === 0) return alone as tf.Tensor2D;
    return tf.add(alone, ofReports(theta, tf.slice(outcome, [0, measured], [-1, count]))) as tf.Tensor2D;
  });
}

/** Some that can be: simulated, for a zero may be none. */
function anyReports({ draw, passive, name }: Simulator): number[] {
  check(draw !== undefined, `${name} draws from a bank, so that reports which are not in yet cannot be left out: tell all`);
  return tf.tidy(() => {
    const { theta, noise } = draw(split(fixedKey("reports"), "draw").draw, 1);
    return Array.from((passive as NonNullable<typeof passive>)(theta, noise).dataSync());
  });
}
