/** JavaScript modules as one script that a page can hold inline. TypeScript, which Floe needs anyway, turns them into functions. */
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import ts from "typescript";

/**
 * @param entry path of the first module; the modules that it imports come along
 * @param names where imports that are no relative paths are found: { "floe/policy": "dist/src/portable/policy.js" }
 * @returns a script without imports, whose value is the entry's exports
 */
export function bundle(entry, names = {}) {
  const ids = new Map();
  const modules = [];
  add(resolve(entry));
  return `(() => {
const loaded = [];
const modules = [${modules.join(",\n")}];
const load = (id) => {
  if (!loaded[id]) modules[id]((loaded[id] = {}), load);
  return loaded[id];
};
return load(0);
})()`;

  function add(file) {
    const known = ids.get(file);
    if (known !== undefined) return known;
    const id = ids.size;
    ids.set(file, id);
    modules[id] = "";
    const { outputText } = ts.transpileModule(readFileSync(file, "utf8"), {
      compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, removeComments: true },
    });
    const body = outputText.replace(/\brequire\("([^"]+)"\)/g, (_, name) => `require(${add(find(name, file))})`);
    modules[id] = `(exports, require) => {${body}}`;
    return id;
  }

  function find(name, importer) {
    if (name.startsWith(".")) return resolve(dirname(importer), name);
    if (names[name] === undefined) throw new Error(`${importer} imports "${name}", which is no part of the page`);
    return resolve(names[name]);
  }
}

/** Text that can stand inside a script element: nothing in it ends the element. */
export function inScript(text) {
  return text.replaceAll("</", "<\\/").replaceAll("<!--", "<\\!--");
}
