/** One training of a comparison, wherever this is called. */
import { carryOutTraining } from "../run.js";
import { openMetaStore } from "../store.js";
import type { TaskFamily } from "../types.js";
import type { Cell } from "./messages.js";

/**
 * Tells the share that is done, and goes on from what the cell's folder holds.
 * @param family one's own
 * @throws DivergedError; InterruptedError after the signal, with everything so far saved
 */
export async function* trainCell(cell: Cell, family?: TaskFamily, signal?: AbortSignal): AsyncGenerator<number, void> {
  const { folder, training, validationOnly } = cell;
  const given = { ...(family ? { family } : {}), ...(signal ? { signal } : {}) };
  const steps = carryOutTraining(training, { store: openMetaStore(folder), validationOnly, ...given });
  for await (const { fraction } of steps) yield fraction;
}
