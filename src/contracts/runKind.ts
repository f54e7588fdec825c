/** A kind of run: what `floe` begins, goes on with, repeats and shows. One file a kind; the registry is src/cli/kinds.ts. */
import type { Progress } from "./values.js";

/** What is asked for: what the command is about ("" where that is nothing), and its options by their long names. */
export interface Asked {
  readonly subject: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/** config.json of every run, whatever else it holds: enough to repeat the run. */
export interface AnyConfig {
  readonly kind: string;
  readonly backend: string;
  readonly versions: { readonly floe: string; readonly node: string; readonly tfjs: string };
}

/** A file of the user's that a run executes, or reads its simulations from. */
export interface OwnProgram {
  /** "simulator" */
  readonly what: string;
  readonly file: string;
  /** SHA-256 of it and of what it imports, when the run began. */
  readonly hash?: string;
  /** Further ones. */
  readonly more?: readonly OwnProgram[];
}

export interface RunKind<Config extends AnyConfig = AnyConfig, Result = unknown> {
  readonly kind: string;
  /** The content of a config.json as one; or what is wrong with it, in words. */
  read(content: unknown): { readonly damage?: undefined; readonly record: Config } | { readonly damage: string };
  /** What a run was asked for, every default filled in: the inverse of `prepare`. @param folder where the run is; without it, names of its own files are as in the record */
  asked(config: Config, folder?: string): Asked;
  /** What other commands take from a run that is about a simulator, by their options' names. */
  borrowed?(config: Config, folder?: string): Asked["options"];
  program(config: Config): OwnProgram | undefined;
  /** Resolves, rehearses and starts the backend, once a run: what is found here is written to config.json and carried out. @throws InputError */
  prepare(asked: Asked): Promise<Prepared<Config, Result>>;
  /** undefined while the run is not finished. @throws InputError when it is damaged */
  readResult(folder: string): Result | undefined;
  /** Why a run has ended without a result: a training that diverged would again, and that is an answer. */
  diverged?(folder: string): string | undefined;
  /** What is left to do where a run was killed behind its result. */
  left?(folder: string, config: Config, result: Result): (() => Promise<void>) | undefined;
  /** The result in one number, where that is all that --quiet leaves. */
  brief?(result: Result): string;
  /** What a study reads from results unless it says otherwise: paths by the names of columns, the first one is compared. */
  readonly numbers?: { readonly paths: Readonly<Record<string, string>>; readonly better: "higher" | "lower" };
  /** The result in words, for a terminal. */
  summary(result: Result, config: Config): string;
  warnings(result: Result): readonly string[];
  /** @param outFile where the page goes instead of the folder */
  report(folder: string, outFile?: string): Promise<Pages>;
  /** Several runs on one page: of all kinds that have the same function here. */
  sideBySide?(folders: readonly string[], outFile?: string): Promise<Pages>;
}

/** Everything is known and nothing computed yet. */
export interface Prepared<Config, Result> {
  readonly config: Config;
  /** What a folder is called by, "design-linear". */
  readonly name: string;
  /** Why processes cannot share its work, where they cannot. */
  readonly alone?: string;
  /** Makes the run folder, with config.json in it. @throws InputError */
  create(folder: string, force: boolean): void;
  /**
   * To the end, from wherever the folder's records have come to. @param parts carries out the runs that this one is made of, where it is;
   * without it they are done one after the other, in this process @throws InterruptedError after the signal, with everything saved
   */
  carryOut(folder: string, signal?: AbortSignal, parts?: CarryOutParts): AsyncGenerator<Progress, Result>;
}

/** A run that another one is made of, as it would be typed. */
export interface Part extends Asked {
  readonly command: string;
  /** What tells it from the other parts, by names. */
  readonly varied: Readonly<Record<string, string | number>>;
}

/** Parts that can be done in any order. What the next stage is made of may depend on them. */
export interface Stage {
  /** One word: "search". */
  readonly name: string;
  readonly parts: readonly Part[];
  /** Names of the stages that follow. */
  readonly later: readonly string[];
}

/**
 * Brings all parts of a stage to their ends, each in a run folder of its own below that of the whole: with a result, or diverged.
 * @returns their folders, in the order of the parts; parts that ask for the same have one folder
 * @throws InterruptedError after the signal, with everything saved; InputError where some failed; ElsewhereError where others do them
 */
export type CarryOutParts = (folder: string, stage: Stage, signal?: AbortSignal) => AsyncGenerator<Progress, readonly string[]>;

interface Pages {
  readonly page: string;
  readonly figures: readonly string[];
}
