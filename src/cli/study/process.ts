/** A process of one's own for the cells of a study. */
import { startHelper } from "../../basics/processes/ask.js";
import type { CellEnd, CellProcess } from "../../studies/engines/engine.js";

/** Words behind `floe`. */
export interface CellRequest {
  readonly words: readonly string[];
}

export function startCellProcess(closing: AbortSignal, at?: string): CellProcess {
  const helper = startHelper<CellRequest, number, CellEnd>(new URL("./child.js", import.meta.url), closing, { folder: at });
  return { run: ({ words }, signal) => helper.ask({ words }, signal), close: helper.close };
}
