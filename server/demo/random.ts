/** Numbers that look random and are the same every time for one seed (mulberry32). For demonstration data only. */
export class Random {
  constructor(private state: number) {}

  /** At least 0, less than 1. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A whole number, both ends included. */
  between(lowest: number, highest: number): number {
    return lowest + Math.floor(this.next() * (highest - lowest + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<Thing>(things: readonly Thing[]): Thing {
    return things[Math.floor(this.next() * things.length)] as Thing;
  }

  /** One of the things, each as often as its weight says. */
  weighted<const Thing>(weights: readonly (readonly [Thing, number])[]): Thing {
    let left = this.next() * weights.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [thing, weight] of weights) {
      left -= weight;
      if (left < 0) return thing;
    }
    return (weights.at(-1) as readonly [Thing, number])[0];
  }

  /** Some of the things, in their order. */
  some<Thing>(things: readonly Thing[], howMany: number): Thing[] {
    const places = things.map((_, place) => ({ place, draw: this.next() }));
    const chosen = new Set(
      places
        .sort((a, b) => a.draw - b.draw)
        .slice(0, howMany)
        .map(({ place }) => place),
    );
    return things.filter((_, place) => chosen.has(place));
  }

  /** Positive and skewed to the right, as prices are: half of the draws lie below the median. */
  logNormal(median: number, spread: number): number {
    const normal = Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
    return median * Math.exp(spread * normal);
  }
}
