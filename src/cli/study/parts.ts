/** Who carries out the runs that a run is made of: the engines of studies, in the run's own folder. */
import { availableParallelism } from "node:os";
import { ElsewhereError } from "../../basics/errors.js";
import { toldAs } from "../../basics/steps.js";
import type { CarryOutParts } from "../../contracts/runKind.js";
import type { Engine } from "../../studies/engines/engine.js";
import { carryOutStage, type StageWork } from "../../studies/stage.js";
import type { Runs } from "../../studies/types.js";
import type { Call } from "../command.js";
import type { Given } from "../given.js";
import type { Parts } from "../running/carryOut.js";
import { resumeLine } from "../running/currentRun.js";
import { tellFailures, workOf } from "./carryOut.js";
import { engineOf, typedAgain } from "./engine.js";
import { cellsHere } from "./here.js";
import { startCellProcess } from "./process.js";
import { allowPrograms, programsOf } from "./programs.js";

/** How many at once is what `--processes` says. @throws InputError for options that say nothing to the engine */
export function partsBy({ options }: Pick<Given, "options">, runs: Runs, call: Call): Parts {
  const atOnce = "processes";
  const engine = engineOf(options, atOnce);
  const jobs = (options[atOnce] as number | undefined) ?? availableParallelism();
  const again = typedAgain(options, atOnce);
  const carryOut: CarryOutParts = async function* (folder, stage, signal = new AbortController().signal) {
    const [program] = programsOf(stage.parts);
    const next = resumeLine(folder, program, again);
    const work: StageWork = {
      ...{ folder, runs, signal, jobs, next, trust: false },
      ...workOf(options),
      startProcess: engine.name === "local" && jobs === 1 ? cellsHere : startCellProcess,
    };
    // The time that is left is that of the whole, which its share tells.
    const steps = toldAs(carryOutStage(work, stage, asking(engine, call)), ({ secondsLeft: _, ...progress }) => progress);
    const { plan, cells, folders, said } = yield* steps;
    if (said !== undefined) throw new ElsewhereError(said);
    await tellFailures(folder, cells, plan, runs, next);
    return folders;
  };
  return { carryOut, again };
}

/** The whole was allowed to run what its parts name; the records of those that were begun may have come from anybody. */
const asking = (engine: Engine, call: Call): Engine => ({
  ...engine,
  async *carryOut(work) {
    const trust = await allowPrograms(work.folder, work.cells, call);
    return yield* engine.carryOut({ ...work, trust });
  },
});
