/** A posterior that was trained, loaded once and read for any outcomes at the same design. */
import { check } from "../../basics/errors.js";
import { drained } from "../../basics/steps.js";
import { counted } from "../../basics/text.js";
import type { BackendChoice } from "../../contracts/options.js";
import { startBackend } from "../../engine/backend.js";
import { dataOf } from "../../loading/data/index.js";
import { simulatorOfNumbers } from "../../modelling/defineSimulator.js";
import { fold, key } from "../../numbers/keys.js";
import { amortised } from "../../posteriors/amortised.js";
import { readLearned } from "../../records/inferenceStore.js";
import type { InferredParameter, LearnedModel } from "../../records/types.js";
import { loadSimulator, sourceOf } from "../loadSimulator.js";
import type { Rows } from "./again.js";
import { densityAt } from "./learn.js";
import { summaryOf } from "./summary.js";

export interface OpenPosterior {
  /** Where the outcomes must have been measured. */
  readonly design: readonly number[];
  readonly outcomeNames: readonly string[];
  /**
   * @param outcome one number for each of the names @param options of the draws, as of `infer`
   * @throws InputError for outcomes that cannot be. Whether they are like anything simulated is not looked at: `infer` does.
   */
  given(
    outcome: readonly number[],
    options?: { readonly draws?: number; readonly seed?: number },
  ): Promise<{ readonly theta: Rows; readonly parameters: readonly Omit<InferredParameter, "prior">[] }>;
}

/**
 * @param run a folder in which a density was trained for a design: of `floe infer` where there is no likelihood, or of `floe beliefs`
 * @throws InputError where none was, or the simulator has changed since
 */
export async function openPosterior(run: string, options: { readonly backend?: BackendChoice } = {}): Promise<OpenPosterior> {
  const file = readLearned(run);
  const models = (file?.models ?? []).filter(hasDensity);
  check(
    file !== undefined && models.length > 0,
    `${run} holds no trained density of parameters for a design: floe infer trains one where there is no likelihood`,
  );
  check(models.length === 1, `${run} holds densities for ${counted(models.length, "design")}: one is needed`);
  const [{ design, density }] = models as [Trained];
  await startBackend(options.backend ?? "auto");
  const { simulatorHash } = sourceOf({ simulator: file.simulator });
  check(
    simulatorHash === file.simulatorHash,
    `${file.simulator} has changed since the density in ${run} was trained: floe infer trains a new one`,
  );
  const family = await loadSimulator(file.simulator);
  const measured = {
    name: family.name,
    usual: design.length,
    create: (n: number) => simulatorOfNumbers(family, n, file.settings),
  };
  const simulator = measured.create(design.length);
  const { prior } = simulator;
  return {
    design,
    outcomeNames: simulator.outcome.names,
    async given(outcome, { draws = 1000, seed = 0 } = {}) {
      const [made] = dataOf({ observations: [{ design, outcome }] }, measured).experiments;
      check(
        made !== undefined && made.outcome.length === outcome.length,
        `an outcome is ${counted(simulator.outcome.names.length, "number")} here`,
      );
      const at = densityAt(simulator, density, made);
      try {
        const sample = await drained(amortised.draw({ prior, density: at }, fold(key(seed), 0), draws));
        const theta = { columns: prior.names.length, values: sample.theta };
        const parameters = summaryOf(sample, prior, theta).map(({ prior: _, ...known }) => known);
        return { theta, parameters };
      } finally {
        at.dispose();
      }
    },
  };
}

type Trained = LearnedModel & Required<Pick<LearnedModel, "design" | "density">>;
const hasDensity = (model: LearnedModel): model is Trained => model.density !== undefined && model.design !== undefined;
