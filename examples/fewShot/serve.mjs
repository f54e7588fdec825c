#!/usr/bin/env node
/**
 * Click points, see the curve that a meta-trained model draws through them: `node examples/fewShot/serve.mjs runs/model [port]`.
 * Serves three things to this machine only: the page, the runtime without TensorFlow.js, and the model.
 */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { dirname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { readModel } from "../../dist/src/cli/live/readModel.js";

/** One message, and the exit code of wrong input. */
function refuse(message) {
  process.stderr.write(`serve.mjs: ${message}\n`);
  process.exit(2);
}

const [path, typed = "8080"] = process.argv.slice(2);
if (!path) {
  process.stderr.write(
    "usage: node examples/fewShot/serve.mjs MODEL [PORT], MODEL a run folder of floe meta train or its model.json\n",
  );
  process.exit(2);
}
const port = Number(typed);
if (!/^\d+$/.test(typed) || port > 65_535) refuse(`the port must be a whole number from 0 to 65535, got "${typed}"`);
try {
  readModel(path);
} catch (error) {
  refuse(error.message);
}
const here = dirname(fileURLToPath(import.meta.url));
const runtime = join(here, "..", "..", "dist", "src", "portable");
const script = (name) => ["text/javascript; charset=utf-8", () => readFileSync(join(runtime, name))];
const scripts = readdirSync(runtime, { recursive: true }).filter((name) => name.endsWith(".js"));
const served = {
  "/": ["text/html; charset=utf-8", () => readFileSync(join(here, "index.html"))],
  ...Object.fromEntries(scripts.map((name) => [`/${name.replaceAll(sep, "/")}`, script(name)])),
  // Read anew each time: a training may have replaced it, or be about to.
  "/model.json": ["application/json", () => JSON.stringify(readModel(path).model.data)],
};

/** The page runs its own two pieces, by what they hold, and the scripts that are served; it asks for nothing elsewhere. */
function policyOf(page) {
  const hashes = (tag) =>
    Array.from(page.matchAll(new RegExp(`<${tag}[^>]*>([\\s\\S]*?)</${tag}>`, "g")), ([, text]) => {
      return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
    }).join(" ");
  const rules = [
    "default-src 'none'",
    `script-src 'self' ${hashes("script")}`,
    `style-src ${hashes("style")}`,
    "connect-src 'self'",
    "img-src data:", // the browser's own empty icon
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ];
  return rules.join("; ");
}

/** Another name in the header means that a page elsewhere has made its own name lead here, to read what is served. */
function isOurs(host) {
  const [, name, at] = /^(localhost|127\.0\.0\.1)(?::(\d+))?$/i.exec(host ?? "") ?? [];
  return name !== undefined && Number(at ?? 80) === server.address().port;
}

function answer({ url = "/", method, headers }, response) {
  const say = (status, text, more = {}) =>
    response
      .writeHead(status, { "content-type": "text/plain; charset=utf-8", "x-content-type-options": "nosniff", ...more })
      .end(method === "HEAD" ? undefined : text);
  if (!isOurs(headers.host)) return say(403, "only localhost and 127.0.0.1 are served\n");
  if (method !== "GET" && method !== "HEAD") return say(405, "only GET is answered\n", { allow: "GET, HEAD" });
  const name = url.split("?")[0];
  if (!Object.hasOwn(served, name)) return say(404, "not found\n");
  const [type, read] = served[name];
  let content;
  try {
    content = read();
  } catch (error) {
    return say(503, `${error.message}\n`);
  }
  const policy = name === "/" ? { "content-security-policy": policyOf(content.toString()) } : {};
  say(200, content, { "content-type": type, "cache-control": "no-store", "referrer-policy": "no-referrer", ...policy });
}

const server = createServer(answer);
server.on("error", ({ code, message }) => {
  const causes = { EADDRINUSE: `port ${port} is in use`, EACCES: `port ${port} may not be opened` };
  refuse(`${causes[code] ?? message}; name another: serve.mjs MODEL PORT`);
});
server.listen(port, "127.0.0.1", () => {
  process.stdout.write(`http://127.0.0.1:${server.address().port}/\n`);
});
