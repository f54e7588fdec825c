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
  readonly pace?: Pace;
}

interface Known {
  readonly pace?: Pace;
  /** Names of cells that were done when somebody looked: they stay so. */
  readonly done?: ReadonlySet<string>;
}

export async function statusOf(folder: string, plan: Plan, runs: Runs, { pace, done }: Known = {}): Promise<StudyStatus> {
  const states: (readonly [Cell, CellState])[] = [];
  for (const cell of plan.cells) states.push([cell, done?.has(cell.name) ? { kind: "done" } : await stateOf(folder, cell, runs)]);
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

export function statusWords(folder: string, { cells, done, waiting, begun, running, failed, pace }: StudyStatus): string {
  const parts = [
    `${done} done`,
    ...(running.length > 0 ? [`${running.length} running`] : []),
    ...(failed.length > 0 ? [`${failed.length} failed`] : []),
    ...(begun > 0 ? [`${begun} begun`] : []),
    ...(waiting > 0 ? [`${waiting} waiting`] : []),
  ];
  const left = pace?.secondsLeft === undefined ? "" : `, about ${duration(pace.secondsLeft, 2)} left`;
  return [
    `${calledIn(folder)}: ${counted(cells, "cell")}: ${parts.join(", ")}`,
    ...(pace && running.length > 0 ? [`${pace.cellsAMinute.toPrecision(2)} cells a minute${left}`] : []),
    ...running.map(
      ({ cell, holder, lock }) =>
        `running  ${cell}  (${holder}${isKnown(holder, lock) ? "" : ` if that one is gone, delete ${lock}`})`,
    ),
    ...byReason(failed).map(({ reason, cells: own }) => {
      const [first, ...others] = own.map(({ cell, attempts }) => `${cell}${attempts > 1 ? ` (${attempts} times)` : ""}`);
      return others.length === 0
        ? `failed   ${first}: ${reason}`
        : `failed   ${counted(own.length, "cell")}: ${reason}\n${[first, ...others].map((cell) => `           ${cell}`).join("\n")}`;
    }),
  ].join("\n");
}

/** Failures that have one reason, together: in the order in which each first comes. */
export function byReason<Failed extends { readonly reason: string }>(
  failed: readonly Failed[],
): { readonly reason: string; readonly cells: readonly Failed[] }[] {
  const reasons = [...new Set(failed.map(({ reason }) => reason))];
  return reasons.map((reason) => ({ reason, cells: failed.filter((one) => one.reason === reason) }));
}
