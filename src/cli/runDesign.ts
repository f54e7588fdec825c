/** Runs a design in its folder, to the end or until Ctrl-C, and shows what came out: shared by `design` and `resume`. */
import { designExperiment } from "../design.js";
import { InterruptedError } from "../errors.js";
import type { DesignInput } from "../options.js";
import { prettyJson, type RunConfig } from "../records.js";
import { writeReport } from "../report/index.js";
import type { DesignResult, RunStore } from "../types.js";
import { interruptible } from "./interrupt.js";
import { type Io, print } from "./io.js";
import { follow } from "./progress.js";
import { designLine, gainTable } from "./showGain.js";

export interface Shown {
  readonly json: boolean;
  readonly quiet: boolean;
}

/** @throws InterruptedError with the line that goes on */
export async function runDesign(folder: string, config: RunConfig, store: RunStore, io: Io, shown: Shown): Promise<void> {
  const result = await interruptible((signal) => follow(designExperiment(inputOf(config), store, signal), io, shown.quiet)).catch(
    (error: unknown) => {
      if (!(error instanceof InterruptedError)) throw error;
      throw new InterruptedError(`interrupted; everything so far is saved. Go on with:\n  floe resume ${quoted(folder)}`);
    },
  );
  await finish(folder, result, io, shown);
}

/** The report and the summary of a finished run. */
export async function finish(folder: string, result: DesignResult, io: Io, { json, quiet }: Shown): Promise<void> {
  const { page } = await writeReport([folder]);
  if (json) return print(io.stdout, prettyJson(result));
  const { design, designNames, designUnit, gain, baselines, warnings } = result;
  const gains = [{ name: "this design", design, gain }, ...baselines];
  await print(
    io.stdout,
    `${designLine(design, designNames, designUnit)}\n${gainTable(gains)}\nreport   ${page}\nrun      ${folder}\n`,
  );
  if (!quiet) for (const warning of warnings) io.stderr.write(`warning: ${warning}\n`);
}

/** A run's config is the library's options with every default filled in. */
export function inputOf(config: RunConfig): DesignInput {
  const { simulator, designs, settings, estimator, seed, backend, training, evaluation } = config;
  return { simulator, designs, settings, estimator, seed, backend, training, evaluation };
}

function quoted(path: string): string {
  return /[^\w./-]/.test(path) ? `'${path.replaceAll("'", "'\\''")}'` : path;
}
