/** Every row read by a critic that it did not train: as many critics as parts, each from its own seed. */

import { errorOfMean, mean } from "../../basics/statistics.js";
import { toldAs } from "../../basics/steps.js";
import type { Key, Progress } from "../../contracts/values.js";
import { fold, split } from "../../numbers/keys.js";
import type { Climbed } from "../climb.js";
import { rowsIn, rowsOfTable, shuffled } from "../divergence/samples.js";
import { informationOf, pValue, shuffledSums } from "./readOff.js";
import { type PairCritic, type Pairs, type PairTraining, trainPairCritic } from "./trained.js";

export interface CrossFitOptions extends PairTraining {
  readonly parts: number;
  /** Of the permutation test of independence; 0: none. */
  readonly shuffles: number;
  /** What is read off the held-out rows: what any scores prove (contrasts of all of them), or what the bound that trained them makes of them. */
  readonly reads: "contrasts" | "own";
  /** Of the rows for training, so many are trained on: what is learned from fewer, on the same held-out rows. Default 1. */
  readonly learned?: number;
}

export interface CrossFit {
  readonly value: number;
  /** Of the held-out rows and of the trainings: what parts differ by beyond their rows is the trainings' doing. */
  readonly se: number;
  readonly p?: number;
  /** What the test of independence compares: mean scores of the pairs as they are, and as chance put them together, nats. */
  readonly chance?: { readonly own: number; readonly shuffled: readonly number[] };
  /** What each row that was read adds to the value, in an order that is the same for the same key and number of rows. */
  readonly added: readonly number[];
  /** The same of the elliptical fit alone. */
  readonly elliptical: readonly number[];
  /** Rows that were read. */
  readonly rows: number;
  /** Rows that each critic was trained on. */
  readonly trained: number;
  /** Contrasts of a row: a value near their logarithm is held down by them. */
  readonly contrasts: number;
  /** What critics gained in the second half of their steps where these ran out, on rows for selection; nats. */
  readonly rising: number;
  readonly parts: readonly { readonly value: number; readonly step: number; readonly best: number }[];
}

/** Of a part's other rows, for selection. */
const selectionShare = 0.15;

/** Rows that are contrasted with each other; and in all, of a part. */
const [mostTogether, mostRead] = [2048, 16_384] as const;

/** @throws DivergedError; InterruptedError when the signal aborts */
export async function* crossFit(
  pairs: Pairs,
  options: CrossFitOptions,
  k: Key,
  signal?: AbortSignal,
): AsyncGenerator<Progress, CrossFit> {
  const keys = split(k, "order", "training", "shuffles", "ties");
  const n = rowsIn(pairs.x);
  const order = shuffled(keys.order, n);
  const { parts, shuffles, learned = 1 } = options;
  const sums = { own: 0, shuffled: new Float64Array(shuffles) };
  const seen: { value: number; added: number[]; elliptical: number[]; best: Climbed }[] = [];
  for (let part = 0; part < parts; part++) {
    const [from, to] = [Math.floor((part * n) / parts), Math.floor(((part + 1) * n) / parts)];
    const others = Uint32Array.from([...order.subarray(0, from), ...order.subarray(to)]);
    const cut = Math.round(selectionShare * others.length);
    const last = cut + Math.round(learned * (others.length - cut));
    const training = trainPairCritic(
      { training: rowsOfPairs(pairs, others.subarray(cut, last)), selection: rowsOfPairs(pairs, others.subarray(0, cut)) },
      options,
      fold(keys.training, part),
      signal,
    );
    const phase = `critic ${part + 1} of ${parts}`;
    const critic = yield* toldAs(training, ({ step, best: bound }) => ({
      phase,
      fraction: (part + step / options.steps) / parts,
      bound,
    }));
    const held = order.subarray(from, Math.min(to, from + mostRead));
    const blocks = blocksOf(held).map((rows, block) =>
      readBlock(critic, rowsOfPairs(pairs, rows), options, (scores, size) => {
        if (shuffles === 0) return;
        const chance = shuffledSums(scores, size, shuffles, fold(fold(keys.shuffles, part), block));
        sums.own += chance.own;
        chance.shuffled.forEach((sum, r) => {
          sums.shuffled[r] = (sums.shuffled[r] as number) + sum;
        });
      }),
    );
    const added = blocks.flatMap((block) => block.added);
    const elliptical = blocks.flatMap((block) => block.elliptical);
    seen.push({ value: mean(added), added, elliptical, best: critic.best });
  }
  const added = seen.flatMap((part) => part.added);
  const values = seen.map(({ value }) => value);
  return {
    value: mean(added),
    se: Math.max(errorOfMean(added), parts > 1 ? errorOfMean(values) : 0),
    ...(shuffles > 0 ? { p: pValue(sums.own, sums.shuffled, keys.ties), chance: perRow(sums, added.length) } : {}),
    ...{ added, elliptical: seen.flatMap((part) => part.elliptical) },
    rows: added.length,
    trained: Math.round(learned * (1 - selectionShare) * (1 - 1 / parts) * n),
    contrasts: Math.min(mostTogether, Math.ceil(n / parts)),
    rising: mean(seen.map(({ best }) => best.rising)),
    parts: seen.map(({ value, best: { step, best } }) => ({ value, step, best })),
  };
}

const perRow = ({ own, shuffled }: { own: number; shuffled: Float64Array }, rows: number) => ({
  own: own / rows,
  shuffled: Array.from(shuffled, (sum) => sum / rows),
});

function readBlock(
  critic: PairCritic,
  held: Pairs,
  { reads, shuffles }: CrossFitOptions,
  scored: (scores: Float32Array, rows: number) => void,
): { added: number[]; elliptical: number[] } {
  const rows = rowsIn(held.x);
  const scores = reads === "contrasts" || shuffles > 0 ? critic.scores(held) : undefined;
  if (scores) scored(scores, rows);
  const added = reads === "contrasts" && scores ? informationOf(scores, rows).added : critic.contributions(held);
  return { added: Array.from(added), elliptical: Array.from(informationOf(critic.elliptical(held), rows).added) };
}

/** Nearly equal blocks of at most so many rows. */
function blocksOf(rows: Uint32Array): Uint32Array[] {
  const count = Math.ceil(rows.length / mostTogether);
  return Array.from({ length: count }, (_, b) =>
    rows.subarray(Math.floor((b * rows.length) / count), Math.floor(((b + 1) * rows.length) / count)),
  );
}

const rowsOfPairs = ({ x, y }: Pairs, rows: Uint32Array): Pairs => ({ x: rowsOfTable(x, rows), y: rowsOfTable(y, rows) });
