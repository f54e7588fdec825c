/** The program of a process that helps a design run: runs one piece after the other. */

import { serve } from "../../basics/processes/serve.js";
import { startBackend } from "../../engine/backend.js";
import { guardProcess } from "../../loading/guard.js";
import { userError } from "../../loading/importUserFile.js";
import { checkDesignOptions } from "../../options/check.js";
import { type DesignJob, resolveDesign } from "../job.js";
import type { PieceEvent, PieceResult } from "../piece.js";
import type { PieceRequest, RemoteInput } from "./messages.js";
import { runPiece } from "./runPiece.js";

let job: DesignJob;

serve(work, { guard: guardProcess, explained: userError });

async function* work(request: PieceRequest, signal: AbortSignal): AsyncGenerator<PieceEvent, PieceResult | undefined> {
  if (request.type === "run") return yield* runPiece(job, request.piece, request.saved, signal);
  job = await open(request.input);
  return undefined;
}

async function open(input: RemoteInput): Promise<DesignJob> {
  const options = checkDesignOptions(input);
  await startBackend(options.backend);
  return resolveDesign(options);
}
