/** `floe resume RUN` */
import { join } from "node:path";
import { check, InputError } from "../../basics/errors.js";
import { flagOf, partsOptions } from "../../options/table.js";
import { configFile } from "../../records/folder.js";
import type { Command, Implementation } from "../command.js";
import { heldIn, openRun } from "../kinds.js";
import { readOptions } from "../readOptions.js";
import { carryOut, finish, withProcesses } from "../running/carryOut.js";
import { warnOfOtherVersions } from "../running/otherVersions.js";
import { partsBy } from "../study/parts.js";
import { runsOf } from "../study/runs.js";
import { allowUnchanged } from "../trust.js";

/** @param commands those that may begin runs */
export const resume = (commands: readonly Command[]): Implementation => ({
  async run(call) {
    const folder = call.args[0] as string;
    const given = await readOptions(call);
    const { io } = call;
    const opened = await openRun(folder);
    const { known, kind, config } = opened;
    const hasParts = commands.some(({ name, options }) => name === known.command && options.includes("engine"));
    const idle = hasParts ? undefined : partsOptions.find((name) => given.options[name] !== undefined);
    check(idle === undefined, `${folder} holds ${heldIn(known)}, to which ${flagOf(idle ?? "")} says nothing; leave it out`);
    const asked = given.options.processes as number | undefined;
    const shares = commands.some(({ name, options }) => name === known.command && options.includes("processes"));
    check(
      asked === undefined || shares,
      `${folder} holds ${heldIn(known)}, which one process computes: --processes says nothing to it; leave it out`,
    );
    const parts = hasParts ? partsBy(given, runsOf(commands), call) : undefined;
    const result = kind.readResult(folder);
    const diverged = kind.diverged?.(folder);
    if (result === undefined && diverged !== undefined)
      throw new InputError(`${folder} has diverged, and would again from the same options: ${diverged}`);
    const left = result === undefined ? undefined : kind.left?.(folder, config, result);
    if (result !== undefined && !given.quiet) io.stderr.write(`${folder} is finished; nothing is left to do\n`);
    // A file that was changed is refused before anything else.
    if (result === undefined || left) await allowUnchanged(kind.program(config), join(folder, configFile), call);
    if (result !== undefined) {
      await left?.();
      return finish(folder, opened, result, io, given);
    }
    const { subject, options } = kind.asked(config, folder);
    // A config.json that was changed by hand fails here, with the name of the option.
    const prepared = await kind.prepare({ subject, options: withProcesses(options, given) });
    check(prepared.alone === undefined || (asked ?? 1) === 1, `${prepared.alone}; leave it out`);
    if (!given.quiet) warnOfOtherVersions(config.versions, io);
    await carryOut(folder, opened, prepared, io, given, parts);
  },
});
