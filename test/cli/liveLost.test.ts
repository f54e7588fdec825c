/** A session whose measurements get lost or come out impossibly, and files whose texts command the terminal. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readColumns } from "../../src/basics/csv.js";
import { decimalOf } from "../../src/basics/decimal.js";
import { visible } from "../../src/basics/visible.js";
import { visibly } from "../../src/cli/visible.js";
import { openLivePlace } from "./livePlace.js";
import { run, start } from "./support.js";

const { place, policy, kept } = openLivePlace();

test("over JSON lines a loss uses its place up, and can be undone; what cannot be is refused", async () => {
  const child = start(["live", "policy.json", "--jsonl", "--session", "lines.json"], place);
  const lines = [
    '{"outcome":[null]}',
    '{"outcome":null}',
    '{"outcome":[750]}',
    '{"outcome":[-3]}',
    '{"lost":true,"outcome":[3]}',
    '{"lost":true}',
    '{"design":[80],"lost":true}',
    '{"undo":true}',
    '{"outcome":[31]}',
    '{"lost":true}',
    '{"lost":true}',
  ];
  child.stdin?.end(`${lines.join("\n")}\n`);
  const answers = (await child.ended).stdout.trim().split("\n").map((line) => JSON.parse(line)); // biome-ignore format: one line
  expect(answers).toMatchObject([
    { step: 1 },
    { error: 'an observation needs "outcome": one finite number in brackets, got [null]' },
    { error: '"outcome" is null: a measurement that was lost is {"lost": true}' },
    { error: "the outcome 750 cannot come from this experiment: y1 is a number from 0 to 500 people" },
    { error: "the outcome -3 cannot come from this experiment: y1 is a number from 0 to 500 people" },
    { error: 'an observation has an "outcome" or is "lost", not both' },
    { step: 2 },
    { step: 3 },
    { step: 2 },
    { step: 3 },
    { done: true, of: 3 },
    { error: "all 3 measurements are taken" },
  ]);
  expect(kept("lines.json")).toEqual([
    { design: answers[0].design, lost: true },
    { design: answers[6].design, outcome: [31] },
    { design: answers[9].design, lost: true },
  ]);
});

test("in the terminal x and lost say it; a session with a loss goes on, and ask reads it", async () => {
  const typing = async (text: string) => {
    const child = start(["live", "policy.json", "--session", "person.json"], place);
    child.stdin?.end(text);
    return (await child.ended).stdout;
  };
  expect(await typing("15\n0x1F\nx\n30\nLOST\nu\n")).toContain('"0x1F" is no number such as 12.5');
  expect(kept("person.json")).toEqual([{ design: [15], lost: true }]);
  const asked = await run(["ask", "policy.json", "--history", "person.json"], place);
  expect([asked.code, asked.stdout]).toEqual([0, expect.stringMatching(/^t2 = [\d.]+ days {3}\(2 of 3\)\n$/)]);
  writeFileSync(join(place, "null.json"), '{"observations":[{"design":[15],"outcome":null}]}');
  expect((await run(["ask", "policy.json", "--history", "null.json"], place)).stdout).toBe(asked.stdout);
});

test("texts from files are shown, and command nothing", async () => {
  const evil = { ...policy, designNames: ["t1\u001b[31m", "t2", "t3"], designUnit: "d\u001b]0;gone\u0007\u009b2J\u202e" };
  writeFileSync(join(place, "evil.json"), JSON.stringify(evil));
  writeFileSync(join(place, "far.json"), '{"observations":[{"design":[500],"outcome":[3]}]}');
  const said = [await run(["ask", "evil.json"], place), await run(["ask", "evil.json", "--history", "far.json"], place)];
  expect(said.map(({ code }) => code)).toEqual([0, 2]);
  for (const { stdout, stderr } of said) {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: there must be none
    expect(stdout + stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    expect(stdout + stderr).toContain("t1\\u001b[31m = ");
    expect(stdout + stderr).toContain("d\\u001b]0;gone\\u0007\\u009b2J\\u202e");
  }
});

test("control characters are written as JSON writes them, so that JSON stays the same; a stream stays a stream", async () => {
  const all = Array.from({ length: 0x2100 }, (_, i) => String.fromCharCode(i)).join("");
  expect(JSON.parse(visible(JSON.stringify(all)))).toBe(all);
  expect(visible("a\tb\r\nc\n é µ °")).toBe("a\tb\r\nc\n é µ °");
  expect(visible("safe\rgone")).toBe("safe\\u000dgone");
  const written: unknown[] = [];
  const stream = { isTTY: true, write: (text: unknown) => written.push(text) > 1 };
  const { stdout } = visibly({ stdout: stream as never, stderr: stream as never });
  expect([stdout.write("\u001b[2J"), stdout.write("a"), stdout.isTTY, stdout.raw]).toEqual([false, true, true, stream]);
  expect(written).toEqual(["\\u001b[2J", "a"]);
});

test("numbers are decimal wherever they are read", () => {
  for (const text of ["0x1F", "0b1", "0o7", "Infinity", "NaN", "", " ", "1,5", "1_000", "١٢", "--1"])
    expect(decimalOf(text)).toBeNaN();
  for (const [text, value] of [["12", 12], [" -0.5 ", -0.5], [".5", 0.5], ["3.", 3], ["1e-3", 1e-3], ["+2E2", 200]] as const) expect(decimalOf(text)).toBe(value); // biome-ignore format: pairs
  const file = join(place, "hex.csv");
  writeFileSync(file, "x,y\n1,0x1F\n");
  expect(() => readColumns(file, ["x", "y"])).toThrow('hex.csv, line 2: y must be a number, got "0x1F"');
});
