/** A table of a paper as a study: what runs, and which of its numbers stand beside which of the paper's. */
import type { StudyInput } from "../check.js";
import type { Shown } from "../types.js";

export type Form = "full" | "quick";

export interface PaperTable {
  readonly name: string;
  /** One line. */
  readonly summary: string;
  /** The paper, and which table or figure of it. */
  readonly reference: string;
  /** What is done as there, and what is not: sentences. */
  readonly protocol: readonly string[];
  /** How long each form takes on two cores, in words. */
  readonly takes: Readonly<Record<Form, string>>;
  study(form: Form): Omit<StudyInput, "name">;
  /** Parts of it, each with a figure. Of what a form does not run, rows are left out. */
  readonly parts: readonly Part[];
  /** In their place: problems that papers compare themselves on, by policies that are trained in a stage `train`, and evaluated in `each` and `best`. */
  readonly benchmarks?: readonly Benchmark[];
}

/** A problem on which published numbers stand. */
export interface Benchmark {
  /** A few words: "Two sources, T = 30". */
  readonly name: string;
  /** Prior, where can be measured, what comes out: words, without a full stop. */
  readonly task: string;
  /** Options by which its cells are known, in all stages. */
  readonly cell: Readonly<Record<string, Shown>>;
  /** Further options of `floe train`, as they reached the numbers in docs/benchmarks.md. */
  readonly train: Readonly<Record<string, unknown>>;
  /** Options of `floe evaluate`: contrasts as in print, experiments for ten minutes of a core at most. */
  readonly evaluate: Readonly<Record<string, number>>;
  readonly published: readonly Published[];
}

export interface Published {
  /** Of the method. */
  readonly name: string;
  /** Nats: a lower bound, or the exact gain. */
  readonly value: number;
  readonly upper?: number;
  /** What it took, as far as that is known. */
  readonly cost?: string;
}

export interface Part {
  /** A word or two: the figure's file, too. */
  readonly name: string;
  readonly title: string;
  /** What its numbers are, with their unit: the vertical axis. */
  readonly of: string;
  /** What its columns are: the horizontal axis, where they are numbers. */
  readonly along: string;
  readonly columns: readonly (number | string)[];
  /** What is true in each column; absent: nobody knows, or it is another in each row. */
  readonly truth?: readonly number[];
  readonly rows: readonly Row[];
  /** Whether the vertical axis is logarithmic. */
  readonly log?: true;
  /** "Reproduced" is: ours at least the published one, less this. Of the full form. */
  readonly atLeastLess?: number;
  /** Two rows of which it is said, column by column, which is lower. */
  readonly lower?: readonly [string, string];
  /** What the paper says of it, to be answered yes, no, or not told apart. */
  readonly claims?: readonly Claim[];
}

export interface Claim {
  /** As the paper has it: a sentence, without its full stop. */
  readonly says: string;
  /** undefined where too little is done to tell. */
  holds(rows: readonly ComparedRow[], columns: Part["columns"]): Answer | undefined;
}

export interface Answer {
  readonly holds: "yes" | "no" | "not told apart";
  /** Its figures: a sentence, without its full stop. */
  readonly why: string;
}

/** `answer` is absent where too little is done. */
export interface AnsweredClaim {
  readonly says: string;
  readonly answer?: Answer;
}

export interface Row {
  readonly label: string;
  /** One a column. */
  readonly entries: readonly Entry[];
}

export interface Entry {
  /** Options by which its cells are known. */
  readonly cell: Readonly<Record<string, Shown>>;
  /** Names of the study's `read`: the number, and its error within one run. */
  readonly read: string;
  readonly se?: string;
  /** The paper's; null where it prints none. */
  readonly published: number | null;
}

/** Ours: mean over seeds, or of one run. */
export interface Ours {
  readonly value: number;
  /** Over seeds where there are several, else within the run; null where nothing tells. */
  readonly se: number | null;
  readonly runs: number;
}

export interface ComparedRow {
  readonly label: string;
  /** null where the cell is not done, or gave no number. */
  readonly ours: readonly (Ours | null)[];
  readonly published: readonly (number | null)[];
  /** Of all its cells. */
  readonly seconds: number | null;
}

export interface ComparedPart extends Omit<Part, "rows" | "claims"> {
  readonly rows: readonly ComparedRow[];
  readonly claims: readonly AnsweredClaim[];
  /** What it comes to, in sentences. */
  readonly words: readonly string[];
}

/** Beside one published number: above it by two standard errors, below, or neither. */
export type Met = "yes" | "no" | "not told apart";

export interface ComparedBenchmark extends Pick<Benchmark, "name" | "task"> {
  /** The line that trains its policies. */
  readonly command: string;
  /** Of an evaluation. */
  readonly contrasts: number | null;
  readonly experiments: number | null;
  /** The policy with the best lower bound of all seeds, by experiments that have not chosen it. */
  readonly best: { readonly lower: Ours; readonly upper: Ours | null; readonly seed: Shown } | null;
  /** Of the lower bounds of all seeds' policies: their mean with its error over seeds, and how far they are from each other. */
  readonly mean: (Ours & { readonly sd: number | null; readonly values: readonly number[] }) | null;
  /** The best static design, by the runs' own experiments and fewer contrasts. */
  readonly fixed: Ours | null;
  readonly published: readonly (Published & { readonly met: Met | null; readonly metByMean: Met | null })[];
  /** Of one policy's training and of one evaluation, means over what there is. */
  readonly seconds: { readonly training: number | null; readonly evaluation: number | null };
}

/** comparison.json */
export interface Comparison {
  readonly kind: "comparison";
  readonly table: string;
  readonly form: Form;
  readonly reference: string;
  readonly protocol: readonly string[];
  readonly parts: readonly ComparedPart[];
  readonly benchmarks?: readonly ComparedBenchmark[];
  readonly cells: { readonly all: number; readonly done: number };
  /** Of all cells together. */
  readonly seconds: number;
  readonly version: string;
  readonly warnings: readonly string[];
}
