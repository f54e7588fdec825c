/** Errors that no design shows beyond doubt, and all designs together do. */
import { shortRow } from "../../basics/digits.js";
import type { Simulator } from "../../contracts/simulator.js";
import { tidied } from "../../engine/tensors.js";
import { split } from "../../numbers/keys.js";
import { worstMiscalibration } from "./calibration.js";
import { type Judged, type Look, refuse, whichOne } from "./likelihood.js";

/** So many standard errors are suspicious: sound likelihoods have them once in some twenty rehearsals. */
const suspicious = 2.5;
/** Then so many times the draws tell an error by a tenth from chance. */
const moreDraws = 4;

/**
 * What is wrong by a tenth is suspicious at several designs together; then other draws decide, which do not know what made them wanted.
 * @param looks by draws of their own each, so that their errors add up as independent ones do
 * @throws InputError that says in what likelihood and simulate disagree
 */
export function checkTogether(looks: readonly Look[]): void {
  if (looks.length === 0) return;
  const judged = joined(looks.map((look) => look.judged));
  if (Math.abs(worstMiscalibration(judged, judged.directions).z) < suspicious) return;
  refuse(`at the designs ${looks.map(({ design }) => shortRow(design)).join("; ")}`, joined(looks.map(closer)));
}

function closer({ task, design, distance }: Look): Judged {
  const n = moreDraws * task.draw.theta.shape[0];
  return tidied(() => {
    const draw = (task.simulator.draw as NonNullable<Simulator["draw"]>)(split(task.key, "closer").closer, n);
    return whichOne({ ...task, draw }, design, distance, n);
  });
}

function joined(all: readonly Judged[]): Judged {
  const numbers = (of: (one: Judged) => ArrayLike<number>) => Float64Array.from(all.flatMap((one) => Array.from(of(one))));
  return {
    ...{ odds: numbers(({ odds }) => odds), own: numbers(({ own }) => own), other: numbers(({ other }) => other) },
    first: Uint8Array.from(numbers(({ first }) => first)),
    directions: (all[0] as Judged).directions.map(({ name }, j) => ({
      name,
      values: numbers(({ directions }) => directions[j]?.values ?? []),
    })),
  };
}
