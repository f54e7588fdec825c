/** `floe meta adapt MODEL --support points.csv --query xs.csv`: no TensorFlow.js, only the portable runtime. */
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { check, InputError, messageOf } from "../errors.js";
import { fileError, writeAtomically } from "../files.js";
import { loadMetaModel, type MetaModel, ModelError, type Point } from "../runtime/meta.js";
import type { Call } from "./commands.js";
import { readColumns } from "./csv.js";
import { print } from "./io.js";

/** Where predictions are made without --query. */
const gridPoints = 101;

export async function run({ args, typed, io }: Call): Promise<void> {
  const model = readModel(args[0] as string);
  check(typeof typed.support === "string", "--support must name a CSV file with the columns x and y");
  const points = readColumns(typed.support, ["x", "y"]) as unknown as Point[];
  const xs = typeof typed.query === "string" ? readColumns(typed.query, ["x"]).map(({ x }) => x as number) : grid(model);
  const ys = predictions(model, points, xs, typed.adaptationSteps);
  const rows = xs.map((x, i) => ({ x, y: ys[i] as number }));
  const text = typed.json ? `${JSON.stringify({ support: points, predictions: rows })}\n` : csv(rows);
  if (typeof typed.out !== "string") return print(io.stdout, text);
  check(typed.force === true || !existsSync(typed.out), `${typed.out} exists: choose another --out, or --force to replace it`);
  writeAtomically(typed.out, text);
}

function predictions(model: MetaModel, points: readonly Point[], xs: readonly number[], typedSteps: unknown): number[] {
  const steps = typedSteps === undefined ? undefined : Number(typedSteps);
  try {
    return model.adapt(points, steps)(xs);
  } catch (error) {
    throw error instanceof ModelError ? new InputError(error.message) : error;
  }
}

const grid = ({ data: { low, high } }: MetaModel): number[] =>
  Array.from({ length: gridPoints }, (_, i) => low + ((high - low) * i) / (gridPoints - 1));

const csv = (rows: readonly Point[]): string => `x,y\n${rows.map(({ x, y }) => `${x},${y}\n`).join("")}`;

function readModel(path: string): MetaModel {
  const file = existsSync(path) && statSync(path).isDirectory() ? join(path, "model.json") : path;
  try {
    return loadMetaModel(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    if (error instanceof ModelError) throw new InputError(`${file}: ${error.message}`);
    if (error instanceof SyntaxError) throw new InputError(`${file} is no model's file: ${messageOf(error)}`);
    throw fileError(error, `could not read the model ${file}`);
  }
}
