/** How far a design run is: one display for everything that runs at the same time. */

import { withoutGaps } from "../basics/withoutGaps.js";
import type { Progress } from "../contracts/values.js";
import { baselines } from "./baselines.js";
import type { DesignJob } from "./job.js";
import type { Piece, PieceEvent } from "./piece.js";
import type { DesignRunState } from "./state.js";

/** Share of the progress bar that all trainings have together; the evaluations have the rest. */
const trainingShare = 0.7;

/** How many policies are evaluated: what was trained, after each measurement where that is wanted, and what it is compared with. */
export function evaluationsOf({ simulator, adaptive, versus, free }: DesignJob): number {
  const own =
    (simulator.passive ? 1 : 0) +
    (versus ? versus.length + (adaptive ? 0 : 1) : 0) +
    (typeof adaptive?.greedy === "object" ? 1 : 0) +
    (free ? 1 : 0) +
    (adaptive?.horizons?.shorter.length ?? 0);
  return own + Object.keys(baselines).length + (adaptive ? (adaptive.from ? 3 : 2) * (1 + adaptive.prefixes.length) : 1);
}

/** @param running what the pieces that run told last */
export function progressOf(job: DesignJob, state: DesignRunState, running: readonly RunningEvent[]): Progress {
  const training = trainingShare / (job.training.restarts + (job.adaptive ? 1 : 0) + (job.free ? job.training.restarts : 0));
  const free = job.training.restarts * training;
  const each = { restart: training, adaptive: training, free, evaluation: (1 - trainingShare) / evaluationsOf(job) };
  const trained = Object.keys(state.finished).length + Object.keys(state.failed).length + (state.policy ? 1 : 0);
  const done =
    training * trained +
    (state.free ? free : 0) +
    each.evaluation * Object.keys({ ...state.evaluations, ...state.leftOut }).length;
  const fraction = Math.min(
    1,
    running.reduce((sum, { kind, event }) => sum + each[kind] * event.fraction, done),
  );
  const events = running.map(({ event }) => event).filter(({ phase }) => phase !== "");
  const phase = events.map((event) => event.phase).join(" + ");
  const bounds = events.filter(({ bound }) => bound !== undefined);
  const best = bounds.sort((a, b) => (b.bound as number) - (a.bound as number))[0];
  return {
    phase,
    fraction,
    ...withoutGaps({ bound: best?.bound, se: best?.se }),
  };
}

export interface RunningEvent {
  readonly kind: Piece["kind"];
  readonly event: PieceEvent;
}
