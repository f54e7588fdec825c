/** The program of a process that helps a design run: runs one piece after the other. */

import { serve, type Wish } from "../../basics/processes/serve.js";
import { startBackend } from "../../engine/backend.js";
import { guardProcess } from "../../loading/guard.js";
import { userError } from "../../loading/importUserFile.js";
import { checkDesignOptions } from "../../options/check.js";
import { type DesignJob, resolveDesign } from "../job.js";
import type { PieceEvent, PieceResult } from "../piece.js";
import type { Banks } from "./banks.js";
import type { PieceRequest, RemoteInput } from "./messages.js";
import { runPiece } from "./runPiece.js";

let job: DesignJob;
let sharesBanks = false;

serve(work, { guard: guardProcess, explained: userError });

async function* work(
  request: PieceRequest,
  signal: AbortSignal,
  wish: Wish,
): AsyncGenerator<PieceEvent, PieceResult | undefined> {
  if (request.type === "run") {
    const banks: Banks | undefined = sharesBanks ? wish : undefined;
    return yield* runPiece(job, request.piece, { saved: request.saved, banks }, signal);
  }
  job = await open(request.input);
  sharesBanks = request.sharesBanks;
  return undefined;
}

async function open(input: RemoteInput): Promise<DesignJob> {
  const options = checkDesignOptions(input);
  await startBackend(options.backend);
  return resolveDesign(options);
}
