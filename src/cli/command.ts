/** What a command is: its options, its call, its implementation. */
import type { OptionName } from "../options/table.js";
import type { Io } from "./io.js";

/** Options that are not about the computation, or belong to one command only. */
export const extras = {
  command: [
    "--command <line>",
    'in the place of a simulator, a program in any language: --command "python3 sim.py" (docs/programs.md)',
  ],
  design: [
    "--design <numbers>",
    'the design, numbers with commas between: --design 0.5,4,18; of several groups with semicolons: "0.5,4;1,18"',
  ],
  history: [
    "--history <file>",
    'what was measured so far: {"observations": [{"design": [12.5], "outcome": [31]}]}; - reads standard input',
  ],
  session: [
    "--session <file>",
    "where the session is kept, constraints too; one that is there goes on, and constraints given then replace all of its own",
  ],
  jsonl: [
    "--jsonl",
    'reads {"outcome": [31]}, {"design": [12.5], "outcome": [31]}, {"pending": true}, {"step": 2, "outcome": [31]} (late) or {"undo": true} a line, answers with the next design',
  ],
  beliefs: ["--beliefs", "after each answer, what is now believed about the unknown parameters"],
  count: ["-n, --count <N>", "how many experiments to simulate"],
  out: ["--out <path>", "where to write"],
  force: ["--force", "replace what is there"],
  json: ["--json", "the result as JSON on standard output, and nothing else"],
  given: ["--given <columns>", "columns that are known: the information of x and y given these"],
  quiet: ["--quiet", "no progress and no warnings"],
  quick: ["--quick", "smaller networks and fewer steps: a few minutes on two cores"],
  support: ["--support <file>", "the support points: CSV with columns x and y"],
  query: ["--query <file>", "where to predict: CSV with a column x"],
  adaptationSteps: ["--adaptation-steps <N>", "gradient steps; as in training without it"],
  keep: [
    "--keep <file>",
    "where what is done is kept, group by group: an evaluation that was stopped goes on from there with the same words",
  ],
  trust: ["--trust", "run the programs that a folder or a file names, without asking"],
  config: ["--config <file>", "a JSON file of options by their long names; the command line wins"],
} as const;

/** Of a part of the table of options. */
export const names = <T extends object>(table: T) => Object.keys(table) as (keyof T & OptionName)[];

export type ExtraName = keyof typeof extras;

/** What an implementation is given. Options are as they were typed: texts, arrays of texts for repeated ones, true for flags. */
export interface Call {
  readonly command: Command;
  readonly args: readonly string[];
  readonly typed: Readonly<Record<string, unknown>>;
  readonly io: Io;
}

export interface Implementation {
  run(call: Call): Promise<void>;
  /** What may be meant by an option that the command does not have. @param words all that was typed after the command's name */
  hint?(option: string, words: readonly string[]): string | undefined;
}

export interface Command {
  readonly name: string;
  readonly summary: string;
  /** As commander writes them: "<simulator>", "[kind]", "<runs...>". */
  readonly args: readonly (readonly [string, string])[];
  readonly options: readonly OptionName[];
  /** What options mean here, where that is not what they mean elsewhere. */
  readonly help?: Readonly<Partial<Record<OptionName, string>>>;
  /** Options outside the table, by their long names. */
  readonly extras: readonly ExtraName[];
  readonly examples: readonly [string, string];
  /** Computes, by the user's own code perhaps: its work is watched over by the program's first thread. */
  readonly computes?: true;
  /** Not all that it computes can be shared: one process does it unless `--processes` asks for more. */
  readonly alone?: true;
  load(): Promise<Implementation>;
}
