/** `floe list [kind]`: everything there is, straight from the registries. */

import { designSpaces } from "../../../designs/index.js";
import { metaMethods } from "../../../meta/learners/index.js";
import { taskFamilies } from "../../../meta/tasks/index.js";
import type { MethodSetting, TrainedMethod } from "../../../meta/types.js";
import { adaptivePolicies, policies } from "../../../policies/index.js";
import { simulators } from "../../../simulators/index.js";
import { short } from "../../basics/digits.js";
import { pick } from "../../basics/names.js";
import { named } from "../../basics/text.js";
import type { Critic, DensityModel, Estimator } from "../../contracts/bounds.js";
import type { PosteriorMethod } from "../../contracts/posterior.js";
import type { SimulatorFamily } from "../../contracts/simulator.js";
import { critics, densities } from "../../critics/index.js";
import { estimators } from "../../estimators/index.js";
import type { KnownTask } from "../../information/known/task.js";
import { knownTasks } from "../../information/known/tasks/index.js";
import { optimizers } from "../../information/training/optimizers/index.js";
import { createSimulator } from "../../modelling/defineSimulator.js";
import { widthOf } from "../../numbers/measurements.js";
import { posteriors } from "../../posteriors/index.js";
import { prettyJson } from "../../records/json.js";
import type { Call } from "../command.js";
import { print } from "../io.js";
import { readOptions } from "../readOptions.js";

type Listed = Readonly<Record<"name" | "summary" | "use", string>> & {
  readonly reference?: string;
  readonly settings?: TrainedMethod["settings"];
};
type Entry = Readonly<Record<string, unknown>> & { readonly name: string };

const kinds: Readonly<Record<string, () => Entry[]>> = {
  simulators: () => Object.values(simulators).map(simulatorEntry),
  estimators: () => Object.values(estimators).map(estimatorEntry),
  critics: () => Object.values<Critic>(critics).map(({ name, summary }) => ({ name, what: summary })),
  densities: () => Object.values<DensityModel>(densities).map(densityEntry),
  optimizers: () => Object.values<Listed>(optimizers).map(listedEntry),
  designs: () => Object.entries(designSpaces).map(([name, { summary, use }]) => ({ name, what: summary, when: use })),
  meta: () => [...Object.values<Listed>(metaMethods), ...Object.values<Listed>(taskFamilies)].map(listedEntry),
  policies: () => [...Object.values<Listed>(policies), ...Object.values<Listed>(adaptivePolicies)].map(listedEntry),
  tasks: () => Object.values<KnownTask>(knownTasks).map(taskEntry),
  posteriors: () => Object.values<PosteriorMethod>(posteriors).map(posteriorEntry),
};

function densityEntry({ name, summary, use, reference }: DensityModel): Entry {
  return { name, what: summary, when: use, ...(reference ? { source: reference } : {}) };
}

function taskEntry({ name, summary, reference, settings }: KnownTask): Entry {
  const set = Object.entries(settings).map(([setting, { default: usual, help }]) => `${setting} ${usual}: ${help}`);
  return { name, what: summary, set: set.join("; "), source: reference };
}

const read: Readonly<Record<PosteriorMethod["from"], string>> = {
  likelihood: "a likelihood",
  density: "a trained density of theta given outcomes",
  scores: "a trained critic",
  simulations: "simulations at the places that were measured",
};

function posteriorEntry({ name, summary, use, reference, from, needsPriorDensity, mostParameters }: PosteriorMethod): Entry {
  const needs = [read[from], ...(needsPriorDensity ? ["the prior's density"] : [])].join(" and ");
  const most = mostParameters === undefined ? "" : `; at most ${mostParameters} parameters`;
  return { name, what: summary, when: use, needs: needs + most, source: reference };
}

function listedEntry({ name, summary, use, settings, reference }: Listed): Entry {
  return {
    name,
    what: summary,
    when: use,
    ...(settings ? { settings: Object.fromEntries(Object.entries(settings).map(([key, one]) => [key, aboutSetting(one)])) } : {}),
    ...(reference ? { source: reference } : {}),
  };
}

/** "0.01 (0 to 1000000): weight of ..." */
const aboutSetting = ({ default: value, min, max, whole, help }: MethodSetting): string =>
  `${value} (${whole ? "whole, " : ""}${min} to ${max}): ${help}`;

export async function run(call: Call): Promise<void> {
  const [kind] = call.args;
  const { json } = await readOptions(call);
  const chosen = kind === undefined ? kinds : { [kind]: pick(kinds, kind, "kind of thing to list") };
  const entries = Object.fromEntries(Object.entries(chosen).map(([name, list]) => [name, list()]));
  if (json) return print(call.io.stdout, prettyJson(kind === undefined ? entries : entries[kind]));
  for (const [name, list] of Object.entries(entries)) {
    await print(call.io.stdout, `${kind === undefined ? `${name.toUpperCase()}\n` : ""}${list.map(paragraph).join("\n")}\n`);
  }
}

function paragraph({ name, ...rest }: Entry): string {
  const lines = Object.entries(rest).map(([key, value]) => `  ${key.padEnd(9)} ${valueText(value)}\n`);
  return `${name}\n${lines.join("")}`;
}

function valueText(value: unknown): string {
  if (Array.isArray(value)) return value.map(valueText).join(", ");
  if (typeof value !== "object" || value === null) return String(value);
  return Object.entries(value)
    .map(([name, one]) => `${name} ${valueText(one)}`)
    .join("; ");
}

function estimatorEntry(estimator: Estimator): Entry {
  const { name, summary, use, reference, side, cap, from, truth, gradient, batchFree, given, settings } = estimator;
  const limit = cap(64);
  return {
    name,
    what: summary,
    when: use,
    bound: side,
    needs: neededBy(estimator),
    cap: Number.isFinite(limit) ? `${short(limit)} nats with a batch of 64` : "none",
    from,
    truth,
    gradient,
    ...(estimator.from === "scores" && estimator.limits ? { limits: estimator.limits(64) } : {}),
    batch: batchFree ? "the value is free of the batch size" : "the value depends on the batch size",
    ...(given ? { given: `a third variable z: ${given}` } : {}),
    ...(settings ? { settings: settingsOf(settings) } : {}),
    source: reference,
  };
}

function neededBy(estimator: Estimator): string {
  if (estimator.from === "samples") return "samples only";
  if (estimator.from === "density") {
    const known = Object.entries(estimator.reads).flatMap(([density, how]) => (how === "known" ? [density] : []));
    return ["simulations", ...known.map((density) => `the density of the ${density}`)].join(" and ");
  }
  return estimator.scores === "likelihood" ? "a likelihood" : "simulations only";
}

const settingsOf = (specs: NonNullable<Estimator["settings"]>): string[] =>
  Object.entries(specs).map(([key, { default: value, choices }]) => `${key}=${choices ? choices.join("|") : value}`);

function simulatorEntry(family: SimulatorFamily): Entry {
  const { name, summary, use, reference, settings } = family;
  const { prior, designs, outcome, logLikelihood } = createSimulator(family);
  const [low, high] = [Math.min(...designs.low), Math.max(...designs.high)];
  const width = widthOf(designs);
  const each = width > 1 ? `, ${width} for each measurement` : "";
  return {
    name,
    what: summary,
    when: use,
    theta: prior.names.map((parameter, i) => named(parameter, prior.units[i] ?? "")),
    design: `${designs.dim} numbers${each} (${designs.names.join(", ")}), ${short(low)} to ${short(high)}${designs.unit && ` ${designs.unit}`}; ${designs.kind}`,
    outcome: named(outcome.names.join(", "), outcome.unit),
    likelihood: logLikelihood ? "known" : "unknown: simulations only",
    settings: settingsOf(settings),
    ...(reference ? { source: reference } : {}),
  };
}
