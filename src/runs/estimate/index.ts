/** Mutual information between two groups of columns of a file. */
import { check, InputError } from "../../basics/errors.js";
import { pick, unknownName } from "../../basics/names.js";
import { asPart, drained } from "../../basics/steps.js";
import { version } from "../../basics/version.js";
import { withoutGaps } from "../../basics/withoutGaps.js";
import type { Estimator, FromSamples, FromScores, Table } from "../../contracts/bounds.js";
import type { Progress } from "../../contracts/values.js";
import { critics } from "../../critics/index.js";
import { startBackend } from "../../engine/backend.js";
import { estimators, preferred } from "../../estimators/index.js";
import { rowsIn, rowsOfTable, shuffled } from "../../information/divergence/samples.js";
import type { CrossFitOptions } from "../../information/pairs/crossFit.js";
import { split } from "../../numbers/keys.js";
import { defaultMembers } from "../../options/members.js";
import type { PieceStore } from "../../records/estimateStore.js";
import type { EstimateShown } from "../../records/types.js";
import { withSettings } from "../chooseEstimator.js";
import { type Asked, type Opened, opened } from "./asked.js";
import { automatic, type Half } from "./auto.js";
import { selfChecks } from "./check.js";
import { ofKinds } from "./choose.js";
import { fitting } from "./each.js";
import { byChain, chosenGiven, samplesGiven } from "./given.js";
import { pairsNeeded, partitionWarning } from "./needed.js";
import { inMemory, sampledOnce, type Trained, trainedOnce } from "./pieces.js";
import { shownOf } from "./shown.js";
import type { EstimateInput, EstimateResult, InformationEstimate } from "./types.js";

export type { EstimateInput, EstimateResult, InformationEstimate } from "./types.js";

export const usual = {
  ...{ steps: 2000, batch: 256, hidden: [64, 64], features: 32, rate: 3e-3, parts: 3, shuffles: 999 },
  ...{ estimator: "auto", scale: "rank", critic: defaultMembers.pairCritic },
} as const;

/**
 * I(x; y), or I(x; y given z), in nats, with a standard error and a 95 % interval.
 * @throws InputError naming file, line and column; InterruptedError when the signal aborts
 */
export async function* estimating(input: EstimateInput, signal?: AbortSignal): AsyncGenerator<Progress, EstimateResult> {
  yield { phase: `reading ${input.file ?? "data"}`, fraction: 0 };
  wayOf(input);
  const rows = await opened(input);
  checkFits(rows);
  await startBackend(input.backend);
  return (yield* carryOutEstimate(rows, inMemory(), signal)).result;
}

/** `estimating` to its end. */
export const estimate = (input: EstimateInput, signal?: AbortSignal): Promise<EstimateResult> =>
  drained(estimating(input, signal));

/** @param pieces what was computed before, and is not again */
export async function* carryOutEstimate(
  { asked: rows, about, warnings: before }: Opened,
  pieces: PieceStore,
  signal?: AbortSignal,
): AsyncGenerator<Progress, { readonly result: EstimateResult; readonly shown: EstimateShown }> {
  const asked = { ...rows, pieces };
  const { input } = asked;
  const share = input.check ? 0.4 : 1;
  const { answer, others, warnings, refused, chance, ...found } = yield* asPart(wayOf(input)(asked, signal), 0, share);
  const checks = input.check ? yield* asPart(selfChecks(asked, answer, again(answer), signal), share, 1) : undefined;
  const doubts = [...warnings, ...(checks ?? []).filter(({ passes }) => passes === false).map(({ words }) => words)];
  const { shuffles = usual.shuffles, seed = 0 } = input;
  const result: EstimateResult = {
    kind: "estimate",
    ...answer,
    warnings: [...before, ...answer.warnings, ...partitionWarning(answer), ...doubts],
    ...about,
    ...(found.p === undefined ? {} : { independence: { p: found.p, shuffles } }),
    reliable: doubts.length === 0,
    others: [...others],
    ...(refused ? { refused: [...refused] } : {}),
    ...(checks ? { checks } : {}),
    needed: pairsNeeded(answer.value),
    seed,
    version,
  };
  const names = [answer, ...others].map(({ estimator }) => estimator);
  return { result, shown: shownOf(asked, names, chance) };
}

export interface Found {
  readonly answer: InformationEstimate;
  readonly others: readonly InformationEstimate[];
  readonly p?: number;
  readonly chance?: NonNullable<EstimateShown["chance"]>;
  /** What speaks against the interval. */
  readonly warnings: readonly string[];
  /** What could not be had, where all were asked for. */
  readonly refused?: readonly string[];
}

/** The test of independence, as far as there was one. */
const testOf = ({ fit: { p, chance } }: Trained) => ({ ...withoutGaps({ p }), ...(chance ? { chance } : {}) });

type Way = (asked: Asked, signal?: AbortSignal) => AsyncGenerator<Progress, Found>;

/** @throws InputError for estimators and settings that there are not */
export function wayOf({ estimator: name = usual.estimator, estimatorSetting }: EstimateInput): Way {
  check(
    estimatorSetting === undefined || !["auto", "all"].includes(name),
    `--estimator-setting is of one estimator: name it with --estimator`,
  );
  if (name === "auto") return auto;
  if (name === "all") return all;
  const names = ["auto", "all", ...fitting.map((one) => one.name)];
  const found = fitting.find((one) => one.name === name);
  if (!found && Object.hasOwn(estimators, name))
    throw new InputError(
      `${name} needs a simulator's likelihood or prior, which a file does not have. Choose one of ${names.join(", ")}`,
    );
  if (!found) throw new InputError(unknownName("estimator", name, names));
  const set = withSettings(found, estimatorSetting).estimator;
  return (asked, signal) => one(set as typeof found, asked, signal);
}

async function* one(set: FromSamples | FromScores, asked: Asked, signal?: AbortSignal): AsyncGenerator<Progress, Found> {
  if (set.from === "samples") {
    const misfit = misfitOf(set, asked);
    yield { phase: set.name, fraction: 0.1 };
    const answer = ofSamples(set, asked);
    const warnings = [...answer.warnings, ...(misfit === undefined ? [] : [`${set.name} ${misfit}`])];
    return { answer: { ...answer, warnings }, others: [], warnings: [] };
  }
  const options = fitOptions(set, asked, "own");
  if (asked.given) return { answer: yield* byChain(asked, options, asked.key, signal), others: [], warnings: [] };
  const fitted = yield* trainedOnce(asked.pieces, asked.pairs, options, asked.key, signal);
  return { answer: fitted.estimate, others: [], warnings: [], ...testOf(fitted) };
}

/** The way of what answered, once more, on other rows: without its choice. */
function again({ estimator: name }: InformationEstimate) {
  return async function* (asked: Asked, signal?: AbortSignal): AsyncGenerator<Progress, InformationEstimate> {
    const found = fitting.find((one) => one.name === name) as (typeof fitting)[number];
    const { estimator = usual.estimator, estimatorSetting } = asked.input;
    const chose = estimator === "auto" || estimator === "all";
    const set = withSettings(found, estimatorSetting).estimator as typeof found;
    if (set.from === "samples") return ofSamples(set, asked);
    const options = { ...fitOptions(set, asked, chose ? "contrasts" : "own"), shuffles: 0 };
    if (asked.given) return yield* byChain(asked, options, asked.key, signal);
    return (yield* trainedOnce(asked.pieces, asked.pairs, options, asked.key, signal)).estimate;
  };
}

/** What the columns make impossible is found before anything is computed. @throws InputError */
export function checkFits({ asked }: Opened): void {
  const found = Object.values<Estimator>(estimators).find(({ name }) => name === asked.input.estimator);
  if (found?.from !== "samples" || found.samples === "continuous") return;
  const misfit = misfitOf(found, asked);
  check(misfit === undefined, `${found.name} ${misfit}: choose another --estimator`);
}

/** What columns the estimator is not for, in words. */
function misfitOf({ samples }: FromSamples, { x, y }: Pick<Asked, "x" | "y">): string | undefined {
  const kinds = [...x, ...y].map(({ kind }) => kind);
  if (samples === "continuous" && kinds.includes("discrete")) return "is for columns that are continuous, and not all are";
  if (samples === "discrete" && kinds.includes("continuous")) return "counts kinds, and not all columns are kinds";
  const both = ofKinds(x) === ofKinds(y);
  return samples === "oneDiscrete" && both ? "is for kinds on one side and continuous columns on the other" : undefined;
}

function ofSamples(estimator: FromSamples, asked: Asked, half?: Half): InformationEstimate {
  const { pairs, codes, given, pieces, ...sides } = asked;
  const k = split(asked.key, "rows").rows;
  if (given) return samplesGiven(estimator, asked, k);
  const coded = (side: "x" | "y") => ofKinds(sides[side]) && estimator.samples !== "any";
  const [x, y] = (["x", "y"] as const).map((side) => (coded(side) ? codes : pairs)[side]) as [Table, Table];
  if (half === undefined) return sampledOnce(pieces, estimator, { x, y }, "rows", k);
  const n = rowsIn(x);
  const taken = Math.min(n, estimator.mostRows ?? n);
  const [middle, order] = [taken >> 1, shuffled(split(asked.key, "halves").halves, n)];
  const rows = half === "first half" ? order.subarray(0, middle) : order.subarray(middle, taken);
  return sampledOnce(pieces, estimator, { x: rowsOfTable(x, rows), y: rowsOfTable(y, rows) }, half, k);
}

async function* all(asked: Asked, signal?: AbortSignal): AsyncGenerator<Progress, Found> {
  // What takes no training comes first: it is there at once.
  const inOrder = [...fitting.filter(({ from }) => from === "samples"), ...fitting.filter(({ from }) => from !== "samples")];
  const { others: before, ...found } = yield* asPart(auto(asked, signal), 0, autoShare);
  const others: InformationEstimate[] = [...before];
  const refused: string[] = [];
  for (const [i, estimator] of inOrder.entries()) {
    const [from, to] = [i, i + 1].map((done) => autoShare + ((1 - autoShare) * done) / fitting.length) as [number, number];
    const misfit = estimator.from === "samples" ? misfitOf(estimator, asked) : undefined;
    if (misfit !== undefined) {
      refused.push(`${estimator.name} ${misfit}`);
      continue;
    }
    try {
      const { answer } = yield* asPart(one(estimator, asked, signal), from, to, `${estimator.name}: `);
      others.push(answer);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      refused.push(error.message);
    }
  }
  return { ...found, others, refused };
}

/** Of the time, where all are asked for: what `auto` takes. */
const autoShare = 0.1;

async function* auto(asked: Asked, signal?: AbortSignal): AsyncGenerator<Progress, Found> {
  const { pairs, x, y, key: k, pieces } = asked;
  const keys = split(k, "critic", "given");
  const options = fitOptions(estimators[preferred.evaluating], asked, "contrasts");
  const all = Object.values<Estimator>(estimators).filter((e): e is FromSamples => e.from === "samples");
  if (asked.given) return yield* chosenGiven(asked, options, all, (one) => ofSamples(one, asked), keys.given, signal);
  const look = { rows: rowsIn(pairs.x), x, y };
  const rows = {
    pairs,
    look,
    options,
    pieces,
    ofSamples: (estimator: FromSamples, half?: Half) => ofSamples(estimator, asked, half),
  };
  const { fitted, ...found } = yield* automatic(rows, keys.critic, signal);
  return { ...found, ...testOf(fitted) };
}

function fitOptions(estimator: FromScores, { input }: Asked, reads: CrossFitOptions["reads"]): CrossFitOptions {
  return {
    ...usual,
    estimator,
    critic: pick(critics, input.critic ?? usual.critic, "critic"),
    auxiliary: "shared",
    reads,
    ranked: (input.scale ?? "rank") === "rank",
    ...withoutGaps({ steps: input.steps, batch: input.batch, hidden: input.hidden, shuffles: input.shuffles }),
  };
}
