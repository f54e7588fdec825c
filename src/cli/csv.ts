/** Columns of numbers from a CSV file. */
import { readFileSync } from "node:fs";
import { check } from "../errors.js";
import { fileError } from "../files.js";

/**
 * The named columns of every row. A head is needed; other columns are passed over.
 * @throws InputError naming the file, and the line and column that are wrong
 */
export function readColumns<Name extends string>(file: string, names: readonly Name[]): Record<Name, number>[] {
  const lines = readText(file)
    .split(/\r?\n/)
    .map((text, i) => ({ text, number: i + 1 }))
    .filter(({ text }) => text.trim() !== "");
  const [head, ...rows] = lines;
  const columns = (head?.text ?? "").split(",").map((name) => name.trim().replaceAll('"', ""));
  const places = names.map((name) => columns.indexOf(name));
  const missing = names.filter((_, i) => (places[i] as number) < 0);
  check(
    missing.length === 0,
    `${file}: the first line must name the columns ${names.join(" and ")}; it lacks ${missing.join(" and ")}`,
  );
  check(rows.length > 0, `${file} holds no rows below its head`);
  return rows.map(({ text, number }) => {
    const cells = text.split(",");
    const entries = names.map((name, i) => {
      const cell = (cells[places[i] as number] ?? "").trim();
      const value = Number(cell);
      check(cell !== "" && Number.isFinite(value), `${file}, line ${number}: ${name} must be a number, got "${cell}"`);
      return [name, value];
    });
    return Object.fromEntries(entries) as Record<Name, number>;
  });
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw fileError(error, `could not read ${file}`);
  }
}
