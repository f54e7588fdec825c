/** The program of a process that helps a comparison: trains one cell after the other. */
import { serve } from "../../src/basics/processes/serve.js";
import { startBackend } from "../../src/engine/backend.js";
import { guardProcess } from "../../src/loading/guard.js";
import { userError } from "../../src/loading/importUserFile.js";
import { loadFamily } from "../ownFamily.js";
import type { CellRequest } from "./messages.js";
import { trainCell } from "./trainCell.js";

serve(work, { guard: guardProcess, explained: userError });

async function* work({ cell, backend, familyFile }: CellRequest, signal: AbortSignal): AsyncGenerator<number, void> {
  await startBackend(backend);
  yield* trainCell(cell, familyFile === undefined ? undefined : await loadFamily(familyFile), signal);
}
