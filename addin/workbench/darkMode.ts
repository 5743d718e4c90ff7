import type { UniverGrid } from "./univerGrid.js";

/** The grid is as dark as the person's computer asks pages to be, also when that changes. */
export function followDarkMode(grid: UniverGrid): void {
  const wish = window.matchMedia("(prefers-color-scheme: dark)");
  const follow = () => {
    grid.isDark = wish.matches;
  };
  follow();
  wish.addEventListener("change", follow);
}
