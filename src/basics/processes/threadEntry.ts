/** Where a thread begins: our compiled file, or, under a test runner that loads our TypeScript itself, the source. */

/**
 * @param from `import.meta.url` of the file beside it @param name "thread", without an ending
 * @returns for the source, a module that lets ts-node load it, which plain Node needs
 */
export function threadEntry(from: string, name: string): URL {
  if (from.endsWith(".js")) return new URL(`./${name}.js`, from);
  const source = new URL(`./${name}.ts`, from).href;
  const start = `
    import { register } from "node:module";
    process.env.TS_NODE_TRANSPILE_ONLY = "true";
    register("ts-node/esm", ${JSON.stringify(source)});
    const found = await import(${JSON.stringify(source)});
    export default found.default;`;
  return new URL(`data:text/javascript,${encodeURIComponent(start)}`);
}
