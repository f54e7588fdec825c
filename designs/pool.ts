/** A list of the user's that every measurement is to be one of, in place of a range: as it is typed or read, and what a space becomes by it. */
import { type CsvTable, readTable } from "../src/basics/csv.js";
import { decimalOf } from "../src/basics/decimal.js";
import { check } from "../src/basics/errors.js";
import { quantityIn } from "../src/basics/quantity.js";
import { readText } from "../src/basics/reading.js";
import { withoutGaps } from "../src/basics/withoutGaps.js";
import type { Quantity, SpaceRules } from "../src/contracts/rules.js";
import type { DesignSpace } from "../src/contracts/space.js";
import { measurementsOf, unitAt, widthOf } from "../src/numbers/measurements.js";
import { numbersIf, pointsOf } from "./candidates.js";
import { choice } from "./choice.js";

type Listed = Pick<SpaceRules, "candidates" | "labels" | "once">;

/** Lists may come from code without types. @throws InputError for what is no list, or about candidates where there are none */
export function checkOnce({ candidates, labels, once }: SpaceRules): void {
  check(
    candidates === undefined || Array.isArray(candidates),
    `candidates must be a list, such as [0.5, 1, 2] or [[5, 1], [5, 4]], got ${JSON.stringify(candidates)}.`,
  );
  check(
    labels === undefined || (Array.isArray(labels) && labels.every((one) => typeof one === "string" && one.trim() !== "")),
    `labels must be a list of names, a text that is not empty for each candidate, got ${JSON.stringify(labels)}.`,
  );
  check(once === undefined || typeof once === "boolean", `once must be true or false, got ${JSON.stringify(once)}.`);
  check(candidates !== undefined || !once, "once is about candidates that are listed: give candidates too, or leave once out.");
  check(candidates !== undefined || !labels, "labels are names of candidates that are listed: give candidates too.");
}

/** In the units of the space, each as wide as one measurement of it and within its ranges. @throws InputError that names the candidate */
export function listedFor(space: DesignSpace, { candidates = [], labels }: Listed): number[][] {
  const [width, count] = [widthOf(space), measurementsOf(space)];
  const own = space.names.slice(0, width).join(", ");
  const said = candidates.map((one) => (Array.isArray(one) ? one : [one]) as readonly Quantity[]);
  for (const [i, one] of said.entries())
    check(
      one.length === width,
      `candidates: number ${i + 1} has ${one.length} number${one.length === 1 ? "" : "s"}, and a measurement has ${width} (${own}); give ${width} each.`,
    );
  const points = pointsOf(said.map((one) => one.map((x, j) => quantityIn(unitAt(space, j), x, "candidates"))), "candidates"); // biome-ignore format: one thing
  for (const [i, point] of points.entries())
    for (let at = 0; at < count; at++)
      for (const [j, x] of point.entries()) {
        const [low, high] = [space.low[at * width + j] as number, space.high[at * width + j] as number];
        check(
          x >= low - 1e-9 * Math.abs(low) && x <= high + 1e-9 * Math.abs(high),
          `candidates: number ${i + 1} has ${space.names[at * width + j]} = ${x}, which must be between ${low} and ${high}; leave it out or widen the range.`,
        );
      }
  check(
    labels === undefined || (labels.length === points.length && new Set(labels).size === labels.length),
    `candidates: ${labels?.length} names for ${points.length} candidates; give a name of its own to each, or none.`,
  );
  return points.map((point) => [...point]);
}

interface Manner {
  /** The order of the measurements means nothing. */
  readonly exchangeable?: boolean;
  /** They ascend, at least so far apart. */
  readonly ascends?: number;
}

/** The space over the list in place of its ranges. Times that ascend do so in the list too, and numbers that are to keep a distance. */
export function pooled(free: DesignSpace, rules: SpaceRules, { exchangeable = false, ascends }: Manner): DesignSpace {
  const { candidates: _, labels, once = false, spacing, ...others } = rules;
  const width = widthOf(free);
  const { names, unit, units, scales } = free;
  check(
    spacing === undefined || ascends !== undefined || (exchangeable && width === 1),
    "spacing: the order of these measurements means something, so they have no neighbours; list candidates, and once where none may come twice.",
  );
  const said = spacing === undefined ? undefined : quantityIn(unit, spacing, "spacing");
  check(said === undefined || said >= 0, `spacing must be 0 or more, got ${spacing}.`);
  const points = listedFor(free, rules);
  const apart = ascends === undefined && said === undefined ? undefined : Math.max(ascends ?? 0, said ?? 0);
  const order = points.map((_, i) => i);
  if (apart !== undefined) order.sort((a, b) => (points[a]?.[0] as number) - (points[b]?.[0] as number));
  const sorted = order.map((i) => points[i] as number[]);
  const gaps = sorted.slice(1).map(([x], i) => (x as number) - (sorted[i]?.[0] as number));
  const list = choice({
    candidates: sorted,
    dim: measurementsOf(free),
    ...(apart === undefined
      ? { distinct: once, exchangeable }
      : { apart: once && gaps.length > 0 ? Math.max(apart, Math.min(...gaps)) : apart }),
    ...withoutGaps({ labels: labels && order.map((i) => labels[i] as string), numbers: numbersIf(order.map((i) => i + 1)) }),
    unit,
    names,
    ...(scales ? { scale: scales.slice(0, width) } : {}),
  });
  const ruled = (list.constrained as NonNullable<DesignSpace["constrained"]>)(others);
  return {
    ...ruled,
    ...(units ? { units } : {}),
    free,
    constrained: (more) => (free.constrained as NonNullable<DesignSpace["constrained"]>)({ ...rules, ...more }),
  };
}

const example =
  'e.g. "0.5,1,2,4", "5:1,5:4,20:1" where a measurement has two numbers, with names "A1=5:1,A2=5:4", or the path of a CSV file';

/** As they are typed: numbers, with colons where a measurement has several, and a name before each; or the path of a CSV. @param names of a measurement's numbers, where these are known, by which columns are found @throws InputError */
export function candidatesIn(
  text: string,
  names: readonly string[] = [],
): Required<Pick<SpaceRules, "candidates">> & Pick<SpaceRules, "labels"> {
  if (/\.csv$/i.test(text.trim())) return fromTable(text.trim(), readTable(text.trim(), readText(text.trim())), names);
  check(text.trim() !== "", `--candidates: there is none; give a list, ${example}`);
  const items = text.split(",").map((item) => item.trim());
  const named = items.filter((item) => item.includes("="));
  check(
    named.length === 0 || named.length === items.length,
    `--candidates: some have a name and some have none; give one to each, or to none, ${example}`,
  );
  const read = items.map((item) => {
    const at = item.indexOf("=");
    const point = item
      .slice(at + 1)
      .split(":")
      .map((one): Quantity => (Number.isNaN(decimalOf(one)) ? one.trim() : decimalOf(one)));
    check(
      point.every((x) => x !== "") && at !== 0,
      `--candidates must be numbers with commas between, ${example}; got "${item}"`,
    );
    return { label: item.slice(0, Math.max(0, at)).trim(), point };
  });
  return { candidates: read.map(({ point }) => point), ...(named.length > 0 ? { labels: read.map(({ label }) => label) } : {}) };
}

/** A row each: a column a number of a measurement, in their order, and one called label or name where they have names. */
function fromTable(file: string, { head, rows }: CsvTable, own: readonly string[]): ReturnType<typeof candidatesIn> {
  const names = head.findIndex((name) => /^(label|name)$/i.test(name));
  check(rows.length > 0, `${file} holds no candidates below its head; give a row for each`);
  const columns = columnsOf(file, head, names, own);
  const candidates = rows.map(({ line, cells }) =>
    columns.map((j) => {
      const value = decimalOf(cells[j] as string);
      check(Number.isFinite(value), `${file}, line ${line}: ${head[j]} must be a number, got "${cells[j]}"`);
      return value;
    }),
  );
  const labels = rows.map(({ cells }) => cells[names] ?? "");
  const wrong = names < 0 ? undefined : rows.find((_, i) => labels[i] === "" || /[,=:]/.test(labels[i] as string));
  check(
    wrong === undefined,
    `${file}, line ${wrong?.line}: a name is needed, without any of , = :, got "${wrong?.cells[names]}"`,
  );
  return { candidates, ...(names < 0 ? {} : { labels }) };
}

/** Columns in the order of a measurement's numbers: by their heads where these are its names, else as they stand. @param label the names' column, or -1 */
function columnsOf(file: string, head: readonly string[], label: number, own: readonly string[]): number[] {
  const columns = head.flatMap((_, j) => (j === label ? [] : [j]));
  const places = columns.map((j) => own.findIndex((name) => [name, name.replace(/\d+$/, "")].includes(head[j] as string)));
  if (places.every((at) => at < 0)) return columns;
  const unknown = columns.find((_, i) => (places[i] as number) < 0);
  const whole = unknown === undefined && new Set(places).size === own.length && columns.length === own.length;
  check(
    whole,
    `${file}: ${unknown === undefined ? `its columns are ${columns.map((j) => head[j]).join(", ")}` : `there is no "${head[unknown]}" in a measurement`}; give a column for each of ${own.join(", ")}, once`,
  );
  return own.map((_, at) => columns[places.indexOf(at)] as number);
}

/** The same as it is typed, so that a run keeps what its file said. */
export function candidatesText(text: string, names: readonly string[] = []): string {
  const { candidates, labels } = candidatesIn(text, names);
  return candidates.map((one, i) => `${labels ? `${labels[i]}=` : ""}${[one].flat().join(":")}`).join(",");
}
