/**
 * What one person likes, on this machine: never in the workbook, which travels. Office on the web gives each site that embeds it
 * a part of the storage of its own.
 */
const keyOf = (name: string): string => {
  const partition = typeof Office === "undefined" ? undefined : Office.context?.partitionKey;
  return `${partition ?? ""}sevenfold.${name}`;
};

/** A preference as it was kept; undefined where there is none, or none that can be read. */
export function preference<T>(name: string): T | undefined {
  try {
    const text = storage()?.getItem(keyOf(name)) ?? null;
    return text === null ? undefined : (JSON.parse(text) as T);
  } catch {
    return undefined; // A preference that cannot be read is one that was never set.
  }
}

/** Keeps a preference. False where the browser does not let it. */
export function keepPreference(name: string, value: unknown): boolean {
  try {
    const kept = storage();
    kept?.setItem(keyOf(name), JSON.stringify(value));
    return kept !== undefined;
  } catch {
    return false;
  }
}

/** None in Node, and none where the browser's privacy settings forbid it. */
function storage(): Storage | undefined {
  return typeof window === "undefined" ? undefined : window.localStorage;
}
