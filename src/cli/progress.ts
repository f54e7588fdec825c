/** Progress on stderr: a bar in a terminal, a line now and then elsewhere, nothing with --quiet. */

import { Presets, SingleBar } from "cli-progress";
import { withError } from "../basics/digits.js";
import { duration } from "../basics/text.js";
import type { Progress } from "../contracts/values.js";
import { type Io, printAbove, type Stream } from "./io.js";

interface View {
  show(progress: Progress): void;
  tell(text: string): void;
  close(): void;
}

/** Runs a long computation to its end while showing how far it is. @param said collects the warnings that were shown */
export async function follow<Result>(
  steps: AsyncGenerator<Progress, Result>,
  io: Io,
  quiet: boolean,
  said = new Set<string>(),
): Promise<Result> {
  const view = quiet ? silent : io.stderr.isTTY ? bar(io.stderr.raw ?? io.stderr) : lines(io.stderr);
  try {
    for (let next = await steps.next(); ; next = await steps.next()) {
      if (next.done) return next.value;
      const { warning, note } = next.value;
      if (warning !== undefined && !said.has(warning)) view.tell(`warning: ${warning}`);
      if (note !== undefined && !said.has(note)) view.tell(note);
      for (const text of [warning, note]) if (text !== undefined) said.add(text);
      view.show(next.value);
      io.progress?.(next.value);
    }
  } finally {
    view.close();
  }
}

const silent: View = { show() {}, tell() {}, close() {} };

const secondsBetweenLines = 10;

function lines(stream: Stream): View {
  const clock = remaining();
  let shown = performance.now();
  return {
    show(progress) {
      const left = clock(progress);
      if (performance.now() - shown < secondsBetweenLines * 1000) return;
      shown = performance.now();
      stream.write(`${percent(progress.fraction)} ${state(progress)}${left ? `, about ${left} left` : ""}\n`);
    },
    tell: (text) => printAbove(stream, text),
    close() {},
  };
}

function bar(stream: Stream): View {
  const clock = remaining();
  const options = {
    format: "{bar} {percent} {state}{left}",
    hideCursor: true,
    stream,
    clearOnComplete: true,
    barsize: 24,
    gracefulExit: false,
  };
  const single = new SingleBar(options, Presets.shades_classic);
  single.start(1, 0, { percent: percent(0), state: "starting", left: "" });
  return {
    show(progress) {
      const left = clock(progress);
      const payload = { percent: percent(progress.fraction), state: state(progress), left: left ? `, ${left} left` : "" };
      single.update(progress.fraction, payload);
    },
    tell: (text) => printAbove(stream, text),
    close: () => single.stop(),
  };
}

function percent(fraction: number): string {
  return `${String(Math.floor(100 * fraction)).padStart(3)} %`;
}

function state({ phase, bound, se }: Progress): string {
  if (bound === undefined) return phase;
  return `${phase}, bound ${se === undefined ? bound.toFixed(2) : withError(bound, se, { digits: 1, least: 2 })}`;
}

/** Time left, from the pace since the first call: a resumed run does not begin at 0. */
function remaining(): (progress: Progress) => string {
  let from: { fraction: number; at: number } | undefined;
  return ({ fraction, secondsLeft }) => {
    if (secondsLeft !== undefined) return secondsLeft === null ? "" : duration(Math.max(1, secondsLeft), 2);
    const now = performance.now();
    from ??= { fraction, at: now };
    const done = fraction - from.fraction;
    if (done < 0.01 || now - from.at < 1000) return "";
    return duration(Math.max(1, (((1 - fraction) / done) * (now - from.at)) / 1000), 1);
  };
}
