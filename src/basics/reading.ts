/** Reading what others may have written: any size, any encoding that an editor leaves, JSON that means one thing only. */
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { check, InputError, messageOf } from "./errors.js";
import { fileError } from "./files.js";

/** No file that Floe reads as text comes near; far larger ones are no text of ours, and devices have no end. */
const mostBytes = 256 * 1024 * 1024;

/** @param what it should be, "the policy" @throws InputError naming the file */
export function readText(file: string, what = ""): string {
  try {
    return decoded(bytesOf(file));
  } catch (error) {
    throw fileError(error, `could not read ${what && `${what} `}${file}`);
  }
}

/** All of a stream, as text. @throws InputError when it is longer than any file that is read */
export async function readStream(stream: AsyncIterable<string | Uint8Array>, name: string): Promise<string> {
  const parts: Buffer[] = [];
  let total = 0;
  for await (const part of stream) {
    const bytes = Buffer.from(part as Uint8Array);
    parts.push(bytes);
    total += bytes.length;
    checkSize(total, name);
  }
  return decoded(Buffer.concat(parts));
}

const checkSize = (bytes: number, name: string): void =>
  check(
    bytes <= mostBytes,
    `${name} holds more than ${mostBytes / 1024 / 1024} megabytes, more than any file that Floe reads as text`,
  );

function bytesOf(file: string): Buffer {
  const descriptor = openSync(file, "r");
  try {
    const parts: Buffer[] = [];
    const { size } = fstatSync(descriptor);
    let total = 0;
    for (let part = Buffer.alloc(Math.min(size, mostBytes) + 1); ; part = Buffer.alloc(65_536)) {
      const read = readSync(descriptor, part);
      if (read === 0) return Buffer.concat(parts);
      parts.push(part.subarray(0, read));
      total += read;
      checkSize(total, file);
    }
  } finally {
    closeSync(descriptor);
  }
}

/** By the byte order mark that Windows editors and shells put at the head, which is no part of the text. */
function decoded(bytes: Buffer): string {
  const encoding =
    bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : bytes[0] === 0xfe && bytes[1] === 0xff ? "utf-16be" : "utf-8";
  return new TextDecoder(encoding).decode(bytes);
}

/** @param name of the file, or what stands for one @throws InputError for what is no JSON */
export function parseJson(text: string, name: string): unknown {
  try {
    return jsonOf(text);
  } catch (error) {
    throw new InputError(`${name} is not JSON: ${messageOf(error)}`);
  }
}

/** @throws InputError when the file cannot be read, or is no JSON */
export function readJsonFile(file: string, what: string): unknown {
  return parseJson(readText(file, what), file);
}

/**
 * A value that the text means without doubt: a key that stands twice in an object has two, and what is nested beyond all sense is no record.
 * @throws Error whose message is one line
 */
export function jsonOf(text: string): unknown {
  const content = text.startsWith("\uFEFF") ? text.slice(1) : text;
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch (error) {
    // The engine's message quotes the text: line breaks, control characters and all.
    throw new Error(messageOf(error).replaceAll(/[\s\p{Cc}]+/gu, " ").slice(0, 160)); // biome-ignore format: one thing
  }
  checkStructure(content);
  return value;
}

const deepest = 64;
const [quote, backslash, colon, openBrace, closeBrace, openBracket, closeBracket] = [...'"\\:{}[]'].map((c) => c.charCodeAt(0));

/** @param text well-formed JSON */
function checkStructure(text: string): void {
  const keys: (Set<string> | undefined)[] = []; // of the objects and lists that are open; none of a list
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === openBrace || code === openBracket) {
      keys.push(code === openBrace ? new Set() : undefined);
      if (keys.length > deepest) throw new Error(`it is nested more than ${deepest} deep`);
    } else if (code === closeBrace || code === closeBracket) keys.pop();
    else if (code === quote) {
      const end = endOfText(text, at);
      if (isKey(text, end)) note(keys.at(-1), text.slice(at, end));
      at = end - 1;
    }
  }
}

/** @returns the place behind the closing quotation mark */
function endOfText(text: string, from: number): number {
  for (let end = text.indexOf('"', from + 1); ; end = text.indexOf('"', end + 1)) {
    let before = end;
    while (text.charCodeAt(before - 1) === backslash) before--;
    if ((end - before) % 2 === 0) return end + 1;
  }
}

function isKey(text: string, end: number): boolean {
  let at = end;
  while (" \t\r\n".includes(text.charAt(at)) && at < text.length) at++;
  return text.charCodeAt(at) === colon;
}

function note(keys: Set<string> | undefined, quoted: string): void {
  const key: string = JSON.parse(quoted);
  if (keys?.has(key)) throw new Error(`${JSON.stringify(key).slice(0, 60)} stands twice in one object`);
  keys?.add(key);
}
