/** The thread that works: one command, whose results go to standard output whatever the user's code prints. */
import { writeSync } from "node:fs";
import { Writable } from "node:stream";
import { setTimeout } from "node:timers/promises";
import { workerData } from "node:worker_threads";
import { guardProcess } from "../../loading/guard.js";
import { failed } from "../failure.js";
import { main } from "../floe.js";
import { endWork } from "../interrupt.js";
import type { Io, Stream } from "../io.js";
import { tellSupervisor } from "./channel.js";

/** How long a computation may take to stop after the user's code has failed beside it. */
const graceMilliseconds = 3000;

interface Terminal {
  readonly isTTY: boolean;
  readonly columns?: number;
}

/** `terminals` are those of standard output and standard error, which only the program's first thread can tell. */
export interface WorkData {
  readonly work: "floe work";
  readonly argv: readonly string[];
  readonly terminals: readonly [Terminal, Terminal];
}

const { argv, terminals } = workerData as WorkData;

/** Writes at once: nothing is left to write when the thread ends, and a slow reader slows the work down. */
function channel(descriptor: 1 | 2): Stream {
  const stream = new Writable({
    decodeStrings: true,
    write(chunk: Buffer, _encoding, done) {
      writeWhole(descriptor, chunk);
      done();
    },
  });
  return Object.assign(stream, terminals[descriptor - 1]);
}

function writeWhole(descriptor: 1 | 2, bytes: Buffer): void {
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(descriptor, bytes, at);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "EAGAIN") Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
      // `floe simulate ... | head` closes the pipe early: that is no error. Nor are messages that nobody reads.
      else if (descriptor === 2) return;
      else end(code === "EPIPE" ? 0 : failed(error, argv, io));
    }
  }
}

let strayed = false;
const guard = guardProcess((error) => {
  if (strayed) return;
  strayed = true;
  const stopping = endWork(error);
  void setTimeout(stopping ? graceMilliseconds : 0).then(() => end(failed(error, argv, io)));
});

function end(code: number): never {
  tellSupervisor({ type: "done", code });
  return guard.exit(code);
}

const io: Io = { stdout: channel(1), stderr: channel(2) };
const code = await main(argv, io);
await setTimeout(1); // what failed where nobody listens is told in the next turn only
if (!strayed) end(code);
