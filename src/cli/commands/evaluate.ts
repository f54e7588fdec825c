/** `floe evaluate RUN`, or `floe evaluate SIMULATOR --design 1,2,3`; with `--out` it is a run of its own. */
import { existsSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { dispose } from "@tensorflow/tfjs-core";
import { check, InterruptedError } from "../../basics/errors.js";
import { prettyJson } from "../../records/json.js";
import { readConfig, runFiles } from "../../records/store.js";
import { groupsIn } from "../../runs/groups.js";
import { designLine } from "../../runs/showGain.js";
import { checkEvaluationFits } from "../../runs/trainingSize.js";
import type { Call } from "../command.js";
import { isDesign, open } from "../evaluation/asked.js";
import { carryOut } from "../evaluation/carryOut.js";
import { askedBy } from "../evaluation/prepare.js";
import { openSharing } from "../evaluation/sharing.js";
import { evaluationWords } from "../evaluation/words.js";
import type { Given } from "../given.js";
import { interruptible } from "../interrupt.js";
import { print } from "../io.js";
import { heldIn, kinds, knownKindOf } from "../kinds.js";
import { follow } from "../progress.js";
import { readOptions } from "../readOptions.js";
import { runNew } from "../running/newRun.js";
import { announce } from "../running/prepare.js";
import { allowRivals, allowSimulator } from "../trust.js";

export async function run(call: Call): Promise<void> {
  const given = await readOptions(call);
  await checkHolds(call.args[0] as string);
  if (given.out !== undefined) return asRun(call, given);
  const name = call.args[0] as string;
  const opened = await open(name, given, call);
  const { simulator, subject, options, backend, before, task } = opened;
  announce(backend, call.io, given.quiet);
  await checkEvaluationFits(simulator, options);
  const keep = call.typed.keep as string | undefined;
  const processes = given.options.processes as number | undefined;
  const how = { name, given, ...(keep === undefined ? {} : { keep }), ...(processes === undefined ? {} : { processes }) };
  const result = await interruptible(async (signal) => {
    const sharing = openSharing(how, opened);
    try {
      return await follow(carryOut(opened, sharing, signal), call.io, given.quiet);
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
  if (given.json) return print(call.io.stdout, prettyJson(result));
  const line = isDesign(subject)
    ? designLine(subject, { ...simulator.designs, ...groupsIn(simulator.designs.grouped ?? {}) })
    : "";
  await print(call.io.stdout, evaluationWords(result, line, before));
  const { warnings, notes = [] } = result;
  if (!given.quiet)
    for (const line of [...notes, ...warnings.map((note) => `warning: ${note}`)]) call.io.stderr.write(`${line}\n`);
}

/** @throws InputError where what is named is a run, and has neither a design nor a policy */
async function checkHolds(folder: string): Promise<void> {
  if (!existsSync(join(folder, runFiles.config))) return;
  const known = knownKindOf(folder);
  const { borrowed } = await known.load();
  check(borrowed !== undefined, `${folder} holds ${heldIn(known)}: this needs one of floe design or floe train`);
}

/** By whatever links. */
const isThere = (name: string, folder: string): boolean => existsSync(name) && realpathSync(name) === realpathSync(folder);

/** In a folder of its own, with a page: it can be gone on with, and be a part of a study. */
async function asRun(call: Call, given: Given): Promise<void> {
  check(call.typed.keep === undefined, "--out keeps what --keep does, and more: leave --keep out");
  const folder = call.args[0] as string;
  if (existsSync(join(folder, runFiles.config))) {
    check(!isThere(given.out as string, folder), "--out is the run that is evaluated: name another folder");
    const [config, from] = [readConfig(folder), join(folder, runFiles.config)];
    await allowSimulator(config, from, call, { held: "what is evaluated here is by the simulator of the run as it was then" });
    await allowRivals(config.rivals, from, call);
  }
  const options = { ...askedBy(given), processes: given.options.processes ?? 1 };
  await runNew(call, kinds.evaluate, { ...given, options });
}
