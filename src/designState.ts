/** Where a design run stands: kept in its checkpoint, so that a killed run goes on bit for bit. */
import { packState, type TrainState, unpackState } from "./trainState.js";
import type { Checkpoint, Estimate, Gain } from "./types.js";

/** A finished training. */
export interface FinishedRestart {
  readonly design: number[];
  /** Its bound on fresh samples, the same for all restarts. */
  readonly compared: Estimate;
  readonly steps: number;
  /** The last training bound, nats. */
  readonly bound: { readonly value: number; readonly se: number };
}

export interface DesignRunState {
  readonly finished: FinishedRestart[];
  readonly evaluations: Record<string, Gain>;
  readonly warnings: string[];
  /** Seconds of computing before this process. */
  seconds: number;
  /** The training that is under way. */
  training: TrainState | undefined;
}

export function initialRunState(): DesignRunState {
  return { finished: [], evaluations: {}, warnings: [], seconds: 0, training: undefined };
}

export function packRun({ training, ...state }: DesignRunState): Checkpoint {
  const packed = training && packState(training);
  return { state: { ...state, training: packed?.state ?? null }, arrays: packed?.arrays ?? {} };
}

export function unpackRun({ state, arrays }: Checkpoint): DesignRunState {
  const { training, ...rest } = state as Omit<DesignRunState, "training"> & { training: unknown };
  return { ...rest, training: training === null ? undefined : unpackState({ state: training, arrays }) };
}
