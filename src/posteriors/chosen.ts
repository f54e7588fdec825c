/** Which way to a posterior there is, and which is the best. */
import { InputError } from "../basics/errors.js";
import type { PosteriorMethod, PosteriorTask } from "../contracts/posterior.js";
import { posteriors } from "./index.js";

const missing = {
  likelihood: "it needs a likelihood, and the simulator has none",
  density: "it needs a trained density of theta given outcomes, and there is none for what was seen",
  scores: "it needs a trained critic, and there is none for what was seen",
  simulations: "it needs a set of simulations at the places that were measured, and there is none",
} as const satisfies Record<PosteriorMethod["from"], string>;

const has: Readonly<Record<PosteriorMethod["from"], (task: PosteriorTask) => boolean>> = {
  likelihood: ({ logLikelihood }) => logLikelihood !== undefined,
  density: ({ density }) => density !== undefined,
  scores: ({ scores }) => scores !== undefined,
  simulations: ({ simulations }) => simulations !== undefined,
};

/** Why a method cannot be used for a task; undefined where it can. */
export function refusalOf({ from, needsPriorDensity, mostParameters }: PosteriorMethod, task: PosteriorTask): string | undefined {
  const { prior } = task;
  if (!has[from](task)) return missing[from];
  if (needsPriorDensity && !prior.logDensity) return "it needs the prior's density, and the prior has none";
  const p = prior.names.length;
  if (mostParameters !== undefined && p > mostParameters) return `it can do ${mostParameters} parameters, and there are ${p}`;
  return undefined;
}

const noEvidence = "it does not give the evidence, by which models are compared";

export interface Chosen {
  readonly method: PosteriorMethod;
  /** In words, for the user. */
  readonly reason: string;
  /** Why each of the others that come before it cannot be used, by name. */
  readonly refused: Readonly<Record<string, string>>;
}

/** The first of the registry that can be used. @param evidence whether log p(seen) is wanted too @throws InputError where there is none, with the reason for each */
export function chosenPosterior(task: PosteriorTask, evidence = false): Chosen {
  const refused: Record<string, string> = {};
  for (const method of Object.values<PosteriorMethod>(posteriors)) {
    const why = refusalOf(method, task) ?? (evidence && !method.givesEvidence ? noEvidence : undefined);
    if (why === undefined) return { method, refused, reason: reasonOf(method, refused) };
    refused[method.name] = why;
  }
  const each = Object.entries(refused).map(([name, why]) => `${name}: ${why}`);
  throw new InputError(`there is no way to a posterior here. ${each.join("; ")}`);
}

function reasonOf({ name, summary }: PosteriorMethod, refused: Readonly<Record<string, string>>): string {
  const others = Object.entries(refused).map(([other, why]) => `${other} cannot be used: ${why}`);
  return [`${name}: ${summary}`, ...others].join("; ");
}

/** The method of this name, if it can be used. @throws InputError with the reason where it cannot */
export function requirePosterior(method: PosteriorMethod, task: PosteriorTask): PosteriorMethod {
  const why = refusalOf(method, task);
  if (why !== undefined) throw new InputError(`the posterior by "${method.name}" cannot be had: ${why}`);
  return method;
}
