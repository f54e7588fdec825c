/** From the cells' folders to results.json, results.csv and the report. */
import { join } from "node:path";
import { csvCell } from "../../basics/csv.js";
import { check, InputError } from "../../basics/errors.js";
import { writeAtomically } from "../../basics/files.js";
import { counted } from "../../basics/text.js";
import { prettyJson } from "../../records/json.js";
import { cellFolder, readFailure, studyFiles } from "../folder.js";
import type { Cell, Finished, Plan, Runs } from "../types.js";
import { comparison, overallOf, settingsOf } from "./compare.js";
import { atPath, pathsOf, whyNot } from "./path.js";
import type { Row, StudyResults } from "./types.js";

/**
 * @param ordered whether what was compared is shown in its order
 * @returns what the finished cells tell; undefined where none is finished @throws InputError for a path that leads nowhere in all results
 */
export async function collect(folder: string, plan: Plan, runs: Runs, ordered = true): Promise<StudyResults | undefined> {
  const found: (readonly [Cell, Finished])[] = [];
  for (const cell of plan.cells) {
    const finished = await runs.finished(cellFolder(folder, cell));
    if (finished) found.push([cell, finished]);
  }
  const [first] = found;
  if (!first) return undefined;
  const ofCell = (cell: Cell) => pathsOf(plan, cell) ?? first[1].numbers;
  const names = [...new Set(found.flatMap(([cell]) => Object.keys(ofCell(cell))))];
  check(
    names.length > 0,
    `say what is read from results of ${plan.run}: "read": { "NAME": "path.in.the.result" } in the study's file`,
  );
  const diverged = found.flatMap(([cell, { diverged: reason }]) => (reason === undefined ? [] : [{ cell: cell.name, reason }]));
  const told = found.filter((one) => one[1].diverged === undefined);
  const valueIn = ([cell, { result }]: (typeof found)[number], name: string): unknown => atPath(result, ofCell(cell)[name] ?? "");
  const columns = told.length === 0 ? names : names.filter((name) => told.some((one) => valueIn(one, name) !== undefined));
  const lost = plan.read && names.find((name) => !columns.includes(name));
  if (lost !== undefined) {
    const [cell, { result }] = told.find(([one]) => Object.hasOwn(ofCell(one), lost)) as (typeof told)[number];
    const path = ofCell(cell)[lost] as string;
    throw new InputError(`"read.${lost}", ${path}: ${whyNot(result, path)}`);
  }
  const rows = found.map(([cell, finished]): Row => {
    const values = columns.map((name) => [name, plainValue(valueIn([cell, finished], name))]);
    return { cell: cell.name, varied: cell.varied, values: Object.fromEntries(values) };
  });
  const compared = comparison(plan, columns, first[1].better ?? "higher");
  const settings = settingsOf(rows, compared);
  const uneven =
    ordered && settings.some(({ groups }) => groups.some(({ behind, n }) => behind && behind.n < Math.max(n, groups[0]?.n ?? 0)));
  const failed = plan.cells.flatMap((cell) => {
    const failure = found.some(([one]) => one === cell) ? undefined : readFailure(folder, cell);
    return failure ? [{ cell: cell.name, reason: failure.reason }] : [];
  });
  const missing = rows.filter(({ values }) => typeof values[compared.of] !== "number").length - diverged.length;
  const versions = [...new Set(found.map(([, { versions: one }]) => one))];
  const open = plan.cells.length - rows.length;
  return {
    kind: "studyResults",
    study: plan.name,
    run: plan.run,
    ...compared,
    cells: { all: plan.cells.length, done: rows.length },
    columns,
    rows,
    settings,
    overall: overallOf(settings),
    failed,
    diverged,
    warnings: [
      ...(open > 0
        ? [
            `${counted(open, "cell")} of ${plan.cells.length} ${open === 1 ? "is" : "are"} not done${failed.length > 0 ? `, ${failed.length} of them failed` : ""}: means are over what is there`,
          ]
        : []),
      ...(uneven
        ? [
            `the order is of means over all that is there, and differences are over the ${compared.paired}s that both have: they may disagree`,
          ]
        : []),
      ...(diverged.length > 0
        ? [
            `${counted(diverged.length, "cell")} diverged, and ${diverged.length === 1 ? "has" : "have"} no numbers: means are over the others. ${diverged[0]?.cell}: ${diverged[0]?.reason}`,
          ]
        : []),
      ...(missing > 0
        ? [
            `${counted(missing, "cell")} ${missing === 1 ? "has" : "have"} no number "${compared.of}", and ${missing === 1 ? "is" : "are"} left out of comparisons`,
          ]
        : []),
      ...(versions.length > 1 ? [`cells were computed by different versions or backends: ${versions.join("; ")}`] : []),
    ],
  };
}

const plainValue = (value: unknown): Row["values"][string] =>
  typeof value === "number" || typeof value === "string" || typeof value === "boolean" ? value : null;

/** A row a cell: its name, what varies, what was read. */
export function csvOf({ rows, columns }: StudyResults, plan: Plan): string {
  const names = plan.axes.map(({ name }) => name);
  const head = ["cell", ...names, ...columns];
  const lines = rows.map(({ cell, varied, values }) => [
    cell,
    ...names.map((name) => String(varied[name] ?? "default")),
    ...columns.map((name) => String(values[name] ?? "")),
  ]);
  return [head, ...lines].map((line) => `${line.map(csvCell).join(",")}\n`).join("");
}

export function keepResults(folder: string, results: StudyResults, plan: Plan): void {
  writeAtomically(join(folder, studyFiles.results), prettyJson(results));
  writeAtomically(join(folder, studyFiles.table), csvOf(results, plan));
}
