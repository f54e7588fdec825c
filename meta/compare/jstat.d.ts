/** jstat has no types of its own: the part that is used. */
declare module "jstat" {
  const jstat: { readonly studentt: { inv(p: number, degrees: number): number } };
  export default jstat;
}
