import { useEffect, useState } from "react";
import { ApiProblem, ask } from "../../api/client.js";
import { VIEWER, type Viewer } from "../../api/operations.js";
import { onSessionChange, sessionToken } from "../../api/session.js";

/** Who is signed in: undefined until it is known, null when nobody is. `problem` when the server could not say. */
export function useViewer(): { viewer: Viewer | null | undefined; problem: string | null } {
  const [state, setState] = useState<{ viewer: Viewer | null | undefined; problem: string | null }>({
    viewer: sessionToken() === null ? null : undefined,
    problem: null,
  });
  useEffect(() => {
    let isCurrent = true;
    const read = async () => {
      if (sessionToken() === null) return setState({ viewer: null, problem: null });
      try {
        const { viewer } = await ask(VIEWER, {});
        if (isCurrent) setState({ viewer, problem: null });
      } catch (error) {
        // A token that is no longer valid has ended the session already; that change reads again.
        const isSignedOut = error instanceof ApiProblem && error.kind === "NOT_SIGNED_IN";
        if (isCurrent && !isSignedOut) setState({ viewer: null, problem: String((error as Error).message) });
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
