/** Known pairs and a small training on them, for the tests of both. */
import { knownTasks } from "../../src/information/known/tasks/index.js";
import { type KnownState, type KnownTraining, type packKnown, trainKnown } from "../../src/information/known/train.js";
import { key } from "../../src/numbers/keys.js";

export const gaussian = (d: number, levels: readonly number[]) => knownTasks.gaussian.open({ dimensions: d }, levels);

export const small: Omit<KnownTraining, "pairs" | "estimator" | "critic"> = {
  ...{ hidden: [5], features: 3, auxiliary: "shared", steps: 20, batch: 6, rate: 0.01 },
  clipNorm: Number.POSITIVE_INFINITY,
};

export async function walked(training: KnownTraining, saved?: ReturnType<typeof packKnown>): Promise<KnownState> {
  const steps = trainKnown(training, key(3), saved);
  for (let next = await steps.next(); ; next = await steps.next()) if (next.done) return next.value;
}
