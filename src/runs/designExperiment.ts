/** The library's way to a design or a policy: from its options to the result. */
import type { Progress } from "../contracts/values.js";
import { checkDesignOptions, type DesignInput } from "../options/check.js";
import { defaultMembers } from "../options/members.js";
import type { DesignResult, RunStore } from "../records/types.js";
import { carryOutDesign, carryOutPolicy, type PolicyOutcome } from "./design.js";
import { prepareRun } from "./job.js";

/**
 * Optimises, evaluates and compares. With a store that holds a checkpoint it goes on from there and ends with the same bytes.
 * @throws InputError for wrong options; InterruptedError after the signal, with a checkpoint saved
 */
export async function* designExperiment(
  input: Omit<DesignInput, "policy" | "policyHidden" | "policyStart" | "horizons" | "greedy" | "staticSteps">,
  store?: RunStore,
  signal?: AbortSignal,
): AsyncGenerator<Progress, DesignResult> {
  return yield* carryOutDesign(await prepareRun(checkDesignOptions(input)), store, signal);
}

/**
 * Trains a policy that decides after every outcome, from the best static design, and compares it with that design. Goes on from a checkpoint as
 * `designExperiment` does.
 * @throws InputError for wrong options, or a simulator that cannot be measured step by step; InterruptedError after the signal
 */
export async function* trainPolicy(
  input: DesignInput,
  store?: RunStore,
  signal?: AbortSignal,
): AsyncGenerator<Progress, PolicyOutcome> {
  const options = checkDesignOptions({ policy: defaultMembers.policy, ...input });
  return yield* carryOutPolicy(await prepareRun(options), store, signal);
}
