/** `floe meta adapt MODEL --support points.csv --query xs.csv`: no TensorFlow.js, only the portable runtime. */
import { existsSync } from "node:fs";
import { readColumns } from "../../basics/csv.js";
import { check, InputError } from "../../basics/errors.js";
import { writeNamed } from "../../basics/files.js";
import { ModelError } from "../../portable/model.js";
import type { MetaModel, Point } from "../../portable/modelTypes.js";
import type { Call } from "../command.js";
import { print } from "../io.js";
import { readModel } from "../live/readModel.js";

/** Where predictions are made without --query. */
const gridPoints = 101;

export async function run({ args, typed, io }: Call): Promise<void> {
  const { model } = readModel(args[0] as string);
  const steps = readSteps(model, typed.adaptationSteps);
  check(typeof typed.support === "string", "--support must name a CSV file with the columns x and y");
  const points = readColumns(typed.support, ["x", "y"]);
  const xs = typeof typed.query === "string" ? readColumns(typed.query, ["x"]).map(({ x }) => x) : grid(model);
  const { ys, sd } = predictions(model, points, xs, steps);
  const rows = xs.map((x, i) => ({ x, y: ys[i] as number, ...(sd ? { sd: sd[i] as number } : {}) }));
  const text = typed.json ? `${JSON.stringify({ support: points, predictions: rows })}\n` : csv(rows);
  if (typeof typed.out === "string") {
    check(typed.force === true || !existsSync(typed.out), `${typed.out} exists: choose another --out, or --force to replace it`);
    writeNamed(typed.out, text);
  } else await print(io.stdout, text);
  const warning = outsideRange(model, points, xs);
  if (warning) io.stderr.write(`warning: ${warning}\n`);
}

/** @throws InputError for what is no number of steps, or a model that makes none */
function readSteps({ data: { adaptation } }: MetaModel, typed: unknown): number | undefined {
  if (typed === undefined) return undefined;
  check(
    adaptation.kind === "gradient",
    "--adaptation-steps: this model adapts in one pass and makes no steps; leave the option out",
  );
  const steps = Number(typed);
  check(
    /^\d+$/.test(String(typed).trim()) && Number.isSafeInteger(steps),
    `--adaptation-steps must be a whole number of at least 0, got "${typed}"`,
  );
  return steps;
}

function predictions(model: MetaModel, points: readonly Point[], xs: readonly number[], steps: number | undefined) {
  try {
    const curve = model.adapt(points, steps);
    return { ys: curve(xs), sd: curve.sd?.(xs) };
  } catch (error) {
    throw error instanceof ModelError ? new InputError(error.message) : error;
  }
}

/** No task of the training had points there. */
function outsideRange({ data: { low, high } }: MetaModel, points: readonly Point[], xs: readonly number[]): string | undefined {
  const outside = (all: readonly number[]) => all.filter((x) => x < low || x > high).length;
  const [support, queries] = [outside(points.map(({ x }) => x)), outside(xs)];
  if (support + queries === 0) return undefined;
  const told = [
    ...(support > 0 ? [`${support} of ${points.length} support points`] : []),
    ...(queries > 0 ? [`${queries} of ${xs.length} query points`] : []),
  ];
  return `x outside the range of the training tasks, ${low} to ${high}, in ${told.join(" and ")}: predictions may be far off`;
}

const grid = ({ data: { low, high } }: MetaModel): number[] =>
  Array.from({ length: gridPoints }, (_, i) => low + ((high - low) * i) / (gridPoints - 1));

/** With a standard deviation where the model says one. */
const csv = (rows: readonly (Point & { readonly sd?: number })[]): string =>
  `x,y${rows[0]?.sd === undefined ? "" : ",sd"}\n${rows.map((row) => `${Object.values(row).join(",")}\n`).join("")}`;
