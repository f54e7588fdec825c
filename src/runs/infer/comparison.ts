/** Which of several models the data speak for: their evidences side by side. */
import { check } from "../../basics/errors.js";
import { asPart } from "../../basics/steps.js";
import { counted } from "../../basics/text.js";
import type { Progress } from "../../contracts/values.js";
import type { InferenceResult } from "../../records/types.js";
import { carryOutInference, type Inference, type InferenceJob } from "./infer.js";

export interface ComparedModel {
  readonly name: string;
  readonly job: InferenceJob;
  /** How probable it was before the data. */
  readonly share: number;
}

export type Comparison = NonNullable<InferenceResult["models"]>;

/** Numbers end at e^709: of evidences farther apart the factor says no more than that. */
const mostLog = 690;

/** Below this a probability is the tail of one that is not this model's. */
const muchMore = 0.5;

/** The first model's inference, with the comparison in its result. @throws as `carryOutInference` */
export async function* compareModels(
  models: readonly ComparedModel[],
  signal?: AbortSignal,
): AsyncGenerator<Progress, Inference> {
  const inferences: Inference[] = [];
  for (const [i, { name, job }] of models.entries()) {
    const steps = carryOutInference(job, signal);
    inferences.push(yield* asPart(steps, i / models.length, (i + 1) / models.length, `${name}: `));
  }
  const compared = comparisonOf(models, inferences);
  const [first] = inferences as [Inference, ...Inference[]];
  const { result } = first;
  const seconds = inferences.reduce((sum, one) => sum + one.result.seconds, 0);
  return { ...first, result: { ...result, models: compared, seconds, warnings: [...warningsOf(compared), ...result.warnings] } };
}

function comparisonOf(models: readonly ComparedModel[], inferences: readonly Inference[]): Comparison {
  const logs = inferences.map(({ result: { logEvidence } }, i) => {
    check(logEvidence !== undefined, `there is no evidence of ${models[i]?.name}`);
    return logEvidence;
  });
  const probabilities = probabilitiesOf(
    logs,
    models.map(({ share }) => share),
  );
  const best = logs.reduce((a, b) => (b.value > a.value ? b : a));
  return models.map(({ name, share }, i) => {
    const log = logs[i] as (typeof logs)[number];
    const factor = factorOf(best.value, log.value);
    const { parameters, predictive } = (inferences[i] as Inference).result;
    return {
      name,
      before: share,
      logEvidence: log,
      bayesFactor: { value: factor, se: log === best ? 0 : factor * Math.hypot(best.se, log.se) },
      probability: probabilities[i] as { value: number; se: number },
      parameters,
      predictive: { p: predictive.p, se: predictive.se, samples: predictive.samples },
    };
  });
}

/** Of two log evidences, nats. */
export const factorOf = (best: number, log: number): number => Math.exp(Math.min(mostLog, best - log));

/** p_k = share_k Z_k / sum; by the delta method, with independent errors e_j of log Z_j, its error is p_k |sum_j (1[j = k] - p_j) e_j|. */
export function probabilitiesOf(
  logs: readonly { readonly value: number; readonly se: number }[],
  shares: readonly number[],
): { value: number; se: number }[] {
  const top = logs.reduce((most, { value }) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  const weights = logs.map(({ value }, k) => (shares[k] as number) * Math.exp(value - top));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const all = weights.map((weight) => weight / sum);
  return all.map((value, k) => {
    const terms = logs.map(({ se }, j) => ((j === k ? 1 : 0) - (all[j] as number)) * se);
    return { value, se: value * Math.hypot(...terms) };
  });
}

function warningsOf(models: Comparison): string[] {
  const [first] = models as [Comparison[number], ...Comparison];
  const best = models.reduce((a, b) => (b.probability.value > a.probability.value ? b : a));
  const unfit = models.every(({ predictive: { p } }) => p < 0.01);
  return [
    ...(best !== first && best.probability.value > muchMore
      ? [`${best.name} is more probable than ${first.name}, whose draws these are: name it first to have its own`]
      : []),
    ...(unfit
      ? [
          `none of the ${counted(models.length, "model")} explains the data, so that the probabilities tell only which fails least`,
        ]
      : []),
  ];
}
