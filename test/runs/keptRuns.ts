/** Runs of floe infer whose phases tell whether anything was trained. */
import { writeFileSync } from "node:fs";
import type { Progress } from "../../src/contracts/values.js";
import type { InferenceConfig, InferenceResult } from "../../src/records/types.js";
import { infer as kind } from "../../src/runs/kinds/infer.js";

export const simulator = "linear";
/** Its likelihood is not used. */
export const small = { posterior: "amortised", steps: 40, batch: 64, density: "gaussian", draws: 400 };

export interface Ran {
  readonly result: InferenceResult;
  readonly config: InferenceConfig;
  readonly phases: readonly string[];
}

export async function ran(subject: string, folder: string, outcomes: readonly number[], options = {}): Promise<Ran> {
  const data = `${folder}.json`;
  writeFileSync(data, JSON.stringify({ observations: outcomes.map((y, i) => ({ design: [i / 10], outcome: [y] })) }));
  const { create, carryOut, config } = await kind.prepare({ subject, options: { ...options, data } });
  create(folder, false);
  return { ...(await finished(carryOut(folder))), config };
}

export async function finished(steps: AsyncGenerator<Progress, InferenceResult>): Promise<Omit<Ran, "config">> {
  const phases: string[] = [];
  for (let next = await steps.next(); ; next = await steps.next()) {
    if (next.done) return { result: next.value, phases };
    phases.push(next.value.phase);
  }
}

export const trains = ({ phases }: Pick<Ran, "phases">) => phases.some((phase) => phase.startsWith("training"));
export const timeless = ({ seconds: _, ...rest }: InferenceResult) => rest;
