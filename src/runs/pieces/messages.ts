/** What the main process and a helping process say to each other. */

import type { Checkpoint } from "../../contracts/values.js";
import type { DesignInput } from "../../options/check.js";
import type { Piece, PieceEvent, PieceResult } from "../piece.js";

/** A design run as another process can repeat it: the simulator by name or path, all options resolved. */
export type RemoteInput = DesignInput & { readonly simulator: string };

export type Request =
  | { readonly type: "open"; readonly input: RemoteInput }
  | { readonly type: "run"; readonly piece: Piece; readonly saved?: Checkpoint }
  | { readonly type: "stop" };

export type Answer =
  | { readonly type: "ready" }
  | { readonly type: "event"; readonly event: PieceEvent }
  | { readonly type: "done"; readonly result: PieceResult }
  /** `name` is that of the error's class: InputError and InterruptedError mean the same there and here. */
  | { readonly type: "failed"; readonly name: string; readonly message: string; readonly stack: string };
