/** `floe next RUN|SIMULATOR --data FILE`: from what was measured to what to measure next. */
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, extname, join } from "node:path";
import { check, InterruptedError } from "../../basics/errors.js";
import { runningBackend } from "../../engine/backend.js";
import { checkContent, configFile } from "../../records/folder.js";
import { readRivals, readSubject } from "../../records/inferenceStore.js";
import { inferenceSummary } from "../../runs/infer/words.js";
import { prepareNext } from "../../runs/next.js";
import type { Call } from "../command.js";
import { interruptible } from "../interrupt.js";
import { print, quoted } from "../io.js";
import { type KnownKind, kinds, knownKindOf } from "../kinds.js";
import { follow } from "../progress.js";
import { readOptions } from "../readOptions.js";
import { carryOut, withProcesses } from "../running/carryOut.js";
import { freshFolder } from "../running/freshFolder.js";
import { announce } from "../running/prepare.js";
import { allowRivals, allowSimulator } from "../trust.js";

export async function run(call: Call): Promise<void> {
  const given = await readOptions(call);
  const [subject = ""] = call.args;
  if (existsSync(join(subject, configFile))) await allowRun(subject, call);
  if (given.out !== undefined && existsSync(given.out)) checkContent(given.out, given.force); // before minutes are spent
  const next = await prepareNext(subject, withProcesses(given.options, given));
  announce(runningBackend(), call.io, given.quiet);
  const known = await interruptible((signal) => follow(next.infer(signal), call.io, given.quiet)).catch((error: unknown) => {
    const nothing = "interrupted before the design was begun: there is nothing to go on with";
    throw error instanceof InterruptedError ? new InterruptedError(nothing) : error;
  });
  const { warnings } = known.result;
  if (!given.quiet) for (const warning of warnings) call.io.stderr.write(`warning: ${warning}\n`);
  if (!given.json) await print(call.io.stdout, `${inferenceSummary(known.result)}\n`);
  const place = mkdtempSync(join(tmpdir(), "floe-next-"));
  const prepared = await next.prepare(known, place).finally(() => rmSync(place, { recursive: true, force: true }));
  const { config } = prepared;
  const folder = given.out ?? freshFolder(`next-${basename(config.simulator, extname(config.simulator))}`);
  prepared.create(folder, given.force);
  await next.keep(folder, known);
  const whose: KnownKind = kinds[next.kind];
  await carryOut(folder, { known: whose, kind: await whose.load(), config }, prepared, call.io, given);
}

/** A run stands for its simulator, and one of a policy for an experiment that it has led so far. */
async function allowRun(folder: string, call: Call): Promise<void> {
  const { gives }: KnownKind = knownKindOf(folder);
  check(
    gives.policy === undefined || existsSync(join(folder, gives.policy)),
    `${folder} holds a policy whose training is not finished. Go on with: floe resume ${quoted(folder)}`,
  );
  await allowSimulator(readSubject(folder), join(folder, configFile), call, {
    held: "what comes next is about the simulator of the run as it was then",
    instead: "or name the file itself in place of the run",
  });
  await allowRivals(readRivals(folder)?.files, join(folder, configFile), call);
}
