/** What the main process asks of a helping one; it tells the events of pieces. */

import type { Checkpoint } from "../../contracts/values.js";
import type { DesignInput } from "../../options/check.js";
import type { Piece } from "../piece.js";

/** A design run as another process can repeat it: the simulator by name or path, all options resolved. */
export type RemoteInput = DesignInput & { readonly simulator: string };

export type PieceRequest =
  | { readonly type: "open"; readonly input: RemoteInput; readonly sharesBanks: boolean }
  | { readonly type: "run"; readonly piece: Piece; readonly saved?: Checkpoint };
