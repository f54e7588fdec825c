/** `floe ask POLICY --history FILE`: one decision. */
import type { Advice, History, PolicyData } from "../runtime/index.js";
import type { Call } from "./commands.js";
import { print } from "./io.js";
import { inWords, readJson, readPolicy } from "./policyFiles.js";
import { readOptions } from "./readOptions.js";
import { short } from "./tables.js";

export async function run({ args, typed, io, ...call }: Call): Promise<void> {
  const { json } = readOptions({ args, typed, io, ...call });
  const { history: file } = typed;
  const policy = readPolicy(args[0] as string);
  const history = typeof file === "string" ? (readJson(file, "--history") as History) : { observations: [] };
  const advice = inWords(() => policy.next(history));
  const taken = history.observations.length;
  if (json) return print(io.stdout, `${JSON.stringify(advice ?? noneLeft(taken, policy.data))}\n`);
  await print(io.stdout, `${advice ? inWordsOf(advice, policy.data) : noneLeftInWords(taken, policy.data)}\n`);
}

type Horizon = Pick<PolicyData, "horizon">;

/** The answer in place of a next measurement. A measurement at the end of the range, or beyond, leaves no room for later ones. */
export function noneLeft(taken: number, { horizon: of }: Horizon): object {
  return taken < of ? { done: true, of, reason: noneLeftInWords(taken, { horizon: of }) } : { done: true, of };
}

export function noneLeftInWords(taken: number, { horizon }: Horizon): string {
  if (taken >= horizon) return `all ${horizon} measurements are taken`;
  return `${taken} of ${horizon} measurements are taken, and the last one leaves no allowed place for another`;
}

/** "t2 = 4.87 h   (2 of 5)" */
export function inWordsOf({ design, step, of }: Advice, { designNames, designUnit }: PolicyData): string {
  return `${designNames[step - 1]} = ${short(design[0])}${designUnit && ` ${designUnit}`}   (${step} of ${of})`;
}
