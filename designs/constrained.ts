import { check, InputError } from "../src/basics/errors.js";
import { misspelt } from "../src/basics/names.js";
import { quantityIn } from "../src/basics/quantity.js";
import { withoutGaps } from "../src/basics/withoutGaps.js";
import type { SpaceRules } from "../src/contracts/rules.js";
import type { DesignSpace } from "../src/contracts/space.js";
import type { WindowsData } from "../src/portable/spaces/inWindows.js";
import { ceilOn } from "../src/portable/spaces/stretches.js";
import { checkOnce, pooled } from "./pool.js";
import { ownRules } from "./rules.js";
import { windowed } from "./windowed.js";

const known = ["windows", "spacing", "grid", "budget", "limits", "candidates", "labels", "once"];

/**
 * The same space for people: `constrained(spacedTimes({ ... }), { windows: [[0, 4], [8, 10]], spacing: "15min", grid: "5min" })`. Designs keep the
 * rules while they are trained, for every raw value, and exactly at the end.
 * @throws InputError where nothing can be added to the space, or no design keeps the rules: it says what would fit
 */
export function constrained(space: DesignSpace, rules: SpaceRules): DesignSpace {
  const wrong = misspelt("constrained", rules, known) ?? unknownRule(rules);
  check(wrong === undefined, `${wrong}`);
  checkOnce(rules);
  if (!space.constrained)
    throw new InputError(
      `constrained: a space of kind ${space.kind} takes no windows, spacing, grid or limits; give what is allowed to the space itself.`,
    );
  return space.constrained(rules);
}

function unknownRule(rules: SpaceRules): string | undefined {
  const unknown = Object.keys(rules).find((name) => !known.includes(name));
  return unknown === undefined ? undefined : `constrained: there is no rule "${unknown}"; there are ${known.join(", ")}`;
}

interface Manner {
  /** Of ascending coordinates, what the space asks for itself. */
  readonly spacing?: number;
  /** The order of the coordinates means nothing. */
  readonly exchangeable?: boolean;
}

/** For members: what a space of plain numbers becomes. @throws InputError */
export function numbersConstrained(free: DesignSpace, rules: SpaceRules, manner: Manner = {}): DesignSpace {
  const { spacing: own, exchangeable = false } = manner;
  const { names, unit, scales } = free;
  if (rules.candidates) return pooled(free, rules, { exchangeable, ...withoutGaps({ ascends: own }) });
  const { windows, grid, limits } = ownRules(rules, free);
  check(
    !exchangeable || [windows, grid, ...limits.map(({ weights }) => weights)].every(isOneForAll),
    `the order of ${names.join(", ")} means nothing, so windows, grid and weights are the same for all; give one for all, or a space without exchangeable.`,
  );
  const said = rules.spacing === undefined ? undefined : quantityIn(unit, rules.spacing, "spacing");
  check(said === undefined || (Number.isFinite(said) && said >= 0), `spacing must be 0 or more, got ${rules.spacing}.`);
  const apart = own === undefined && said === undefined ? null : Math.max(own ?? 0, said ?? 0);
  check(
    apart === null || own !== undefined || exchangeable || names.length === 1,
    `spacing: the order of ${names.join(", ")} means something, so they have no neighbours; use spacedTimes, or box({ exchangeable: true }) where it means nothing.`,
  );
  // On a grid all distances are multiples of it.
  const spacing = apart === null ? null : ceilOn(apart, grid[0] as number);
  const data: WindowsData = {
    kind: "inWindows",
    windows,
    ...(scales?.includes("log") ? { scales } : {}),
    spacing,
    grid,
    limits,
  };
  const again = (more: SpaceRules) => numbersConstrained(free, { ...rules, ...more }, manner); // what is said anew takes the place of what was
  return { ...windowed({ free, data, sorted: exchangeable }), constrained: again };
}

const isOneForAll = (each: readonly unknown[]): boolean => new Set(each.map((one) => JSON.stringify(one))).size === 1;
