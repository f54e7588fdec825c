/** The page of examples/fewShot: whole, for this machine alone, and alive when the model is not. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { onePass, stepwise } from "../meta/models.js";
import { root } from "../support/sourceFiles.js";
import { build, temporaryFolder } from "./support.js";

const place = temporaryFolder();
const program = join(root, "examples", "fewShot", "serve.mjs");
const model = join(place, "run", "model.json");
let server: ChildProcess;
let port = 0;

beforeAll(async () => {
  build();
  mkdirSync(join(place, "run"));
  writeFileSync(model, JSON.stringify(stepwise));
  server = spawn(process.execPath, [program, join(place, "run"), "0"], { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = await once(server.stdout as NodeJS.ReadableStream, "data");
  port = Number(/^http:\/\/127\.0\.0\.1:(\d+)\/\n$/.exec(String(line))?.[1]);
}, 120_000);
afterAll(() => {
  server.kill();
  rmSync(place, { recursive: true });
});

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

function ask(path: string, { host = `127.0.0.1:${port}`, method = "GET" } = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request({ host: "127.0.0.1", port, path, method, headers: { host } }, (response) => {
      let text = "";
      response.on("data", (part) => {
        text += part;
      });
      response.on("end", () => resolve({ status: response.statusCode as number, text, headers: response.headers }));
    })
      .on("error", reject)
      .end();
  });
}

test("the page, every script that it and they import, and the model", async () => {
  const open = ["/", "/model.json"];
  for (const path of open) {
    const { status, text } = await ask(path);
    expect(status, path).toBe(200);
    for (const [, name] of text.matchAll(/(?:import|export) [^;]*?from "(\.\.?\/[^"]+)"/g)) {
      const { pathname } = new URL(name as string, `http://127.0.0.1${path}`);
      if (!open.includes(pathname)) open.push(pathname);
    }
  }
  expect(open.length).toBeGreaterThan(3);
  expect(JSON.parse((await ask("/model.json?again")).text)).toEqual(stepwise);
});

test("its policy allows its own two pieces and nothing from elsewhere", async () => {
  const { text, headers } = await ask("/");
  const policy = String(headers["content-security-policy"]);
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toContain("unsafe");
  for (const tag of ["script", "style"]) {
    const piece = new RegExp(`<${tag}[^>]*>([^]*?)</${tag}>`).exec(text)?.[1] as string;
    expect(policy).toContain(`sha256-${createHash("sha256").update(piece).digest("base64")}`);
  }
  expect(text).not.toMatch(/ style=| on\w+=/); // which the policy would not let through
});

test.each(["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80", "127.0.0.1:1", "[::1]"])(
  "a page that calls this machine %s reads nothing",
  async (host) => {
    for (const path of ["/", "/model.json"]) {
      const { status, text } = await ask(path, { host });
      expect([status, text]).toEqual([403, "only localhost and 127.0.0.1 are served\n"]);
    }
  },
);

test("localhost by name is served", async () => {
  expect((await ask("/model.json", { host: `localhost:${port}` })).status).toBe(200);
});

test.each(["POST", "PUT", "DELETE", "OPTIONS", "PATCH"])("%s is refused", async (method) => {
  const { status, headers } = await ask("/model.json", { method });
  expect([status, headers.allow]).toEqual([405, "GET, HEAD"]);
});

test("what every object inherits is no page", async () => {
  for (const path of ["/toString", "/constructor", "/__proto__", "/../package.json", "//"])
    expect((await ask(path)).status, path).toBe(404);
});

test("a model that vanishes, is damaged or replaced is told, and the page is served on", async () => {
  rmSync(model);
  expect(await ask("/model.json")).toMatchObject({ status: 503, text: expect.stringContaining("model.json") });
  writeFileSync(model, '{"kind": "metaModel", ');
  expect(await ask("/model.json")).toMatchObject({ status: 503, text: expect.stringContaining("not JSON") });
  writeFileSync(model, JSON.stringify(onePass));
  expect(JSON.parse((await ask("/model.json")).text)).toEqual(onePass);
  expect((await ask("/")).status).toBe(200);
});

test("a port that is none, or is in use: one message", async () => {
  const taken = createServer().listen(0, "127.0.0.1");
  await once(taken, "listening");
  const { port: used } = taken.address() as { port: number };
  for (const [typed, words] of [
    ["abc", /the port must be a whole number from 0 to 65535, got "abc"/],
    ["-1", /whole number/],
    ["99999", /whole number/],
    ["8080.5", /whole number/],
    [String(used), new RegExp(`port ${used} is in use; name another`)],
  ] as const) {
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, join(place, "run"), typed], {
      encoding: "utf8",
      timeout: 30_000,
    });
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(words);
    expect(stderr).toMatch(/^serve\.mjs: [^\n]+\n$/);
  }
  taken.close();
});
