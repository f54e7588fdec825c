/** Whether a meta-training fits into memory, found out on few tasks and narrow networks before it begins. */

import { addressable, availableBytes, checkRoom, extrapolated, processBytes, shapesOf } from "../src/basics/memory.js";
import { runningBackend } from "../src/engine/backend.js";
import { float32, type StepSize, sizeOfStep } from "../src/engine/compile/size.js";
import { tidied } from "../src/engine/tensors.js";
import { fixedKey } from "../src/numbers/keys.js";
import type { MetaTraining } from "./records.js";
import { prepareTask } from "./setup.js";
import { inputsAt, lossesOf, objective } from "./trainer.js";
import type { TaskFamily } from "./types.js";

const fewTasks = 4;
/** As many as a training has beside the step's own: first tensors, state, what is pulled, a checkpoint. */
const copiesOfParameters = 14;

/** Below this nothing is traced. */
const surelyFits = 400e6;

/** Too much rather than too little: every task's points, and weights, at every step of an adaptation. */
function roughBytes({ tasks, support, query, hidden, settings }: MetaTraining): number {
  const width = hidden.reduce((sum, one) => sum + one, 0);
  const weights = hidden.reduce((sum, one, i) => sum + one * ((hidden[i + 1] ?? 1) + 2), 0);
  const steps = Math.max(1, ...Object.values(settings).filter(Number.isInteger));
  return 4 * 12 * (tasks * steps * ((support + query) * width + weights) + weights);
}

/** @param processes how many trainings run at the same time @throws InputError with the number of bytes and what to lower */
export function checkMetaFits(training: MetaTraining, own: TaskFamily | undefined, processes = 1, room = availableBytes()): void {
  const { tasks, hidden } = training;
  if (processes * roughBytes(training) < Math.min(surelyFits, room)) return;
  const shapesWith = (tried: readonly number[]) =>
    tidied(() => {
      const { learner } = prepareTask({ ...training, hidden: [...tried] }, own);
      return Object.fromEntries(Object.entries(learner.init(fixedKey("size"))).map(([name, { shape }]) => [name, shape]));
    });
  const shapes = shapesOf(shapesWith, hidden);
  const parameters = Object.values(shapes).reduce((sum, shape) => sum + 4 * shape.reduce((a, b) => a * b, 1), 0);
  const sizes = new Map<number, StepSize>();
  const sizeAt = (n: number): StepSize => {
    const known = sizes.get(n) ?? sizeOf({ ...training, tasks: n }, own, shapes);
    sizes.set(n, known);
    return known;
  };
  const reckoned = (n: number) => {
    const [step, constants] = (["step", "constants"] as const).map((part) =>
      extrapolated((count) => sizeAt(count)[part], n, fewTasks),
    ) as [number, number];
    return { step, total: processBytes + step + 2 * constants + copiesOfParameters * parameters };
  };
  const limit = runningBackend().name === "wasm" ? addressable : { step: room, tensors: room };
  const lower = (): string => {
    for (let n = 2 ** Math.floor(Math.log2(tasks - 1)); n >= 2; n /= 2)
      if (reckoned(n).total <= room && reckoned(n).step <= limit.step) return `lower --tasks, ${n} fit`;
    return "lower --hidden, --shots or --queries";
  };
  const { step, total } = reckoned(tasks);
  checkRoom(parameters, Math.min(limit.tensors, room), "the networks' parameters", "lower --hidden");
  checkRoom(step, Math.min(limit.step, room), `a training step with --tasks ${tasks}`, lower());
  checkRoom(total, room, `a training with --tasks ${tasks}`, lower());
  checkRoom(processes * total, room, `training in ${processes} processes`, `lower --processes, ${Math.floor(room / total)} fit`);
}

function sizeOf(training: MetaTraining, own: TaskFamily | undefined, shapes: Readonly<Record<string, number[]>>): StepSize {
  const task = prepareTask(training, own);
  return tidied(() =>
    sizeOfStep(lossesOf(task), {
      variables: Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, float32(shape)])),
      inputs: Object.fromEntries(
        Object.entries(inputsAt(task, 0)).map(([name, { shape, dtype }]) => [name, { shape, dtype: dtype as "float32" }]),
      ),
      objective,
      trained: Object.keys(shapes),
    }),
  );
}
