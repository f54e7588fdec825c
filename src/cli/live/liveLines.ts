/** `floe live --jsonl`: one answer a line, whatever the line is: the next design, that all is done, or what was wrong. */
import { messageOf } from "../../basics/errors.js";
import { jsonOf } from "../../basics/reading.js";
import { type LateResult, type Observation, PolicyError } from "../../portable/policy.js";
import { print } from "../io.js";
import { type LongLine, linesOf } from "../lines.js";
import type { Live } from "./liveSession.js";
import { adviceOrEnd, endWords, reportWords } from "./words.js";

/** Longer lines are not read as JSON: nothing that is meant for a policy is so long. */
const longestLine = 10_000;

export async function jsonLines(live: Live): Promise<void> {
  const { session, keep, beliefs, out } = live;
  const next = async () => {
    const belief = await beliefs?.surely(session.history.observations);
    return { ...adviceOrEnd(live), ...(belief ? { beliefs: belief } : {}) };
  };
  const say = (answer: object) => print(out, `${JSON.stringify(answer)}\n`);
  await say(await next());
  for await (const line of linesOf(process.stdin, longestLine)) {
    try {
      take(line, live);
    } catch (error) {
      if (!(error instanceof PolicyError)) throw error;
      await say({ error: error.message });
      continue;
    }
    keep();
    await say(await next());
  }
}

/**
 * {"outcome": [31]}, {"lost": true}, {"pending": true}, each with a {"design": [12]} of its own or without, what came in late for a measurement
 * before, {"step": 2, "outcome": [31]}, what came without being chosen, {"report": 12} or {"report": null}, or {"undo": true}.
 * @throws PolicyError, and nothing has changed
 */
function take(line: string | LongLine, live: Live): void {
  if (typeof line !== "string") throw new PolicyError(`a line of ${line.length} characters is no observation`);
  const { undo, ...said } = parsed(line);
  const { session } = live;
  if (undo === true) {
    session.undo();
    return;
  }
  // In a history null is a loss; from an instrument it is more often a number that went wrong.
  if (said.outcome === null && said.lost !== true)
    throw new PolicyError('"outcome" is null: a measurement that was lost is {"lost": true}');
  if (said.report !== undefined) {
    session.report(said.report as number | null); // whether it is one is for the session to say
    return;
  }
  const wanted = session.wanted();
  if (wanted && said.design === undefined && said.step === undefined)
    throw new PolicyError(
      `report ${wanted.number} is in (${reportWords(wanted)}): {"report": 12}, or {"report": null} where it never came`,
    );
  if (said.step !== undefined) {
    session.late(said as unknown as LateResult);
    return;
  }
  const advice = said.design === undefined ? session.next() : undefined;
  if (!advice && said.design === undefined) throw new PolicyError(endWords(live));
  // Without a design, what was advised was done. Whether it is an observation is for the session to say.
  const whole: object = { design: advice?.design ?? [], ...said };
  session.observe(whole as Observation);
}

function parsed(line: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = jsonOf(line);
  } catch (error) {
    throw new PolicyError(`not JSON: ${messageOf(error).slice(0, 80)}`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new PolicyError(
      'a line is {"outcome": [31]}, or {"design": [12.5], "outcome": [31]}, or {"lost": true}, {"pending": true}, {"step": 2, "outcome": [31]}, or {"undo": true}',
    );
  return value as Record<string, unknown>;
}
