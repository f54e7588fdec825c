/** `--estimator auto`: quick estimates from the rows, a critic that could prove them wrong, and the rule of choose.ts. */
import { asPart } from "../../basics/steps.js";
import type { FromSamples } from "../../contracts/bounds.js";
import type { Key, Progress } from "../../contracts/values.js";
import { estimators, preferred } from "../../estimators/index.js";
import { rowsIn } from "../../information/divergence/samples.js";
import type { CrossFitOptions } from "../../information/pairs/crossFit.js";
import type { Pairs } from "../../information/pairs/trained.js";
import type { PieceStore } from "../../records/estimateStore.js";
import {
  type Evidence,
  extrapolated,
  isContinuous,
  isFar,
  type Look,
  nearer,
  type RowsRead,
  samplesNeeded,
  uncontradicted,
} from "./choose.js";
import { type Trained, trainedOnce } from "./pieces.js";
import type { InformationEstimate } from "./types.js";

/** Of the rows, drawn at random. */
export type Half = "first half" | "second half";

export interface AutoAsked {
  readonly pairs: Pairs;
  readonly look: Look;
  /** Of the critics. */
  readonly options: CrossFitOptions;
  readonly pieces: PieceStore;
  ofSamples(estimator: FromSamples, half?: Half): InformationEstimate;
}

export interface Automatic {
  readonly answer: InformationEstimate;
  readonly warnings: readonly string[];
  readonly others: readonly InformationEstimate[];
  /** On all rows for training: its test of independence is that of the estimate. */
  readonly fitted: Trained;
}

/** Of the time, where critics are trained again on half of the rows. */
const firstShare = 0.6;

export async function* automatic(asked: AutoAsked, k: Key, signal?: AbortSignal): AsyncGenerator<Progress, Automatic> {
  const { pairs, options, pieces } = asked;
  const quick = quickOnes(asked);
  const first = quick.samples || quick.elliptical ? 1 : firstShare;
  const fitted = yield* asPart(trainedOnce(pieces, pairs, options, k, signal, ", auto"), 0, first);
  const { estimate: critic } = fitted;
  const fit = rowsRead(fitted);
  const evidence: Evidence = { rows: asked.look.rows, critic, fit, ...quick };
  const others = [critic, ...(quick.samples ? [quick.samples] : []), ...(quick.elliptical ? [quick.elliptical.estimate] : [])];
  const found = { others, fitted };
  const early = uncontradicted(evidence);
  if (early) return { ...found, ...early };
  // The same key: the same rows are held out, so that what the rows' own luck is goes out of the difference.
  const again = trainedOnce(pieces, pairs, { ...options, shuffles: 0, learned: 0.5 }, k, signal, ", auto, half");
  const half = yield* asPart(again, firstShare, 1, "from half of the rows: ");
  return { ...found, ...extrapolated(critic, fit, rowsRead(half)) };
}

/** Pieces that were kept under a name of their own hold their rows. */
function rowsRead({ fit: { rows, added, elliptical, trained, rising } }: Trained): RowsRead {
  if (!added || !elliptical || trained === undefined) throw new Error("the piece holds no rows");
  return { rows, added, elliptical, trained, rising };
}

const halves: readonly Half[] = ["first half", "second half"];

function quickOnes(asked: AutoAsked): Pick<Evidence, "samples" | "doubts" | "elliptical"> {
  const { pairs, look, options, ofSamples } = asked;
  const columns = [pairs.x.columns, pairs.y.columns] as const;
  const elliptical = isContinuous(look) && options.ranked && rowsIn(pairs.x) > 2 * (columns[0] + columns[1]);
  return {
    ...ofNeighbours(asked),
    ...(elliptical ? { elliptical: { estimate: ofSamples(estimators[preferred.elliptical]), columns } } : {}),
  };
}

/** Counted, or from neighbours; where these are far, with what more rows would show. */
function ofNeighbours({ look, ofSamples }: AutoAsked): Pick<Evidence, "samples" | "doubts"> {
  const sort = samplesNeeded(look);
  const all = Object.values<(typeof estimators)[keyof typeof estimators]>(estimators);
  const member = sort && all.find((one): one is FromSamples => one.from === "samples" && one.samples === sort);
  if (!member) return {};
  const samples = ofSamples(member);
  if (sort !== "any" || !isFar(look)) return { samples };
  const ofHalves = halves.map((half) => ofSamples(member, half));
  const { answer, warnings } = nearer(samples, ofHalves, look.x.length + look.y.length);
  return { samples: answer, doubts: warnings };
}
