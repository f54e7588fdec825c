/** Who is there: workers and coordinators say so every few seconds, and are forgotten when they do not. */
import { hostname } from "node:os";
import type { Redis } from "ioredis";
import { z } from "zod";
import { jsonOf } from "../../basics/reading.js";
import { version } from "../../basics/version.js";
import { checked, parts } from "../../records/checked.js";

export const millisecondsBetweenSigns = 2_000;
const secondsOfSign = 15;

const signSchema = z.object({
  id: parts.text,
  host: parts.text,
  pid: parts.count,
  version: parts.text,
  /** What it works on: a study's title, or of a worker its cells with what is done of each. */
  title: parts.text.optional(),
  cells: z.array(z.object({ study: parts.text, cell: parts.text, share: parts.number })).optional(),
});
export type Sign = z.output<typeof signSchema>;

export type Part = "worker" | "study";

export const ownSign = (id: string, more: Partial<Sign> = {}): Sign => ({
  ...{ id, host: hostname(), pid: process.pid, version },
  ...more,
});

const all = (part: Part): string => `floe:${part}s`;
const one = (part: Part, id: string): string => `floe:${part}:${id}`;

export async function show(redis: Redis, part: Part, sign: Sign): Promise<void> {
  await redis.multi().sadd(all(part), sign.id).set(one(part, sign.id), JSON.stringify(sign), "EX", secondsOfSign).exec();
}

export async function leave(redis: Redis, part: Part, id: string): Promise<void> {
  await redis.multi().srem(all(part), id).del(one(part, id)).exec();
}

export async function present(redis: Redis, part: Part): Promise<Sign[]> {
  const ids = await redis.smembers(all(part));
  if (ids.length === 0) return [];
  const texts = await redis.mget(ids.map((id) => one(part, id)));
  const gone = ids.filter((_, i) => texts[i] === null);
  if (gone.length > 0) await redis.srem(all(part), ...gone);
  return texts.flatMap((text) => {
    const found = text === null ? undefined : checked(signSchema, jsonOf(text));
    return found && found.damage === undefined ? [found.record] : [];
  });
}
