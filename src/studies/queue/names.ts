/** What coordinator and workers say to each other through Redis, and by which names. */
import { z } from "zod";
import { InputError } from "../../basics/errors.js";
import { jsonOf } from "../../basics/reading.js";
import { checked, parts } from "../../records/checked.js";
import { cellSchema } from "../folder.js";
import type { Cell } from "../types.js";

/** Cells of one version of Floe go to workers of the same: results of two are not to be mixed. A colon would be BullMQ's own. */
export const queueName = (version: string): string => `floe-${version}`;

/** One cell, once: as long as it waits or is worked on, it is not taken in again. */
export const jobName = (study: string, cell: Pick<Cell, "name">): string => `${study}-${cell.name}`;

/** What ended, a list: it stays until the coordinator has seen to it. */
export const endedList = (study: string): string => `floe:${study}:ended`;
/** Names of cells that have ended well, for workers who do not see the study's folder. */
export const doneSet = (study: string): string => `floe:${study}:done`;
/** Run folders on their way, in pieces. */
export const parcel = (study: string, cell: string, number: string): string => `floe:${study}:parcel:${cell}:${number}`;

/** Nobody comes for it after a month. */
export const secondsKept = 30 * 24 * 3600;

const jobSchema = z.object({
  study: z.string().regex(/^[0-9a-f]{32}$/),
  /** Of the study, for people. */
  title: parts.text,
  /** The study's folder, and where it was begun, on the coordinator's machine. */
  folder: parts.path,
  at: parts.path,
  cell: cellSchema,
});
/** What a worker is given. */
export type Job = Omit<z.output<typeof jobSchema>, "cell"> & { readonly cell: Cell };

const endSchema = z.object({
  cell: parts.text,
  code: z.int(),
  said: parts.text,
  /** Where the run folder is to be had, unless it is in the study's folder already. */
  parcel: z.object({ key: parts.text, pieces: parts.count, sha256: parts.text }).optional(),
});
/** What a worker answers. */
export type Ended = z.output<typeof endSchema>;
export type Parcel = NonNullable<Ended["parcel"]>;

export const readJob = (content: unknown): Job => read(jobSchema, content, "a cell of the queue") as Job;
export const readEnded = (text: string): Ended => read(endSchema, jsonOf(text), "an answer of a worker");

function read<T>(schema: z.ZodType<T>, content: unknown, what: string): T {
  const found = checked(schema, content);
  if (found.damage !== undefined) throw new InputError(`${what} is not of this version of Floe: ${found.damage}`);
  return found.record;
}
