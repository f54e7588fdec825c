/** Mutual information between two groups of columns of a file. */
import { check, InputError } from "../../basics/errors.js";
import { pick, unknownName } from "../../basics/names.js";
import { version } from "../../basics/version.js";
import type { Estimator, FromSamples, FromScores, Table } from "../../contracts/bounds.js";
import type { Key, Progress } from "../../contracts/values.js";
import { critics } from "../../critics/index.js";
import { estimators, preferred } from "../../estimators/index.js";
import { rowsIn } from "../../information/divergence/samples.js";
import type { CrossFitOptions } from "../../information/pairs/crossFit.js";
import type { Pairs } from "../../information/pairs/trained.js";
import { readDataTable } from "../../loading/tables/index.js";
import { key, split } from "../../numbers/keys.js";
import { withSettings } from "../chooseEstimator.js";
import { automatic } from "./auto.js";
import { ofKinds } from "./choose.js";
import { checkVaries, columnsOf, type Quantity, quantityOf, usualColumns } from "./columns.js";
import { fitsRows, sampled, trained } from "./each.js";
import { codesOf, sideOf } from "./sides.js";
import type { ColumnAbout, EstimateInput, EstimateResult, InformationEstimate } from "./types.js";

export type { EstimateInput, EstimateResult, InformationEstimate } from "./types.js";

/** Fewer rows are too few to hold some out. */
const fewest = 40;

const usual = { steps: 2000, batch: 256, features: 32, rate: 3e-3, parts: 3, shuffles: 999 } as const;

interface Asked {
  readonly pairs: Pairs;
  readonly codes: Pairs;
  readonly x: readonly Quantity[];
  readonly y: readonly Quantity[];
  readonly z?: readonly Quantity[];
  readonly input: EstimateInput;
  readonly key: Key;
}

/**
 * I(x; y), or I(x; y given z), in nats, with a standard error and a 95 % interval.
 * @throws InputError naming file, line and column; InterruptedError when the signal aborts
 */
export async function* estimating(input: EstimateInput, signal?: AbortSignal): AsyncGenerator<Progress, EstimateResult> {
  yield { phase: `reading ${input.file}`, fraction: 0 };
  const { seed = 0, shuffles = usual.shuffles } = input;
  const asked = await read(input, key(seed));
  const found = yield* byName(input.estimator ?? "auto")(asked, signal);
  const { x, y, z } = asked;
  return {
    kind: "estimate",
    ...found.answer,
    warnings: [...found.answer.warnings, ...found.warnings],
    file: input.file,
    rows: rowsIn(asked.pairs.x),
    x: x.map(about),
    y: y.map(about),
    ...(z ? { given: z.map(about) } : {}),
    ...(found.p === undefined ? {} : { independence: { p: found.p, shuffles } }),
    reliable: found.warnings.length === 0,
    others: found.others,
    seed,
    version,
  };
}

/** `estimating` to its end. */
export async function estimate(input: EstimateInput, signal?: AbortSignal): Promise<EstimateResult> {
  const steps = estimating(input, signal);
  for (let next = await steps.next(); ; next = await steps.next()) if (next.done) return next.value;
}

const about = ({ name, kind, kinds }: Quantity): ColumnAbout => ({ name, kind, ...(kinds === undefined ? {} : { kinds }) });

async function read(input: EstimateInput, k: Key): Promise<Asked> {
  const { file, decimalComma = false, scale = "rank" } = input;
  const table = await readDataTable(file, { decimalComma });
  const [x, y] = (["x", "y"] as const).map((side) => {
    const said = input[side];
    return (said === undefined ? usualColumns(table, side) : columnsOf(table, said, `--${side}`)).map(quantityOf);
  }) as [Quantity[], Quantity[]];
  const z = input.given === undefined ? undefined : columnsOf(table, input.given, "--given").map(quantityOf);
  const all = [...x, ...y, ...(z ?? [])];
  for (const column of all) checkVaries(column, file);
  const twice = all.find((one, i) => all.findIndex(({ name }) => name === one.name) !== i);
  check(twice === undefined, `the column ${twice?.name} is asked for on two sides: what is on both tells all of itself`);
  check(table.rows >= fewest, `${file} has ${table.rows} rows: at least ${fewest} are needed`);
  return {
    pairs: { x: sideOf(x, scale), y: sideOf(y, scale) },
    codes: { x: codesOf(x), y: codesOf(y) },
    ...{ x, y, input, key: k },
    ...(z ? { z } : {}),
  };
}

interface Found {
  readonly answer: InformationEstimate;
  readonly others: readonly InformationEstimate[];
  readonly p?: number;
  readonly warnings: readonly string[];
}

type Way = (asked: Asked, signal?: AbortSignal) => AsyncGenerator<Progress, Found>;

function byName(name: string): Way {
  if (name === "auto") return auto;
  if (name === "all") return all;
  const fitting = Object.values<Estimator>(estimators).filter(fitsRows);
  const names = ["auto", "all", ...fitting.map((one) => one.name)];
  const found = fitting.find((one) => one.name === name);
  if (!found && Object.hasOwn(estimators, name))
    throw new InputError(
      `${name} needs a simulator's likelihood or prior, which a file does not have. Choose one of ${names.join(", ")}`,
    );
  if (!found) throw new InputError(unknownName("estimator", name, names));
  return (asked, signal) => one(found, asked, signal);
}

async function* one(estimator: FromSamples | FromScores, asked: Asked, signal?: AbortSignal): AsyncGenerator<Progress, Found> {
  const set = withSettings(estimator, asked.input.estimatorSetting).estimator;
  if (set.from === "samples") {
    yield { phase: set.name, fraction: 0.1 };
    return { answer: ofSamples(set, asked), others: [], warnings: [] };
  }
  if (set.from !== "scores") throw new Error(`${set.name} is read off neither samples nor scores`);
  check(!asked.z, `${set.name} takes no --given: leave out --estimator, or use one that does (floe list estimators)`);
  const { estimate: answer, fit } = yield* trained(asked.pairs, fitOptions(set, asked, "own"), asked.key, signal);
  return { answer, others: [], warnings: [], ...(fit.p === undefined ? {} : { p: fit.p }) };
}

function ofSamples(estimator: FromSamples, { pairs, codes, z, input, key: k, ...sides }: Asked): InformationEstimate {
  check(!z || estimator.given !== undefined, `${estimator.name} takes no --given: use one that does (floe list estimators)`);
  const coded = (side: "x" | "y") => ofKinds(side === "x" ? sides.x : sides.y) && estimator.samples !== "any";
  const [x, y] = (["x", "y"] as const).map((side) => (coded(side) ? codes : pairs)[side]) as [Table, Table];
  return sampled(estimator, x, y, z && sideOf(z, input.scale ?? "rank"), split(k, "rows").rows);
}

async function* all(asked: Asked, signal?: AbortSignal): AsyncGenerator<Progress, Found> {
  const fitting = Object.values<Estimator>(estimators).filter(fitsRows);
  const { answer, others: before, p } = yield* auto(asked, signal);
  const others: InformationEstimate[] = [...before];
  const warnings: string[] = [];
  for (const [i, estimator] of fitting.entries()) {
    try {
      for await (const step of iterated(one(estimator, asked, signal), (found) => others.push(found.answer)))
        yield { ...step, phase: `${estimator.name}: ${step.phase}`, fraction: (i + step.fraction) / fitting.length };
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      warnings.push(error.message);
    }
  }
  return { answer, others, warnings: [], ...(p === undefined ? {} : { p }) };
}

async function* iterated<T>(steps: AsyncGenerator<Progress, T>, end: (result: T) => void): AsyncGenerator<Progress> {
  for (let next = await steps.next(); ; next = await steps.next()) {
    if (next.done) return end(next.value);
    yield next.value;
  }
}

async function* auto(asked: Asked, signal?: AbortSignal): AsyncGenerator<Progress, Found> {
  const { pairs, x, y } = asked;
  const options = fitOptions(estimators[preferred.evaluating], asked, "contrasts");
  const look = { rows: rowsIn(pairs.x), x, y };
  return yield* automatic({ pairs, look, options, ofSamples: (estimator) => ofSamples(estimator, asked) }, asked.key, signal);
}

/** Of each encoder: few columns need few, and what is small learns from few rows. */
const widthsFor = (columns: number) => (columns <= 4 ? [32, 32] : [64, 64]);

function fitOptions(estimator: FromScores, { input, pairs }: Asked, reads: CrossFitOptions["reads"]): CrossFitOptions {
  return {
    ...usual,
    hidden: widthsFor(pairs.x.columns + pairs.y.columns),
    estimator,
    critic: pick(critics, input.critic ?? "separable", "critic"),
    auxiliary: "shared",
    reads,
    ranked: (input.scale ?? "rank") === "rank",
    ...(input.steps === undefined ? {} : { steps: input.steps }),
    ...(input.batch === undefined ? {} : { batch: input.batch }),
    ...(input.hidden === undefined ? {} : { hidden: input.hidden }),
    ...(input.shuffles === undefined ? {} : { shuffles: input.shuffles }),
  };
}
