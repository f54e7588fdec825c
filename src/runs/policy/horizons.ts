/** A policy that serves several horizons: which, their experiments, and refusals that come before anything is computed. */
import { check, InputError } from "../../basics/errors.js";
import { counted } from "../../basics/text.js";
import type { Estimator } from "../../contracts/bounds.js";
import type { Simulator } from "../../contracts/simulator.js";
import { preferred } from "../../estimators/index.js";
import { firstMeasurements } from "../../experiment/firstMeasurements.js";
import { buildEnumeration } from "../../information/training/enumeration.js";
import { hasPath } from "../../information/training/gradient.js";
import { measurementsOf, outcomesOfOne, rawWidthOf, widthOf } from "../../numbers/measurements.js";
import type { SpaceData } from "../../portable/types.js";

export interface Horizons {
  /** Those that it is trained for, ascending: the last is the experiment's own. */
  readonly all: readonly number[];
  /** The experiments of the others, in their order. */
  readonly shorter: readonly Simulator[];
  /** The design space of 1, 2, .. measurements without the longest, where they differ. */
  readonly spaces?: readonly SpaceData[];
}

/**
 * The horizons as they are typed, "2,5,10" or "all", ascending.
 * @param longest of the experiment @throws InputError naming what is wrong
 */
export function horizonsIn(text: string, longest: number): number[] {
  const every = Array.from({ length: longest }, (_, i) => i + 1);
  const all = text.trim() === "all" ? every : text.split(",").map((part) => (part.trim() === "" ? Number.NaN : Number(part)));
  const wrong = all.findIndex((h) => !Number.isInteger(h) || h < 1);
  check(
    wrong < 0,
    `--horizons must be whole numbers of at least 1 with commas between, e.g. 2,5,10, or all, got "${text.split(",")[wrong]?.trim()}"`,
  );
  const twice = all.find((h, i) => all.indexOf(h) < i);
  check(twice === undefined, `--horizons names ${twice} twice`);
  const largest = Math.max(...all);
  check(
    largest === longest,
    `the largest of --horizons must be the experiment's own, --horizon ${longest}, got ${largest}: ${largest > longest ? `take --horizon ${largest}` : `add ${longest}, or take --horizon ${largest}`}`,
  );
  check(
    all.length > 1,
    `--horizons ${text} is one horizon, which the policy knows anyhow: name a shorter one too, or leave it out`,
  );
  return all.sort((a, b) => a - b);
}

interface Wanted {
  /** As it was typed. */
  readonly text: string;
  readonly estimator: Estimator;
  /** One measurement alone; in words why none can be scored so. */
  readonly single: Simulator | string | undefined;
  /** The experiment of so many measurements, as its training sees it. */
  experimentOf(measurements: number): Simulator;
}

/** @param longest as its training sees it @throws InputError for experiments that one policy cannot serve */
export function horizonsOf(longest: Simulator, { text, estimator, single, experimentOf }: Wanted): Horizons {
  const most = measurementsOf(longest.designs);
  const all = horizonsIn(text, most);
  checkTrainable(longest, estimator, typeof single === "string" ? undefined : single);
  const every = Array.from({ length: most - 1 }, (_, i) => madeOf(i + 1, experimentOf));
  for (const one of every) checkAlike(longest, one);
  const spaces = every.map(({ designs }) => designs.portable as SpaceData);
  const same = spaces.every((space) => JSON.stringify(space) === JSON.stringify(longest.designs.portable));
  return { all, shorter: all.slice(0, -1).map((h) => every[h - 1] as Simulator), ...(same ? {} : { spaces }) };
}

function madeOf(measurements: number, experimentOf: Wanted["experimentOf"]): Simulator {
  try {
    return experimentOf(measurements);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(`--horizons: there is no experiment of ${counted(measurements, "measurement")}: ${error.message}`);
  }
}

/**
 * The experiment of one of the shorter horizons, with the draws of the longest: what a policy is worth that knows how many measurements there are can be
 * told, pair by pair, from what it is worth where an experiment of the longest breaks off after as many.
 */
export function servedOf(longest: Simulator, { all, shorter }: Horizons, horizon: number): Simulator {
  const one = shorter[all.indexOf(horizon)] as Simulator;
  return { ...firstMeasurements(longest, one), designs: one.designs };
}

/** A critic, an auxiliary or a baseline would have to be another for each horizon. */
function checkTrainable(simulator: Simulator, estimator: Estimator, single: Simulator | undefined): void {
  const { name, bank, outcome, designs } = simulator;
  const byLikelihood =
    estimator.from === "scores" && estimator.scores === "likelihood" && estimator.auxiliary === "none" && !estimator.memory;
  check(
    byLikelihood,
    `--horizons needs a bound of a known likelihood that learns nothing beside the policy, and ${estimator.name} ${estimator.scores === "likelihood" ? "learns more" : "is none"}: ` +
      (simulator.logLikelihood
        ? `take --estimator ${preferred.withLikelihood}`
        : `${name} has no likelihood, so train a policy for each horizon`),
  );
  check(!designs.grouped, "--horizons is for one subject, whose policy decides: leave out --groups");
  check(
    !outcome.passive,
    `${name} has outcomes that come without being chosen, at times of the whole experiment: train a policy for each horizon, without --horizons`,
  );
  check(
    !bank,
    `${name} simulates its paths ahead, for one number of measurements: train a policy for each horizon, without --horizons`,
  );
  check(
    hasPath(simulator) || buildEnumeration(simulator, estimator, "adaptive", single) !== undefined,
    `${name} has no path from design to outcome, and what is tried out here learns a baseline for one horizon: train a policy for each, without --horizons`,
  );
}

/** The networks read and say the same of a measurement, however many there are. */
function checkAlike(longest: Simulator, shorter: Simulator): void {
  const measurements = measurementsOf(shorter.designs);
  const alike = (of: (simulator: Simulator) => unknown) => of(longest) === of(shorter);
  check(
    alike(({ designs }) => widthOf(designs)) &&
      alike(({ designs }) => rawWidthOf(designs)) &&
      alike(outcomesOfOne) &&
      shorter.designs.next !== undefined &&
      shorter.designs.portable !== undefined,
    `--horizons: ${longest.name} of ${counted(measurements, "measurement")} chooses or sees other numbers in a measurement than of ${measurementsOf(longest.designs)}: train a policy for each horizon`,
  );
}
