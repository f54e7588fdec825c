import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openLivePlace } from "./livePlace.js";
import { run, typed } from "./support.js";

const { place } = openLivePlace();

const typing = (session: string, lines: string, ...options: string[]) =>
  typed(["live", "policy.json", "--session", session, ...options], place, lines);

test("constraints hold from the command line, and going on with a session keeps them", async () => {
  const first = Number((await run(["ask", "policy.json", "--json"], place)).stdout.match(/[\d.]+/)?.[0]);
  const around = `${first - 3}:${first + 2}`;
  const asked = await run(["ask", "policy.json", "--json", "--forbidden", around], place);
  expect(JSON.parse(asked.stdout).design[0]).toBe(first + 2);
  const two = ["--forbidden", around, "--forbidden", `${first + 1}:${first + 6}`];
  expect(JSON.parse((await run(["ask", "policy.json", "--json", ...two], place)).stdout).design[0]).toBe(first - 3);
  const none = await run(["ask", "policy.json", "--low", "30", "--high", "60", "--forbidden", "0:99"], place);
  expect([none.code, none.stdout]).toEqual([
    0,
    'no allowed place is left for measurement 1 of 3: the constraints "high" (up to 60 days) and "forbidden" (not between 0 and 99 days) leave none between them\n',
  ]);

  const wide = await run(["ask", "policy.json", "--json", "--forbidden", "0:200"], place);
  expect(JSON.parse(wide.stdout).reason).toMatch(/: the constraint "forbidden" \(not between 0 and 200 days\) leaves none$/);

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
    [
      ["--budget", "4"],
      'constraint "budget" is 4, and this policy was trained for 3 measurements: a budget can only be fewer. For 4, train one with horizon 4',
    ],
    [["--low", "5", "--high", "3"], 'constraint "low" must not be above "high", got 5 and 3'],
  ] as const)
    expect(await run(["ask", "policy.json", ...options], place)).toMatchObject({ code: 2, stderr: `floe: ${message}\n` });
});
