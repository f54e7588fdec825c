/** Calls of a thread that are waited for: for what must be had where nothing can be awaited. */
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker, workerData } from "node:worker_threads";
import { messageOf } from "../errors.js";

export interface BlockingThread<Request, Answer> {
  /** Blocks. @throws Error with the message of what the thread threw */
  call(request: Request): Answer;
  /** Ends the thread, and what it has started. */
  close(): void;
}

interface Shared<Given> {
  readonly port: MessagePort;
  /** How many calls were answered. */
  readonly answered: Int32Array;
  readonly given: Given;
}

type Answered<Answer> =
  | { readonly kind: "answer"; readonly answer: Answer }
  | { readonly kind: "failed"; readonly error: string };

/** @param entry a module that calls `answerCalls` @param given what that is told at its start */
export function startBlocking<Given, Request, Answer>(entry: URL, given: Given): BlockingThread<Request, Answer> {
  const { port1, port2 } = new MessageChannel();
  const answered = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const data: Shared<Given> = { port: port2, answered, given };
  const worker = new Worker(entry, { workerData: data, transferList: [port2] });
  // Neither keeps a program alive that has nothing more to do.
  worker.unref();
  port1.unref();
  let calls = 0;
  return {
    call(request) {
      port1.postMessage(request);
      Atomics.wait(answered, 0, calls);
      calls++;
      const { message } = receiveMessageOnPort(port1) as { message: Answered<Answer> };
      if (message.kind === "failed") throw new Error(message.error);
      return message.answer;
    },
    close: () => void worker.terminate(),
  };
}

/** The thread's side. @param open from what the thread was given to what answers one call after the other */
export function answerCalls<Given, Request, Answer>(open: (given: Given) => (request: Request) => Promise<Answer>): void {
  const { port, answered, given } = workerData as Shared<Given>;
  const answer = open(given);
  // What comes of an earlier call, or between two, is no answer to the one that is waited for.
  let waited = 0;
  let answeredTo = 0;
  const say = (call: number, message: Answered<Answer>) => {
    if (call !== waited || call === answeredTo) return;
    answeredTo = call;
    port.postMessage(message);
    Atomics.add(answered, 0, 1);
    Atomics.notify(answered, 0);
  };
  // The one that waits would wait for ever.
  process.on("uncaughtException", (error) => say(waited, { kind: "failed", error: messageOf(error) }));
  port.on("message", (request: Request) => {
    waited++;
    const call = waited;
    answer(request).then(
      (given) => say(call, { kind: "answer", answer: given }),
      (error: unknown) => say(call, { kind: "failed", error: messageOf(error) }),
    );
  });
}
