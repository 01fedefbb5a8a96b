import { ActionIcon } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { signOut } from "../api/session.ts";
import { Icon } from "../ui/icon.tsx";
import { tellFailed } from "../ui/toast.tsx";

export function SignOut() {
  const queries = useQueryClient();
  const leave = () =>
    signOut().then(
      () => queries.resetQueries(),
      (error: unknown) => tellFailed("Not signed out", error),
    );
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="lg"
      aria-label="Sign out"
      title="Sign out"
      onClick={leave}
    >
      <Icon name="leave" size={18} />
    </ActionIcon>
  );
}
