/** The run that this command works on, once there is one: where its details belong, and how it is gone on with. */
import { quoted } from "../io.js";
import { tellSupervisor } from "../supervision/channel.js";
import { trustFlag } from "../trust.js";

let folder: string | undefined;

/** From now on there is something to go on with. */
export function beginWork(run: string, program?: string): void {
  folder = run;
  tellSupervisor({ type: "begun", resume: resumeLine(run, program) });
}

/** Of the next command in this process. */
export function forgetWork(): void {
  folder = undefined;
}

export const currentRun = (): string | undefined => folder;

/** @param program of the user's that the run folder names, and the line does not */
export const resumeLine = (run: string, program?: string): string => `floe resume ${quoted(run)}${trustFlag(program)}`;
