/** Designs that bounds find: each from several seeds, each a run of `floe design` in a folder of its own. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { check, InputError } from "../../basics/errors.js";
import { asPart, toldAs } from "../../basics/steps.js";
import type { Asked } from "../../contracts/runKind.js";
import type { Progress } from "../../contracts/values.js";
import { readConfig } from "../../records/store.js";
import type { DesignResult, RunConfig } from "../../records/types.js";
import { design } from "../kinds/design.js";

export interface Found {
  readonly estimator: string;
  readonly seed: number;
  readonly folder: string;
  readonly design: readonly number[];
  /** The exact gain where the simulator has one, else the evaluation's lower bound, nats. */
  readonly gain: { readonly value: number; readonly se: number; readonly method: string };
  /** Of the training, all restarts. */
  readonly seconds: number;
}

/** A bound that does not go with the simulator, and why. */
export interface Refused {
  readonly estimator: string;
  readonly why: string;
}

export interface FoundResult {
  readonly found: readonly Found[];
  readonly refused: readonly Refused[];
}

/**
 * A run that is there already, finished or not, is taken up: so an interrupted comparison goes on in its folder.
 * @param folder where the runs go, one below it each @param keep what was found so far, whenever there is more of it
 * @throws InputError; InterruptedError, with everything saved
 */
export async function* designsFound(
  asked: Asked,
  names: readonly string[],
  seeds: readonly number[],
  folder: string,
  keep: (sofar: FoundResult) => void,
  signal?: AbortSignal,
): AsyncGenerator<Progress, FoundResult> {
  const found: Found[] = [];
  const refused: Refused[] = [];
  const each = names.flatMap((estimator) => seeds.map((seed) => ({ estimator, seed })));
  for (const [i, { estimator, seed }] of each.entries()) {
    if (refused.some((one) => one.estimator === estimator)) continue;
    const own = join(folder, `${estimator}-${seed}`);
    const options = { ...asked.options, estimator, seed };
    const prepared = await design.prepare({ ...asked, options }).catch((error: unknown) => {
      if (!(error instanceof InputError)) throw error;
      refused.push({ estimator, why: error.message });
    });
    if (!prepared) continue;
    if (existsSync(own)) checkSame(own, prepared.config);
    else prepared.create(own, false);
    const result =
      design.readResult(own) ??
      (yield* asPart(
        quiet(prepared.carryOut(own, signal)),
        i / each.length,
        (i + 1) / each.length,
        `${estimator}, seed ${seed}: `,
      ));
    found.push({ estimator, seed, folder: own, design: result.design, gain: gainOf(result), seconds: result.training.seconds });
    keep({ found, refused });
  }
  return { found, refused };
}

/** @throws InputError where the folder holds a run of other options: its result would stand beside others that it cannot be compared with */
function checkSame(folder: string, config: RunConfig): void {
  const { versions: _, ...there } = readConfig(folder);
  const { versions: __, ...wanted } = config;
  check(
    isDeepStrictEqual(there, wanted),
    `${folder} holds a run of other options: choose another --out, or ask for the same as before`,
  );
}

/** Without what each run would say of itself. */
const quiet = <Result>(steps: AsyncGenerator<Progress, Result>): AsyncGenerator<Progress, Result> =>
  toldAs(steps, ({ warning: _, note: __, ...step }) => step);

function gainOf({ gain: { exact, exactSe, lower } }: DesignResult): Found["gain"] {
  if (exact !== undefined) return { value: exact, se: exactSe ?? 0, method: "exact" };
  return { value: lower?.value ?? Number.NaN, se: lower?.se ?? Number.NaN, method: lower?.method ?? "none" };
}
