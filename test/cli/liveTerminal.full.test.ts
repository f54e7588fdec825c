/** A session in the terminal: prompts, words and units, undo, constraints, and what is said to what is no policy. */
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openLivePlace } from "./livePlace.js";
import { program, run, start, typed } from "./support.js";

const { place, kept } = openLivePlace();

test("in the terminal: advice with units, what was really done, undo, and words for what makes no sense", async () => {
  const child = spawn(process.execPath, [program, "live", "policy.json", "--session", "person.json"], { cwd: place });
  const said: string[] = [];
  child.stdout.on("data", (chunk) => said.push(String(chunk)));
  child.stdin.end("?\n\n31\n40\nmany\nu\n7\nu\n15\n200\n\n180\n60\n4\n");
  expect(await new Promise((resolve) => child.on("close", resolve))).toBe(0);
  const text = said.join("");
  for (const part of ["t1 = ", " days   (1 of 3)", "y1 (people): ", '"many" is no number', "all 3 measurements are taken"])
    expect(text).toContain(part);
  expect(kept("person.json").map(({ outcome }: { outcome: number[] }) => outcome[0])).toEqual([200, 180, 4]);
  expect(kept("person.json")[0].design).toEqual([15]);
});

test("a place at the end of the range leaves no room for others: not all is taken then, and it can be undone", async () => {
  const wanted =
    "no allowed place is left for measurement 2 of 3: the times of this experiment increase, and none is left after the last one";
  const child = start(["live", "policy.json", "--session", "late.json"], place);
  child.stdin?.end("99.99\n5\n7\nu\n60\n5\n70\n4\n80\n3\n");
  const { code, stdout } = await child.ended;
  expect([code, kept("late.json").length]).toEqual([0, 3]);
  expect(stdout).toContain(`${wanted}; u undoes the last, Enter ends: "7" was not noted\n${wanted}`);
  expect(stdout).toMatch(/measured at: y3 \(people\): all 3 measurements are taken; u undoes the last, Enter ends: \n$/);
  const lines = start(["live", "policy.json", "--jsonl", "--session", "later.json"], place);
  lines.stdin?.end('{"design":[99.99],"outcome":[5]}\n{"outcome":[3]}\n');
  const answers = (await lines.ended).stdout.trim().split("\n").slice(1);
  expect(answers.map((line) => JSON.parse(line))).toEqual([{ done: true, of: 3, reason: wanted }, { error: wanted }]);
  expect((await run(["ask", "policy.json", "--history", "later.json"], place)).stdout).toBe(`${wanted}\n`);
});

test("w waits for an outcome, and late tells it, also behind the last measurement", async () => {
  const child = start(["live", "policy.json", "--session", "waiting.json"], place);
  child.stdin?.end("10\nw\n20\nw\nlate 1 = 31\nlate 1 = 32\nlate 7 30\n30\n50\nlate 2 x\n\n");
  const { code, stdout } = await child.ended;
  expect([code, kept("waiting.json")]).toEqual([
    0,
    [
      { design: [10], outcome: [31] },
      { design: [20], lost: true },
      { design: [30], outcome: [50] },
    ],
  ]);
  for (const part of [
    "measurement 1 has its outcome already, 31",
    "measurement 7 was not made yet",
    "late 2 = 31 tells what came in",
  ])
    expect(stdout).toContain(part);
});

const typing = (session: string, lines: string, ...options: string[]) =>
  typed(["live", "policy.json", "--session", session, ...options], place, lines);

const outside = "lies outside of this experiment, which goes from 0 days to 99.99 days";

test("a place outside of the experiment, or before the last one, is asked for again", async () => {
  const { said } = await typing("outside.json", "500\n20\n31\n5\n30\n12\n");
  expect(said).toContain(`measured at: t1 = 500 days ${outside}\nt1 = `);
  expect(said).toContain("measured at: t2 = 5 days lies before the last measurement, at 20 days");
  expect(kept("outside.json").map(({ design }: { design: number[] }) => design[0])).toEqual([20, 30]);
  const lines = start(["live", "policy.json", "--jsonl", "--session", "outside.json"], place);
  lines.stdin?.end('{"design":[500],"outcome":[3]}\n{"design":[40],"outcome":[3]}\n{"outcome":[3]}\n{"undo":true}\n');
  const answers = (await lines.ended).stdout.trim().split("\n").map((line) => JSON.parse(line)); // biome-ignore format: one line
  expect(answers).toMatchObject([
    { step: 3 },
    { error: `t3 = 500 days ${outside}` },
    { done: true, of: 3 },
    { error: "all 3 measurements are taken" },
    { step: 3 },
  ]);
  expect(kept("outside.json")).toHaveLength(2);
  const old = '{"observations":[{"design":[20],"outcome":[31]},{"design":[500],"outcome":[3]}]}';
  writeFileSync(join(place, "old.json"), old);
  for (const args of [
    ["live", "policy.json", "--session", "old.json"],
    ["ask", "policy.json", "--history", "old.json"],
  ]) {
    // biome-ignore format: pairs
    const { code, stderr } = await run(args, place);
    const message = `floe: t2 = 500 days ${outside} (measurement 2 of old.json; nothing was changed)\n`;
    expect([code, stderr]).toEqual([2, message]);
  }
  expect(readFileSync(join(place, "old.json"), "utf8")).toBe(old);
});

test("words and units at the prompts; what was typed before is kept", async () => {
  const { said } = await typing(
    "words.json",
    "help\nundo\n31 days\n?\nmany\n-3\n40 people\n32 hours\nundo\n33days\nUNDO\n35\n50\nq\n",
  );
  expect(said.split("Return: measured as advised").length).toBe(4); // at the start, asked for, and with what was no number
  expect(said).toContain("there is nothing to undo\nt1 = ");
  expect(said).toContain("y1 (people): A number: what came out.");
  expect(said).toMatch(
    /y1 \(people\): "many" is no number such as 12.5; .*\ny1 \(people\): the outcome -3 cannot .*\ny1 \(people\): t2 = /,
  );
  expect(said).toContain('"32 hours" is no number');
  expect(kept("words.json")).toEqual([{ design: [35], outcome: [50] }]);
});

test("the last measurement can be undone, in a session that is opened again too", async () => {
  const three = "20\n31\n30\n12\n40\n3\n";
  const question = "all 3 measurements are taken; u undoes the last, Enter ends: ";
  const { said } = await typing("slip.json", `${three}u\n41\n4\n7\n\n`);
  expect(said.split(question)).toHaveLength(4);
  expect(said).toContain(`${question}"7" was not noted`);
  expect(kept("slip.json").at(-1)).toEqual({ design: [41], outcome: [4] });
  await typing("slip.json", "u\n42\n5\n");
  expect(kept("slip.json").at(-1)).toEqual({ design: [42], outcome: [5] });
});

test("a policy that is none: what it is, and what is needed; a history from standard input", async () => {
  const config = { kind: "policy", simulator: "sir", designs: 3, versions: {} };
  for (const [kind, message] of [
    ["design", /^floe: other-design holds a static design \(floe design\); needed is a policy, [^\n]*\n$/],
    ["meta", /^floe: other-meta holds a meta-training \(floe meta train\); needed is a policy, a run folder of floe train/],
    ["policy", /^floe: other-policy holds a policy whose training is not finished. Go on with: floe resume other-policy\n$/],
  ] as const) {
    mkdirSync(join(place, `other-${kind}`));
    writeFileSync(join(place, `other-${kind}`, "config.json"), JSON.stringify({ ...config, kind }));
    for (const name of [`other-${kind}`, `other-${kind}/config.json`]) {
      const { code, stderr } = await run(["ask", name], place);
      expect([code, stderr]).toEqual([
        2,
        expect.stringMatching(name.endsWith("json") ? /^floe: this is no policy's file/ : message),
      ]);
    }
  }
  mkdirSync(join(place, "empty"));
  expect((await run(["ask", "empty"], place)).stderr).toMatch(/^floe: empty has no policy.json; needed is a policy/);
  const piped = async (text: string) => {
    const child = start(["ask", "policy.json", "--history", "-", "--json"], place);
    child.stdin?.end(text);
    return child.ended;
  };
  expect(JSON.parse((await piped('{"observations":[{"design":[12.5],"outcome":[31]}]}')).stdout)).toMatchObject({ step: 2 });
  expect((await piped("[1")).stderr).toMatch(/^floe: --history - is not JSON/);
  expect((await piped("{}")).stderr).toMatch(/^floe: --history - is no history: it must be/);
});
