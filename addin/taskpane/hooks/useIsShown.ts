import { useEffect, useRef } from "react";

/** Says whether a screen is still shown, for what comes after a wait: nobody is led away from where they went meanwhile. */
export function useIsShown(): () => boolean {
  const isShown = useRef(false);
  useEffect(() => {
    isShown.current = true;
    return () => {
      isShown.current = false;
    };
  }, []);
  return () => isShown.current;
}
