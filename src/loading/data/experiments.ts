/** From rows to experiments: which measurements belong together, which are missing, and whether there can be such. */

import { short } from "../../basics/digits.js";
import { check, InputError, messageOf } from "../../basics/errors.js";
import { counted } from "../../basics/text.js";
import { withoutGaps } from "../../basics/withoutGaps.js";
import type { MadeExperiment, MeasuredData } from "../../contracts/data.js";
import type { Simulator } from "../../contracts/simulator.js";
import { outcomeRanges } from "../../modelling/outcomes.js";
import { reportedSoFar } from "../../modelling/reportedSoFar.js";
import { inPieces, isSingle, outcomesOfOne, passiveOf, unitAt, widthOf } from "../../numbers/measurements.js";
import { isPossible, largestOutcome, rangeWords, transforms } from "../../portable/outcome.js";
import { type Measured, oneMeasurement } from "./measured.js";
import { type Censored, type DataRow, type DataRows, isCensored, type OutcomeCell, placeOf } from "./rows.js";

/** A number and where it stands. */
interface Cell<T> {
  readonly value: T;
  readonly place: string;
}

/** An experiment as it was written down. */
interface Draft {
  readonly subject?: string;
  readonly design: readonly Cell<number>[];
  readonly outcome: readonly Cell<OutcomeCell>[];
  /** "data.csv, line 3": where it begins. */
  readonly where: string;
}

/** @throws InputError for what cannot be, or does not fit together */
export function arrange(read: DataRows, whole: Measured): MeasuredData {
  const { file, notes, reports } = read;
  const measured = reports ? soFar(whole, reports.length) : whole;
  const drafts = reports ? [reported(draftsOf(read, measured), reports, file)] : draftsOf(read, measured);
  const told: string[] = [...notes];
  const missing = drafts.flatMap(({ outcome }) => outcome).filter(({ value }) => value === null).length;
  const experiments = drafts.flatMap((draft) => {
    const { experiment, notes: more } = completed(draft, measured);
    told.push(...more.map((note) => `${note} (${file})`));
    return experiment ?? [];
  });
  check(experiments.length > 0, `${file}: every outcome is missing, so nothing was learned`);
  return { experiments, missing, notes: [...new Set(told)], ...(reports ? { reports: reports.length } : {}) };
}

/** The same experiment, of whose reports so many are in. */
export const soFar = ({ create, ...rest }: Measured, reports: number): Measured => ({
  ...rest,
  create: (numbers) => reportedSoFar(create(numbers), reports),
});

/** What is passive comes behind the outcomes of all measurements. */
function reported([draft, another]: readonly Draft[], reports: readonly number[], file: string): Draft {
  check(
    draft !== undefined && another === undefined,
    `${file}: "reports" are of one experiment, and there are several; give each a file of its own`,
  );
  const cells = reports.map((value, i) => ({ value, place: `${file}, report ${i + 1}` }));
  return { ...draft, outcome: [...draft.outcome, ...cells] };
}

function draftsOf({ file, rows }: DataRows, measured: Measured): Draft[] {
  const [first] = rows as [DataRow, ...DataRow[]];
  const width = first.design.length;
  const other = rows.find(({ design }) => design.length !== width);
  check(
    other === undefined,
    `${file}, ${other?.where}: its design has ${counted(other?.design.length ?? 0, "number")}, and that of ${first.where} has ${width}; ` +
      "let every row be one measurement, or every row a whole experiment",
  );
  const one = oneMeasurement(measured);
  const isLost = ({ outcome }: DataRow) => outcome.length === 1 && outcome[0] === null;
  const isMeasurement = (row: DataRow) => row.design.length === one.width && (isLost(row) || row.outcome.length === one.outcomes);
  const single = rows.every(isMeasurement);
  /** What is lost has lost all of its outcomes. */
  const outcomesIn = (row: DataRow) => (single && isLost(row) ? Array<OutcomeCell>(one.outcomes).fill(null) : row.outcome);
  const cells = (row: DataRow) => ({
    design: row.design.map((value, i) => ({ value, place: placeOf(file, row, "design", i) })),
    outcome: outcomesIn(row).map((value, i) => ({ value, place: placeOf(file, row, "outcome", i) })),
    where: `${file}, ${row.where}`,
    ...withoutGaps({ subject: row.subject }),
  });
  const groups = single ? together(rows) : [];
  if (!groups.length || !groups.every((group) => isOneExperiment(group, measured))) return rows.map(cells);
  return groups.map((group) => {
    const all = group.map(cells);
    return { ...(all[0] as Draft), design: all.flatMap(({ design }) => design), outcome: all.flatMap(({ outcome }) => outcome) };
  });
}

/** Measurements of one subject, in the order in which the subjects come. */
function together(rows: readonly DataRow[]): DataRow[][] {
  const groups = new Map<string | undefined, DataRow[]>();
  for (const row of rows) groups.set(row.subject, [...(groups.get(row.subject) ?? []), row]);
  return [...groups.values()];
}

/** Whether so many measurements make one experiment; where a simulator has one coordinate only, they are experiments of their own. */
function isOneExperiment({ length }: readonly DataRow[], measured: Measured): boolean {
  const { width, outcomes } = oneMeasurement(measured);
  try {
    return outcomesOfOne(measured.create(length * width)) === outcomes;
  } catch (error) {
    if (measured.usual !== width) throw error;
    return false;
  }
}

function completed(draft: Draft, measured: Measured): { experiment?: MadeExperiment; notes: readonly string[] } {
  const { where, subject } = draft;
  const whole = created(draft, measured);
  const lost = draft.outcome.length === 1 && draft.outcome[0]?.value === null;
  const [wanted, passive] = [whole.outcome.names.length, passiveOf(whole.outcome)];
  check(
    draft.outcome.length === wanted || lost,
    `${where}: ${counted(draft.outcome.length, "outcome")} for a design of ${counted(draft.design.length, "number")}, and ${whole.name} has ${wanted} there` +
      (passive > 0
        ? `, ${passive} of which come without being chosen: a history tells them beside its observations, "reports": [12, 7]`
        : ""),
  );
  draft.outcome.forEach(({ value, place }, i) => {
    if (isCensored(value)) checkLimit(value, i, whole, place);
    else if (value !== null) checkPossible(value, i, whole, place);
  });
  const notes = outside(draft, whole);
  const there = draft.outcome.map(({ value }) => value !== null);
  if (!there.some(Boolean)) return { notes };
  const isWhole = there.every(Boolean);
  const each = outcomesOfOne(whole);
  const kinds = inPieces(there.slice(0, wanted - passive), each ?? wanted - passive);
  const half = kinds.findIndex((ones) => ones.some(Boolean) && !ones.every(Boolean));
  check(
    isWhole || (whole.measure !== undefined && each !== undefined),
    `${where}: an outcome is missing, and ${whole.name} does not say how the others come about without it: it lacks measure(theta, at, noise, step). ` +
      "Leave the experiment out, or add measure",
  );
  check(
    isWhole || half < 0,
    `${where}: measurement ${half + 1} has some of its ${each} outcomes and lacks others: leave the measurement out, with all of its outcomes missing`,
  );
  const kept = isWhole
    ? draft
    : {
        ...draft,
        design: inPieces(draft.design, widthOf(whole.designs))
          .filter((_, i) => kinds[i]?.[0])
          .flat(),
        outcome: draft.outcome.filter((_, i) => there[i]),
      };
  const simulator = isWhole ? whole : created(kept, measured);
  const sides = kept.outcome.map(({ value }) => (isCensored(value) ? value.side : null));
  const values = {
    design: kept.design.map(({ value }) => value),
    outcome: kept.outcome.map(({ value }) => (isCensored(value) ? value.limit : (value as number))),
    ...(sides.some((side) => side !== null) ? { censored: sides } : {}),
  };
  const { experiment, note } = inOrder(simulator, values);
  return {
    experiment: { ...experiment, ...withoutGaps({ subject }) },
    notes: [...notes, ...(note && notes.length === 0 ? [note] : [])],
  };
}

function created({ design, where }: Draft, { create }: Measured): Simulator {
  try {
    return create(design.length);
  } catch (error) {
    throw error instanceof InputError ? new InputError(`${where}: ${messageOf(error)}`) : error;
  }
}

function checkPossible(value: number, i: number, { outcome, features }: Simulator, place: string): void {
  const range = outcomeRanges(outcome)?.[i];
  const map = features?.outcome;
  const seen =
    map === undefined || typeof map === "function" ? value : (transforms[map.kind]?.(map.scale * value + map.shift) ?? value);
  if (isPossible(value, range) && Number.isFinite(seen)) return;
  const wanted = range ? `: ${outcome.names[i]} is ${rangeWords(range, unitAt(outcome, i))}` : "";
  throw new InputError(`${place}: the outcome ${value} cannot come from this experiment${wanted}`);
}

/** @throws InputError where nothing, or everything, lies beyond the limit, and where nothing can be known of what does */
function checkLimit({ side, limit }: Censored, i: number, { outcome, logLikelihood, name }: Simulator, place: string): void {
  const said = `${side} ${limit}`;
  check(
    logLikelihood !== undefined,
    `${place}: the outcome is known to lie ${said} only, and ${name} has no likelihood, by which it could be told what that means. Add one, or leave the measurement out, and know that this biases what is inferred`,
  );
  const range = outcomeRanges(outcome)?.[i];
  if (Math.abs(limit) <= largestOutcome && (!range || (limit > range.low && limit < range.high))) return;
  const wanted = range ? `: ${outcome.names[i]} is ${rangeWords(range, unitAt(outcome, i))}` : "";
  throw new InputError(`${place}: an outcome ${said} tells nothing, or cannot be${wanted}`);
}

/** Share of a range that rounding loses. */
const rounding = 1e-9;

/** Notes of places that the simulator does not declare. @throws InputError where nothing can be known of them */
function outside({ design }: Draft, { designs, logLikelihood, name }: Simulator): string[] {
  const { low, high, names } = designs;
  const far = design.flatMap(({ value, place }, i) => {
    check(Math.abs(value) <= largestOutcome, `${place}: ${value} is no place that float32 can hold`);
    const [from, to] = [low[i] as number, high[i] as number];
    const slack = rounding * Math.max(to - from, Math.abs(from), Math.abs(to));
    return value >= from - slack && value <= to + slack ? [] : [{ value, place, i, from, to }];
  });
  const [first] = far;
  if (!first) return [];
  const unit = unitAt(designs, first.i);
  const u = unit && ` ${unit}`;
  const range = `${names[first.i]} is from ${short(first.from)} to ${short(first.to)}${u}`;
  check(
    logLikelihood !== undefined,
    `${first.place}: ${short(first.value)}${u} is outside of what ${name} simulates: ${range}. It has no likelihood, so nothing is known of such a place`,
  );
  const which = far.map(({ value }) => short(value)).join(", ");
  return [
    `measured outside of the range that ${name} declares (${which}${u}; ${range}): its likelihood is taken at its word there`,
  ];
}

/** Rows of a table have no order; where a simulator's coordinates have one, they are put into it. */
function inOrder(simulator: Simulator, made: MadeExperiment): { experiment: MadeExperiment; note?: string } {
  const { designs } = simulator;
  const violation = designs.violation(made.design);
  if (violation === undefined || !isSingle(simulator)) return { experiment: made, ...(violation ? { note: violation } : {}) };
  const order = [...made.design.keys()].sort((a, b) => (made.design[a] as number) - (made.design[b] as number));
  const sorted = {
    design: order.map((i) => made.design[i] as number),
    outcome: order.map((i) => made.outcome[i] as number),
    ...(made.censored ? { censored: order.map((i) => made.censored?.[i] ?? null) } : {}),
  };
  const still = designs.violation(sorted.design);
  return still === undefined
    ? { experiment: sorted }
    : { experiment: made, note: `what was measured is no design that would be advised: ${still}` };
}
