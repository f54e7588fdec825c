/** The two published settings of the model, and what a user may change. */
import { check } from "../../src/basics/errors.js";
import type { SettingSpecs, SettingsOf } from "../../src/contracts/values.js";
import { logNormal, type Marginal, truncatedNormal } from "../../src/modelling/priors.js";

interface Preset {
  /** Of β and γ, per day. */
  readonly infection: Marginal;
  readonly recovery: Marginal;
  readonly infected: number;
  readonly filter: boolean;
}

export const presets: Record<Settings["preset"], Preset> = {
  surveillance: { infection: logNormal(Math.log(0.5), 0.5), recovery: logNormal(Math.log(0.1), 0.5), infected: 2, filter: true },
  flo: { infection: truncatedNormal(0.1, 0.02, 0), recovery: truncatedNormal(0.01, 0.002, 0), infected: 10, filter: false },
};

export const settings = {
  preset: {
    default: "surveillance",
    choices: ["surveillance", "flo"],
    help: "prior and start: of the adaptive-design literature, or of FLO (normal rates, cut off at zero)",
  },
  population: { default: 500, min: 1, unit: "people", help: "size of the population" },
  infected: { default: 2, min: 1e-3, unit: "people", help: "infected on day 0; 10 in preset flo" },
  days: { default: 100, min: 1, max: 10_000, unit: "days", help: "horizon; observations are made before it" },
  dt: { default: 0.01, min: 1e-4, max: 0.1, unit: "days", help: "largest time step of the simulation" },
  observation: {
    default: "exact",
    choices: ["exact", "poisson"],
    help: "exact: the number infected; poisson: a count with mean 0.95 times that",
  },
  filter: {
    default: true,
    help: "drop epidemics with a time-mean of fewer than 1 infected; false in preset flo",
  },
} as const satisfies SettingSpecs;

export type Settings = SettingsOf<typeof settings>;

/** Defaults that a preset changes. */
export function presetDefaults({ preset = "surveillance" }: Partial<Settings>): {
  infected: number;
  filter: boolean;
} {
  const { infected, filter } = presets[preset];
  return { infected, filter };
}

export function checkStart(name: string, { infected, population }: Settings): void {
  check(infected < population, `${name}: infected must be below the population of ${population}, got ${infected}`);
}
