/** What an option takes: its kind, its limits, one line of help. */

export interface OptionSpec {
  readonly kind:
    | "integer"
    | "number"
    | "text"
    | "choice"
    | "integers"
    | "numbers"
    | "settings"
    | "windows"
    | "designs"
    | "quantity"
    | "flag";
  /** What stands for the value in the help. */
  readonly value: string;
  readonly help: string;
  readonly min?: number;
  /** Exclusive lower limit. */
  readonly above?: number;
  readonly max?: number;
  readonly choices?: readonly string[];
  /** Of settings: whether one text may hold several, with commas between. */
  readonly several?: true;
}
