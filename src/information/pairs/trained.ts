/** A critic of pairs, trained on rows of a table by any bound of scores, and kept as it was best on other rows. */
import * as tf from "@tensorflow/tfjs-core";
import type { Critic, FromScores, Table, Terms } from "../../contracts/bounds.js";
import type { Key, Params } from "../../contracts/values.js";
import { badStepsAllowed, compileAscent, initParameters, tensorsOf } from "../../engine/ascent/index.js";
import { tidied } from "../../engine/tensors.js";
import { ellipticalFit } from "../../estimators/classical/ellipticalFit.js";
import { infoNce } from "../../estimators/infoNce.js";
import { fold, split } from "../../numbers/keys.js";
import { type ClimbCounters, type Climbed, climbing, freshCounters, type Look } from "../climb.js";
import { drawnRows, rowsIn, rowsOfTable } from "../divergence/samples.js";
import { readers } from "../objective.js";
import { criticObjective } from "../terms.js";
import { memoryName } from "../training/state.js";
import { type Base, baseOf, baseScores, beliefs, onBase } from "./base.js";
import { canonical } from "./canonical.js";
import { informationOf } from "./readOff.js";

/** Rows of x and of y that belong together, on comparable scales. */
export interface Pairs {
  readonly x: Table;
  readonly y: Table;
}

export interface PairTraining {
  readonly estimator: FromScores;
  readonly critic: Critic;
  readonly hidden: readonly number[];
  readonly features: number;
  readonly steps: number;
  readonly batch: number;
  readonly rate: number;
  readonly auxiliary: "shared" | "separate";
  /** The columns are normal scores, so that their tails can be others than the normal's. */
  readonly ranked: boolean;
}

export interface PairCritic {
  /** Of all rows of x and y with each other: [n, n] nats, row after row. */
  scores(pairs: Pairs): Float32Array;
  /** What the bound that it was trained by makes of these rows, each against all others: [n] nats. */
  contributions(pairs: Pairs): Float32Array;
  /** What the elliptical distribution that fits the training rows says of all pairs, without a network: [n, n] nats. */
  elliptical(pairs: Pairs): Float32Array;
  /** Of the best look, and after how many steps it was. */
  readonly best: Climbed;
}

/** The critic is looked at this often, given up after so many looks without gain, and averaged over steps of which every so many count. */
const [every, patience, averaged] = [50, 7, 5] as const;

/** More selection rows than these are not looked at: their square is what a look costs, and what a base that is tried costs. */
const [mostLooked, mostTried] = [1024, 512] as const;

/**
 * @param training rows that it is moved by @param selection rows that it is chosen by
 * @throws DivergedError; InterruptedError when the signal aborts
 */
export async function* trainPairCritic(
  { training, selection }: { readonly training: Pairs; readonly selection: Pairs },
  options: PairTraining,
  k: Key,
  signal?: AbortSignal,
): AsyncGenerator<Look, PairCritic> {
  const { estimator, hidden, features } = options;
  const keys = split(k, "init", "batches");
  const looked = firstRows(selection, mostLooked);
  const { base, whole } = basesOf(training, firstRows(selection, mostTried), options.ranked);
  const critic = onBase(options.critic, base);
  const withBase = (side: "x" | "y", table: Table) => beside(table, base.of(side, table), base.width);
  const [x, y] = [withBase("x", training.x), withBase("y", training.y)];
  const sizes = { theta: x.columns, outcome: y.columns, hidden, features };
  const objective = criticObjective({ estimator, critic, sizes, auxiliary: options.auxiliary });
  const termsOf = (params: Params, rows: Params): Terms => objective.terms(params, rows.x as tf.Tensor2D, rows.y as tf.Tensor2D);
  const { memory, ...reading } = readers(estimator, termsOf);
  const batch = Math.min(options.batch, rowsIn(training.x));
  const inputs = (step: number): Params => {
    const rows = drawnRows(fold(keys.batches, step), 0, batch, rowsIn(training.x));
    return { x: tensorOf(rowsOfTable(x, rows)), y: tensorOf(rowsOfTable(y, rows)) };
  };
  const state = {
    counters: freshCounters() as ClimbCounters,
    parameters: tidied(() => initParameters({ ...objective.init(keys.init), ...memory() })),
  };
  const names = Object.keys(state.parameters).filter((name) => !name.startsWith(memoryName));
  const groups = { critic: { names, counter: "updates" as const } };
  const compiled = tidied(() =>
    compileAscent(
      (params, rows) => {
        const { maximised, memory } = reading.read(params, rows);
        return { climbed: tf.mean(maximised), ...memory };
      },
      state,
      { inputs: inputs(0), objective: "climbed", groups },
    ),
  );
  const rowsOf = ({ x, y }: Pairs): { x: tf.Tensor2D; y: tf.Tensor2D } => ({
    x: tensorOf(withBase("x", x)),
    y: tensorOf(withBase("y", y)),
  });
  const scores = (pairs: Pairs) =>
    tidied(() => {
      const { x, y } = rowsOf(pairs);
      return objective.scores(tensorsOf(state), x, y).dataSync() as Float32Array;
    });
  const look = () =>
    tidied(() => {
      const { x, y } = rowsOf(looked);
      return tf.mean(infoNce.contributions({ scores: objective.scores(tensorsOf(state), x, y) })).dataSync()[0] as number;
    });
  try {
    const best = yield* climbing(
      {
        ...{ compiled, state, groups, inputs, every, patience, averaged },
        ...{ rate: options.rate, steps: options.steps },
        look,
        notFinite: (step) =>
          `${estimator.name}: the bound was not finite for ${badStepsAllowed} steps in a row, up to step ${step}. Lower the rate, or raise the batch`,
      },
      signal,
    );
    const contributions = (pairs: Pairs) =>
      tidied(() => reading.contributions(tensorsOf(state), rowsOf(pairs)).dataSync() as Float32Array);
    return { scores, contributions, elliptical: (pairs) => scoresOf(whole, pairs), best };
  } finally {
    compiled.dispose();
  }
}

/** Of those fitted to the rows for training, the base whose log ratios are best on the rows for selection; and the whole of the fit. */
function basesOf(training: Pairs, looked: Pairs, ranked: boolean): { readonly base: Base; readonly whole: Base } {
  const fitted = (tails: boolean) => canonical(ellipticalFit(training.x, training.y, tails));
  const first = fitted(ranked);
  // Where the tails are the normal's, both fits are the same.
  const different = first.dof === Number.POSITIVE_INFINITY ? [first] : [first, fitted(false)];
  const tried = different.flatMap((variates) =>
    beliefs(variates.correlations.length).map((belief) => {
      const base = baseOf(variates, belief);
      return { base, value: informationOf(scoresOf(base, looked), rowsIn(looked.x)).value };
    }),
  );
  return {
    base: tried.reduce((best, one) => (one.value > best.value ? one : best)).base,
    whole: baseOf(first, { kept: first.correlations.length, share: 1 }),
  };
}

const scoresOf = (base: Base, { x, y }: Pairs): Float32Array => baseScores(base.of("x", x), base.of("y", y), base);

function firstRows({ x, y }: Pairs, most: number): Pairs {
  const of = ({ columns, values }: Table): Table => ({
    columns,
    values: Float64Array.from({ length: Math.min(values.length, most * columns) }, (_, i) => values[i] as number),
  });
  return { x: of(x), y: of(y) };
}

function beside({ columns, values }: Table, more: Float32Array, width: number): Table {
  const n = values.length / columns;
  const all = columns + width;
  const out = new Float32Array(n * all);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < columns; j++) out[i * all + j] = values[i * columns + j] as number;
    for (let j = 0; j < width; j++) out[i * all + columns + j] = more[i * width + j] as number;
  }
  return { columns: all, values: out };
}

const tensorOf = ({ columns, values }: Table): tf.Tensor2D =>
  tf.tensor2d(Float32Array.from(values), [values.length / columns, columns]);
