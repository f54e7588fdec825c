/** Draws as a prior: a table of them, or what an earlier study left. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as tf from "@tensorflow/tfjs-core";
import { readTable } from "../../basics/csv.js";
import { check } from "../../basics/errors.js";
import { misspelt } from "../../basics/names.js";
import type { Prior } from "../../contracts/simulator.js";
import type { Key, Support } from "../../contracts/values.js";
import { uniforms } from "../../numbers/distributions.js";

export interface DrawsOptions {
  /** Which columns are parameters, in this order; absent: all. */
  readonly columns?: readonly string[];
  /** One a column; absent: what stands in brackets behind its name, "ka (1/h)", if anything does. */
  readonly units?: readonly string[];
  /** Where each parameter can be, by name; what is not named can be anywhere. */
  readonly support?: Readonly<Record<string, Support>>;
}

/** A file, or where it lies beside the one that asks: new URL("draws.csv", import.meta.url). */
type FileName = string | URL;

const pathOf = (file: FileName): string => (file instanceof URL ? fileURLToPath(file) : file);

/**
 * Rows of a CSV file with a head, one column a parameter. They are drawn with replacement, so they stay together as they are, and have no
 * density: what needs one (mcmc, bounds by densities) says so. A gain is at most the logarithm of their number.
 */
export function fromCsv(file: FileName, options: DrawsOptions = {}): Prior {
  const wrong = misspelt("priors.fromCsv", options, ["columns", "units", "support"]);
  check(wrong === undefined, `${wrong}`);
  const path = pathOf(file);
  check(
    existsSync(path),
    `priors.fromCsv: there is no file ${path}; name one beside your own by new URL("draws.csv", import.meta.url)`,
  );
  return fromTable(path, readFileSync(path, "utf8"), options);
}

/** What an earlier study found: the draws of a run of floe infer, by its folder. */
export function fromRun(folder: FileName, options: DrawsOptions = {}): Prior {
  const path = join(pathOf(folder), "draws.csv");
  check(existsSync(path), `priors.fromRun: ${pathOf(folder)} has no draws.csv; name the folder of a run of floe infer`);
  return fromTable(path, readFileSync(path, "utf8"), options);
}

function fromTable(file: string, text: string, { columns, units, support = {} }: DrawsOptions): Prior {
  const table = readTable(file, text);
  const named = table.head.map((cell) => /^(.*?)\s*(?:\(([^()]*)\))?$/.exec(cell) as RegExpExecArray);
  const heads = named.map(([, name]) => name as string);
  const names = columns ?? heads;
  const at = names.map((name) => heads.indexOf(name));
  const missing = names.filter((_, j) => (at[j] as number) < 0);
  check(missing.length === 0, `${file} has no column ${missing.join(", ")}; it has ${heads.join(", ")}`);
  const stranger = Object.keys(support).find((name) => !names.includes(name));
  check(stranger === undefined, `${file}: support names ${stranger}, which is no parameter; they are ${names.join(", ")}`);
  check(units === undefined || units.length === names.length, `${file}: units needs one text for each of ${names.join(", ")}`);
  const rows = table.rows.map(({ line, cells }) =>
    at.map((j, k) => {
      const [cell, value] = [cells[j], cells[j] === "" ? Number.NaN : Number(cells[j])];
      check(Number.isFinite(value), `${file}, line ${line}: ${names[k]} must be a number, got "${cell}"`);
      const { low = -Infinity, high = Infinity } = support[names[k] as string] ?? {};
      check(value >= low && value <= high, `${file}, line ${line}: ${names[k]} = ${value} lies outside of ${low} to ${high}`);
      return value;
    }),
  );
  check(rows.length > 1, `${file} has ${rows.length} ${rows.length === 1 ? "draw" : "draws"}; needed are some hundred`);
  return {
    names: [...names],
    units: units ?? at.map((j) => named[j]?.[2] ?? ""),
    support: names.map((name) => support[name] ?? {}),
    draws: new Set(rows.map((row) => row.join())).size,
    sample: (key, n) => drawn(rows, key, n),
  };
}

function drawn(rows: readonly (readonly number[])[], key: Key, n: number): tf.Tensor2D {
  const which = uniforms(key, n).map((u) => Math.min(rows.length - 1, Math.floor(u * rows.length)));
  return tf.tensor2d(Array.from(which, (i) => [...(rows[i] as readonly number[])]));
}
