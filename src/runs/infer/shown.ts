/** What the report of an inference shows: some draws, and experiments and courses that were simulated with them. */

import * as tf from "@tensorflow/tfjs-core";
import type { Simulator } from "../../contracts/simulator.js";
import type { InferenceShown } from "../../records/types.js";
import type { Again, Outcomes, Rows } from "./again.js";

const [mostDraws, mostAgain, mostCourses] = [1000, 500, 200];

/** Every so many-th row, so that at most so many are left. */
export function thinned({ columns, values }: Rows, most: number): Rows {
  const n = values.length / columns;
  if (n <= most) return { columns, values };
  const kept = new Float32Array(most * columns);
  for (let i = 0; i < most; i++) {
    const from = Math.floor((i * n) / most) * columns;
    kept.set(values.subarray(from, from + columns), i * columns);
  }
  return { columns, values: kept };
}

export function shownOf({ curve }: Simulator, simulations: Again, theta: Rows, replicated: Outcomes): InferenceShown {
  const { prior } = simulations;
  const courses = curve?.of;
  const along = (rows: Rows): number[][] => {
    if (!courses) return [];
    const draw = simulations.draw(thinned(rows, mostCourses));
    try {
      return courses(draw).map((course) => course.map(rounded));
    } finally {
      tf.dispose([draw.theta, draw.noise]);
    }
  };
  return {
    prior: listed(thinned(prior.theta, mostDraws)),
    posterior: listed(thinned(theta, mostDraws)),
    again: {
      prior: orFailed(listed(thinned(prior.outcomes.own, mostAgain))),
      posterior: orFailed(listed(thinned(replicated.own, mostAgain))),
    },
    ...(curve && courses
      ? {
          courses: {
            xTitle: curve.xTitle,
            yTitle: curve.yTitle,
            xs: [...curve.xs],
            prior: along(prior.theta),
            posterior: along(theta),
          },
        }
      : {}),
  };
}

/** Figures need no more digits. */
const rounded = (x: number): number => Number(x.toPrecision(6));

const listed = ({ columns, values }: Rows): number[][] =>
  Array.from({ length: values.length / columns }, (_, i) => Array.from(values.subarray(i * columns, (i + 1) * columns), rounded));

const orFailed = (rows: readonly (readonly number[])[]): (number | null)[][] =>
  rows.map((row) => row.map((x) => (Number.isFinite(x) ? x : null)));
