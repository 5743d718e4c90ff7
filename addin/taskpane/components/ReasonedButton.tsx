import { Button, Caption1, type ButtonProps } from "@fluentui/react-components";
import { useId } from "react";

/** A button that says why it cannot be used. It stays in the tab order then, so that the reason is found by keyboard. */
export function ReasonedButton({
  reason,
  children,
  appearance,
  size,
  onClick,
}: {
  readonly reason: string | null;
  readonly children: string;
  readonly appearance?: ButtonProps["appearance"];
  readonly size?: ButtonProps["size"];
  readonly onClick: () => void;
}) {
  const reasonId = useId();
  const look = { ...(appearance === undefined ? {} : { appearance }), ...(size === undefined ? {} : { size }) };
  return (
    <div className="stack tight">
      <Button
        {...look}
        disabledFocusable={reason !== null}
        {...(reason === null ? {} : { "aria-describedby": reasonId })}
        onClick={onClick}
      >
        {children}
      </Button>
      {reason !== null && (
        <Caption1 id={reasonId} className="quiet">
          {reason}
        </Caption1>
      )}
    </div>
  );
}
