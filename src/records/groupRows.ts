/** A design of several groups in words: a row a group. */
import { placeText } from "../portable/words.js";

export interface InGroups {
  readonly names: readonly string[];
  readonly unit: string;
  readonly units?: readonly string[] | undefined;
  readonly low: readonly number[];
  readonly high: readonly number[];
  /** How many groups there are; one where it is not said. */
  readonly groups?: number | undefined;
}

/** A coordinate's name in its own group: "t1" of "g2_t1". */
export const nameInGroup = (name: string): string => name.replace(/^g\d+_/, "");

const stemOf = (name: string): string => name.replace(/\.?\d+$/, "");

/** Whether the numbers of a group are of one kind, so that their names add nothing: times, say. */
export function isOfOneKind({ names, units, groups = 1 }: Pick<InGroups, "names" | "units" | "groups">): boolean {
  const own = names.slice(0, names.length / groups).map(nameInGroup);
  return units === undefined && new Set(own.map(stemOf)).size === 1;
}

/** "0.5 h, 2 h" for each group; "dose = 50 mg, t = 2 h" where they are of several kinds. */
export function groupRows(design: readonly number[], space: InGroups): string[] {
  const { names, unit, units, low, high, groups = 1 } = space;
  const size = names.length / groups;
  const plain = isOfOneKind(space);
  return Array.from({ length: groups }, (_, g) =>
    design
      .slice(g * size, (g + 1) * size)
      .map((x, i) => {
        const own = units?.[i] ?? unit;
        const name = nameInGroup(names[i] as string);
        const bare = own && name.endsWith(` (${own})`) ? name.slice(0, -own.length - 3) : name;
        const value = `${placeText(x, (high[i] as number) - (low[i] as number))}${own && ` ${own}`}`;
        return plain ? value : `${bare} = ${value}`;
      })
      .join(", "),
  );
}

/** All groups in a line: "group 1: 0.5 h, 2 h; group 2: 1 h, 4 h". */
export const groupsLine = (design: readonly number[], space: InGroups): string =>
  groupRows(design, space)
    .map((row, g) => `group ${g + 1}: ${row}`)
    .join("; ");
