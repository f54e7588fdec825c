/** What a study is made of. It knows no command and no kind of run: `Runs` is handed in. */

/** An option's value as it is written in a study file; null leaves the option out. */
export type Written = unknown;

/** The combinations of a study, as its file says them; options by their names, settings as `set.noise`. */
export interface Sweep {
  /** Each with every other. */
  readonly vary: Readonly<Record<string, readonly Written[]>>;
  /** Lists as long as one another, item by item; several such groups. */
  readonly zip: readonly Readonly<Record<string, readonly Written[]>>[];
  /** Options that belong together. */
  readonly cases: readonly Readonly<Record<string, Written>>[];
  /** A formula of the options that holds in each cell. */
  readonly where?: string;
  /** No cell has all that one of these says; a list is any of its items. */
  readonly except: readonly Readonly<Record<string, Written>>[];
  readonly seeds?: readonly number[];
}

export interface Compare {
  /** Options whose values are compared. */
  readonly by: readonly string[];
  /** The number that is compared: a name of `read`. */
  readonly of: string;
  /** The option along which it is drawn. */
  readonly along?: string;
  /** What replicates: differences are between cells that have it alike. */
  readonly paired: string;
  readonly better: "higher" | "lower";
}

/** Which cells of a stage the next ones go by. */
export interface Choose {
  /** Options for each of whose values one is chosen; none: one of all. */
  readonly by: readonly string[];
  /** The number that decides, a name of `read`; absent: the first. Means over seeds. */
  readonly of?: string;
  readonly better?: "higher" | "lower";
  /** The combination with the best mean; the best single cell, its seed too; all cells. */
  readonly which: "combination" | "cell" | "all";
}

/** Cells that are all done before those of the next stage begin. */
export interface StageFile {
  readonly name: string;
  /** A command of its own; absent: the study's. */
  readonly run?: string;
  /** What is read of its results; absent: what the study says. */
  readonly read?: Readonly<Record<string, string>>;
  /** Beside the study's own, where the command is the study's. */
  readonly options: Readonly<Record<string, Written>>;
  readonly sweep: Sweep;
  readonly choose?: Choose;
  /** Options that its cells have from what was chosen last before; `run`: it is about the folders of all that were chosen. */
  readonly take: readonly string[];
}

export interface StudyFile {
  readonly name: string;
  readonly run: string;
  readonly options: Readonly<Record<string, Written>>;
  readonly sweep: Sweep;
  /** In the place of the sweep. */
  readonly stages?: readonly StageFile[];
  /** Paths in a run's result by the names of columns; absent: what the kind of run says. */
  readonly read?: Readonly<Record<string, string>>;
  readonly compare: Partial<Compare>;
}

/** What one cell asks for, every option as its command takes it. */
export interface CellOptions {
  readonly command: string;
  readonly subject: string;
  readonly options: Readonly<Record<string, unknown>>;
}

export type Shown = string | number | boolean | null;

export interface Cell extends CellOptions {
  /** Its folder's. */
  readonly name: string;
  /** Of all that changes its result: two cells with the same are one. */
  readonly hash: string;
  /** The options that vary, as tables and --only know them. */
  readonly varied: Readonly<Record<string, Shown>>;
}

/** study.json: the file, multiplied out. */
export interface Plan {
  readonly kind: "study";
  readonly name: string;
  readonly run: string;
  /** Options that vary, in the order of the file, with their values. */
  readonly axes: readonly { readonly name: string; readonly values: readonly Shown[] }[];
  readonly read?: Readonly<Record<string, string>>;
  readonly compare: Partial<Compare>;
  /** Names of all stages, where there are some: each cell has its own among what varies, and those that are still to be planned have none. */
  readonly stages?: readonly string[];
  /** Of stages that read other numbers than the rest, by their names. */
  readonly reads?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly cells: readonly Cell[];
}

/** A command that begins runs, as a study must know it. */
export interface RunCommand {
  readonly name: string;
  /** What that is called which it is about, "simulator"; none where it is about nothing. */
  readonly subjects: readonly string[];
  readonly options: readonly string[];
  /** Numbers that are read of its results where a study does not say which. */
  numbers(): Promise<readonly string[]>;
  /** A value as the command takes it. @param label where it was written @throws InputError */
  check(name: string, value: Written, label: string): unknown;
}

/** A finished run. */
export interface Finished {
  /** undefined where it diverged. */
  readonly result: unknown;
  /** Why it has no result, and would have none if it were begun again: an answer, and no failure. */
  readonly diverged?: string;
  /** What is read from results of its kind unless a study says it. */
  readonly numbers: Readonly<Record<string, string>>;
  readonly better?: Compare["better"];
  readonly versions: string;
}

export interface Runs {
  /** The command that words begin with. @throws InputError when there is none that begins runs */
  command(words: readonly string[], where: string): RunCommand;
  /** A line as it would be typed behind `floe`. @throws InputError */
  parse(words: readonly string[], where: string): Promise<CellOptions>;
  /** undefined while the run is not finished. @throws InputError when it is damaged */
  finished(folder: string): Promise<Finished | undefined>;
  /** What a person would type behind `floe` for the cell. */
  words(cell: CellOptions): readonly string[];
  /** What begins it in a folder, and what goes on with it. */
  begin(cell: CellOptions, folder: string, how: How): readonly string[];
  goOn(folder: string, how: How): readonly string[];
}

export interface How {
  /** Whether programs may run that records name. */
  readonly trust: boolean;
  /** How many processes share the work of a cell. */
  readonly processes: number;
}
