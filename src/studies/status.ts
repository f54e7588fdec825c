/** What has become of all cells: for a terminal, and as status.json for whoever looks. */
import { basename, join } from "node:path";
import { BusyError } from "../basics/errors.js";
import { writeAtomically } from "../basics/files.js";
import { counted, duration } from "../basics/text.js";
import { prettyJson } from "../records/json.js";
import { lockFile } from "../records/runLock.js";
import { type CellState, calledIn, stateOf, studyFiles } from "./folder.js";
import type { Cell, Plan, Runs } from "./types.js";

export interface Pace {
  /** Cells that a process has brought to an end since it began, a minute. */
  readonly cellsAMinute: number;
  /** Until the last cell, at that pace; absent before a hundredth of all is done. */
  readonly secondsLeft?: number;
}

export interface StudyStatus {
  readonly study: string;
  readonly cells: number;
  readonly done: number;
  readonly waiting: number;
  /** Stopped, to go on where they were. */
  readonly begun: number;
  readonly running: readonly { readonly cell: string; readonly holder: string; readonly lock: string }[];
  readonly failed: readonly { readonly cell: string; readonly reason: string; readonly attempts: number }[];
  /** Done, without a result. */
  readonly diverged: readonly { readonly cell: string; readonly reason: string }[];
  /** Names of stages that have no cells yet. */
  readonly later: readonly string[];
  readonly pace?: Pace;
}

interface Known {
  readonly pace?: Pace;
  /** Names of cells that had results when somebody looked: they stay so. What is seen now joins them. */
  readonly done?: Set<string>;
}

export async function statusOf(folder: string, plan: Plan, runs: Runs, { pace, done }: Known = {}): Promise<StudyStatus> {
  const states: (readonly [Cell, CellState])[] = [];
  for (const cell of plan.cells) {
    const state: CellState = done?.has(cell.name) ? { kind: "done" } : await stateOf(folder, cell, runs);
    if (state.kind === "done" && state.diverged === undefined) done?.add(cell.name);
    states.push([cell, state]);
  }
  const count = (kind: CellState["kind"]) => states.filter(([, state]) => state.kind === kind).length;
  return {
    study: plan.name,
    cells: plan.cells.length,
    done: count("done"),
    waiting: count("waiting"),
    begun: count("begun"),
    running: states.flatMap(([{ name: cell }, state]) =>
      state.kind === "running" ? [{ cell, holder: state.holder, lock: state.lock }] : [],
    ),
    failed: states.flatMap(([{ name: cell }, state]) => (state.kind === "failed" ? [{ cell, ...state.failure }] : [])),
    diverged: states.flatMap(([{ name: cell }, state]) =>
      state.kind === "done" && state.diverged !== undefined ? [{ cell, reason: state.diverged }] : [],
    ),
    later: (plan.stages ?? []).filter((stage) => !plan.cells.some(({ varied }) => varied.stage === stage)),
    ...(pace ? { pace } : {}),
  };
}

/** Of several processes that share a study each writes it every second: one that comes between another's writing leaves it to that one. */
export function keepStatus(folder: string, status: StudyStatus): void {
  try {
    writeAtomically(join(folder, studyFiles.status), prettyJson(status));
  } catch (error) {
    if (!(error instanceof BusyError)) throw error;
  }
}

/** Of a process elsewhere nobody can know whether it is still there, unless it shows itself as whoever has claimed a cell does. */
const isKnown = (holder: string, lock: string): boolean => /^process \d+$/.test(holder) || basename(lock) !== lockFile;

export function statusWords(folder: string, status: StudyStatus): string {
  const { cells, done, waiting, begun, running, failed, diverged, later, pace } = status;
  const parts = [
    `${done} done${diverged.length > 0 ? ` (${diverged.length} diverged)` : ""}`,
    ...(running.length > 0 ? [`${running.length} running`] : []),
    ...(failed.length > 0 ? [`${failed.length} failed`] : []),
    ...(begun > 0 ? [`${begun} begun`] : []),
    ...(waiting > 0 ? [`${waiting} waiting`] : []),
  ];
  const left = pace?.secondsLeft === undefined ? "" : `, about ${duration(pace.secondsLeft, 2)} left`;
  return [
    `${calledIn(folder)}: ${counted(cells, "cell")}: ${parts.join(", ")}${later.length > 0 ? `; then ${later.join(", ")}` : ""}`,
    ...(pace && running.length > 0 ? [`${pace.cellsAMinute.toPrecision(2)} cells a minute${left}`] : []),
    ...running.map(
      ({ cell, holder, lock }) =>
        `running  ${cell}  (${holder}${isKnown(holder, lock) ? "" : ` if that one is gone, delete ${lock}`})`,
    ),
    ...byReason(failed).map(({ reason, cells: own }) =>
      reasonWords(
        "failed  ",
        reason,
        own.map(({ cell, attempts }) => `${cell}${attempts > 1 ? ` (${attempts} times)` : ""}`),
      ),
    ),
    ...byReason(diverged).map(({ reason, cells: own }) =>
      reasonWords(
        "diverged",
        reason,
        own.map(({ cell }) => cell),
      ),
    ),
  ].join("\n");
}

const reasonWords = (what: string, reason: string, [first, ...others]: readonly string[]): string =>
  others.length === 0
    ? `${what} ${first}: ${reason}`
    : `${what} ${counted(others.length + 1, "cell")}: ${reason}\n${[first, ...others].map((cell) => `           ${cell}`).join("\n")}`;

/** Failures that have one reason, together: in the order in which each first comes. */
export function byReason<Failed extends { readonly reason: string }>(
  failed: readonly Failed[],
): { readonly reason: string; readonly cells: readonly Failed[] }[] {
  const reasons = [...new Set(failed.map(({ reason }) => reason))];
  return reasons.map((reason) => ({ reason, cells: failed.filter((one) => one.reason === reason) }));
}
