/** Two `floe live` that begin at the same moment on one session file. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { program } from "./support.js";

/** One measurement each. @returns what each was told, and what the file holds in the end */
export async function race(
  place: string,
  policy: string,
  session: string,
): Promise<{ noted: number; refused: number; kept: number }> {
  rmSync(join(place, session), { force: true });
  const ends = await Promise.all([1, 2].map((outcome) => measure(place, policy, session, outcome)));
  const kept = JSON.parse(readFileSync(join(place, session), "utf8")).observations.length;
  const refused = ends.filter(({ code, stderr }) => code === 2 && /has the session .* open/.test(stderr)).length;
  const ok = ends.filter(({ code }) => code === 0).length;
  if (refused + ok !== 2) throw new Error(JSON.stringify(ends));
  return { noted: ends.reduce((sum, { noted }) => sum + noted, 0), refused, kept };
}

async function measure(place: string, policy: string, session: string, outcome: number) {
  const child = spawn(process.execPath, [program, "live", policy, "--jsonl", "--session", session], { cwd: place });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (part) => {
    stdout += String(part);
  });
  child.stderr.on("data", (part) => {
    stderr += String(part);
  });
  child.stdin.on("error", () => {}); // it was refused, and reads nothing
  child.stdin.end(`{"outcome":[${outcome}]}\n`);
  const [code] = await once(child, "close");
  const answers = stdout.split("\n").filter((line) => line !== "" && !("error" in JSON.parse(line)));
  return { code: code as number, stderr, noted: Math.max(0, answers.length - 1) };
}
