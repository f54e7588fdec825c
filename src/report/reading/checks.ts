/** What the records themselves give reason to doubt: shown with the run's own warnings. */

import { fixed, nats } from "../../basics/text.js";
import type { Gain } from "../../contracts/gain.js";
import { comparedName } from "../../records/difference.js";
import type { DesignResult, PolicyResult } from "../../records/types.js";
import { subjectOf } from "./facts.js";
import type { Run } from "./run.js";

export function warningsOf(run: Run): string[] {
  const { result } = run;
  return [
    ...(result?.warnings ?? []),
    ...run.problems,
    ...(result ? [...contradictions(run, result), ...capWarnings(result)] : []),
  ];
}

type Result = DesignResult | PolicyResult;

function contradictions(run: Run, { gain, baselines }: Result): string[] {
  return [
    { name: subjectOf(run).long, gain },
    ...baselines.map((baseline) => ({ name: comparedName(baseline), gain: baseline.gain })),
  ].flatMap(({ name, gain }) => contradictionsOf(name, gain));
}

/** Bounds must bracket: a violation beyond three standard errors is not chance. */
function contradictionsOf(name: string, { lower, upper, exact, exactSe = 0 }: Gain): string[] {
  const found: string[] = [];
  if (lower && upper && lower.value - upper.value > 3 * Math.hypot(lower.se, upper.se)) {
    found.push(
      `${name}: the lower bound ${nats(lower.value, lower.se)} exceeds the upper bound ${nats(upper.value, upper.se)} by more than chance; do not trust either`,
    );
  }
  if (exact === undefined) return found;
  if (lower && lower.value - exact > 3 * Math.hypot(lower.se, exactSe)) {
    found.push(
      `${name}: the lower bound ${nats(lower.value, lower.se)} exceeds the exact gain ${nats(exact)} by more than chance`,
    );
  }
  if (upper && exact - upper.value > 3 * Math.hypot(upper.se, exactSe)) {
    found.push(
      `${name}: the upper bound ${nats(upper.value, upper.se)} is below the exact gain ${nats(exact)} by more than chance`,
    );
  }
  return found;
}

/** Unless the run said so itself. */
function capWarnings({ gain: { lower }, training, estimator, warnings }: Result): string[] {
  if (warnings.some((warning) => /\bcap\b/.test(warning))) return [];
  const found: string[] = [];
  if (training.cap !== null && training.bound.value > 0.9 * training.cap) {
    found.push(
      `training ended at ${fixed(training.bound.value, 2)} nats, close to the cap of ${estimator} at this batch size, ${fixed(training.cap, 2)} nats: it can hardly tell good designs apart; a larger batch lifts the cap`,
    );
  }
  if (lower?.cap !== undefined && lower.value > 0.9 * lower.cap) {
    found.push(
      `the lower bound ${fixed(lower.value, 2)} is close to the most that ${lower.method} could report, ${fixed(lower.cap, 2)} nats: the design may be worth more`,
    );
  }
  return found;
}
