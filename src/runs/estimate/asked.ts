/** From a file, or columns in memory, and what is asked of it to rows that estimators take. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import { check } from "../../basics/errors.js";
import { didYouMean, pick } from "../../basics/names.js";
import { counted } from "../../basics/text.js";
import { withoutGaps } from "../../basics/withoutGaps.js";
import type { Table } from "../../contracts/bounds.js";
import type { Key } from "../../contracts/values.js";
import { critics } from "../../critics/index.js";
import { shuffled } from "../../information/divergence/samples.js";
import type { Pairs } from "../../information/pairs/trained.js";
import { type FileColumn, type FileTable, readDataTable, tableOf } from "../../loading/tables/index.js";
import { key, split } from "../../numbers/keys.js";
import { checkOption } from "../../options/check.js";
import { defaultMembers } from "../../options/members.js";
import { estimateTakes } from "../../options/table.js";
import type { PieceStore } from "../../records/estimateStore.js";
import type { EstimateResult } from "../../records/types.js";
import { checkNotSame, checkVaries, columnsOf, type Quantity, quantityOf, usualColumns } from "./columns.js";
import { codesOf, sideOf } from "./sides.js";
import type { EstimateInput } from "./types.js";

/** Fewer rows are too few to hold some out. */
const fewest = 40;

export type Sides = Readonly<Record<"x" | "y", readonly Quantity[]>> & { readonly z?: readonly Quantity[] };

export interface Asked extends Sides {
  readonly input: EstimateInput;
  readonly key: Key;
  readonly pieces: PieceStore;
  readonly pairs: Pairs;
  readonly codes: Pairs;
  /** Of z, where something is given. */
  readonly given?: Table;
}

/** The tables of columns: on their scale, and as codes that tell only which rows are equal. */
export function askedOf(sides: Sides, about: Pick<Asked, "input" | "key" | "pieces">): Asked {
  const { x, y, z } = sides;
  const scale = about.input.scale ?? "rank";
  return {
    ...about,
    ...sides,
    pairs: { x: sideOf(x, scale), y: sideOf(y, scale) },
    codes: { x: codesOf(x), y: codesOf(y) },
    ...(z ? { given: sideOf(z, scale) } : {}),
  };
}

export interface Opened {
  readonly asked: Omit<Asked, "pieces">;
  /** Of the file's bytes; absent for columns in memory. */
  readonly hash?: string;
  readonly about: Pick<EstimateResult, "file" | "rows" | "x" | "y" | "given">;
  readonly warnings: readonly string[];
}

/** Reads and checks: what is wrong with the columns is found here. @throws InputError naming file, line and column */
export async function opened(input: EstimateInput): Promise<Opened> {
  checkInput(input);
  pick(critics, input.critic ?? defaultMembers.pairCritic, "critic");
  const { table, hash } = await tableIn(input);
  const { x, y, z } = columnsIn(table, input);
  check(table.rows >= fewest, `${table.file} has ${counted(table.rows, "row")}: at least ${fewest} are needed`);
  const k = key(input.seed ?? 0);
  const taken = Math.min(table.rows, input.rows ?? table.rows);
  const few = taken < table.rows ? shuffled(split(k, "taken").taken, table.rows).subarray(0, taken).sort() : undefined;
  const [ofX, ofY, ofZ] = [x, y, z].map((side) =>
    side?.map((column) => {
      const values = few ? Float64Array.from(few, (row) => column.values[row] as number) : column.values;
      checkVaries({ ...column, values }, table.file);
      return quantityOf({ ...column, values });
    }),
  ) as [Quantity[], Quantity[], Quantity[] | undefined];
  checkNotSame(ofX, ofY, table.file);
  const about = { input, key: k, pieces: undefined as never };
  const { pieces: _, ...asked } = askedOf({ x: ofX, y: ofY, ...(ofZ ? { z: ofZ } : {}) }, about);
  return {
    asked,
    ...withoutGaps({ hash }),
    about: {
      ...{ file: table.file, rows: taken, x: ofX.map(columnAbout), y: ofY.map(columnAbout) },
      ...(ofZ ? { given: ofZ.map(columnAbout) } : {}),
    },
    warnings: few ? [`${taken} of the ${table.rows} rows of ${table.file} were taken, drawn at random`] : [],
  };
}

const known = ["file", "data", ...estimateTakes, "given"];

/** The limits of the command line hold for callers of the library, too. @throws InputError naming the first wrong one */
function checkInput(input: EstimateInput): void {
  const { file: _, data: __, ...options } = input;
  for (const [name, value] of Object.entries(options)) {
    check(known.includes(name), `unknown option "${name}"${didYouMean(name, known)}`);
    if (value !== undefined) checkOption(name, value, `option "${name}"`);
  }
}

const columnAbout = ({ name, kind, kinds }: Quantity) => ({ name, kind, ...withoutGaps({ kinds }) });

async function tableIn({ file, data, decimalComma, separator }: EstimateInput): Promise<{ table: FileTable; hash?: string }> {
  check((file === undefined) !== (data === undefined), "estimate takes a file, or data: columns by their names; and not both");
  if (data !== undefined) return { table: tableOf(data) };
  const hash = createHash("sha256");
  const bytes = async function* () {
    for await (const part of createReadStream(file as string, { highWaterMark: 2 ** 18 })) {
      hash.update(part as Buffer);
      yield part as Buffer;
    }
  };
  const options = { ...(decimalComma ? { decimalComma } : {}), ...withoutGaps({ separator }) };
  const table = await readDataTable(file as string, options, Readable.from(bytes()));
  return { table, hash: hash.digest("hex") };
}

function columnsIn(table: FileTable, input: EstimateInput) {
  const [x, y] = (["x", "y"] as const).map((side) => {
    const said = input[side];
    return said === undefined ? usualColumns(table, side) : columnsOf(table, said, `--${side}`);
  }) as [FileColumn[], FileColumn[]];
  const z = input.given === undefined ? undefined : columnsOf(table, input.given, "--given");
  const all = [...x, ...y, ...(z ?? [])];
  const twice = all.find((one, i) => all.findIndex(({ name }) => name === one.name) !== i);
  check(twice === undefined, `the column ${twice?.name} is asked for on two sides: what is on both tells all of itself`);
  return { x, y, z };
}
