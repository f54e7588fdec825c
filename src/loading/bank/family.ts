/** A file of simulations as a simulator: parameters and outcomes that somebody has simulated, a row an experiment. */
import { existsSync } from "node:fs";
import { basename } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { box, choice } from "../../../designs/index.js";
import { check } from "../../basics/errors.js";
import type { Prior, Simulator, SimulatorFamily } from "../../contracts/simulator.js";
import type { Noise, SettingSpecs, SettingsOf } from "../../contracts/values.js";
import { piece } from "../../engine/tensors.js";
import { defineSimulator } from "../../modelling/defineSimulator.js";
import { uniforms } from "../../numbers/distributions.js";
import { type FileTable, readDataTable } from "../tables/index.js";
import { type BankColumns, bankColumns } from "./heads.js";
import { readNpz } from "./npz.js";
import { outcomesAt } from "./read.js";
import { outcomeName, rowBank } from "./rows.js";

const settings = {
  theta: { default: "", help: "columns that are parameters, a,b; without it those called theta.., or all that are no outcomes" },
  noise: {
    default: 0,
    min: 0,
    help: "standard deviation of a measurement, in the outcome's unit: the columns are then curves without noise, and measured anywhere between their points; 0: they are outcomes as they were seen, and the design is the best of their points",
  },
} as const satisfies SettingSpecs;

type Settings = SettingsOf<typeof settings>;

/** Fewer rows are not enough for three parts. */
const fewestRows = 100;

/** @throws InputError naming the file, and the column or the line that is wrong */
export async function bankFamily(file: string): Promise<SimulatorFamily> {
  check(existsSync(file), `there is no file ${file}`);
  const table = /\.npz$/i.test(file) ? readNpz(file) : await readDataTable(file);
  check(
    table.rows >= fewestRows,
    `${file} has ${table.rows} rows; a bank is simulations of which most train and the others evaluate: give ${fewestRows} at least, better some thousand`,
  );
  bankColumns(table, ""); // so that what is no bank is told before settings are
  return defineSimulator({
    name: nameOf(file),
    summary: `simulations in ${basename(file)}`,
    use: "simulations that are there already",
    settings,
    defaultDesigns: 1,
    create: (designs, given) => create(table, designs, given),
    // Rows come again and again: a training that goes on for long learns them by heart.
    recommended: () => ({ patience: 4 }),
  });
}

/** Letters and digits, as simulators are called. */
const nameOf = (file: string): string =>
  basename(file)
    .replace(/\..*$/, "")
    .replaceAll(/[^A-Za-z0-9]+/g, "")
    .replace(/^[^A-Za-z]+/, "") || "bank";

function create(table: FileTable, designs: number, given: Settings): Simulator {
  const found = bankColumns(table, given.theta);
  const { points, design, outcomes, file } = found;
  const between = given.noise > 0;
  check(
    !between || points.length > 1,
    `${file} has outcomes at one point of the design, so there is nothing between its points: leave out --set noise`,
  );
  const [low, high] = [points[0] as number, points.at(-1) as number];
  const { name, unit } = design;
  const names = Array.from({ length: designs }, (_, i) => (designs > 1 ? `${name}${i + 1}` : name));
  const alike = { dim: designs, names, unit, exchangeable: true };
  const normals = between ? designs * outcomes.length : 0;
  const read = (noise: Noise, places: tf.Tensor2D, step: number): tf.Tensor2D => {
    const [m, d] = [(noise[outcomeName(0)] as tf.Tensor).shape[0] as number, places.shape[1]];
    const each = outcomes.map((_, i) => outcomesAt(noise[outcomeName(i)] as tf.Tensor2D, points, places, between));
    const all = tf.reshape(tf.stack(each, 2), [m, d * outcomes.length]) as tf.Tensor2D;
    if (!between) return all;
    return tf.add(all, tf.mul(given.noise, piece(noise.noise as tf.Tensor2D, step, d * outcomes.length)));
  };
  return {
    name: nameOf(file),
    summary: `simulations in ${basename(file)}`,
    settings: { ...given },
    prior: priorOf(found),
    designs: between ? box({ ...alike, low, high }) : choice({ ...alike, candidates: points, distinct: true }),
    outcome: {
      names: names.flatMap((_, i) => outcomes.map((one) => (designs > 1 ? `${one.name}${i + 1}` : one.name))),
      ...unitsOf(
        outcomes.map((one) => one.unit),
        designs,
      ),
    },
    ...(between ? {} : { gradient: "score" as const }),
    bank: rowBank(
      {
        theta: found.parameters.map(({ columns }) => columns.values),
        outcomes: outcomes.map(({ columns }) => columns.map(({ values }) => values)),
        normals,
      },
      basename(file),
      found.rows,
      found.unused,
    ),
    simulate: (_theta, places, noise) => read(noise, places, 0),
    measure: (_theta, at, noise, step) => read(noise, at, step),
    ...featuresOf(found),
  };
}

/** One unit, or one for each outcome where they differ. */
function unitsOf(units: readonly string[], designs: number): { readonly unit: string; readonly units?: readonly string[] } {
  if (units.every((unit) => unit === units[0])) return { unit: units[0] as string };
  return { unit: "", units: Array.from({ length: designs }, () => units).flat() };
}

/** The rows' parameters, drawn as they stand. */
function priorOf({ parameters, rows }: BankColumns): Prior {
  const values = parameters.map(({ columns }) => columns.values);
  return {
    names: parameters.map(({ name }) => name),
    units: parameters.map(({ unit }) => unit),
    support: values.map((column) => (isPositive(column) ? { low: 0 } : {})),
    draws: new Set(Array.from({ length: rows }, (_, i) => values.map((column) => column[i]).join())).size,
    sample(key, n) {
      const at = Array.from(uniforms(key, n), (u) => Math.min(rows - 1, Math.floor(u * rows)));
      return tf.tensor2d(at.map((i) => values.map((column) => column[i] as number)));
    },
  };
}

const isPositive = (column: Float64Array): boolean => column.every((x) => x > 0);

/** Parameters that differ by factors are seen by their logarithms. */
const manyfold = 10;

function featuresOf({ parameters }: BankColumns): Pick<Simulator, "features"> {
  const logarithmic = parameters.map(({ columns: { values } }) => {
    if (!isPositive(values)) return false;
    const sorted = values.toSorted();
    const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] as number;
    return at(0.95) > manyfold * at(0.05);
  });
  if (!logarithmic.includes(true)) return {};
  const own = logarithmic.map(Number);
  return {
    features: {
      theta: (theta) => {
        const [of, rest] = [tf.tensor1d(own), tf.tensor1d(own.map((x) => 1 - x))];
        // Where a column is no logarithm, that of 1 stands in its place.
        return tf.add(tf.mul(theta, rest), tf.log(tf.add(tf.mul(theta, of), rest))) as tf.Tensor2D;
      },
    },
  };
}
