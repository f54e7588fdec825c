/** An independent evaluation, with the critic and the model of densities that its options name. */
import type { Progress } from "../contracts/values.js";
import { likelihoodServes } from "../experiment/aim.js";
import { evaluate } from "../information/evaluation/evaluate.js";
import { criticTraining } from "../information/evaluation/freshCritic.js";
import type { Evaluation, EvaluationTask } from "../information/evaluation/task.js";
import { checkReads, criticNamed, densityNamed } from "./critic.js";

/**
 * What a design or policy is worth, by samples that nothing was trained on.
 * @throws InputError for a critic that is not known or cannot read the measurements @throws InterruptedError when the signal aborts
 */
export async function* evaluatePolicy(task: EvaluationTask, signal?: AbortSignal): AsyncGenerator<Progress, Evaluation> {
  const critic = criticNamed(criticTraining(task.options).critic);
  if (!likelihoodServes(task.simulator)) checkReads(critic, task.simulator);
  const { bracket } = task.options;
  const density = bracket === undefined ? {} : { density: densityNamed(bracket) };
  return yield* evaluate({ ...task, critic, ...density }, signal);
}
