/** A session over JSON lines, by the program itself: whatever comes in, every line is answered and nothing is lost. */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, test } from "vitest";
import { adaptivePolicies } from "../../policies/index.js";
import { simulators } from "../../simulators/index.js";
import { createSimulator } from "../../src/modelling/defineSimulator.js";
import { bits, fold, key } from "../../src/numbers/keys.js";
import { made } from "../support/policies.js";
import { openLivePlace } from "./livePlace.js";
import { program, run, start } from "./support.js";

const { place, kept } = openLivePlace();

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

test("4,000 random lines are answered one by one, and the session stays whole", async () => {
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
  for (let from = 0; from < 4000; from += 500) {
    child.stdin?.write(Array.from({ length: 500 }, (_, i) => `${randomLine(from + i)}\n`).join(""));
    for (let i = 0; i < 500; i++) await read();
  }
  child.stdin?.end();
  expect(await new Promise((resolve) => child.on("close", resolve))).toBe(0);
  expect(advice + errors + done).toBe(4001);
  for (const count of [advice, errors, done]) expect(count).toBeGreaterThan(40);
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

test("an outcome that is not in yet is waited for, comes late, and takes its place in the order; another process goes on from there", async () => {
  const first = live("late-lines.json");
  const said = async (line: object) => {
    first.stdin?.write(`${JSON.stringify(line)}\n`);
    return JSON.parse((await first.answers.next()).value);
  };
  await first.answers.next();
  expect(await said({ design: [12], pending: true })).toMatchObject({ step: 2 });
  expect(kept("late-lines.json")).toEqual([{ design: [12], pending: true }]);
  const blind = await said({ design: [20], outcome: [40] });
  expect(await said({ step: 3, outcome: [31] })).toEqual({
    error: "measurement 3 was not made yet: 2 were. Its outcome cannot be late",
  });
  expect(await said({ step: 1, outcome: [3100] })).toHaveProperty("error", expect.stringContaining("3100 cannot come"));
  const informed = await said({ step: 1, outcome: [31] });
  expect(informed).toMatchObject({ step: 3 });
  expect(informed.design).not.toEqual(blind.design);
  expect(await said({ step: 1, outcome: [32] })).toHaveProperty("error", expect.stringContaining("has its outcome already, 31"));
  const whole = [
    { design: [12], outcome: [31] },
    { design: [20], outcome: [40] },
  ];
  expect(kept("late-lines.json")).toEqual(whole);
  expect(await said({ undo: true })).toEqual(blind);
  await said({ step: 1, outcome: [31] });
  first.stdin?.end();
  await new Promise((resolve) => first.on("close", resolve));
  const again = live("late-lines.json");
  expect(JSON.parse((await again.answers.next()).value)).toEqual(informed);
  again.stdin?.end();
  await new Promise((resolve) => again.on("close", resolve));
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
    [["ask", "policy.json", "--history", "wrong.json"], /^floe: "outcome" is missing: an observation is [^\n]*\n$/],
    [["live", "policy.json", "--session", "wrong.json"], /^floe: "outcome" is missing: an observation is [^\n]*\n$/],
  ] as const) {
    const { code: failed, stderr } = await run(args, place);
    expect(failed).toBe(2);
    expect(stderr).toMatch(message);
  }
  expect(existsSync(join(place, "runs"))).toBe(false);
});
