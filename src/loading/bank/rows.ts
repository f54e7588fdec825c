/** Rows of a file as a bank: they cannot be simulated anew, so each is for training, for choosing between trainings, or for evaluation, and for nothing else. */
import * as tf from "@tensorflow/tfjs-core";
import type { Bank, BankUse, Draw } from "../../contracts/simulator.js";
import type { Key } from "../../contracts/values.js";
import { distinct } from "../../modelling/dynamics/pathBank.js";
import { normal } from "../../numbers/distributions.js";
import { fixedKey, keyFor, split } from "../../numbers/keys.js";

/** The same whatever a run's seed: a run that is evaluated again, with another seed, must not meet the rows that it was trained on. */
const partsKey = fixedKey("rows of a bank");

/** Shares of the rows; the rest is for evaluation. */
const shares = { training: 0.7, choosing: 0.1 } as const;

/** Columns of numbers beside each other, row after row. */
export interface Rows {
  readonly theta: readonly ArrayLike<number>[];
  /** For each outcome its columns, one a point. */
  readonly outcomes: readonly (readonly ArrayLike<number>[])[];
  /** Standard normal numbers that a row needs beside them. */
  readonly normals: number;
}

/** Members of a bank: rows of the file, and where curves are measured, their noise [members, normals]. */
export interface Members {
  readonly rows: Uint32Array;
  readonly noise: Float32Array;
}

export function partsOf(count: number): Readonly<Record<BankUse, Uint32Array>> {
  const order = distinct(partsKey, count, count);
  const [first, second] = [Math.floor(shares.training * count), Math.floor((shares.training + shares.choosing) * count)];
  return { training: order.slice(0, first), choosing: order.slice(first, second), evaluation: order.slice(second) };
}

/** @param file its name @param count its rows @param unused its columns that nothing reads */
export function rowBank(content: Rows, file: string, count: number, unused: readonly string[]): Bank<Members> {
  const parts = partsOf(count);
  const rows = { training: parts.training.length, choosing: parts.choosing.length, evaluation: parts.evaluation.length };
  /** Each once, and again from the first where more are wanted than there are. */
  const around = (some: Uint32Array, n: number) => Uint32Array.from({ length: n }, (_, i) => some[i % some.length] as number);
  const noiseOf = (key: Key, n: number) =>
    content.normals === 0 ? new Float32Array() : tf.tidy(() => normal(key, [n, content.normals]).dataSync() as Float32Array);
  const [training, choosing, evaluation] = Object.values(rows).map((n) => n.toLocaleString("en-US"));
  return {
    rows,
    about: [
      `rows of ${file}: ${training} train, ${choosing} choose between trainings, ${evaluation} evaluate; none does two of these`,
    ],
    size: rows.training,
    refreshEvery: Number.MAX_SAFE_INTEGER,
    async simulate(key, size, _signal, use = "training") {
      const own = parts[use];
      const some = distinct(key, own.length, Math.min(size, own.length)).map((i) => own[i] as number);
      return { rows: around(some, size), noise: noiseOf(keyFor(key, "noise"), size) };
    },
    draw(bank, key, n) {
      const k = split(key, "members", "noise");
      const some = distinct(k.members, bank.rows.length, Math.min(n, bank.rows.length)).map((i) => bank.rows[i] as number);
      return membersOf(content, { rows: around(some, n), noise: noiseOf(k.noise, n) });
    },
    slice: (bank, from, n) =>
      membersOf(content, {
        rows: bank.rows.slice(from, from + n),
        noise: bank.noise.slice(from * content.normals, (from + n) * content.normals),
      }),
    count: (bank) => bank.rows.length,
    notes: () => (unused.length > 0 ? [`columns of ${file} that nothing reads: ${unused.join(", ")}`] : []),
  };
}

/** A tensor [n, points] for each outcome, by `outcomeName`, and "noise" [n, normals] where there is some. */
function membersOf({ theta, outcomes, normals }: Rows, { rows, noise }: Members): Draw {
  const gathered = (columns: readonly ArrayLike<number>[]) => {
    const values = new Float32Array(rows.length * columns.length);
    columns.forEach((column, j) => {
      for (let i = 0; i < rows.length; i++) values[i * columns.length + j] = column[rows[i] as number] as number;
    });
    return tf.tensor2d(values, [rows.length, columns.length]);
  };
  return {
    theta: gathered(theta),
    noise: {
      ...Object.fromEntries(outcomes.map((columns, i) => [outcomeName(i), gathered(columns)])),
      ...(normals > 0 ? { noise: tf.tensor2d(noise, [rows.length, normals]) } : {}),
    },
  };
}

/** What the i-th outcome's values are called among a draw's noise. */
export const outcomeName = (i: number): string => `outcome${i + 1}`;
