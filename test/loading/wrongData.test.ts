/** Wrong data files: each is refused by one message that says where, what and what to do. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { pharmacokinetic } from "../../simulators/pharmacokinetic.js";
import { sir } from "../../simulators/sir.js";
import { InputError } from "../../src/basics/errors.js";
import type { SimulatorFamily } from "../../src/contracts/simulator.js";
import { type Measured, readData } from "../../src/loading/data/index.js";
import { createSimulator } from "../../src/modelling/defineSimulator.js";
import { dose } from "../support/dose.js";

const place = mkdtempSync(join(tmpdir(), "floe-data-"));
afterAll(() => rmSync(place, { recursive: true }));

const measuredOf = (family: SimulatorFamily): Measured => ({
  name: family.name,
  usual: family.defaultDesigns,
  create: (n) => createSimulator(family, n),
});

function messageFor(text: string | Buffer, family: SimulatorFamily): string {
  const file = join(place, "data");
  writeFileSync(file, text);
  try {
    readData(file, measuredOf(family));
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as Error).message;
  }
  throw new Error("it was read");
}

type Wrong = readonly [what: string, text: string, ...words: string[]];

const tables: readonly Wrong[] = [
  ["nothing", "", "is empty"],
  ["blanks", " \n\n", "is empty"],
  ["comments alone", "# time,y\n# 1,2\n", "is empty", "a head"],
  ["a head alone", "time,concentration\n", "no rows below its head"],
  ["a head and empty rows", "time,concentration\n,\n,\n", "no rows below its head"],
  ["no head", "1,2\n3,4\n", "line 1", "where it was measured", "time, t or design", '"1" and "2"'],
  ["a mistyped head", "tme,concentration\n1,2\n", "line 1", 'is it "tme"?'],
  ["a mistyped outcome", "time,concentraton\n1,2\n", "line 1", "what came out", 'is it "concentraton"?'],
  ["another separator in the rows", "time;concentration\n1,2\n", "line 2", "1 cell under a head of 2"],
  ["one column", "time\n1\n", "line 1", "what came out"],
  ["two columns of one name", "time,concentration,time\n1,2,3\n", 'the column "time" is there twice'],
  ["two columns that may be the place", "time,t,concentration\n1,2,3\n", '"time" and "t" may all be where it was measured'],
  ["minutes", "time (min),concentration\n1,2\n", "line 1", '"time (min)" is in min', "unit is h", "convert"],
  ["another unit of the outcome", "time,concentration (ng/mL)\n1,2\n", "in ng/mL", "unit is mg/L"],
  ["a unit in brackets", "time [s],concentration\n1,2\n", "in s", "unit is h"],
  ["no unit where there is one", "time (),concentration\n1,2\n", "in no unit"],
  ["too many cells", "time,concentration\n1,2\n3,4,5\n", "line 3", "3 cells under a head of 2"],
  ["too few cells", "time,concentration\n1,2\n3\n", "line 3", "1 cell under a head of 2"],
  ["decimal commas between commas", "time,concentration\n0,5,6,9\n", "line 2", "decimals with a point"],
  ["decimal commas between semicolons", "time;concentration\n0,5;6\n", "line 2, column time", "decimals with a point"],
  ["a word", "time,concentration\n1,two\n", "line 2, column concentration", 'got "two"'],
  ["a word for a place", "time,concentration\nnoon,2\n", "line 2, column time", 'got "noon"'],
  ["a unit in a cell", "time,concentration\n1 h,2\n", "line 2, column time", "units belong into the head"],
  ["thousands", 'time;concentration\n1;"1 200"\n', "line 2", "between thousands"],
  ["a printer's minus sign", "time,concentration\n1,−2\n", "line 2", "minus sign of the keyboard"],
  ["below no number", "time,concentration\n1,<LOD\n", "line 2", 'got "LOD"', "write the limit"],
  ["not to be read, in letters", "time,concentration\n1,BLQ\n", "line 2", "write the limit"],
  ["at most", "time,concentration\n1,≤0.1\n", "line 2", "is written <0.1"],
  ["below what is least", "time,concentration\n1,<-50\n", "line 2", "below -50", "from -2.53"],
  ["above what is most", "time,concentration\n1,>500\n", "line 2", "above 500", "to 216 mg/L"],
  ["NaN", "time,concentration\n1,NaN\n", "line 2, column concentration", "NA"],
  ["infinity", "time,concentration\n1,Infinity\n", "line 2", "must be a number"],
  ["hexadecimals", "time,concentration\n1,0x10\n", "line 2", "must be a number"],
  ["an overflow", "time,concentration\n1,1e400\n", "line 2", "must be a number"],
  ["more than float32 holds", "time,concentration\n1e39,1\n", "line 2, column time"],
  ["no place", "time,concentration\n1,2\n,3\n", "line 3, column time", "where was it measured"],
  ["a place that is NA", "time,concentration\nNA,3\n", "line 2, column time", '"NA"'],
  ["every outcome missing", "time,concentration\n1,\n2,NA\n", "every outcome is missing"],
  [
    "an outcome that cannot be",
    "time,concentration\n1,5000\n",
    "line 2, column concentration",
    "5000 cannot come",
    "to 216 mg/L",
  ],
  ["an outcome below the least", "time,concentration\n2,3\n1,-50\n", "line 3", "-50 cannot come", "from -2.53"],
  ["an empty subject", "subject,time,concentration\na,1,2\n,2,3\n", "line 3, column subject", "empty"],
  ["an open quotation mark", 'time,concentration\n1,"2\n', "line 2", "must be a number"],
];

const histories: readonly Wrong[] = [
  ["half a file", '{"observations": [{"design"', "is not JSON"],
  ["a list", '[{"design": [1], "outcome": [2]}]', "holds a list", '{"observations"'],
  ["another record", '{"kind": "policy"}', 'lacks "observations"'],
  ["a mistyped key", '{"observation": []}', 'did you mean "observations"?'],
  ["no list", '{"observations": 3}', '"observations" must be a list', "got 3"],
  ["no observations", '{"observations": []}', "nothing was measured yet"],
  ["a number for an observation", '{"observations": [7]}', "observation 1", "got 7"],
  ["no place", '{"observations": [{"outcome": [2]}]}', "observation 1", '"design" is missing'],
  ["a mistyped outcome", '{"observations": [{"design": [1], "outcomes": [2]}]}', "observation 1", 'did you mean "outcome"?'],
  ["a place without brackets", '{"observations": [{"design": 1, "outcome": [2]}]}', '"design" must be a list', "got 1"],
  ["a text for a place", '{"observations": [{"design": ["1"], "outcome": [2]}]}', "observation 1", "finite numbers"],
  ["no outcome", '{"observations": [{"design": [1]}]}', '"outcome" is missing', '"lost": true'],
  ["an outcome without brackets", '{"observations": [{"design": [1], "outcome": 2}]}', '"outcome" must be a list'],
  ["lost and there", '{"observations": [{"design": [1], "outcome": [2], "lost": true}]}', "not both"],
  ["lost, in words", '{"observations": [{"design": [1], "lost": "yes"}]}', '"lost" must be true or false'],
  ["pending and there", '{"observations": [{"design": [1], "outcome": [2], "pending": true}]}', '"pending" has no "outcome" yet'],
  ["pending, in words", '{"observations": [{"design": [1], "pending": "soon"}]}', '"pending" must be true or false'],
  ["all pending", '{"observations": [{"design": [1], "pending": true}]}', "every outcome is missing"],
  [
    "late for nothing",
    '{"observations": [{"design": [1], "pending": true}, {"step": 3, "outcome": [2]}]}',
    "observation 2",
    "got 3",
  ],
  [
    "late by name",
    '{"observations": [{"design": [1], "pending": true}, {"step": "1", "outcome": [2]}]}',
    '"step" must be',
    'got "1"',
  ],
  [
    "late and there",
    '{"observations": [{"design": [1], "outcome": [2]}, {"step": 1, "outcome": [3]}]}',
    "observation 2",
    "has its outcome already, in observation 1",
  ],
  [
    "late, and from elsewhere",
    '{"observations": [{"design": [1], "pending": true}, {"step": 1, "design": [2], "outcome": [3]}]}',
    'no "design"',
  ],
  ["below a text", '{"observations": [{"design": [1], "outcome": [{"below": "0.1"}]}]}', "observation 1", '{"below": 0.1}'],
  [
    "below and above",
    '{"observations": [{"design": [1], "outcome": [{"below": 1, "above": 2}]}]}',
    "observation 1",
    "finite numbers",
  ],
  [
    "under a limit, misspelt",
    '{"observations": [{"design": [1], "outcome": [{"under": 1}]}]}',
    "observation 1",
    '{"below": 0.1}',
  ],
  ["a subject that is none", '{"observations": [{"design": [1], "outcome": [2], "subject": {}}]}', '"subject" must be'],
  ["all lost", '{"observations": [{"design": [1], "lost": true}]}', "every outcome is missing"],
  [
    "designs of two lengths",
    '{"observations": [{"design": [1], "outcome": [2]}, {"design": [1, 2], "outcome": [2, 3]}]}',
    "observation 2",
    "2 numbers",
    "every row a whole experiment",
  ],
  ["fewer outcomes than places", '{"observations": [{"design": [1, 2], "outcome": [3]}]}', "1 outcome for a design of 2 numbers"],
  ["an outcome that cannot be", '{"observations": [{"design": [1], "outcome": [900]}]}', "observation 1", "900 cannot come"],
  ["a key twice", '{"observations": [], "observations": []}', "stands twice"],
];

test.each([...tables, ...histories])("%s", (_, text, ...words) => {
  const message = messageFor(text, pharmacokinetic);
  expect(message.split("\n")).toHaveLength(1);
  expect(message).toContain(join(place, "data"));
  for (const word of words) expect(message).toContain(word);
});

const ofEpidemics: readonly Wrong[] = [
  [
    "more infected than people",
    "time,infected\n10,30\n20,3100\n",
    "line 3, column infected",
    "3100 cannot come",
    "from 0 to 500 people",
  ],
  ["fewer than none", "time,infected\n10,-1\n", "-1 cannot come"],
  ["after the end", "time (days),infected\n150,30\n", "line 2", "150 days is outside", "no likelihood"],
  ["before the beginning", "time,infected\n-1,30\n", "-1 days is outside"],
  ["below a limit", "time,infected\n10,<5\n", "line 2", "below 5", "no likelihood"],
  ["hours", "time (h),infected\n10,30\n", "in h", "unit is days"],
];

test.each(ofEpidemics)("without a likelihood: %s", (_, text, ...words) => {
  const message = messageFor(text, sir);
  for (const word of words) expect(message).toContain(word);
});

test("files that are no text, folders and files that are not there", () => {
  expect(messageFor(Buffer.from("PK\u0003\u0004\0\0"), pharmacokinetic)).toContain("save the table as CSV");
  mkdirSync(join(place, "folder"));
  for (const name of ["folder", "nothing.csv"])
    expect(() => readData(join(place, name), measuredOf(pharmacokinetic))).toThrow(InputError);
});

test("nothing can be missing from half of an experiment whose measurements cannot be taken one by one", () => {
  const message = messageFor("design,y\n0.1,2\n0.2,\n", dose());
  for (const words of ["an outcome is missing", "lacks measure", "Leave the experiment out"]) expect(message).toContain(words);
});
