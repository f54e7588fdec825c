/** How far two samples' distributions are apart, and what x and y say of each other where z is known, which is a case of it. */
import { InputError } from "../../basics/errors.js";
import { errorOfMean, mean } from "../../basics/statistics.js";
import type { FromScores, Table } from "../../contracts/bounds.js";
import type { Key } from "../../contracts/values.js";
import { estimators, preferred } from "../../estimators/index.js";
import { isTrainable } from "../../estimators/sorts.js";
import { key, split } from "../../numbers/keys.js";
import { type CriticTraining, logMeanExpOf, trainSampleCritic } from "./critic.js";
import { exchangesWithin } from "./redraw.js";
import { checkTable, divided, type Parts, repeated, rowsIn, rowsOfTable, sideBySide, type TwoSamples } from "./samples.js";

export interface DivergenceOptions extends Partial<CriticTraining> {
  /** Of the registry; one without an auxiliary. What it was trained by is not what is reported. */
  readonly estimator?: FromScores;
  readonly seed?: number;
  readonly signal?: AbortSignal;
}

/** Nats, with its standard error. */
interface Mean {
  readonly value: number;
  readonly se: number;
}

export interface Divergence extends Mean {
  /** It is a lower bound whatever the critic: below the truth on average. */
  readonly side: "lower";
  /** How many rows it was read off, which the critic was neither trained on nor chosen by. */
  readonly rows: number;
  /** Mean of exp(f) under Q, in which f is the critic that is read: 1 at the best critic. */
  readonly ratio: Mean;
}

const usual = { hidden: [128, 128], steps: 4000, batch: 256, rate: 1e-3 } as const satisfies CriticTraining;
const fewestRows = 40;

/**
 * KL(P, Q) = E_P log p/q from samples of both, nats: a lower bound by a critic of single samples, read off rows that it has not seen
 * (Belghazi et al. 2018; Nguyen, Wainwright and Jordan 2010).
 * @param p rows drawn from P @param q rows drawn from Q, of as many columns, in any number
 * @throws InputError for tables that cannot be compared; DivergedError when the training does; InterruptedError when the signal aborts
 */
export async function divergence(p: Table, q: Table, options: DivergenceOptions = {}): Promise<Divergence> {
  checkTable(p, "p");
  checkTable(q, "q");
  if (p.columns !== q.columns) throw new InputError(`p has ${p.columns} columns and q ${q.columns}: they must have the same`);
  const k = split(key(options.seed ?? 1), "p", "q", "critic");
  const [ofP, ofQ] = [divided(k.p, rowsIn(p)), divided(k.q, rowsIn(q))];
  return readOff(
    partsOf((part) => ({ p: rowsOfTable(p, ofP[part]), q: rowsOfTable(q, ofQ[part]) })),
    options,
    k.critic,
    (p, q) => Math.hypot(errorOfMean(p), errorOfMean(q)),
  );
}

/**
 * I(x; y given z) = KL(p(x, y, z), p(x given z) p(y, z)), nats: a lower bound, by contrasting each row with one whose x was drawn again for the
 * same z. Rows with equal z exchange their x; where z is continuous, with the nearest z, which holds where there are many rows.
 * @param redrawn x once more for every row's own z, where there is a simulator to ask: then nothing is exchanged
 * @throws InputError for tables that have not as many rows each, or a z that no two rows are near in
 */
export async function conditionalInformation(
  { x, y, z, redrawn }: { readonly x: Table; readonly y: Table; readonly z: Table; readonly redrawn?: Table },
  options: DivergenceOptions = {},
): Promise<Divergence> {
  const given = { x, y, z, ...(redrawn ? { redrawn } : {}) };
  for (const [name, table] of Object.entries(given)) {
    checkTable(table, name);
    if (rowsIn(table) !== rowsIn(x)) throw new InputError(`x has ${rowsIn(x)} rows and ${name} ${rowsIn(table)}`);
  }
  const k = split(key(options.seed ?? 1), "rows", "exchange", "critic");
  const rows = divided(k.rows, rowsIn(x));
  const exchanges = partsOf((part) => {
    const of = (table: Table) => rowsOfTable(table, rows[part]);
    const others = redrawn ? [] : exchangesWithin(of(z), k.exchange);
    const again = redrawn
      ? of(redrawn)
      : rowsOfTable(
          of(x),
          others.flatMap((from) => Array.from(from)),
        );
    const beside = (table: Table) => repeated(of(table), rowsIn(again) / rowsIn(of(x)));
    return { others, p: sideBySide(of(x), of(y), of(z)), q: sideBySide(again, beside(y), beside(z)) };
  });
  return readOff(exchanges, options, k.critic, (p, q) => pairedError(p, q, exchanges.report.others));
}

const partsOf = <T>(make: (part: keyof Parts<T>) => T): Parts<T> => ({
  training: make("training"),
  selection: make("selection"),
  report: make("report"),
});

async function readOff(parts: Parts<TwoSamples>, options: DivergenceOptions, k: Key, errorOf: ErrorOf): Promise<Divergence> {
  const { estimator = estimators[preferred.twoSamples], seed: _, signal, ...asked } = options;
  if (estimator.scores !== "critic" || estimator.auxiliary !== "none" || !isTrainable(estimator))
    throw new InputError(
      `${estimator.name} cannot tell two samples apart: take an estimator from scores that needs no auxiliary`,
    );
  if (Math.min(rowsIn(parts.report.p), rowsIn(parts.report.q)) * 4 < fewestRows)
    throw new InputError(`at least ${fewestRows} rows of each are needed`);
  const critic = await trainSampleCritic(parts, estimator, { ...usual, ...asked }, k, signal);
  // The constant that makes the mean ratio 1 is taken of other rows than the value, so that the value stays a bound.
  const constant = logMeanExpOf(critic.of(parts.selection).q);
  const seen = critic.of(parts.report);
  const logRatios = Array.from(seen.p, (f) => f - constant);
  const ratios = Array.from(seen.q, (f) => Math.exp(f - constant));
  return {
    value: mean(logRatios) + 1 - mean(ratios),
    se: errorOf(logRatios, ratios),
    side: "lower",
    rows: seen.p.length,
    ratio: {
      value: mean(ratios),
      se: errorOf(
        logRatios.map(() => 0),
        ratios,
      ),
    },
  };
}

/** Standard error of mean(p) - mean(q). */
type ErrorOf = (p: readonly number[], q: readonly number[]) => number;

/**
 * Each row stands in p once, and in q by its y and z, and by its x in another row's place: what it adds to the value is all three (the linear
 * part of a U-statistic, Hoeffding 1948).
 * @param q round after round, as `others` @param others whose x each row has; none where x was drawn again
 */
function pairedError(p: readonly number[], q: readonly number[], others: readonly Uint32Array[]): number {
  const [n, centre] = [p.length, mean(q)];
  const added = Float64Array.from(p);
  const rounds = q.length / n;
  q.forEach((ratio, at) => {
    const share = (ratio - centre) / rounds;
    for (const row of [at % n, others[Math.floor(at / n)]?.[at % n]])
      if (row !== undefined) added[row] = (added[row] as number) - share;
  });
  return errorOfMean(Array.from(added));
}
