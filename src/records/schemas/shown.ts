/** What the report of a run shows beside its numbers: courses, simulated experiments, and how quickly a policy decides. */
import { z } from "zod";
import { parts, type Recorded } from "../checked.js";

const { number, count, text, numbers } = parts;

/** drawing.json: what the report needs to draw the design on what it means. */
export const drawingSchema = z
  .object({
    xTitle: text,
    yTitle: text,
    xs: z.array(number).min(1),
    /** Example courses, one array a path, each as long as xs. */
    paths: z.array(numbers),
  })
  .refine(({ xs, paths }) => paths.every(({ length }) => length === xs.length));

/** Of policy.json: what had been measured before the policy was refined, where it was. */
export const pastSchema = z.object({
  after: z.array(z.object({ design: numbers.min(1), outcome: numbers.exactOptional() })).exactOptional(),
});

const rows = z.array(numbers).min(1);
const even = (table: readonly (readonly number[])[]): boolean => table.every(({ length }) => length === table[0]?.length);

/** rollouts.json: simulated experiments in which the policy decided, from draws that nothing else saw. One row an experiment. */
export const rolloutsShape = z.object({
  theta: rows,
  /** Where it measured, in the order in which it did. */
  design: rows,
  outcome: rows,
  /** What came without being chosen, where something does. */
  reports: rows.exactOptional(),
  /** Noiseless courses of the same experiments along the drawing's xs, where the simulator has them. */
  courses: rows.exactOptional(),
});

/** Every experiment has as many numbers. @param axis points of the drawing, along which courses go */
export const rolloutsSchema = (axis: number): z.ZodType<Recorded<typeof rolloutsShape>> =>
  rolloutsShape.refine(({ theta, design, outcome, reports = [], courses = [] }) => {
    const tables = [theta, design, outcome, ...[reports, courses].filter(({ length }) => length > 0)];
    return (
      tables.every((table) => even(table) && table.length === design.length) && courses.every(({ length }) => length === axis)
    );
  });

/** latency.json: how long decisions of the portable policy take where the run was made. A measurement: no two runs have the same. */
export const latencySchema = z.object({
  decisions: count,
  /** Microseconds from an outcome to the next design. */
  median: number,
  p99: number,
});
