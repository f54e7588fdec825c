/** A design run in pieces that need nothing of each other while they run: restarts and evaluations. Each can run here or in another process. */

import type { Estimate, Gain } from "../contracts/gain.js";
import type { Checkpoint } from "../contracts/values.js";
import type { Evaluation } from "../information/evaluation/task.js";
import type { Metric, PortableCritic, TrainedPolicy } from "../records/types.js";

/** One training from one start design. */
export interface RestartPiece {
  readonly kind: "restart";
  readonly index: number;
  /** Where an adaptive policy starts; without it a static design is trained. */
  readonly start?: readonly number[];
}

/** What one policy is worth. */
export interface EvaluationPiece {
  readonly kind: "evaluation";
  readonly name: string;
  /** What is evaluated: a design, an adaptive policy, or the policy of the registry under this name. */
  readonly design?: readonly number[];
  readonly policy?: TrainedPolicy;
  /** After so many measurements; absent: after all of them. */
  readonly measurements?: number;
  /** The critic after all of them, which the one to be trained begins from. */
  readonly warm?: PortableCritic;
}

export type Piece = RestartPiece | EvaluationPiece;

/** What a piece tells while it runs; all of it can be sent to another process. */
export interface PieceEvent {
  readonly phase: string;
  /** Share of this piece that is done. */
  readonly fraction: number;
  readonly bound?: number;
  readonly se?: number;
  /** For the run's log; shown once. */
  readonly note?: string;
  readonly metric?: Omit<Metric, "seconds">;
  /** Now and then, a copy of where the piece stands: with it, the piece goes on bit for bit. */
  readonly state?: Checkpoint;
}

/** A finished training. */
export interface FinishedRestart {
  readonly design: number[];
  /** Its bound on fresh samples, the same for all restarts. */
  readonly compared: Estimate;
  readonly steps: number;
  /** The last training bound, nats. */
  readonly bound: { readonly value: number; readonly se: number };
  /** What was trained, where it is more than a design; `design` is then the mean of its designs. */
  readonly policy?: TrainedPolicy;
}

/** `notes` are what the user must be told. */
export type PieceResult =
  | { readonly kind: "restart"; readonly finished: FinishedRestart; readonly notes: readonly string[] }
  | { readonly kind: "evaluation"; readonly gain: Gain; readonly fresh?: Evaluation["fresh"]; readonly notes: readonly string[] };

export type RunningPiece = AsyncGenerator<PieceEvent, PieceResult>;

/** A name for records and messages: "restart 0", "random", "policy after 2". */
export function nameOf(piece: Piece): string {
  if (piece.kind === "restart") return `restart ${piece.index}`;
  return piece.measurements === undefined ? piece.name : `${piece.name} after ${piece.measurements}`;
}

/** Whether it is about an experiment that stops before its last measurement. */
export const isEarlier = (piece: Piece): boolean => piece.kind === "evaluation" && piece.measurements !== undefined;

/**
 * Whether somebody needs the critic of this evaluation in a run that trains a policy: earlier steps begin from the last one's, beliefs are read
 * from the policy's.
 */
export function isReadAgain(piece: Piece): boolean {
  if (piece.kind !== "evaluation") return false;
  return piece.policy !== undefined || (piece.design !== undefined && !isEarlier(piece));
}

/** What a piece is about, whole or stopped early. */
export const subjectOf = (piece: Piece): string => (piece.kind === "evaluation" ? piece.name : nameOf(piece));
