/** Whether a training fits into memory, found out on small batches and narrow networks before it begins. */

import * as tf from "@tensorflow/tfjs-core";
import { staticDesign } from "../../policies/static.js";
import { check } from "../basics/errors.js";
import { addressable, availableBytes, checkRoom, extrapolated, processBytes, shapesOf } from "../basics/memory.js";
import type { Estimator } from "../contracts/bounds.js";
import type { EvaluationOptions, TrainingOptions } from "../contracts/options.js";
import type { AdaptiveFamily, FixedPolicy, Policy } from "../contracts/policy.js";
import type { Draw, Simulator } from "../contracts/simulator.js";
import type { FeatureScaling, Params, Scaling } from "../contracts/values.js";
import { runningBackend } from "../engine/backend.js";
import { float32, type StepSize, sizeOfStep } from "../engine/compile/size.js";
import { NotTraceableError } from "../engine/program/program.js";
import { tidied } from "../engine/tensors.js";
import { validationDraw } from "../experiment/draws.js";
import { outcomeFeatures, thetaFeatures } from "../experiment/features.js";
import { plainSeenScaling, setupOf } from "../experiment/history.js";
import { criticTraining, evaluating } from "../information/evaluation/freshCritic.js";
import { buildObjective } from "../information/objective.js";
import { gradientOf, hasPath, triesNumbers } from "../information/training/gradient.js";
import { groupsOf } from "../information/training/state.js";
import { climbedOutput, type StepTask, stepInputs, trainingStep } from "../information/training/step.js";
import { fixedKey } from "../numbers/keys.js";
import { measurementsOf } from "../numbers/measurements.js";
import { withCritic } from "./critic.js";
import type { Horizons } from "./policy/horizons.js";

export interface Sized {
  readonly simulator: Simulator;
  readonly estimator: Estimator;
  readonly options: TrainingOptions;
  /** Of an evaluation's critic: its options have names of their own. */
  readonly isEvaluation?: true;
  /** An adaptive one is made for the widths that are tried. */
  readonly policy:
    | FixedPolicy
    | {
        readonly kind: "adaptive";
        readonly family: AdaptiveFamily;
        readonly hidden: readonly number[];
        /** One measurement alone, as a policy's training has it. */
        readonly single?: Simulator;
        /** Of one that serves several horizons: every step is of all of them. */
        readonly horizons?: Pick<Horizons, "shorter">;
      };
}

/** Copies of the parameters beside the step's own: first tensors, state, what is pulled, two checkpoints. */
const copiesOfParameters = 14;

/** Below this nothing is traced. */
const surelyFits = 400e6;
const smallBatch = 24;
/** Steps of these many, twice and three times as many experiments tell of larger ones: among fewer, wide layers hide what pairs will take. */
const tracedBatch = 240;

/** Shapes do not depend on it. */
const anyKey = fixedKey("size");

export interface TrainingSize {
  /** All of it, bytes. */
  readonly total: number;
  readonly step: number;
  readonly parameters: number;
}

/** In a batch no experiment may stand twice: it would be its own contrast. @throws InputError */
function checkEnoughRows({ simulator: { name, bank }, options: { batch }, isEvaluation }: Sized): void {
  const rows = bank?.rows?.training ?? batch;
  check(
    batch <= rows,
    `${name} has ${rows} rows for training (those that choose and evaluate are others), and a batch takes ${batch}: lower ${isEvaluation ? "--evaluation-batch" : "--batch"}, or give more simulations`,
  );
}

/** @param processes how many trainings run at the same time @throws InputError with the number of bytes and what to lower */
export async function checkTrainingFits(sized: Sized, processes: number, room = availableBytes()): Promise<void> {
  checkEnoughRows(sized);
  const experiments = sized.policy.kind === "adaptive" ? 1 + (sized.policy.horizons?.shorter.length ?? 0) : 1;
  if (processes * experiments * roughBytes(sized) < Math.min(surelyFits, room)) return;
  const { batch } = sized.options;
  const option = sized.isEvaluation ? "--evaluation-batch" : "--batch";
  const traced = await openSizes(sized)
    .then((sizeAt) => ({ sizeAt, size: sizeAt(batch) }))
    .catch((error: unknown) => {
      if (error instanceof NotTraceableError) return undefined; // it runs eagerly, and frees what it needs as it goes
      throw error;
    });
  if (!traced) return;
  const { sizeAt, size } = traced;
  const limit = runningBackend().name === "wasm" ? addressable : { step: room, tensors: room };
  const fits = (n: number): boolean => {
    const { total, step } = sizeAt(n);
    return total <= room && step <= limit.step;
  };
  const lower = (): string => {
    for (let n = 2 ** Math.floor(Math.log2(batch - 1)); n >= 64; n /= 2) if (fits(n)) return `lower ${option}, ${n} fits`;
    return sized.policy.kind === "adaptive" ? "lower --policy-hidden, --hidden or --horizon" : "lower --hidden or --features";
  };
  checkRoom(size.parameters, Math.min(limit.tensors, room), "the networks' parameters", "lower --hidden or --features");
  checkRoom(size.step, Math.min(limit.step, room), `a training step with ${option} ${batch}`, lower());
  checkRoom(size.total, room, `a training with ${option} ${batch}`, lower());
  const most = Math.max(1, Math.floor(room / size.total));
  checkRoom(processes * size.total, room, `training in ${processes} processes`, `lower --processes, ${most} fit`);
}

/** Too much rather than too little: pairs of a batch, activations, parameters. */
function roughBytes({ simulator, options, policy }: Sized): number {
  const { batch, hidden, features } = options;
  const [p, q] = [simulator.prior.names.length, simulator.outcome.names.length];
  const own = policy.kind === "adaptive" ? policy.hidden : [];
  const weights = (widths: readonly number[]) =>
    widths.reduce((sum, width, i) => sum + width * ((widths[i + 1] ?? features) + p + q), 0);
  const parameters = 4 * weights(hidden) + 8 * weights(own);
  const activations = 16 * hidden.reduce((sum, width) => sum + width, q) + 40 * q * own.reduce((sum, width) => sum + width, 1);
  return 4 * (batch ** 2 * (24 + 8 * (p + q)) + batch * activations + 20 * parameters);
}

/** What a training takes by its batch, reckoned from small ones. */
export async function openSizes(sized: Sized): Promise<(batch: number) => TrainingSize> {
  const sizes = new Map<number, StepSize>();
  const { shapes, at } = await opened(sized);
  const parameters = Object.values(shapes).reduce((sum, shape) => sum + 4 * shape.reduce((a, b) => a * b, 1), 0);
  const measured = (batch: number): StepSize => {
    const known = sizes.get(batch) ?? at(batch);
    sizes.set(batch, known);
    return known;
  };
  return (batch) => {
    const [step, constants] = (["step", "constants"] as const).map((part) =>
      extrapolated((n) => measured(n)[part], batch, tracedBatch),
    ) as [number, number];
    return { step, parameters, total: processBytes + step + 2 * constants + copiesOfParameters * parameters };
  };
}

/** Parameters' true shapes, and the size of a step for small batches. */
async function opened(sized: Sized): Promise<{ shapes: Record<string, number[]>; at(batch: number): StepSize }> {
  const { simulator, options, policy: given } = sized;
  const widths = [...options.hidden, options.features, ...(given.kind === "adaptive" ? given.hidden : [])];
  const draw = await validationDraw(simulator, anyKey, 3 * smallBatch);
  const scaling = tidied(() => plainScaling(sized, draw));
  const shapesWith = (tried: readonly number[]) =>
    tidied(() =>
      Object.fromEntries(Object.entries(learnerOf(sized, scaling, tried).init()).map(([name, { shape }]) => [name, shape])),
    );
  const shapes = shapesOf(shapesWith, widths);
  const { task } = learnerOf(sized, scaling, widths);
  const ofShorter = (one: StepTask) => validationDraw(one.simulator, anyKey, 3 * smallBatch);
  const shorter = await Promise.all((task.shorter ?? []).map(ofShorter));
  const inputs = tidied(() => {
    const all = stepInputs(task, { draw, shorter, key: anyKey, progress: 0, exploring: true });
    return Object.entries(all).map(([name, { shape, dtype }]) => ({ name, shape, dtype }));
  });
  for (const { theta, noise } of [draw, ...shorter]) tf.dispose([theta, noise]);
  const rows = (shape: readonly number[], batch: number) =>
    shape[0] === 3 * smallBatch ? [batch, ...shape.slice(1)] : [...shape];
  return {
    shapes,
    at: (batch) =>
      tidied(() =>
        sizeOfStep((params, given) => trainingStep(task, params, given), {
          variables: Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, float32(shape)])),
          inputs: Object.fromEntries(
            inputs.map(({ name, shape, dtype }) => [name, { shape: rows(shape, batch), dtype: dtype as "float32" }]),
          ),
          objective: climbedOutput(task),
          trained: Object.values(groupsOf(Object.keys(shapes))).flatMap(({ names }) => names),
        }),
      ),
  };
}

/** What is trained, with layers of these widths: the critic's, its features, the policy's. */
function learnerOf(
  { simulator, estimator, options, policy: given }: Sized,
  scaling: FeatureScaling,
  widths: readonly number[],
): { readonly task: StepTask; init(): Params } {
  const { length } = options.hidden;
  const [hidden, features, own] = [widths.slice(0, length), widths[length] as number, widths.slice(length + 1)];
  const { designs } = simulator;
  const start = designs.equallySpaced();
  const adaptive = given.kind === "adaptive" ? given : undefined;
  const { shorter } = adaptive?.horizons ?? {};
  const most = shorter && measurementsOf(designs);
  const taskIn = (one: Simulator) => {
    const setup = setupOf(one, plainSeenScaling(one), measurementsOf(one.designs), own, most);
    const policy: Policy = given.kind === "adaptive" ? given.family.create(setup) : given;
    const objective = buildObjective(one, estimator, withCritic({ ...options, hidden, features }), scaling);
    const drawn = gradientOf(one, estimator, policy, scaling, { optimizer: options.optimizer, single: adaptive?.single });
    return { simulator: one, policy, objective, ...drawn };
  };
  const task = taskIn(simulator);
  const { policy, objective, score } = task;
  const init = () => (policy.kind === "adaptive" ? policy.init(anyKey, designs, start) : policy.init(designs, start));
  return {
    task: { ...task, ...(shorter ? { shorter: shorter.map(taskIn) } : {}) },
    init: () => ({ ...init(), ...objective.init(anyKey), ...score?.init(anyKey) }),
  };
}

/** Of the right lengths: what the numbers are makes no difference to their size. */
function plainScaling({ simulator, estimator, policy }: Sized, { theta, noise }: Draw): FeatureScaling {
  const n = theta.shape[0];
  const design = tf.tile(tf.tensor2d([simulator.designs.equallySpaced()]), [n, 1]) as tf.Tensor2D;
  const outcome = simulator.simulate(theta, design, noise);
  const designSeen = policy.kind === "adaptive" || (!hasPath(simulator) && estimator.scores !== "likelihood");
  const plain = ({ shape }: tf.Tensor2D): Scaling => ({ mean: Array(shape[1]).fill(0), sd: Array(shape[1]).fill(1) });
  const seen = designSeen ? design : tf.slice(design, [0, 0], [1, -1]);
  return {
    theta: plain(thetaFeatures(simulator, theta)),
    ...(estimator.from === "density" ? { ownTheta: plain(theta) } : {}),
    outcome: plain(outcomeFeatures(simulator, seen, outcome)),
    designSeen,
    ...(designSeen && triesNumbers(simulator, policy.kind === "adaptive") ? { logits: true as const } : {}),
    ...(simulator.measure ? { measurement: plainSeenScaling(simulator) } : {}),
  };
}

/** Floats of one draw, and what is made of them while all draws of an evaluation lie side by side. */
const copiesOfDraws = 8;

/** Of a point among its neighbours: the tree, lists and counts. */
const bytesOfPoint = 200;

/**
 * An evaluation with a critic reads all its draws at once, and one from a bank simulates them all ahead; with a likelihood they come and go.
 * @throws InputError with the number of bytes and what to lower
 */
export async function checkEvaluationFits(
  simulator: Simulator,
  options: EvaluationOptions,
  room = availableBytes(),
): Promise<void> {
  const { samples, contrasts } = options;
  const { bank, logLikelihood, prior, outcome } = simulator;
  const numbers = 2 * prior.names.length + 3 * outcome.names.length;
  const paths = bank ? 4 * (samples + contrasts) * Math.max(numbers, await numbersOfMember(bank)) : 0;
  const together = logLikelihood ? samples / 100 : samples + (bank ? contrasts : 0);
  const points = logLikelihood ? 0 : bytesOfPoint * together + 16 * contrasts * prior.names.length;
  const bytes = processBytes + 2 * paths + 4 * copiesOfDraws * numbers * together + points;
  const lower = contrasts > samples ? "lower --contrasts or --samples" : "lower --samples";
  checkRoom(bytes, room, `an evaluation with --samples ${samples} and --contrasts ${contrasts}`, lower);
  if (logLikelihood) return;
  const sized = { simulator, estimator: evaluating, options: criticTraining(options), policy: staticDesign };
  await checkTrainingFits({ ...sized, isEvaluation: true }, 1, room);
}

/** Numbers that a bank's content holds for each of its members; what it holds once for all, a table, does not count. */
async function numbersOfMember(bank: NonNullable<Simulator["bank"]>): Promise<number> {
  const [few, more] = [numbersOf(await bank.simulate(anyKey, 16)), numbersOf(await bank.simulate(anyKey, 32))];
  return (more - few) / 16;
}

function numbersOf(content: unknown): number {
  if (ArrayBuffer.isView(content)) return content.byteLength / 4;
  if (content instanceof tf.Tensor) return content.size;
  if (typeof content !== "object" || content === null) return 0;
  return Object.values(content).reduce((sum: number, part) => sum + numbersOf(part), 0);
}
