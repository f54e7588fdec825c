/** Where a run goes when nothing is said. */
import { existsSync } from "node:fs";
import { join } from "node:path";

/** runs/design-linear-20260102-030405, with a number behind it when two runs begin in one second. */
export function freshFolder(about: string): string {
  const time = new Date().toISOString().replaceAll(/[-:]/g, "").replace("T", "-").slice(0, 15);
  const folder = join("runs", `${about}-${time}`);
  if (!existsSync(folder)) return folder;
  for (let i = 2; ; i++) if (!existsSync(`${folder}-${i}`)) return `${folder}-${i}`;
}
