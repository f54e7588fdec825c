/** Measurements nearer to each other than people can take them: pointed out, with what it costs to space them. */
import { short, withError } from "../basics/digits.js";
import { unitsIn } from "../basics/quantity.js";
import type { Gain } from "../contracts/gain.js";
import type { DesignSpace } from "../contracts/space.js";
import { inPieces } from "../numbers/measurements.js";
import { placeText } from "../portable/words.js";
import { difference, inSentences } from "../records/difference.js";
import { groupsLine } from "../records/groupRows.js";

/** What a person needs between two measurements: the first that is no more than a hundredth of the range. */
const pauses: readonly (readonly [pause: number, of: string, words: string])[] = [
  [1, "h", "1h"],
  [5, "min", "5min"],
  [1, "min", "1min"],
  [5, "s", "5s"],
];
const shareOfRange = 0.01;

/** Share of the range within which places are one. */
const samePlace = 1e-6;

interface Pause {
  readonly value: number;
  /** As it is typed: 5min. */
  readonly words: string;
}

/** undefined where places are no times: settings can be repeated as they are, and a good design often does. */
function pauseOf({ unit, low, high }: DesignSpace): Pause | undefined {
  const range = Math.max(...high) - Math.min(...low);
  for (const [pause, of, words] of pauses) {
    const value = unitsIn(unit, of);
    if (value !== undefined && pause * value <= shareOfRange * range) return { value: pause * value, words };
  }
  return undefined;
}

/** Coordinates of one and the same axis, of which two can come to lie near each other. */
const isOneAxis = ({ low, high, dim }: DesignSpace): boolean =>
  dim > 1 && low.every((x) => x === low[0]) && high.every((x) => x === high[0]);

export interface Nearby {
  readonly pause: Pause;
  /** Indices of measurements each of which is nearer than the pause to the one before it. */
  readonly groups: readonly (readonly number[])[];
  /** The same design, with so much between them; undefined where it does not fit. */
  readonly spaced?: readonly number[];
}

/** undefined where all are far enough apart, or the space has a spacing of its own that is enough: of groups, each by itself */
export function nearbyIn(space: DesignSpace, design: readonly number[]): Nearby | undefined {
  const one = space.grouped?.one ?? space;
  const pause = pauseOf(one);
  if (!pause || !space.constrained || !isOneAxis(one)) return undefined;
  const near = inPieces(design, one.dim).flatMap((piece, g) =>
    nearTo(piece, pause).map((group) => group.map((i) => g * one.dim + i)),
  );
  if (near.length === 0) return undefined;
  const spaced = spacedBy(space, design, pause);
  return { pause, groups: near, ...(spaced ? { spaced } : {}) };
}

function nearTo(design: readonly number[], pause: Pause): number[][] {
  const order = design.map((_, i) => i).sort((a, b) => (design[a] as number) - (design[b] as number));
  const groups: number[][] = [];
  for (const i of order) {
    const last = groups.at(-1);
    const before = last?.at(-1);
    if (last && before !== undefined && (design[i] as number) - (design[before] as number) < pause.value * (1 - 1e-6))
      last.push(i);
    else groups.push([i]);
  }
  return groups.filter(({ length }) => length > 1);
}

function spacedBy(space: DesignSpace, design: readonly number[], { value }: Pause): number[] | undefined {
  try {
    return space.constrained?.({ spacing: value }).finish(design);
  } catch {
    return undefined; // no room
  }
}

/** One sentence, or none. @param spaced what the spaced design is worth, where that is known */
export function nearbyWords(space: DesignSpace, design: readonly number[], gain: Gain, spaced: Gain | undefined): string[] {
  const found = nearbyIn(space, design);
  if (!found) return [];
  const { names, unit, low, high } = space;
  const range = Math.max(...high) - Math.min(...low);
  const place = (i: number) => `${names[i]} = ${placeText(design[i] as number, range)}`;
  const told = found.groups.map((group) => {
    const ends = [group[0], group.at(-1)] as [number, number];
    const apart = (design[ends[1]] as number) - (design[ends[0]] as number);
    if (apart <= samePlace * range)
      return `${group.map((i) => names[i]).join(", ")} coincide at ${placeText(design[ends[0]] as number, range)} ${unit} (${group.length} replicates)`;
    return `${group.map(place).join(" and ")} ${unit} lie ${short(apart, 2)} ${unit} apart`;
  });
  const loss = spaced && difference(gain, spaced);
  const cost = loss
    ? `; measured ${found.pause.words} apart (${spacedWords(space, found.spaced ?? [], range)}) the design is worth ${withError(Math.abs(loss.value), loss.se, inSentences)} nats ${loss.value > 0 ? "less" : "more"}`
    : "";
  return [
    `${told.join(", ")}, nearer than ${found.pause.words}, in which people can hardly measure twice${cost}. --spacing ${found.pause.words} keeps them apart from the start`,
  ];
}

const spacedWords = (space: DesignSpace, spaced: readonly number[], range: number): string =>
  space.grouped
    ? groupsLine(spaced, { ...space, groups: space.grouped.groups })
    : spaced.map((x) => placeText(x, range)).join(", ");
