/** From options to a calibration that can be carried out. */

import { existsSync } from "node:fs";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { check, InputError } from "../../basics/errors.js";
import { didYouMean, pick } from "../../basics/names.js";
import { versions } from "../../basics/version.js";
import { withoutGaps } from "../../basics/withoutGaps.js";
import type { BackendChoice } from "../../contracts/options.js";
import type { PosteriorMethod, PosteriorTask } from "../../contracts/posterior.js";
import type { Simulator } from "../../contracts/simulator.js";
import { startBackend } from "../../engine/backend.js";
import { checkSimulator } from "../../loading/rehearse.js";
import { withParts } from "../../modelling/failures.js";
import { likelihoodOf } from "../../modelling/likelihoods.js";
import { measurementsOf } from "../../numbers/measurements.js";
import { checkOption } from "../../options/check.js";
import { learningSteps } from "../../options/defaults.js";
import { defaultMembers } from "../../options/members.js";
import { refusalOf } from "../../posteriors/chosen.js";
import { posteriors } from "../../posteriors/index.js";
import { configFile } from "../../records/folder.js";
import type { CalibrationConfig } from "../../records/types.js";
import { criticNamed, densityNamed } from "../critic.js";
import type { Learning } from "../infer/learn.js";
import { isBuiltIn } from "../loadSimulator.js";
import { type Subject, type SubjectInput, subjectOf } from "./subject.js";

/** What `calibrate` takes: a simulator and a design, or a run; everything else has a default. */
export interface CalibrateInput extends SubjectInput {
  /** A name of `posteriors`; absent: every one that can be had. */
  readonly posterior?: string;
  /** Experiments whose truth is known. */
  readonly replications?: number;
  /** Of the posterior of each. */
  readonly draws?: number;
  readonly seed?: number;
  readonly backend?: BackendChoice;
  /** Of what is trained. */
  readonly steps?: number;
  readonly batch?: number;
  readonly density?: string;
  readonly critic?: string;
}

const checkedOptions = ["design", "posterior", "replications", "draws", "seed", "backend", "steps", "batch", "density", "critic"];
const known = ["simulator", "run", "settings", ...checkedOptions];

const defaults = { draws: 199, seed: 0, backend: "auto", steps: learningSteps.one, batch: 256 } as const;

/** As often as it can be afforded: what was trained answers at once, a sampler begins anew for each experiment. */
const affordable = { likelihood: 300, density: 1000, scores: 1000, simulations: 1000 } as const satisfies Record<
  PosteriorMethod["from"],
  number
>;

export interface CalibrationJob {
  readonly subject: Subject;
  readonly methods: readonly { readonly method: PosteriorMethod; readonly replications: number }[];
  /** Why others were left out, by name. */
  readonly refused: Readonly<Record<string, string>>;
  readonly draws: number;
  readonly training: Learning;
  readonly seed: number;
}

/** Everything that can be wrong is found here, before anything is computed. @throws InputError */
export async function prepareCalibration(input: CalibrateInput): Promise<{ job: CalibrationJob; config: CalibrationConfig }> {
  checkInput(input);
  const given = withoutGaps(input);
  const { draws, seed, backend, steps, batch } = { ...defaults, ...given };
  const { density = defaultMembers.posteriorDensity, critic = defaultMembers.critic, posterior, replications } = given;
  densityNamed(density);
  criticNamed(critic);
  if (posterior !== undefined) pick<PosteriorMethod>(posteriors, posterior, "posterior");
  const { name } = await startBackend(backend);
  const subject = await subjectOf(given);
  const { simulator, family, source, where } = subject;
  if (!isBuiltIn(family)) await checkSimulator(withParts(simulator, { gradient: "score" }));
  const { possible, refused } = possibleOf(simulator, posterior);
  const methods = possible.map((method) => ({ method, replications: replications ?? affordable[method.from] }));
  const training = { steps, batch, density, critic };
  const config: CalibrationConfig = {
    kind: "calibrate",
    ...source,
    settings: simulator.settings,
    designs: measurementsOf(simulator.designs),
    ...where,
    posteriors: methods.map(({ method, replications: n }) => ({ name: method.name, replications: n })),
    asked: withoutGaps({ posterior, replications }),
    draws,
    training,
    seed,
    backend: name as CalibrationConfig["backend"],
    about: {
      summary: simulator.summary,
      parameters: { names: simulator.prior.names, units: simulator.prior.units },
      design: { names: simulator.designs.names, unit: simulator.designs.unit },
      methods: [family, ...possible].map(({ name: own, summary, reference }) => ({
        name: own,
        summary,
        ...(reference ? { reference } : {}),
      })),
    },
    versions: versions(),
  };
  return { job: { subject, methods, refused, draws, training, seed }, config };
}

/** Those that can be had, in the registry's order, and why the others cannot. @throws InputError where the one that is asked for cannot be had, or none */
function possibleOf(simulator: Simulator, asked: string | undefined) {
  const { prior } = simulator;
  const nothing = () => tf.zeros([1]) as tf.Tensor1D;
  const task: PosteriorTask = {
    prior,
    ...(likelihoodOf(simulator) ? { logLikelihood: nothing } : {}),
    density: { logDensity: nothing, sample: () => tf.zeros([1, prior.names.length]) },
    scores: nothing,
    // What stands in for what was trained where the data are strange is calibrated by name only: experiments of the prior are not strange.
    ...(asked && pick<PosteriorMethod>(posteriors, asked, "posterior").from === "simulations"
      ? { simulations: noSimulations }
      : {}),
  };
  const refused: Record<string, string> = {};
  const possible = Object.values<PosteriorMethod>(posteriors).filter((method) => {
    const why = refusalOf(method, task);
    if (why !== undefined) refused[method.name] = why;
    return why === undefined && (asked === undefined || asked === method.name);
  });
  if (asked !== undefined && refused[asked] !== undefined)
    throw new InputError(`the posterior by "${asked}" cannot be had: ${refused[asked]}`);
  return { possible, refused: asked === undefined ? refused : {} };
}

const none = { columns: 1, values: [] };
const noSimulations = { theta: none, features: none, seen: [] };

function checkInput(input: CalibrateInput): void {
  check(typeof input === "object" && input !== null, "calibrate takes an object: { simulator, design } or { run }");
  for (const [name, value] of Object.entries(input)) {
    check(known.includes(name), `unknown option "${name}"${didYouMean(name, known)}`);
    if (checkedOptions.includes(name) && value !== undefined) checkOption(name, value, `option "${name}"`);
  }
  check(
    (input.simulator === undefined) !== (input.run === undefined),
    "say whose posteriors are to be calibrated: of a simulator, or of a run, and not both",
  );
}

/** What is typed is a run folder where there is one, else a simulator. */
export const subjectNamed = (typed: string): SubjectInput =>
  existsSync(join(typed, configFile)) ? { run: typed } : { simulator: typed };
