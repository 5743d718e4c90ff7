import { OfficeHost } from "../../../../addin/host/officeHost.js";
import { framePipe } from "../../../../addin/host/transport.js";
import { afterCalculation } from "../../../../addin/workbench/calculation.js";
import { UniverGrid } from "../../../../addin/workbench/univerGrid.js";

/** The workbench's grid and host with nothing around them. */
const grid = new UniverGrid("grid");
const frame = () => document.getElementById("addin") as HTMLIFrameElement;
const pipe = afterCalculation(framePipe(frame, window.location.origin), grid.calculation);
const host = new OfficeHost({ grid, iframe: frame(), pipe, url: "addin.html", locale: "en-GB" });
window.workbench = { grid, host };
host.open();
