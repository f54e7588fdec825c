/** Options by their long names as the library's options. */
import type { SettingValue } from "../contracts/values.js";
import type { DesignInput } from "./check.js";
import { evaluationOptions, trainingOptions } from "./table.js";

/** The library's options for what was given. */
export function designInput(simulator: string, options: Readonly<Record<string, unknown>>): DesignInput {
  const take = (names: readonly string[]) => Object.fromEntries(Object.entries(options).filter(([name]) => names.includes(name)));
  const { samples, contrasts, evaluationSteps, evaluationBatch, evaluationCritic, bracket } = take(
    Object.keys(evaluationOptions),
  );
  const input = {
    simulator,
    ...take([
      "designs",
      "groups",
      "subjects",
      "estimator",
      "preset",
      "seed",
      "backend",
      "processes",
      "policy",
      "policyHidden",
      "policyStart",
      "horizons",
      "greedy",
      "staticSteps",
      "gainAfter",
      "given",
      "goal",
      "nuisance",
      "rivals",
      "modelWeights",
      "from",
      "cost",
      "costUnit",
      "versus",
      "windows",
      "spacing",
      "grid",
      "candidates",
      "once",
    ]),
    ...(options.estimatorSetting ? { estimatorSettings: options.estimatorSetting as Record<string, SettingValue> } : {}),
    ...(options.set ? { settings: options.set as Record<string, SettingValue> } : {}),
    training: take(Object.keys(trainingOptions)),
    evaluation: {
      samples,
      contrasts,
      criticSteps: evaluationSteps,
      criticBatch: evaluationBatch,
      critic: evaluationCritic,
      bracket,
    },
  };
  return input as DesignInput;
}
