/** An estimate in a run folder. */
import { basename, resolve } from "node:path";
import { check } from "../../basics/errors.js";
import { versions } from "../../basics/version.js";
import type { BackendChoice } from "../../contracts/options.js";
import type { Asked, Prepared } from "../../contracts/runKind.js";
import { startBackend } from "../../engine/backend.js";
import { createEstimateFolder, openPieces, readEstimateConfig, saveEstimate } from "../../records/estimateStore.js";
import type { EstimateConfig, EstimateResult } from "../../records/types.js";
import { opened } from "./asked.js";
import { carryOutEstimate, usual, wayOf } from "./index.js";
import type { EstimateInput } from "./types.js";

/** Everything that can be wrong is found here, before anything is written. */
export async function prepareRun({ subject, options }: Asked): Promise<Prepared<EstimateConfig, EstimateResult>> {
  const { processes: _, seed = 0, backend = "auto", ...asked } = options as Record<string, unknown>;
  const input = { ...usualOptions, ...asked, file: resolve(subject), seed } as EstimateInput & { readonly file: string };
  wayOf(input);
  const rows = await opened(input);
  const { name } = await startBackend(backend as BackendChoice);
  const { file, ...about } = rows.about;
  const config: EstimateConfig = {
    kind: "estimate",
    file,
    hash: rows.hash as string,
    options: { ...usualOptions, ...asked } as EstimateConfig["options"],
    seed: seed as number,
    backend: name as EstimateConfig["backend"],
    about,
    versions: versions(),
  };
  return {
    config,
    name: `estimate-${basename(file).replace(/(\.[a-z]+)+$/i, "")}`,
    create: (folder, force) => createEstimateFolder(folder, config, force),
    async *carryOut(folder, signal) {
      check(
        readEstimateConfig(folder).hash === config.hash,
        `${file} has changed since the run began, and a run goes on only with the rows that it began with. Put the file back as it was, or begin a new run`,
      );
      const { result, shown } = yield* carryOutEstimate(rows, openPieces(folder), signal);
      saveEstimate(folder, shown, result);
      return result;
    },
  };
}

const { estimator, scale, critic, hidden, steps, batch, shuffles } = usual;
const usualOptions = { estimator, scale, critic, hidden, steps, batch, shuffles, check: false, decimalComma: false };
