/** How many groups of how many subjects a run has, as it is typed and kept: no tensors are loaded. */
import { check } from "../basics/errors.js";
import { withoutGaps } from "../basics/withoutGaps.js";
import type { SimulatorFamily } from "../contracts/simulator.js";
import type { DesignSpace, Groups } from "../contracts/space.js";
import { groupsInWords, inPieces } from "../numbers/measurements.js";
import type { DesignOptions } from "../options/check.js";

export type GroupOptions = Pick<DesignOptions, "groups" | "subjects">;

/** As the options say it, or else the family; undefined where neither does. */
export function groupsOf(family: Pick<SimulatorFamily, "groups" | "subjects">, options: GroupOptions): Groups | undefined {
  const groups = options.groups ?? family.groups;
  const subjects = options.subjects ?? family.subjects;
  return groups === undefined && subjects === undefined ? undefined : { groups: groups ?? 1, subjects: subjects ?? 1 };
}

/** Those that were given. */
export const groupsIn = ({ groups, subjects }: GroupOptions): GroupOptions => withoutGaps({ groups, subjects });

/** @throws InputError for a policy of several subjects */
export function checkOneSubject({ name, ...family }: SimulatorFamily, options: GroupOptions): void {
  const several = groupsOf(family, options) ?? { groups: 1, subjects: 1 };
  check(
    several.groups * several.subjects === 1,
    `a policy decides after each outcome of one subject, and ${name} is to be measured in ${groupsInWords(several)}: ` +
      "use floe design, or leave out groups and subjects",
  );
}

/** A design by groups, as results have it; nothing where there is one subject. */
export function byGroups(
  design: readonly number[],
  { grouped }: Pick<DesignSpace, "grouped">,
): { groups?: number[][]; subjects?: number } {
  return grouped ? { groups: inPieces(design, grouped.one.dim), subjects: grouped.subjects } : {};
}

/** The groups in ascending order of their numbers: what they are called means nothing. */
export function inOrder(design: readonly number[], { grouped }: Pick<DesignSpace, "grouped">): number[] {
  if (!grouped) return [...design];
  const firstOther = (a: readonly number[], b: readonly number[]) => a.findIndex((x, i) => x !== b[i]);
  return inPieces(design, grouped.one.dim)
    .sort((a, b) => (a[firstOther(a, b)] ?? 0) - (b[firstOther(a, b)] ?? 0))
    .flat();
}
