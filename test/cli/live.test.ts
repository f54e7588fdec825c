/** A session over JSON lines, by the program itself: whatever comes in, every line is answered and nothing is lost. */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, expect, test } from "vitest";
import { adaptivePolicies } from "../../policies/index.js";
import { simulators } from "../../simulators/index.js";
import { createSimulator } from "../../src/defineSimulator.js";
import { bits, fold, key } from "../../src/random.js";
import { made } from "../support/policies.js";
import { build, program, run, start, temporaryFolder } from "./support.js";

const place = temporaryFolder();
const policy = made(createSimulator(simulators.sir, 3), adaptivePolicies.recurrent);

beforeAll(() => {
  build();
  writeFileSync(join(place, "policy.json"), JSON.stringify(policy));
}, 120_000);
afterAll(() => rmSync(place, { recursive: true, force: true }));

/** Sends Ctrl-C once the program has said `after`. */
async function interrupted(options: readonly string[], input: string, after: string) {
  const child = start(["live", ...options], place);
  child.stdin?.write(input);
  await new Promise<void>((resolve) => {
    let text = "";
    child.stdout?.on("data", (chunk) => {
      text += String(chunk);
      if (text.includes(after)) resolve();
    });
  });
  child.kill("SIGINT");
  return child.ended;
}

function live(session: string): ChildProcess & { readonly answers: AsyncIterator<string> } {
  const child = spawn(process.execPath, [program, "live", "policy.json", "--jsonl", "--session", session], { cwd: place });
  return Object.assign(child, { answers: createInterface({ input: child.stdout })[Symbol.asyncIterator]() });
}

const kept = (session: string) => JSON.parse(readFileSync(join(place, session), "utf8")).observations;

/** Lines of all kinds, most of them wrong; none holds what readline takes for the end of a line. */
function randomLine(i: number): string {
  const words = bits(fold(key(8), i), 12);
  const word = (j: number) => words[j] as number;
  const binary = String.fromCharCode(...Array.from(words, (w) => 32 + (w % 0x1f00))).replaceAll(/[\r\n\u2028\u2029\u0085]/g, " ");
  const kinds: (() => string)[] = [
    () => `{"outcome":[${word(1) % 500}]}`,
    () => `{"design":[${(word(1) % 9000) / 100}],"outcome":[${word(2) % 500}]}`,
    () => '{"undo":true}',
    () => '{"outcome":[NaN]}',
    () => '{"outcome":[1e999]}',
    () => `{"outcome":[-${word(1)}]}`,
    () => '{"outcome":"31"}',
    () => '{"outcome":[[31]]}',
    () => '{"design":{},"outcome":null}',
    () => "null",
    () => "[1,2,3]",
    () => "",
    () => binary,
    () => `{"outcome":[${"9".repeat(1 + (word(1) % 400))}]}`,
    () => (i % 500 === 0 ? `{"x":"${"y".repeat(100_000)}"}` : "{"),
    () => '{"__proto__":{"outcome":[3]},"constructor":1}',
  ];
  return (kinds[word(0) % kinds.length] as () => string)();
}

test("10,000 random lines are answered one by one, and the session stays whole", async () => {
  const child = live("random.json");
  let [advice, errors, done] = [0, 0, 0];
  const read = async () => {
    const { value } = await child.answers.next();
    const answer = JSON.parse(value);
    if ("error" in answer) errors++;
    else if (answer.done === true) done++;
    else if (answer.of === 3 && answer.design[0] >= 0 && answer.design[0] <= 100) advice++;
  };
  await read();
  for (let from = 0; from < 10_000; from += 500) {
    child.stdin?.write(Array.from({ length: 500 }, (_, i) => `${randomLine(from + i)}\n`).join(""));
    for (let i = 0; i < 500; i++) await read();
  }
  child.stdin?.end();
  expect(await new Promise((resolve) => child.on("close", resolve))).toBe(0);
  expect(advice + errors + done).toBe(10_001);
  for (const count of [advice, errors, done]) expect(count).toBeGreaterThan(100);
  for (const { design, outcome } of kept("random.json")) expect([design.length, outcome.length]).toEqual([1, 1]);
});

test("killed and started again, it goes on where it was", async () => {
  const first = live("killed.json");
  await first.answers.next();
  first.stdin?.write('{"design":[12.5],"outcome":[31]}\n');
  const { value: second } = await first.answers.next();
  first.kill("SIGKILL");
  await new Promise((resolve) => first.on("close", resolve));
  const again = live("killed.json");
  expect((await again.answers.next()).value).toBe(second);
  again.stdin?.end('{"undo":true}\n');
  expect(JSON.parse((await again.answers.next()).value)).toMatchObject({ step: 1, of: 3 });
  await new Promise((resolve) => again.on("close", resolve));
  expect(kept("killed.json")).toEqual([]);
});

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
  const wanted = "no allowed place is left for measurement 2 of 3";
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

/** What the terminal says to lines that are typed. */
async function typing(session: string, lines: string, ...options: string[]) {
  const child = start(["live", "policy.json", "--session", session, ...options], place);
  child.stdin?.end(lines);
  const { code, stdout, stderr } = await child.ended;
  expect(code, stderr).toBe(0);
  return { said: stdout, stderr };
}

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

test("constraints hold from the command line, and going on with a session keeps them", async () => {
  const first = Number((await run(["ask", "policy.json", "--json"], place)).stdout.match(/[\d.]+/)?.[0]);
  const around = `${first - 3}:${first + 2}`;
  const asked = await run(["ask", "policy.json", "--json", "--forbidden", around], place);
  expect(JSON.parse(asked.stdout).design[0]).toBe(first + 2);
  const two = ["--forbidden", around, "--forbidden", `${first + 1}:${first + 6}`];
  expect(JSON.parse((await run(["ask", "policy.json", "--json", ...two], place)).stdout).design[0]).toBe(first - 3);
  const none = await run(["ask", "policy.json", "--low", "30", "--high", "60", "--forbidden", "0:99"], place);
  expect([none.code, none.stdout]).toEqual([0, "no allowed place is left for measurement 1 of 3\n"]);

  const begun = await typing("kept.json", "20\n31\n", "--spacing", "15", "--budget", "2", "--forbidden", "60:70");
  expect(begun.stderr).toContain("constraints  15 days apart, not between 60 and 70 days, 2 measurements\n");
  const constraints = { spacing: 15, forbidden: [[60, 70]], budget: 2 };
  const file = () => JSON.parse(readFileSync(join(place, "kept.json"), "utf8"));
  expect(file().constraints).toEqual(constraints);
  const again = await typing("kept.json", "");
  expect(again.stderr).toBe(begun.stderr);
  const advised = Number(again.said.match(/t2 = ([\d.]+) days {3}\(2 of 2\)/)?.[1]);
  expect(advised).toBeGreaterThanOrEqual(35);
  expect((await run(["ask", "policy.json", "--history", "kept.json"], place)).stdout).toMatch(`t2 = ${advised} days   (2 of 2)`);
  expect((await typing("kept.json", "\n3\n")).said).toContain("all 2 measurements are taken; ");
  const other = await typing("kept.json", "", "--high", "90");
  expect(other.stderr).toContain(
    "constraints  up to 90 days   (before: 15 days apart, not between 60 and 70 days, 2 measurements)\n",
  );
  expect(file().constraints).toEqual({ high: 90 });

  for (const [options, message] of [
    [["--forbidden", "32:20"], '--forbidden must be from:to with from before to, e.g. 20:32, got "32:20"'],
    [["--forbidden", "20"], '--forbidden must be from:to with from before to, e.g. 20:32, got "20"'],
    [["--spacing", "-1"], "--spacing must be a number of at least 0, got -1"],
    [["--budget", "1.5"], "--budget must be a whole number of at least 1, got 1.5"],
    [["--low", "5", "--high", "3"], 'constraint "low" must not be above "high", got 5 and 3'],
  ] as const)
    expect(await run(["ask", "policy.json", ...options], place)).toMatchObject({ code: 2, stderr: `floe: ${message}\n` });
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

test("Ctrl-C keeps the session, and says how it goes on", async () => {
  const terminal = await interrupted(["policy.json", "--session", "my person.json"], "\n31\n", "(2 of 3)");
  expect([terminal.code, kept("my person.json").length]).toEqual([130, 1]);
  expect(terminal.stderr).toMatch(/the session is kept. Go on with:\n {2}floe live policy.json --session 'my person.json'\n$/);
  const lines = await interrupted(["policy.json", "--jsonl", "--session", "lines.json"], '{"outcome":[31]}\n', '"step":2');
  expect([lines.code, kept("lines.json").length]).toEqual([130, 1]);
  expect(lines.stderr).toContain("floe live policy.json --session lines.json --jsonl\n");
});

test("beliefs after each answer, as JSON and as a table with units", async () => {
  const own = made(createSimulator(simulators.pharmacokinetic, 2), adaptivePolicies.recurrent);
  mkdirSync(join(place, "run"));
  const written = (name: string, content: object) => writeFileSync(join(place, "run", name), JSON.stringify(content));
  written("policy.json", own);
  const failed = await run(["live", "run", "--beliefs", "--session", "b.json"], place);
  expect([failed.code, failed.stderr]).toEqual([2, expect.stringContaining("could not read the beliefs run/beliefs.json")]);
  written("beliefs.json", { kind: "beliefs", version: "0", simulator: "pharmacokinetic", settings: own.settings, horizon: 2 });
  const told = start(["live", "run", "--jsonl", "--beliefs", "--session", "c.json"], place);
  told.stdin?.end('{"design":[4],"outcome":[15]}\n{"undo":true}\n');
  const { stdout } = await told.ended;
  const [first, second, third] = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  for (const answer of [first, third]) expect(answer).not.toHaveProperty("beliefs");
  expect(second).toMatchObject({
    step: 2,
    beliefs: { parameters: [{ name: "ka", unit: "1/h" }, { name: "ke" }, { name: "V" }] },
  });
  expect(second.beliefs.ess).toBeGreaterThan(1000);
  const shown = start(["live", "run", "--beliefs", "--session", "d.json"], place);
  shown.stdin?.end("4\n15\n");
  const text = (await shown.ended).stdout;
  expect(text).toMatch(/believed now {2}mean +sd +90 % interval\n {2}ka \(1\/h\) +[\d.]+ +[\d.]+ +[\d.]+ to [\d.]+\n/);
  expect(text).toMatch(/\(effective sample size \d{4,}\)/);
});

test("ask tells one decision, and what is wrong in one line", async () => {
  writeFileSync(join(place, "history.json"), '{"observations":[{"design":[12.5],"outcome":[31]}]}');
  const { stdout, code } = await run(["ask", "policy.json", "--history", "history.json", "--json"], place);
  expect([code, JSON.parse(stdout)]).toMatchObject([0, { step: 2, of: 3 }]);
  expect((await run(["ask", "policy.json"], place)).stdout).toMatch(/^t1 = [\d.]+ days {3}\(1 of 3\)\n$/);
  writeFileSync(join(place, "wrong.json"), '{"observations":[{"design":[12.5]}]}');
  for (const [args, message] of [
    [["ask", "nowhere"], /^floe: could not read the policy nowhere[^\n]*\n$/],
    [["ask", "history.json"], /^floe: this is no policy's file[^\n]*\n$/],
    [["ask", "policy.json", "--history", "wrong.json"], /^floe: an observation needs "outcome"[^\n]*\n$/],
    [["live", "policy.json", "--session", "wrong.json"], /^floe: an observation needs "outcome"[^\n]*\n$/],
  ] as const) {
    const { code: failed, stderr } = await run(args, place);
    expect(failed).toBe(2);
    expect(stderr).toMatch(message);
  }
  expect(existsSync(join(place, "runs"))).toBe(false);
});
