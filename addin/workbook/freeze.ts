import { changeBindings, changeLinkedCells } from "./bindings.js";

/**
 * Frozen tables and cells hold plain values: nothing refreshes, reviews or publishes them. What they were linked to stays on
 * record, so that thawing links them again, with the edits that were not published.
 */
export function freeze(ids: ReadonlySet<string>, at: string): Promise<void> {
  return mark(ids, (link) => ({ ...link, frozenAt: link.frozenAt ?? at }));
}

export function thaw(ids: ReadonlySet<string>): Promise<void> {
  return mark(ids, (link) => {
    const { frozenAt: _, ...live } = link;
    return live as typeof link;
  });
}

async function mark(
  ids: ReadonlySet<string>,
  marked: <Link extends { readonly id: string; readonly frozenAt?: string }>(link: Link) => Link,
): Promise<void> {
  const change = <Link extends { readonly id: string; readonly frozenAt?: string }>(current: Link[]) =>
    current.map((each) => (ids.has(each.id) ? marked(each) : each));
  await changeBindings(change);
  await changeLinkedCells(change);
}
