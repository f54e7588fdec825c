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
  if (json) return print(io.stdout, `${JSON.stringify(advice ?? { done: true, of: policy.data.horizon })}\n`);
  await print(io.stdout, `${advice ? inWordsOf(advice, policy.data) : `all ${policy.data.horizon} measurements are taken`}\n`);
}

/** "t2 = 4.87 h   (2 of 5)" */
export function inWordsOf({ design, step, of }: Advice, { designNames, designUnit }: PolicyData): string {
  return `${designNames[step - 1]} = ${short(design[0])}${designUnit && ` ${designUnit}`}   (${step} of ${of})`;
}
