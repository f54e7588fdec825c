/** The library's way from data to parameters. */
import type { Progress } from "../../contracts/values.js";
import { compareModels } from "./comparison.js";
import { carryOutInference, type Inference } from "./infer.js";
import { type InferInput, prepareInference } from "./prepare.js";

export type { Inference } from "./infer.js";
export { type OpenPosterior, openPosterior } from "./opened.js";
export type { InferInput } from "./prepare.js";

/**
 * What is known of theta once outcomes are in: draws of the posterior, and what they say of each parameter.
 * @throws InputError for wrong options or data; InterruptedError after the signal
 */
export async function* infer(input: InferInput, signal?: AbortSignal): AsyncGenerator<Progress, Inference> {
  const { job, models } = await prepareInference(input);
  return yield* models ? compareModels(models, signal) : carryOutInference(job, signal);
}
