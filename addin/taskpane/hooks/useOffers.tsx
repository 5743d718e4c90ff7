import { Option } from "@fluentui/react-components";
import type { ReactNode } from "react";
import { ask } from "../../api/client.js";
import { LOOKUP, type Dataset } from "../../api/operations.js";
import { useAsked } from "./useAsked.js";

/** What a Combobox offers of a column's values for the letters typed so far, `waitMs` after the last of them, and why it cannot. */
export function useOffers(
  dataset: Dataset,
  field: string,
  search: string,
  waitMs = 250,
): { readonly options: ReactNode; readonly problem: string | null } {
  const found = useAsked(
    `${dataset} ${field} ${search}`,
    async (signal) => (await ask(LOOKUP, { dataset, field, search }, { signal })).lookup,
    waitMs,
  );
  // While the answer to the last letters is on its way, nothing is offered that does not hold them: Enter must not choose it.
  const holds = (text: string | null) => text?.toLowerCase().includes(search.trim().toLowerCase()) === true;
  const offers = found.value?.filter((choice) => holds(choice.value) || holds(choice.detail)) ?? [];
  const options = (
    <>
      {offers.map(({ value, detail }) => (
        <Option key={value} value={value} text={value}>
          {detail ? `${value} · ${detail}` : value}
        </Option>
      ))}
      {offers.length === 0 && (
        <Option disabled value="" text="">
          {found.isAsking ? "Searching…" : "Nothing matches"}
        </Option>
      )}
    </>
  );
  return { options, problem: found.problem };
}
