/** What a process and one that helps it say to each other, and how an error crosses from one to the other. */

import { errorClasses, messageOf } from "../errors.js";

export type Order =
  | { readonly type: "ask"; readonly request: unknown }
  | { readonly type: "stop" }
  /** What was wished for, or why it cannot be had. */
  | { readonly type: "given"; readonly id: number; readonly what: unknown }
  | { readonly type: "denied"; readonly id: number; readonly error: CarriedError };

export type Answer =
  | { readonly type: "news"; readonly news: unknown }
  | { readonly type: "done"; readonly result: unknown }
  /** In the middle of its work it needs something that the other side has, or makes. */
  | { readonly type: "wish"; readonly id: number; readonly wish: unknown }
  | { readonly type: "failed"; readonly error: CarriedError };

/** An error in data: its class by name, its place in the stack, what the file system said of it, and its causes. */
export interface CarriedError {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
  readonly code?: string;
  readonly syscall?: string;
  readonly path?: string;
  readonly cause?: CarriedError;
}

export function carried(thrown: unknown): CarriedError {
  if (!(thrown instanceof Error)) return { name: "Error", message: messageOf(thrown), stack: "" };
  const { name, message, stack = "", cause } = thrown;
  const { code, syscall, path } = thrown as NodeJS.ErrnoException;
  const texts = Object.entries({ code, syscall, path }).filter(([, text]) => typeof text === "string");
  return { name, message, stack, ...Object.fromEntries(texts), ...(cause === undefined ? {} : { cause: carried(cause) }) };
}

/** The error as it was thrown there; of a class that nobody tells apart, an Error. */
export function arrived({ name, message, stack, cause, ...texts }: CarriedError): Error {
  const Class = errorClasses.find((one) => one.name === name) ?? Error;
  const error = new Class(message, cause ? { cause: arrived(cause) } : {});
  return Object.assign(error, { stack }, texts);
}
