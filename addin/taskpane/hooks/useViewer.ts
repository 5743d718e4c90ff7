import { useEffect, useState } from "react";
import { ApiProblem, ask } from "../../api/client.js";
import { VIEWER, type Viewer } from "../../api/operations.js";
import { hasLeft, onSessionChange, sessionToken } from "../../api/session.js";

export interface SignedInViewer {
  /** Undefined until it is known, null when nobody is signed in. */
  readonly viewer: Viewer | null | undefined;
  /** Why the server could not say who it is. */
  readonly problem: string | null;
  /** The sign-in has run out while they worked: what they see stays, and to ask more they sign in again. */
  readonly isExpired: boolean;
}

const NOBODY: SignedInViewer = { viewer: null, problem: null, isExpired: false };

export function useViewer(): SignedInViewer {
  const [state, setState] = useState<SignedInViewer>({
    ...NOBODY,
    viewer: sessionToken() === null ? null : undefined,
  });
  useEffect(() => {
    let isCurrent = true;
    const read = async () => {
      if (sessionToken() === null) {
        setState((before) => (before.viewer && !hasLeft() ? { ...before, isExpired: true } : NOBODY));
        return;
      }
      try {
        const { viewer } = await ask(VIEWER, {});
        if (isCurrent) setState({ ...NOBODY, viewer });
      } catch (error) {
        // A token that is no longer valid has ended the session already; that change reads again.
        const isSignedOut = error instanceof ApiProblem && error.kind === "NOT_SIGNED_IN";
        if (isCurrent && !isSignedOut) setState({ ...NOBODY, problem: String((error as Error).message) });
      }
    };
    void read();
    const stop = onSessionChange(() => void read());
    return () => {
      isCurrent = false;
      stop();
    };
  }, []);
  return state;
}
