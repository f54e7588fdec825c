/** `floe bounds SIMULATOR` */
import { join } from "node:path";
import { check, InputError } from "../../basics/errors.js";
import { makeFolder, writeAtomically } from "../../basics/files.js";
import { unknownName } from "../../basics/names.js";
import { version } from "../../basics/version.js";
import type { Estimator } from "../../contracts/bounds.js";
import { runningBackend, startBackend } from "../../engine/backend.js";
import { estimators } from "../../estimators/index.js";
import { isTrainable, lacking } from "../../estimators/sorts.js";
import { checkKnown } from "../../information/atBest/pool.js";
import { key, split } from "../../numbers/keys.js";
import { checkDesignOptions } from "../../options/check.js";
import { evaluationDefaults } from "../../options/defaults.js";
import { designInput } from "../../options/input.js";
import { prettyJson } from "../../records/json.js";
import { type AtBestResult, atBest } from "../../runs/bounds/atBest.js";
import { designsFound, type FoundResult } from "../../runs/bounds/found.js";
import { atBestTables, foundTable } from "../../runs/bounds/show.js";
import { loadWithSettings } from "../../runs/loadSimulator.js";
import type { Call } from "../command.js";
import type { Given } from "../given.js";
import { interruptible } from "../interrupt.js";
import { print, quoted } from "../io.js";
import { follow } from "../progress.js";
import { readOptions } from "../readOptions.js";
import { withProcesses } from "../running/carryOut.js";
import { freshFolder } from "../running/freshFolder.js";
import { announce, simulatorFor } from "../running/prepare.js";
import { stopped } from "../running/stopped.js";

const usualBatches = [16, 64, 256, 512];

export async function run(call: Call): Promise<void> {
  const name = call.args[0] as string;
  const given = await readOptions(call);
  const { estimators: _, batches: __, seeds, ...options } = given.options;
  const named = namedEstimators(given.options.estimators as string | undefined);
  const compared = named ?? Object.values<Estimator>(estimators).filter(isTrainable);
  const asked = checkDesignOptions(designInput(name, options));
  const { family } = await loadWithSettings(name, options.set);
  await startBackend(asked.backend);
  const { simulator, design } = await simulatorFor(name, given.design ?? asked.designs ?? family.defaultDesigns, given);
  // Where the best critic is not known, what the bounds find is all there is to compare.
  const skipped = seeds !== undefined && (!simulator.logLikelihood || (simulator.gradient ?? "pathwise") !== "pathwise");
  if (!skipped) checkKnown(simulator);
  announce(runningBackend(), call.io, given.quiet);
  const at = {
    design: design ?? simulator.designs.equallySpaced(),
    batches: (given.options.batches as number[] | undefined) ?? usualBatches,
    contrasts: asked.evaluation.contrasts ?? evaluationDefaults.contrasts,
  };
  const { atBest: k } = split(key(asked.seed), "atBest");
  const known = compared.filter((estimator) => !lacking(estimator, simulator));
  const best = skipped
    ? undefined
    : await interruptible((signal) => follow(atBest(simulator, known, at, k, signal), call.io, given.quiet));
  const about = { kind: "bounds", simulator: simulator.name, settings: simulator.settings, seed: asked.seed, version };
  if (best && !given.json) await print(call.io.stdout, `${atBestTables(best)}\n`);
  const found =
    seeds === undefined ? undefined : await searched(call, given, compared, { ...about, ...(best ? { atBest: best } : {}) });
  if (given.json) await print(call.io.stdout, prettyJson({ ...about, ...(best ? { atBest: best } : {}), ...found?.result }));
  else if (found) await print(call.io.stdout, `${foundTable(found.result)}\nruns     ${found.folder}\n`);
}

/** Designs that the bounds find, kept in a folder with the whole comparison as bounds.json. */
async function searched(
  call: Call,
  given: Given,
  compared: readonly Estimator[],
  about: { readonly simulator: string; readonly seed: number; readonly atBest?: AtBestResult },
): Promise<{ folder: string; result: FoundResult }> {
  const { estimators: _, batches: __, seeds, ...options } = given.options;
  const folder = given.out ?? freshFolder(`bounds-${about.simulator}`);
  makeFolder(folder);
  const names = compared.map(({ name }) => name);
  const numbers = Array.from({ length: seeds as number }, (_, i) => about.seed + i);
  const asked = { subject: call.args[0] as string, options: withProcesses(options, given) };
  const keep = (sofar: FoundResult) => writeAtomically(join(folder, "bounds.json"), prettyJson({ ...about, ...sofar }));
  keep({ found: [], refused: [] });
  const result = await interruptible((signal) =>
    follow(designsFound(asked, names, numbers, folder, keep, signal), call.io, given.quiet),
  ).catch((error) => {
    throw stopped(error, `the same command${given.out === undefined ? ` with --out ${quoted(folder)}` : ""}`);
  });
  keep(result);
  return { folder, result };
}

/** @throws InputError for a name that is none, or of what cannot be maximised */
function namedEstimators(names: string | undefined): Estimator[] | undefined {
  const registry: Record<string, Estimator> = estimators;
  return names?.split(",").map((name) => {
    const estimator = registry[name.trim()];
    if (!estimator) throw new InputError(unknownName("estimator", name, Object.keys(registry)));
    check(isTrainable(estimator), `${name} cannot be maximised over designs (its side is "${estimator.side}")`);
    return estimator;
  });
}
