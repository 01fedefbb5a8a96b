import { ActionIcon, CopyButton } from "@mantine/core";
import { Icon } from "./icon.tsx";

/** Puts a text into the clipboard, which browsers give to pages of this machine or over TLS alone. */
export function Copy({ text, what }: { text: string; what: string }) {
  if (!window.isSecureContext) return null;
  return (
    <CopyButton value={text}>
      {({ copied, copy }) => (
        <ActionIcon
          variant="subtle"
          color="gray"
          size="sm"
          onClick={copy}
          aria-label={copied ? "Copied" : `Copy ${what}`}
        >
          <Icon name={copied ? "check" : "copy"} size={14} />
        </ActionIcon>
      )}
    </CopyButton>
  );
}
