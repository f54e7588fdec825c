/** Formulas by plain numbers in double precision: for what is computed once a path, and the second road of all tests. */
import type { Formula, Operation } from "./formula.js";

export const onNumbers: Readonly<Record<Operation, (...x: number[]) => number>> = {
  add: (a, b) => (a as number) + (b as number),
  sub: (a, b) => (a as number) - (b as number),
  mul: (a, b) => (a as number) * (b as number),
  div: (a, b) => (a as number) / (b as number),
  neg: (a) => -(a as number),
  pow: (a, b) => (a as number) ** (b as number),
  sqrt: (a) => Math.sqrt(a as number),
  exp: (a) => Math.exp(a as number),
  log: (a) => Math.log(a as number),
  sin: (a) => Math.sin(a as number),
  abs: (a) => Math.abs(a as number),
  floor: (a) => Math.floor(a as number),
  min: (a, b) => Math.min(a as number, b as number),
  max: (a, b) => Math.max(a as number, b as number),
  lt: (a, b) => Number((a as number) < (b as number)),
  le: (a, b) => Number((a as number) <= (b as number)),
  eq: (a, b) => Number((a as number) === (b as number)),
  and: (a, b) => Number(a !== 0 && b !== 0),
  or: (a, b) => Number(a !== 0 || b !== 0),
  if: (c, a, b) => (c !== 0 ? (a as number) : (b as number)),
};

export type Values = Readonly<Record<string, number>>;

export function evaluate(formula: Formula, values: Values): number {
  if (typeof formula === "number") return formula;
  if (typeof formula === "string") return values[formula] as number;
  const [operation, ...inputs] = formula;
  return onNumbers[operation](...inputs.map((input) => evaluate(input, values)));
}
