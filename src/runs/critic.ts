/** Critics by their names: resolved here, once, and handed down. */

import { check } from "../basics/errors.js";
import { pick } from "../basics/names.js";
import type { Critic, DensityModel, Estimator } from "../contracts/bounds.js";
import type { Simulator } from "../contracts/simulator.js";
import { deepSets } from "../critics/deepSets.js";
import { critics, densities } from "../critics/index.js";
import { isBlackBox } from "../information/training/gradient.js";
import { outcomesOfOne } from "../numbers/measurements.js";
import { trainingDefaults } from "../options/defaults.js";

/** @throws InputError for a name that no critic has */
export function criticNamed(name: string): Critic {
  return pick<Critic>(critics, name, "critic");
}

/** Of names with commas between, restart by restart and then again from the first. @throws InputError for a name that no critic has */
export const criticsNamed = (names: string): Critic[] => names.split(",").map(criticNamed);

/** @throws InputError for a name that no model of densities has */
export function densityNamed(name: string): DensityModel {
  return pick<DensityModel>(densities, name, "model of densities");
}

/** Options with the critic that they name, and what models densities, the default one where they name none. @throws InputError for a name that nothing has */
export function withCritic<T extends { readonly critic: string; readonly density?: string }>(
  options: T,
  restart = 0,
): Omit<T, "critic" | "density"> & { readonly critic: Critic; readonly model: DensityModel } {
  const { critic, density = trainingDefaults.density, ...others } = options;
  const named = criticsNamed(critic);
  return { ...others, critic: named[restart % named.length] as Critic, model: densityNamed(density) };
}

/**
 * The critics of a black box's trials where none is asked for. Where measurements are alike and can be taken one by one, what each tells adds up: a critic
 * that says so reads one that it has seen at another place in the order. It is less sharp where it has seen enough, so restarts take turns (docs/optimizers.md).
 */
export function criticsOfTrials(simulator: Simulator, estimator: Estimator): { readonly critic?: string } {
  const { measure, designs, outcome } = simulator;
  const alike = measure !== undefined && designs.exchangeable === true && !designs.grouped && !outcome.passive;
  return isBlackBox(simulator, estimator) && alike && outcomesOfOne(simulator) !== undefined
    ? { critic: `${deepSets.name},${trainingDefaults.critic}` }
    : {};
}

/** @throws InputError for a critic that reads measurements one by one where they cannot be told apart */
export function checkReads({ name, reads }: Critic, { name: simulator, measure, outcome, designs }: Simulator): void {
  const others = Object.values<Critic>(critics).filter((critic) => critic.reads !== reads);
  check(
    reads !== "measurements" || !outcome.passive,
    `the critic ${name} reads measurements only, and in ${simulator} outcomes come without being chosen, which tell something too. Choose one of ${others.map((critic) => critic.name).join(", ")}`,
  );
  check(
    reads !== "measurements" || (measure !== undefined && outcomesOfOne({ designs, outcome }) !== undefined),
    `the critic ${name} reads one measurement after the other, and ${simulator} does not say which outcome belongs to which: ` +
      `${measure ? "it has not as many outcomes for each measurement" : "it lacks measure(theta, at, noise, step)"}. Choose one of ${others.map((critic) => critic.name).join(", ")}`,
  );
}
