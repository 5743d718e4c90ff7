import "./taskpane.css";
import "../functions/functions.js";
import { createRoot } from "react-dom/client";
import { whenOfficeIsReady } from "../commands/ribbon.js";
import { App } from "./App.js";

const root = document.getElementById("root");
if (!root) throw new Error("The page has no place for the pane.");
const isInWorkbook = await whenOfficeIsReady();
createRoot(root).render(<App isInWorkbook={isInWorkbook} />);
