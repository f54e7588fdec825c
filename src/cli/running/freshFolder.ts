/** Where a run goes when nothing is said. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { timeStamp } from "../../basics/files.js";

/** runs/design-linear-20260102-030405, with a number behind it when two runs begin in one second. */
export function freshFolder(about: string): string {
  const folder = join("runs", `${about}-${timeStamp()}`);
  if (!existsSync(folder)) return folder;
  for (let i = 2; ; i++) if (!existsSync(`${folder}-${i}`)) return `${folder}-${i}`;
}
