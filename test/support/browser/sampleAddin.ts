/** A small add-in for tests of the workbench: one page with a button, two cell functions, and a manifest with a ribbon tab. */

const TASKPANE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>Sample add-in</title>
    <script src="/lib/1/hosted/office.js"></script>
    <style>body { font: 14px system-ui, sans-serif; margin: 16px; } button { padding: 6px 14px; }</style>
  </head>
  <body>
    <h3>Sample add-in</h3>
    <p>Writes a small table into the sheet.</p>
    <button id="pull">Pull contracts</button>
    <p id="log"></p>
    <script>
      const CONTRACTS = [
        ["Reference", "Supplier", "Ends on", "Annual value", "Share"],
        ["C-0211", "Acme Fleet Ltd", 46477, 1250000, 0.125],
        ["C-0212", "Borough Print", 46660, 84250.5, 0.4],
        ["C-0213", "Castle Uniforms", 46843, 310400, 0.333],
        ["C-0214", "Delta Forensics", 46295, -5200, 0.02],
      ];
      async function pull() {
        await Excel.run(async (context) => {
          const sheet = context.workbook.worksheets.getActiveWorksheet();
          const range = sheet.getRange("A1:E5");
          range.values = CONTRACTS;
          const table = sheet.tables.add("A1:E5", true);
          table.name = "Contracts";
          sheet.getRange("C2:C5").numberFormat = Array(4).fill(["dd-mmm-yyyy"]);
          sheet.getRange("D2:D5").numberFormat = Array(4).fill(["#,##0.00;[Red]-#,##0.00"]);
          sheet.getRange("E2:E5").numberFormat = Array(4).fill(["0.0%"]);
          sheet.getRange("A:E").format.autofitColumns();
          await context.sync();
        });
        document.getElementById("log").textContent = "Pulled.";
      }
      Office.onReady(() => {
        document.getElementById("pull").addEventListener("click", pull);
        CustomFunctions.associate("DOUBLE", (number) => number * 2);
        CustomFunctions.associate("FIGURE", (code) => {
          throw new CustomFunctions.Error(CustomFunctions.ErrorCode.notAvailable, "There is no figure " + code + ".");
        });
        Office.actions.associate("pullContracts", (event) => pull().then(() => event.completed()));
      });
    </script>
  </body>
</html>`;

const FUNCTIONS = {
  functions: [
    { id: "DOUBLE", name: "DOUBLE", parameters: [{ name: "number" }] },
    { id: "FIGURE", name: "FIGURE", parameters: [{ name: "code" }] },
  ],
};

const MANIFEST = `<?xml version="1.0" encoding="UTF-8"?>
<OfficeApp xmlns="http://schemas.microsoft.com/office/appforoffice/1.1"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
  xmlns:bt="http://schemas.microsoft.com/office/officeappbasictypes/1.0" xsi:type="TaskPaneApp">
  <DefaultSettings><SourceLocation DefaultValue="https://sevenfold.example/sample/taskpane.html"/></DefaultSettings>
  <VersionOverrides xmlns="http://schemas.microsoft.com/office/taskpaneappversionoverrides" xsi:type="VersionOverridesV1_0">
    <Hosts><Host xsi:type="Workbook">
      <AllFormFactors><ExtensionPoint xsi:type="CustomFunctions"><Namespace resid="Functions.Namespace"/></ExtensionPoint></AllFormFactors>
      <DesktopFormFactor><ExtensionPoint xsi:type="PrimaryCommandSurface"><CustomTab id="Tab">
        <Group id="Data"><Label resid="Data.Label"/>
          <Control xsi:type="Button" id="Pull"><Label resid="Pull.Label"/>
            <Supertip><Title resid="Pull.Label"/><Description resid="Pull.Tip"/></Supertip>
            <Icon><bt:Image size="16" resid="Icon.16"/><bt:Image size="32" resid="Icon.32"/></Icon>
            <Action xsi:type="ExecuteFunction"><FunctionName>pullContracts</FunctionName></Action></Control>
        </Group>
        <Group id="View"><Label resid="View.Label"/>
          <Control xsi:type="Button" id="Show"><Label resid="Show.Label"/>
            <Supertip><Title resid="Show.Label"/><Description resid="Show.Label"/></Supertip>
            <Icon><bt:Image size="16" resid="Icon.16"/></Icon>
            <Action xsi:type="ShowTaskpane"><SourceLocation resid="Pane.Url"/></Action></Control>
        </Group>
        <Label resid="Tab.Label"/>
      </CustomTab></ExtensionPoint></DesktopFormFactor>
    </Host></Hosts>
    <Resources>
      <bt:Images>
        <bt:Image id="Icon.16" DefaultValue="https://sevenfold.example/sample/icon.svg"/>
        <bt:Image id="Icon.32" DefaultValue="https://sevenfold.example/sample/icon.svg"/>
      </bt:Images>
      <bt:Urls><bt:Url id="Pane.Url" DefaultValue="https://sevenfold.example/sample/taskpane.html"/></bt:Urls>
      <bt:ShortStrings>
        <bt:String id="Functions.Namespace" DefaultValue="SEVENFOLD"/><bt:String id="Tab.Label" DefaultValue="Sevenfold"/>
        <bt:String id="Data.Label" DefaultValue="Data"/><bt:String id="Pull.Label" DefaultValue="Pull contracts"/>
        <bt:String id="View.Label" DefaultValue="View"/><bt:String id="Show.Label" DefaultValue="Open pane"/>
      </bt:ShortStrings>
      <bt:LongStrings><bt:String id="Pull.Tip" DefaultValue="Writes the contracts into a table."/></bt:LongStrings>
    </Resources>
  </VersionOverrides>
</OfficeApp>`;

const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect x="4" y="4" width="24" height="24" rx="5" fill="#14606d"/></svg>`;

/** What a page server serves beside the workbench, by path. */
export const sampleAddin: Readonly<Record<string, string>> = {
  "/manifest.xml": MANIFEST,
  "/addin/functions/functions.json": JSON.stringify(FUNCTIONS),
  "/sample/taskpane.html": TASKPANE,
  "/sample/icon.svg": ICON,
};
