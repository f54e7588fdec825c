/** The run that this command works on, once there is one: where its details belong, and how it is gone on with. */
import { quoted } from "../io.js";
import { tellSupervisor } from "../supervision/channel.js";
import { trustFlag } from "../trust.js";

let folder: string | undefined;

/** From now on there is something to go on with. @param resume the line */
export function beginWork(run: string, resume: string): void {
  folder = run;
  tellSupervisor({ type: "begun", resume });
}

/** Of the next command in this process. */
export function forgetWork(): void {
  folder = undefined;
}

export const currentRun = (): string | undefined => folder;

/** @param program of the user's that the run folder names, and the line does not @param again words of this line that the next needs too */
export const resumeLine = (run: string, program?: string, again: readonly string[] = []): string =>
  [`floe resume ${quoted(run)}${trustFlag(program)}`, ...again].join(" ");
