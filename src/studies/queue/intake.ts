/** What workers have answered, brought into the study's folder. An answer stays in Redis until it is: a coordinator may be killed over it. */
import { firstLineOf } from "../../basics/errors.js";
import { exits } from "../engines/slot.js";
import { cellFolder } from "../folder.js";
import type { Cell, Runs } from "../types.js";
import type { Link } from "./link.js";
import { doneSet, type Ended, endedList, readEnded } from "./names.js";
import { receive } from "./parcels.js";

/** As many answers at once. */
const mostAtOnce = 200;

export interface Came {
  /** Why it failed; without it the cell is done. */
  readonly failure?: string;
  /** Why it is done without a result. */
  readonly diverged?: string;
}

/** @param cells all of the study, by their names @returns how many were taken in */
export async function takeIn(
  { redis }: Link,
  study: string,
  { folder, cells, runs }: { readonly folder: string; readonly cells: ReadonlyMap<string, Cell>; readonly runs: Runs },
  tell: (cell: Cell, came: Came) => void,
): Promise<number> {
  const texts = await redis.lrange(endedList(study), 0, mostAtOnce - 1);
  for (const text of texts) {
    const ended = readEnded(text);
    const cell = cells.get(ended.cell);
    if (cell) {
      const came = await arrived(ended, cell);
      if (came.failure !== undefined) await redis.srem(doneSet(study), cell.name);
      tell(cell, came);
    }
    if (ended.parcel) await redis.del(ended.parcel.key);
  }
  if (texts.length > 0) await redis.ltrim(endedList(study), texts.length, -1);
  return texts.length;

  async function arrived({ code, said, parcel }: Ended, cell: Cell): Promise<Came> {
    if (code !== exits.done) return { failure: said };
    const place = cellFolder(folder, cell);
    const finished = () => runs.finished(place).catch(() => undefined);
    try {
      // Two may have computed it, where a worker was lost for a while and came back: the first counts.
      if (parcel && (await finished()) === undefined) await receive(redis, parcel, place);
    } catch (error) {
      return { failure: firstLineOf(error) };
    }
    const found = await finished();
    if (!found) return { failure: "a worker says that it is done, and its folder has no result" };
    return found.diverged === undefined ? {} : { diverged: found.diverged };
  }
}
