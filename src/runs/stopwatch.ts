/** How long each piece of a run takes, be they side by side. */
export class Stopwatch {
  /** When each was last heard of. */
  private readonly heard = new Map<string, number>();

  begin(name: string): void {
    this.heard.set(name, performance.now());
  }

  /** Counts the time since a piece was last heard of as its own. @param spent seconds by name, which grow */
  spend(name: string, spent: Record<string, number>): void {
    const now = performance.now();
    spent[name] = (spent[name] ?? 0) + (now - (this.heard.get(name) ?? now)) / 1000;
    this.heard.set(name, now);
  }
}
