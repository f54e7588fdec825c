/** An evaluation in a run folder. */
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { dispose } from "@tensorflow/tfjs-core";
import { check } from "../../basics/errors.js";
import { versions } from "../../basics/version.js";
import { withoutGaps } from "../../basics/withoutGaps.js";
import type { Asked, Prepared } from "../../contracts/runKind.js";
import { inPieces } from "../../numbers/measurements.js";
import { createEvaluationFolder, endEvaluation, groupsFile, readEvaluationConfig } from "../../records/evaluationRun.js";
import { configFile } from "../../records/folder.js";
import type { EvaluationConfig, EvaluationResult } from "../../records/types.js";
import { rivalSources } from "../../runs/rivals.js";
import { checkEvaluationFits } from "../../runs/trainingSize.js";
import type { Given } from "../given.js";
import { type Opened, open } from "./asked.js";
import { carryOut } from "./carryOut.js";
import { aloneBy, checkShares, digestOf, openSharing } from "./sharing.js";
import { trusting } from "./trusting.js";

/** Everything that can be wrong is found here, before anything is written. The user was asked before whether programs may run. */
export async function prepareRun({ subject, options }: Asked): Promise<Prepared<EvaluationConfig, EvaluationResult>> {
  const { processes, ...asked } = options;
  const given = givenBy(asked);
  const opened = await open(subject, given, trusting(subject));
  await checkEvaluationFits(opened.simulator, opened.options);
  const config = configOf(subject, asked, opened);
  const alone = aloneBy("processes", opened.simulator);
  return {
    config,
    name: `evaluate-${opened.simulator.name}`,
    ...withoutGaps({ alone }),
    create(folder, force) {
      // Here, where a run begins: one that goes on is offered all cores unasked.
      if (processes !== undefined && processes !== 1) checkShares("processes", opened.simulator);
      createEvaluationFolder(folder, config, force);
    },
    async *carryOut(folder, signal) {
      check(
        readEvaluationConfig(folder).digest === config.digest,
        `${subject} has changed since the run began, and a run goes on only with what it began with. Put it back as it was, or begin a new run`,
      );
      const began = performance.now();
      const how = alone === undefined ? { keep: join(folder, groupsFile), processes: processes as number | undefined } : {};
      const sharing = openSharing({ name: subject, given, ...withoutGaps(how) }, opened);
      try {
        const found = yield* carryOut(opened, sharing, signal);
        const result = { ...found, seconds: (performance.now() - began) / 1000 };
        endEvaluation(folder, result);
        return result;
      } finally {
        sharing.close();
        dispose(opened.task.params);
      }
    },
  };
}

/** Names of files are whole, so that the run goes on from any folder. */
function configOf(subject: string, asked: Asked["options"], opened: Opened): EvaluationConfig {
  const { source, options, seed, backend } = opened;
  const { seed: _, backend: __, ...own } = asked;
  const rivals = rivalSources(subject, asked);
  const { samples, contrasts, criticSteps, criticBatch, critic, bracket } = options;
  return {
    kind: "evaluate",
    subject: existsSync(join(subject, configFile)) ? resolve(subject) : source.simulator,
    ...source,
    ...(rivals.length > 0 ? { rivals } : {}),
    asked: {
      ...own,
      ...(own.given === undefined ? {} : { given: resolve(own.given as string) }),
      ...(rivals.length > 0 ? { rivals: rivals.map(({ simulator }) => simulator).join(",") } : {}),
      ...withoutGaps({ samples, contrasts, evaluationSteps: criticSteps, evaluationBatch: criticBatch, critic, bracket }),
    },
    digest: digestOf(subject, opened),
    seed,
    backend: backend.name as EvaluationConfig["backend"],
    versions: versions(),
  };
}

/** A design stands beside the options: in one list, or in several, one for each group. */
function givenBy({ design, ...options }: Asked["options"]): Given {
  const lists = (design === undefined ? [] : Array.isArray((design as unknown[])[0]) ? design : [design]) as number[][];
  return {
    options,
    ...(lists.length > 0 ? { design: lists.flat(), lists: lists.length } : {}),
    ...{ force: false, json: false, quiet: true },
  };
}

/** The inverse, for what was typed. */
export const askedBy = ({ options, design, lists = 1 }: Given): Asked["options"] =>
  design === undefined ? options : { ...options, design: lists === 1 ? design : inPieces(design, design.length / lists) };
