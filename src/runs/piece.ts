/** A design run in pieces that need nothing of each other while they run: restarts and evaluations. Each can run here or in another process. */

import type { Estimate, Gain } from "../contracts/gain.js";
import type { Checkpoint } from "../contracts/values.js";
import type { Evaluation } from "../information/evaluation/task.js";
import { type greedyName, ownNames } from "../records/comparedNames.js";
import type { Metric, PortableCritic, TrainedPolicy } from "../records/types.js";

/** One training of a static design from one start. */
export interface RestartPiece {
  readonly kind: "restart";
  /** Among the run's trainings: its metrics and its key go by it. */
  readonly index: number;
}

/** The training of an adaptive policy. */
export interface PolicyPiece {
  readonly kind: "adaptive";
  /** Among the run's trainings, after those of its restarts. */
  readonly index: number;
  /** The static design that it starts from. */
  readonly start: readonly number[];
}

/** The trainings of the design without windows, spacing and grid: what these cost is measured against it. It leaves no metrics. */
export interface FreePiece {
  readonly kind: "free";
}

export type TrainingPiece = RestartPiece | PolicyPiece;

/** Whether it leaves metrics, and is saved on its way. */
export const isTraining = (piece: Piece): piece is TrainingPiece => piece.kind === "restart" || piece.kind === "adaptive";

/** What is evaluated. */
export type Subject =
  /** What the run is for: the best static design, or the policy. */
  | { readonly kind: "optimised"; readonly design: readonly number[] }
  | { readonly kind: "trained"; readonly policy: TrainedPolicy }
  /** The policy from which its training went on, as it was. */
  | { readonly kind: "unrefined"; readonly policy: TrainedPolicy }
  /** The best static design beside the policy that started from it. */
  | { readonly kind: "planned"; readonly design: readonly number[] }
  /** The best design without the constraints. */
  | { readonly kind: "free"; readonly design: readonly number[] }
  /** The best static design with measurements apart that lie nearer than people can take them. */
  | { readonly kind: "spaced"; readonly design: readonly number[] }
  /** A member of `baselines`. */
  | { readonly kind: "baseline"; readonly name: string }
  /** No measurement at all, where something is passive. */
  | { readonly kind: "unmeasured" }
  /** The policy that looks one measurement ahead. */
  | { readonly kind: "greedy"; readonly name: typeof greedyName }
  /** A design of the user's, by a name of its own, or the best static design in a person's digits. */
  | { readonly kind: "rival"; readonly name: string; readonly design: readonly number[] };

/** What one subject is worth. */
export interface EvaluationPiece {
  readonly kind: "evaluation";
  readonly of: Subject;
  /** After so many measurements; absent: after all of them. */
  readonly measurements?: number;
  /** In an experiment of so many, which the policy knows beforehand; absent: of the run's own. */
  readonly horizon?: number;
  /** The critic after all of them, which the one to be trained begins from. */
  readonly warm?: PortableCritic;
}

export type Piece = TrainingPiece | FreePiece | EvaluationPiece;

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
  /** Of a policy, the mean of its designs. */
  readonly design: number[];
  /** Its bound on fresh samples, the same for all restarts. */
  readonly compared: Estimate;
  readonly steps: number;
  /** Experiments that were simulated for it, where simulations are all that there is. */
  readonly simulations?: number;
  /** What moved the design, where simulations are all that there is. */
  readonly optimizer?: string;
  /** The last training bound, nats. */
  readonly bound: { readonly value: number; readonly se: number };
}

/** The finished training of a policy. */
export interface FinishedPolicy extends FinishedRestart {
  readonly index: number;
  readonly policy: TrainedPolicy;
}

/** `notes` are what the user must be told. */
export type PieceResult =
  | { readonly kind: "restart"; readonly finished: FinishedRestart; readonly notes: readonly string[] }
  | { readonly kind: "adaptive"; readonly finished: FinishedPolicy; readonly notes: readonly string[] }
  | { readonly kind: "free"; readonly design: readonly number[]; readonly notes: readonly string[] }
  | {
      readonly kind: "evaluation";
      readonly gain: Gain;
      readonly fresh?: Evaluation["fresh"];
      /** That a decision took, where it was computed. */
      readonly seconds?: number;
      readonly notes: readonly string[];
    };

export type RunningPiece = AsyncGenerator<PieceEvent, PieceResult>;

/** What the training of a policy is called. */
export const policyTraining = "the policy's training";

/** A name for messages, and no other piece's: "restart 0", "random", "policy after 2". */
export function nameOf(piece: Piece): string {
  if (piece.kind === "evaluation") return evaluationName(subjectName(piece.of), piece.measurements, piece.horizon);
  if (piece.kind === "free") return "the training without constraints";
  return piece.kind === "restart" ? `restart ${piece.index}` : policyTraining;
}

/** By which its gain stands in a run's state. @param measurements absent: all of them @param horizon absent: the run's own */
export function evaluationName(subject: string, measurements?: number, horizon?: number): string {
  if (horizon !== undefined) return `${subject} of ${horizon}`;
  return measurements === undefined ? subject : `${subject} after ${measurements}`;
}

/** What subjects are called in records and messages; a baseline has a name of its own. */
export const subjectNames = ownNames satisfies Partial<Record<Subject["kind"], string>>;

type Named = Extract<Subject, { readonly name: string }>;

const isNamed = (of: Subject): of is Named => of.kind === "baseline" || of.kind === "rival" || of.kind === "greedy";

export const subjectName = (of: Subject): string => (isNamed(of) ? of.name : subjectNames[of.kind]);

/** Whether it is only there for what the run is for to be compared with. */
export const isBeside = (of: Subject): boolean =>
  isNamed(of) || of.kind === "free" || of.kind === "spaced" || of.kind === "unmeasured";

/** Whether a run's result cannot stand without it. */
export const isMain = ({ kind }: Subject): boolean => kind === "optimised" || kind === "trained";

/** Whether it is about an experiment that has fewer measurements than the run's own, or stops before its last one. */
export const isEarlier = ({ measurements, horizon }: EvaluationPiece): boolean =>
  measurements !== undefined || horizon !== undefined;

/**
 * Whether somebody needs the critic of this evaluation: earlier steps begin from the last one's, beliefs are read from the policy's, and what is
 * inferred at the design that was found from that of the design.
 */
export function isReadAgain(piece: EvaluationPiece): boolean {
  return piece.of.kind === "trained" || (!isBeside(piece.of) && !isEarlier(piece));
}
