/** A critic that learns from the pairs of each step, or from few that come again. */
import * as tf from "@tensorflow/tfjs-core";
import type { Critic, FromScores } from "../../contracts/bounds.js";
import type { Checkpoint, Key, Params } from "../../contracts/values.js";
import { ascend, compileAscent, countStep, initParameters, pullInto, unpack } from "../../engine/ascent/index.js";
import { tidied } from "../../engine/tensors.js";
import { readers } from "../objective.js";
import { criticObjective } from "../terms.js";
import { learnedGroups } from "../training/state.js";
import { remember } from "../training/step.js";
import { finiteRows } from "./finite.js";
import type { KnownPairs, KnownRows } from "./task.js";
import { arrayName, fresh, type KnownTraining, kept, type Walk } from "./walk.js";

export type Keys = Readonly<Record<"init" | "rows", Key>>;

type OfScores = Omit<KnownTraining, "estimator"> & { readonly estimator: FromScores };

/** What the estimator makes of a batch of `inputsOf`. */
export function readerOf({ pairs, estimator, hidden, features, auxiliary }: OfScores, critic: Critic) {
  const sizes = { theta: pairs.columns.x, outcome: pairs.columns.y, hidden, features };
  const objective = criticObjective({ estimator, critic, sizes, auxiliary });
  const { memory, read } = readers(estimator, (params, { x, y }: Params) =>
    objective.terms(params, x as tf.Tensor2D, y as tf.Tensor2D),
  );
  return { init: (k: Key): Params => ({ ...objective.init(k), ...memory() }), read };
}

/** As a critic is given them. */
export const inputsOf = ({ columns, seen }: KnownPairs, { x, y }: KnownRows): Params => ({
  x: tf.tensor2d(x, [x.length / columns.x, columns.x]),
  y: tf.tensor2d(seen?.(y) ?? y, [y.length / columns.y, columns.y]),
});

export function learned(training: OfScores, critic: Critic, { init, rows: k }: Keys, saved: Checkpoint | undefined): Walk {
  const { pairs, estimator, batch, rate, clipNorm, rows } = training;
  const reader = readerOf(training, critic);
  const like = { counters: fresh(), parameters: tidied(() => initParameters(reader.init(init))) };
  const state = saved ? unpack(saved, like, arrayName) : like;
  const groups = learnedGroups(Object.keys(state.parameters), "updates");
  const inputs = (rows: KnownRows) => inputsOf(pairs, rows);
  const repeated = rows === undefined ? undefined : finiteRows(pairs, rows, k);
  const compiled = tidied(() =>
    compileAscent(
      (params, rows) => {
        const { contributions, maximised, memory, joint, readOut } = reader.read(params, rows);
        return {
          value: tf.mean(contributions),
          climbed: tf.mean(maximised),
          ...(joint ? { first: tf.mean(joint) } : {}),
          ...(readOut ? { readOut: tf.mean(readOut) } : {}),
          ...memory,
        };
      },
      state,
      { inputs: inputs(pairs.draw(init, batch, 0)), objective: "climbed", groups },
    ),
  );
  const rates = { critic: rate, paced: rate * (estimator.auxiliaryRate ?? 1) };
  return {
    state,
    step(k, level, n) {
      const fresh = compiled.run(inputs(pairs.draw(k, n, level)));
      const seen = Object.fromEntries(kept.flatMap((name) => (fresh[name] ? [[name, fresh[name][0]]] : [])));
      const outputs = repeated ? compiled.run(inputs(repeated(k, n, level))) : fresh;
      const moved = ascend(compiled, groups, state.counters, { watched: [outputs.climbed?.[0] as number], rates, clipNorm });
      if (moved) remember(compiled, outputs);
      countStep(state.counters, moved);
      return seen;
    },
    pull: () => pullInto(state, compiled),
    dispose: () => compiled.dispose(),
  };
}
