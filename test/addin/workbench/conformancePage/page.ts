import { OfficeHost } from "../../../../addin/host/officeHost.js";
import { UniverGrid } from "../../../../addin/workbench/univerGrid.js";

/** The workbench's grid and host with nothing around them. */
const grid = new UniverGrid("grid");
const iframe = document.getElementById("addin") as HTMLIFrameElement;
const host = new OfficeHost({ grid, iframe, url: "addin.html", locale: "en-GB" });
window.workbench = { grid, host };
host.open();
