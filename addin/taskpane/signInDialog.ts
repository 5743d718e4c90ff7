import { runSignInWindow } from "../commands/signInWindow.js";

const told = document.getElementById("told");
if (!told) throw new Error("The page has no place for what it tells.");
told.textContent = "One moment…";
told.textContent = await runSignInWindow();
