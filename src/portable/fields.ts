/** What a field of a file may be. */
import type { Scale } from "./types.js";

export type Test = (value: unknown) => boolean;

export const isNumber: Test = Number.isFinite;
export const isText: Test = (value) => typeof value === "string";
export const isPositive: Test = (value) => isNumber(value) && (value as number) > 0;
export const isCount: Test = (value) => Number.isInteger(value) && (value as number) >= 1;
export const listOf = (test: Test, length?: number): Test => {
  return (value) => Array.isArray(value) && value.length === (length ?? value.length) && value.every(test);
};

const scales: readonly Scale[] = ["linear", "log"];
export const isScale: Test = (value) => value === undefined || scales.includes(value as Scale);
export const scaleWords = '"linear" or "log" (only where space.low is above 0), or absent';
