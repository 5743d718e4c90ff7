import { useCallback, useEffect, useRef, useState } from "react";
import type { PageRead } from "../../api/pages.js";

/** A list as far as it was read. */
export interface Pages<T> {
  readonly rows: readonly T[];
  /** Undefined until it is known. */
  readonly total: number | undefined;
  readonly hasMore: boolean;
  readonly isAsking: boolean;
  readonly problem: string | null;
  readonly more: () => void;
}

const EMPTY = { rows: [], total: undefined, next: null, isAsking: false, problem: null };

/** Reads the first page of a list, and a further one whenever `more` is called. Another key is another list; null is none. */
export function usePages<T>(
  key: string | null,
  read: (after: string | null, signal: AbortSignal) => Promise<PageRead<T>>,
): Pages<T> {
  const [state, setState] = useState<{
    readonly rows: readonly T[];
    readonly total: number | undefined;
    readonly next: string | null;
    readonly isAsking: boolean;
    readonly problem: string | null;
  }>({ ...EMPTY, isAsking: key !== null });
  const ending = useRef<AbortController>(null);
  const readFrom = useCallback(
    (after: string | null) => {
      const controller = new AbortController();
      ending.current = controller;
      setState((before) => ({ ...(after === null ? EMPTY : before), isAsking: true, problem: null }));
      read(after, controller.signal).then(
        ({ rows, total, next }) => {
          if (controller.signal.aborted) return;
          setState((before) => ({ rows: [...before.rows, ...rows], total, next, isAsking: false, problem: null }));
        },
        (error: unknown) => {
          if (controller.signal.aborted) return;
          const problem = error instanceof Error ? error.message : String(error);
          setState((before) => ({ ...before, isAsking: false, problem }));
        },
      );
      // `read` is a new function each time; the key says whether the list is another.
    },
    [key],
  );
  useEffect(() => {
    if (key === null) return setState(EMPTY);
    readFrom(null);
    return () => ending.current?.abort();
  }, [key, readFrom]);
  const { next, ...shown } = state;
  return { ...shown, hasMore: next !== null, more: () => next !== null && readFrom(next) };
}
