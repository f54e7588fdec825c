/** Which names mean a file of simulations. */

/** What such files end with; beside these, as what is typed in the place of a simulator, everything is a program or a name. */
export const bankEndings = [".csv", ".tsv", ".csv.gz", ".npz"];

export const isBank = (name: string): boolean => bankEndings.some((ending) => name.toLowerCase().endsWith(ending));
