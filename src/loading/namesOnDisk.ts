/** What `./model.js` or `./model` may be called on disk: as it is, or as TypeScript's users leave the ending. */
export function namesOnDisk(name: string): string[] {
  return [name, name.replace(/\.([cm]?)js$/, ".$1ts"), `${name}.ts`, `${name}.js`, `${name}/index.ts`, `${name}/index.js`];
}
