/** `floe evaluate RUN`, or `floe evaluate SIMULATOR --design 1,2,3` */

import { dispose } from "@tensorflow/tfjs-core";
import { fixed } from "../../../policies/fixed.js";
import { InterruptedError } from "../../basics/errors.js";
import { asPart } from "../../basics/steps.js";
import { version } from "../../basics/version.js";
import { withoutGaps } from "../../basics/withoutGaps.js";
import type { NamedGain } from "../../contracts/gain.js";
import type { Progress } from "../../contracts/values.js";
import type { Evaluation, EvaluationTask } from "../../information/evaluation/task.js";
import { measurementsOf } from "../../numbers/measurements.js";
import { difference } from "../../records/difference.js";
import { prettyJson } from "../../records/json.js";
import { evaluatePolicy } from "../../runs/evaluate.js";
import { byGroups, groupsIn } from "../../runs/groups.js";
import { designLine, gainTable } from "../../runs/showGain.js";
import { checkEvaluationFits } from "../../runs/trainingSize.js";
import type { Rival } from "../../runs/versus.js";
import type { Call } from "../command.js";
import { isDesign, open } from "../evaluation/asked.js";
import { type OpenSharing, openSharing } from "../evaluation/sharing.js";
import { interruptible } from "../interrupt.js";
import { print } from "../io.js";
import { follow } from "../progress.js";
import { announce } from "../running/prepare.js";
export async function run(call: Call): Promise<void> {
  const opened = await open(call);
  const { given, simulator, subject, options, seed, backend, before, task, rivals: own } = opened;
  announce(backend, call.io, given.quiet);
  await checkEvaluationFits(simulator, options);
  const keep = call.typed.keep as string | undefined;
  const { gain, notes, baselines } = await interruptible(async (signal) => {
    const sharing = openSharing(call, opened);
    try {
      return await follow(evaluateAll(task, own, sharing, signal), call.io, given.quiet);
    } finally {
      sharing.close();
    }
  })
    .catch((error) => {
      if (!(error instanceof InterruptedError)) throw error;
      throw new InterruptedError(
        keep === undefined
          ? "interrupted; an evaluation leaves nothing to resume without --keep"
          : `interrupted; ${keep} keeps what is done: the same command goes on`,
      );
    })
    .finally(() => dispose(task.params));
  const { names, unit, units } = simulator.designs;
  const about = simulator.bank?.about;
  const [what, line] = isDesign(subject)
    ? [
        { design: subject, ...byGroups(subject, simulator.designs) },
        designLine(subject, { ...simulator.designs, ...groupsIn(simulator.designs.grouped ?? {}) }),
      ]
    : [{ policy: subject.family, horizon: measurementsOf(simulator.designs) }, ""];
  if (given.json) {
    const { name: simulatorName, settings } = simulator;
    const { goal } = simulator;
    const aim = goal ? { goal: goal.name, nuisance: goal.nuisance } : {};
    const made = { kind: "evaluation", simulator: simulatorName, settings, seed, backend: backend.name, version };
    return print(
      call.io.stdout,
      prettyJson({
        ...made,
        ...what,
        ...aim,
        designNames: names,
        designUnit: unit,
        ...(units ? { designUnits: units } : {}),
        gain,
        ...(own.length > 0 ? { baselines } : {}),
        warnings: notes,
        ...withoutGaps({ notes: about }),
      }),
    );
  }
  await print(
    call.io.stdout,
    `${line && `${line}\n`}${gainTable([{ name: line ? "this design" : "this policy", design: null, gain }, ...baselines, ...before])}`,
  );
  if (!given.quiet)
    for (const line of [...(about ?? []), ...notes.map((note) => `warning: ${note}`)]) call.io.stderr.write(`${line}\n`);
}

interface Compared extends Evaluation {
  readonly baselines: readonly NamedGain[];
}

/** The subject, then each of the user's own designs, by the same simulated experiments. */
async function* evaluateAll(
  subject: EvaluationTask,
  rivals: readonly Rival[],
  { of: sharingOf }: OpenSharing,
  signal?: AbortSignal,
): AsyncGenerator<Progress, Compared> {
  const share = 1 / (1 + rivals.length);
  const found = yield* asPart(evaluatePolicy({ ...subject, ...sharingOf(0) }, signal), 0, share);
  const baselines: NamedGain[] = [];
  for (const [i, rival] of rivals.entries()) {
    const task = { ...subject, policy: fixed(rival.design), params: {}, ...sharingOf(1 + i) };
    const { gain } = yield* asPart(evaluatePolicy(task, signal), share * (i + 1), share * (i + 2), `${rival.name}: `);
    const less = difference(found.gain, gain);
    baselines.push({ ...rival, ...(less ? { difference: less } : {}), gain });
  }
  return { ...found, baselines };
}
