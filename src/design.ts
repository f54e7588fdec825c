/** The main job: from a simulator to an optimised static design, evaluated on fresh samples beside its baselines. */
import * as tf from "@tensorflow/tfjs-core";
import { equallySpaced } from "../policies/equallySpaced.js";
import { fixed } from "../policies/fixed.js";
import { random } from "../policies/random.js";
import { startBackend } from "./backend.js";
import { checkSimulator } from "./checkSimulator.js";
import { chooseEstimator } from "./chooseEstimator.js";
import { critics } from "./critics/index.js";
import { createSimulator } from "./defineSimulator.js";
import { type DesignRunState, type FinishedRestart, initialRunState, packRun, unpackRun } from "./designState.js";
import { evaluatePolicy } from "./evaluate.js";
import { validationDraw } from "./freshCritic.js";
import { isBuiltIn, loadSimulator } from "./loadSimulator.js";
import { pick } from "./names.js";
import { checkDesignOptions, type DesignInput, type DesignOptions } from "./options.js";
import { key as rootKey, split } from "./random.js";
import { runRestart } from "./restart.js";
import { evaluationDefaults, presetOf, resolveTraining } from "./trainingDefaults.js";
import type {
  DesignResult,
  Draw,
  Estimator,
  EvaluationOptions,
  Key,
  Policy,
  Progress,
  RunStore,
  Simulator,
  TrainingOptions,
} from "./types.js";
import { version } from "./version.js";

/** Everything that is fixed once the options are resolved. */
export interface DesignJob {
  readonly simulator: Simulator;
  readonly estimator: Estimator;
  readonly training: TrainingOptions;
  readonly evaluation: EvaluationOptions;
  readonly seed: number;
}

/** Resolves every default and rehearses simulators that are not built in; the backend must run. @throws InputError for anything that cannot be run, before anything is computed */
export async function prepareDesign(options: DesignOptions): Promise<DesignJob> {
  const family = typeof options.simulator === "string" ? await loadSimulator(options.simulator) : options.simulator;
  const simulator = createSimulator(family, options.designs ?? family.defaultDesigns, options.settings ?? {});
  const preset = presetOf(family, options.preset);
  const estimator = chooseEstimator(options.estimator ?? options.training.estimator ?? preset.estimator, simulator);
  const training = resolveTraining(family, estimator, options.preset, options.training);
  pick(critics, training.critic, "critic");
  if (!isBuiltIn(family)) await checkSimulator(simulator);
  return {
    simulator,
    estimator,
    training,
    evaluation: { ...evaluationDefaults, ...options.evaluation },
    seed: options.seed,
  };
}

/** Shares of the progress bar: trainings together, then each of the three evaluations. */
const trainingShare = 0.7;
const comparisonSize = 4096;
const checkpointSeconds = 1;

/**
 * Optimises, evaluates and compares. With a store that holds a checkpoint it goes on from there and ends with the same bytes.
 * @throws InputError for wrong options; InterruptedError after the signal, with a checkpoint saved
 */
export async function* designExperiment(
  input: DesignInput,
  store?: RunStore,
  signal?: AbortSignal,
): AsyncGenerator<Progress, DesignResult> {
  const options = checkDesignOptions(input);
  const backend = await startBackend(options.backend);
  const job = await prepareDesign(options);
  const run = new Run(job, store, signal);
  await run.saveDrawing(); // first, so that the report of an unfinished run has it too
  yield* run.train();
  yield* run.evaluate();
  const result = run.result(backend.name);
  store?.saveResult(result);
  return result;
}

class Run {
  private readonly state: DesignRunState;
  private readonly keys: Record<"restart" | "comparison" | "evaluation" | "drawing", Key>;
  private readonly began = performance.now();
  private savedAt = performance.now();

  constructor(
    private readonly job: DesignJob,
    private readonly store: RunStore | undefined,
    private readonly signal: AbortSignal | undefined,
  ) {
    const checkpoint = store?.loadCheckpoint();
    this.state = checkpoint ? unpackRun(checkpoint) : initialRunState();
    this.keys = split(rootKey(job.seed), "restart", "comparison", "evaluation", "drawing");
  }

  private seconds(): number {
    return this.state.seconds + (performance.now() - this.began) / 1000;
  }

  private save(force: boolean): void {
    if (!force && performance.now() - this.savedAt < checkpointSeconds * 1000) return;
    this.store?.saveCheckpoint(packRun({ ...this.state, seconds: this.seconds() }));
    this.savedAt = performance.now();
  }

  private warn(messages: readonly string[]): string[] {
    const news = messages.filter((message) => !this.state.warnings.includes(message));
    this.state.warnings.push(...news);
    return news;
  }

  async *train(): AsyncGenerator<Progress> {
    const { restarts } = this.job.training;
    if (this.state.finished.length >= restarts) return;
    const comparison = await validationDraw(this.job.simulator, this.keys.comparison, comparisonSize, this.signal);
    try {
      while (this.state.finished.length < restarts) yield* this.trainOne(comparison);
    } finally {
      tf.dispose([comparison.theta, comparison.noise]);
    }
  }

  private async *trainOne(comparison: Draw): AsyncGenerator<Progress> {
    const { simulator, estimator, training: options } = this.job;
    const index = this.state.finished.length;
    const task = { simulator, estimator, options, key: this.keys.restart, index, comparison };
    const steps = runRestart(
      task,
      this.state.training,
      (state) => {
        this.state.training = state;
      },
      this.signal,
    );
    const phase = options.restarts > 1 ? `training ${index + 1} of ${options.restarts}` : "training";
    try {
      for (let next = await steps.next(); ; next = await steps.next()) {
        if (next.done) {
          this.state.finished.push(next.value.finished);
          for (const warning of this.warn(next.value.notes)) yield { phase, fraction: this.trained(0), warning };
          break;
        }
        const { about, ...metric } = next.value;
        const { step, bound, se } = metric;
        this.store?.appendMetric({ restart: index, ...metric, seconds: this.seconds() });
        this.save(false);
        const note = about === undefined ? {} : { note: `training steps are ${about}` };
        yield { phase, fraction: this.trained(step / options.steps), bound, se, ...note };
      }
    } catch (error) {
      this.save(true); // an interruption loses nothing
      throw error;
    }
    this.state.training = undefined;
    this.save(true);
  }

  /** Share of the whole that is done when a restart is at `part`. */
  private trained(part: number): number {
    return (trainingShare * (this.state.finished.length + part)) / this.job.training.restarts;
  }

  private chosen(): number {
    const values = this.state.finished.map(({ compared }) => compared.value);
    return values.indexOf(Math.max(...values));
  }

  async *evaluate(): AsyncGenerator<Progress> {
    const best = this.state.finished[this.chosen()] as FinishedRestart;
    const policies: Record<string, Policy> = { optimised: fixed(best.design), equallySpaced, random };
    const names = Object.keys(policies);
    for (const [i, name] of names.entries()) {
      if (this.state.evaluations[name]) continue;
      const { simulator, evaluation } = this.job;
      const task = {
        simulator,
        policy: policies[name] as Policy,
        params: {},
        options: evaluation,
        key: split(this.keys.evaluation, name)[name] as Key,
      };
      const steps = evaluatePolicy(task, this.signal);
      for (let next = await steps.next(); ; next = await steps.next()) {
        const fraction = trainingShare + ((1 - trainingShare) * (i + (next.done ? 1 : next.value.fraction))) / names.length;
        if (next.done) {
          this.state.evaluations[name] = next.value.gain;
          // The baselines' evaluations would repeat the same notes with other sampling error.
          if (i === 0) for (const warning of this.warn(next.value.notes)) yield { phase: name, fraction, warning };
          break;
        }
        yield { ...next.value, phase: `${name}: ${next.value.phase}`, fraction };
      }
      this.save(true);
    }
  }

  async saveDrawing(): Promise<void> {
    const { curve } = this.job.simulator;
    if (!curve || !this.store) return;
    const { xTitle, yTitle, xs } = curve;
    this.store.saveDrawing({ xTitle, yTitle, xs, paths: await curve.paths(this.keys.drawing, 400) });
  }

  result(backend: string): DesignResult {
    const { simulator, estimator, training, seed } = this.job;
    const { finished, evaluations } = this.state;
    const chosen = this.chosen();
    const best = finished[chosen] as FinishedRestart;
    const cap = estimator.cap(training.batch);
    this.warn(capWarnings(estimator, best, cap));
    const gainOf = (name: string) => evaluations[name] as DesignResult["gain"];
    return {
      kind: "design",
      simulator: simulator.name,
      settings: simulator.settings,
      estimator: estimator.name,
      seed,
      backend,
      version,
      design: best.design,
      designNames: simulator.designs.names,
      designUnit: simulator.designs.unit,
      gain: gainOf("optimised"),
      baselines: [
        { name: "equallySpaced", design: simulator.designs.equallySpaced(), gain: gainOf("equallySpaced") },
        { name: "random", design: null, gain: gainOf("random") },
      ],
      training: {
        steps: finished.reduce((sum, { steps }) => sum + steps, 0),
        seconds: this.seconds(),
        bound: best.bound,
        cap: Number.isFinite(cap) ? cap : null,
        restarts: finished.map(({ design, compared, steps }) => ({ design, compared, steps })),
        chosen,
      },
      warnings: this.state.warnings,
    };
  }
}

function capWarnings(estimator: Estimator, { bound }: FinishedRestart, cap: number): string[] {
  if (bound.value < 0.9 * cap) return [];
  return [
    `${estimator.name} was trained against its cap: it cannot report more than ${cap.toFixed(2)} nats with this batch (log of the batch), ` +
      "so it sees little difference between good designs. Raise --batch, or use an estimator without a cap (flo, nwj). The evaluation is not affected.",
  ];
}
