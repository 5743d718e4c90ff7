import { useCallback, useEffect, useState } from "react";

/** Something read from the server: undefined while it is read the first time; `problem` says why it could not be. */
export interface Asked<T> {
  readonly value: T | undefined;
  readonly problem: string | null;
  readonly isAsking: boolean;
  /** Reads it once more. */
  readonly again: () => void;
}

/**
 * Reads something, after `waitMs` without another change of `key`; a later question ends an earlier one. A key of null asks
 * nothing. The last value stays while the next is read.
 */
export function useAsked<T>(key: string | null, read: (signal: AbortSignal) => Promise<T>, waitMs = 0): Asked<T> {
  const [state, setState] = useState<Omit<Asked<T>, "again">>({
    value: undefined,
    problem: null,
    isAsking: key !== null,
  });
  const [times, setTimes] = useState(1);
  const again = useCallback(() => setTimes((before) => before + 1), []);
  useEffect(() => {
    if (key === null) return;
    const ending = new AbortController();
    setState((before) => ({ ...before, isAsking: true }));
    const timer = setTimeout(() => {
      read(ending.signal).then(
        (value) => {
          if (!ending.signal.aborted) setState({ value, problem: null, isAsking: false });
        },
        (error: unknown) => {
          if (ending.signal.aborted) return;
          setState((before) => ({ ...before, problem: messageOf(error), isAsking: false }));
        },
      );
    }, waitMs);
    return () => {
      clearTimeout(timer);
      ending.abort();
    };
    // `read` is a new function each time; the key says whether the question is another.
  }, [key, times]);
  return { ...state, again };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
