/** Where a study's cells go, seen from a worker: into the study's own folder where that is shared, and by parcel elsewhere. */
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { writeAtomically } from "../../basics/files.js";
import { checked } from "../../records/checked.js";
import { damaged, prettyJson, readJson } from "../../records/json.js";
import type { Job } from "./names.js";

/** Says which study's folder this is: by it a worker knows that it sees the folder itself, and not another of the same name. */
const file = "queue.json";
const schema = z.object({ study: z.string().regex(/^[0-9a-f]{32}$/) });

/** What queues call the study of a folder, from now on. */
export function studyIn(folder: string): string {
  const found = readStudy(folder);
  if (found !== undefined) return found;
  const study = randomBytes(16).toString("hex");
  writeAtomically(join(folder, file), prettyJson({ study }));
  return study;
}

/** Whether the study's folder can be seen from here. */
export const sees = ({ folder, study }: Pick<Job, "folder" | "study">): boolean => readStudy(folder) === study;

function readStudy(folder: string): string | undefined {
  if (!existsSync(join(folder, file))) return undefined;
  const found = checked(schema, readJson(folder, file));
  if (found.damage !== undefined) throw damaged(join(folder, file), found.damage);
  return found.record.study;
}
