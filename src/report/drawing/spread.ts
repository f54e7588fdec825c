/** Where labels go when the things they name lie close together. */

/**
 * Moves positions as little as possible (least squares) so that neighbours are at least their sizes apart and all stay inside.
 * @param wanted centre of each label @param sizes extent of each label, gap included
 * @returns centres, in the order given
 */
export function spread(wanted: readonly number[], sizes: readonly number[], low: number, high: number): number[] {
  const order = wanted.map((_, i) => i).sort((a, b) => (wanted[a] as number) - (wanted[b] as number) || a - b);
  // Labels that would touch form a block; a block sits where its members' wishes balance.
  interface Block {
    members: number[];
    size: number;
    centre: number;
  }
  const blocks: Block[] = [];
  for (const i of order) {
    blocks.push(place([i]));
    for (let last = blocks.at(-1) as Block; blocks.length > 1; last = blocks.at(-1) as Block) {
      const before = blocks.at(-2) as Block;
      if (before.centre + before.size / 2 <= last.centre - last.size / 2) break;
      blocks.splice(-2, 2, place([...before.members, ...last.members]));
    }
  }
  const placed = new Array<number>(wanted.length);
  for (const { members, size, centre } of blocks) {
    let edge = centre - size / 2;
    for (const i of members) {
      placed[i] = edge + (sizes[i] as number) / 2;
      edge += sizes[i] as number;
    }
  }
  return placed;

  function place(members: number[]): Block {
    const size = members.reduce((sum, i) => sum + (sizes[i] as number), 0);
    let offset = 0;
    let wish = 0;
    for (const i of members) {
      wish += (wanted[i] as number) - (offset + (sizes[i] as number) / 2);
      offset += sizes[i] as number;
    }
    const centre = wish / members.length + size / 2;
    return { members, size, centre: Math.max(low + size / 2, Math.min(high - size / 2, centre)) };
  }
}

/** Groups of indices whose neighbours, in ascending order of value, are nearer than `gap`. */
export function clusters(values: readonly number[], gap: number): number[][] {
  const order = values.map((_, i) => i).sort((a, b) => (values[a] as number) - (values[b] as number) || a - b);
  const groups: number[][] = [];
  let previous = Number.NEGATIVE_INFINITY;
  for (const i of order) {
    const value = values[i] as number;
    if (value - previous < gap) (groups.at(-1) as number[]).push(i);
    else groups.push([i]);
    previous = value;
  }
  return groups;
}

/** What a group of printed numbers is called: "0.40, 0.41", "10 ×5", "4.4–4.6 ×3". */
export function groupLabel(printed: readonly string[]): string {
  const distinct = [...new Set(printed)];
  const [first] = distinct;
  if (distinct.length === 1) return printed.length === 1 ? String(first) : `${first} ×${printed.length}`;
  if (distinct.length === 2 && printed.length === 2) return distinct.join(", ");
  const between = `${first}`.startsWith("−") ? " to " : "–";
  return `${first}${between}${distinct.at(-1)} ×${printed.length}`;
}

/** The lowest level at which each mark overlaps none of those placed before it, from left to right; marks are `size` wide. */
export function stackLevels(centres: readonly number[], size: number): number[] {
  const levels = new Array<number>(centres.length).fill(0);
  /** Right-most centre on each level so far. */
  const last: number[] = [];
  for (const i of centres.map((_, i) => i).sort((a, b) => (centres[a] as number) - (centres[b] as number) || a - b)) {
    const centre = centres[i] as number;
    const free = last.findIndex((other) => centre - other >= size);
    levels[i] = free < 0 ? last.length : free;
    last[levels[i] as number] = centre;
  }
  return levels;
}
