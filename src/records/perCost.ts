/** What a gain is for its cost, by one rule wherever it is told. */
import { named } from "../basics/text.js";
import type { Gain } from "../contracts/gain.js";

/** @returns nats per unit of cost, with one standard error (0: exact): by the exact gain, else by the lower bound; undefined where either is not known */
export function gainPerCost(
  { exact, exactSe = 0, lower }: Gain,
  cost: number | undefined,
): { readonly value: number; readonly se: number } | undefined {
  const value = exact ?? lower?.value;
  if (cost === undefined || value === undefined) return undefined;
  const se = exact === undefined ? (lower?.se ?? 0) : exactSe;
  return { value: value / cost, se: se / cost };
}

/** Of the columns that tell both. */
export const costHeads = (unit = ""): [cost: string, perCost: string] => [
  named("cost", unit),
  unit ? `nats per ${unit}` : "nats per cost",
];
