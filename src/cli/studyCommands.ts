/** The commands of studies. What begins runs is handed in: a study's lines are read as any others. */
import { studyOptions } from "../options/table.js";
import { type Command, names } from "./command.js";

const study = ["<study>", "a study's file (.json, .yaml, .ts), or its folder"] as const;

/** @param others all commands but these */
export const studyCommands = (others: readonly Command[]): readonly Command[] => [
  {
    name: "study",
    summary: "a sweep: every combination of options and seeds as a run of its own, compared; the same line goes on with it",
    args: [study],
    options: names(studyOptions),
    extras: ["out", "json", "quiet", "trust"],
    examples: ["floe study sweep.yaml --dry-run", "floe study sweep.yaml --jobs 4 --only seed=0"],
    computes: true,
    load: async () => (await import("./commands/study.js")).study(others),
  },
  {
    name: "study status",
    summary: "what has become of a study's cells: done, running, failed with reasons, waiting; the pace and the time left",
    args: [study],
    options: [],
    extras: ["json"],
    examples: ["floe study status sweep.yaml", "floe study status runs/study-sweep --json"],
    load: async () => (await import("./commands/studyStatus.js")).studyStatus(others),
  },
  {
    name: "study results",
    summary: "what a study has found so far: a table of all cells, rankings with paired differences, a report",
    args: [study],
    options: [],
    extras: ["out", "json"],
    examples: ["floe study results sweep.yaml", "floe study results runs/study-sweep --out page.html"],
    load: async () => (await import("./commands/studyResults.js")).studyResults(others),
  },
  {
    name: "worker",
    summary: "carry out cells of studies that go through a queue (floe study --queue), on this machine, until Ctrl-C",
    args: [],
    options: ["queue", "jobs"],
    extras: ["out", "trust", "quiet"],
    examples: ["floe worker --queue redis://10.0.0.5:6379", "floe worker --jobs 2 --out /scratch/floe"],
    load: async () => (await import("./commands/worker.js")).worker(others),
  },
  {
    name: "reproduce",
    summary: "a table of a paper as a study: ours, published, truth, with errors; the same line goes on with it",
    args: [["[table]", "one of those that are listed without it"]],
    options: names(studyOptions),
    extras: ["quick", "out", "json", "quiet", "trust"],
    examples: ["floe reproduce", "floe reproduce staircase --quick --jobs 2"],
    computes: true,
    load: async () => (await import("./commands/reproduce.js")).reproduce(others),
  },
];
