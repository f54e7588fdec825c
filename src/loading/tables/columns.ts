/** Columns that grow row by row, whose length nobody knows yet: a million rows are never held as objects. */
import { InputError } from "../../basics/errors.js";

/** A column of a file as it was read. */
export interface FileColumn {
  readonly name: string;
  /** Numbers as they stand; of a column of words, the place of each row's word in `words`. */
  readonly values: Float64Array;
  /** The different words in the order in which they first stand; absent where all are numbers. */
  readonly words?: readonly string[];
}

export interface FileTable {
  readonly file: string;
  readonly rows: number;
  readonly columns: readonly FileColumn[];
}

/** Rows of one block of memory. */
const blockRows = 65_536;

/** A column of words with more different ones is a name of rows, and no quantity. */
const mostWords = 4096;

/** One column while it is read: numbers until the first word, and then words, numbers among them as they were written. */
export class GrowingColumn {
  readonly #blocks: Float64Array[] = [];
  #count = 0;
  #places: Map<string, number> | undefined;

  /**
   * @param cell as written, without blanks @param value the number that it is, or NaN
   * @param where "obs.csv, line 7, column x1" @throws InputError
   */
  push(cell: string, value: number, where: () => string): void {
    if (cell === "") throw new InputError(`${where()} is empty: leave out rows that are not whole, or fill them`);
    if (Math.abs(value) === Number.POSITIVE_INFINITY) throw new InputError(`${where()} is ${cell}, which is too large a number`);
    if (this.#places || !Number.isNaN(value)) {
      this.#append(this.#places ? this.#placeOf(cell, where) : value);
      return;
    }
    if (/^[-+]?(nan|na|n\/a|null|none|missing|inf|infinity|-|\?)$/i.test(cell))
      throw new InputError(`${where()} is ${cell}, which is no number: leave out such rows`);
    if (this.#count > 0 || decimalComma(cell) !== "")
      throw new InputError(
        `${where()} is "${cell}", which is no number${this.#count > 0 ? ", and those above it are" : ""}${decimalComma(cell)}`,
      );
    this.#places = new Map();
    this.#append(this.#placeOf(cell, where));
  }

  finish(name: string): FileColumn {
    const values = new Float64Array(this.#count);
    this.#blocks.forEach((block, i) => {
      values.set(block.subarray(0, Math.min(blockRows, this.#count - i * blockRows)), i * blockRows);
    });
    this.#blocks.length = 0;
    return { name, values, ...(this.#places ? { words: [...this.#places.keys()] } : {}) };
  }

  #append(value: number): void {
    const at = this.#count % blockRows;
    if (at === 0) this.#blocks.push(new Float64Array(blockRows));
    (this.#blocks.at(-1) as Float64Array)[at] = value;
    this.#count++;
  }

  #placeOf(cell: string, where: () => string): number {
    const places = this.#places as Map<string, number>;
    const known = places.get(cell);
    if (known !== undefined) return known;
    if (places.size >= mostWords)
      throw new InputError(
        `${where()}: more than ${mostWords} different words stand in this column; choose columns of quantities`,
      );
    places.set(cell, places.size);
    return places.size - 1;
  }
}

const decimalComma = (cell: string): string =>
  /^[-+]?\d*,\d+$/.test(cell) ? ": is its comma a decimal one? Say --decimal-comma" : "";
