/** What was used last, up to a number: the one that was not used for longest makes room. */
export class Recent<Key, Value> {
  private readonly kept = new Map<Key, Value>();
  constructor(private readonly most: number) {}

  get(key: Key): Value | undefined {
    const value = this.kept.get(key);
    if (value !== undefined) {
      this.kept.delete(key);
      this.kept.set(key, value);
    }
    return value;
  }

  set(key: Key, value: Value): void {
    this.kept.delete(key);
    this.kept.set(key, value);
    if (this.kept.size <= this.most) return;
    const [oldest] = this.kept.keys();
    this.kept.delete(oldest as Key);
  }
}
